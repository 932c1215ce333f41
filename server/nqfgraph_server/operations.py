"""For those who run the server: ``/healthz`` says that it lives, ``/readyz`` that it can answer.

``/metrics`` has its numbers, for the addresses of `Settings.metrics_from` only. What is counted and logged is
hooked into the application here.
"""

from __future__ import annotations

from collections.abc import Sequence

import flask
from werkzeug.exceptions import Forbidden

from nqfgraph.describe import exists
from nqfgraph_server import exchange, limits, receipts
from nqfgraph_server.exchange import Listener
from nqfgraph_server.languages import marked as _
from nqfgraph_server.metrics import MEDIA_TYPE, Metrics, is_among, read_networks
from nqfgraph_server.query_log import QueryLog
from nqfgraph_server.service import NotServing, Service, current_service

blueprint = flask.Blueprint("operations", __name__)

_METRICS = "nqfgraph.metrics"
_FORWARDED = ("X-Forwarded-For", "Forwarded")


def set_up(app: flask.Flask, service: Service) -> Sequence[Listener]:
    """Count, log, and tell limits; to be called before other hooks, see `exchange.set_up`.

    Returns those who hear of every exchange. Raises InputError for a setting that cannot be used.
    """
    read_networks(service.settings.metrics_from)
    measured = app.extensions[_METRICS] = Metrics(service)
    log = QueryLog(service.settings, app.logger.warning)
    listeners = [measured.count, log.write]
    exchange.set_up(app, listeners)
    taken = receipts.set_up(app, service.releases.home)
    measured.include(taken)
    listeners.append(taken.note)
    limits.set_up(app, service.settings, service.budgets)
    return listeners


@blueprint.get("/healthz")
def healthy() -> flask.Response:
    """Answer 200 as long as the process takes requests."""
    return _uncached(flask.jsonify({"status": "ok"}))


@blueprint.get("/readyz")
def ready() -> flask.Response:
    """Answer 200 with the served release once its store answers; 503 before there is one.

    Releases that should be served and are damaged are ``refused``, with the reasons.
    """
    service = current_service()
    opened = service.current()
    if not exists(opened.store, opened.manifest.register.framework):
        raise NotServing(f"The release {opened.version} does not describe its framework.")
    told: dict[str, object] = {"status": "ready", "release": opened.version}
    if service.refused:
        told["refused"] = dict(service.refused)
    return _uncached(flask.jsonify(told))


@blueprint.get("/metrics")
def metrics() -> flask.Response:
    """Answer the numbers in the text format of Prometheus; 403 for those who are not among the operators."""
    service = current_service()
    if not is_operator(service):
        raise Forbidden(_("These numbers are for those who run the server."))
    measured: Metrics = flask.current_app.extensions[_METRICS]
    return _uncached(flask.current_app.response_class(measured.write(), content_type=MEDIA_TYPE))


def is_operator(service: Service) -> bool:
    """Say whether the request comes from the addresses of `Settings.metrics_from`."""
    # Behind a proxy that the settings do not know, every client seems to be the proxy, which is close by.
    if not service.settings.proxies and any(name in flask.request.headers for name in _FORWARDED):
        return False
    networks = read_networks(service.settings.metrics_from)
    return is_among(flask.request.remote_addr or "", networks)


def _uncached(response: flask.Response) -> flask.Response:
    response.headers["Cache-Control"] = "no-store"
    return response
