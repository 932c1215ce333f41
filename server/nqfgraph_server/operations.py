"""For those who run the server: ``/healthz`` says that the process lives, ``/readyz`` that it can answer."""

from __future__ import annotations

import flask

from nqfgraph.describe import exists
from nqfgraph_server.service import NotServing, current_service

blueprint = flask.Blueprint("operations", __name__)


@blueprint.get("/healthz")
def healthy() -> flask.Response:
    """Answer 200 as long as the process takes requests."""
    return _uncached({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> flask.Response:
    """Answer 200 with the served release once its store answers; 503 before there is one."""
    opened = current_service().release()
    if not exists(opened.store, opened.manifest.register.framework):
        raise NotServing(f"The release {opened.version} does not describe its framework.")
    return _uncached({"status": "ready", "release": opened.version})


def _uncached(value: dict[str, str]) -> flask.Response:
    response = flask.jsonify(value)
    response.headers["Cache-Control"] = "no-store"
    return response
