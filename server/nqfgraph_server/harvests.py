"""``/harvests``: who took which release, for those who run the server.

The page is for the addresses of `Settings.metrics_from` only, as ``/metrics`` is.
"""

from __future__ import annotations

import flask
from werkzeug.exceptions import Forbidden

from nqfgraph.errors import InputError
from nqfgraph.harvests import harvest_value, read_harvests
from nqfgraph_server.documents import write_json
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.operations import is_operator
from nqfgraph_server.receipts import receipts_of
from nqfgraph_server.service import current_service
from nqfgraph_server.takers import INTERFACES

blueprint = flask.Blueprint("harvests", __name__)

MOST = 500
"""Harvests that are shown; ``nqfgraph harvests`` gives more."""
_HTML, _JSON = "text/html", "application/json"


@blueprint.get("/harvests")
def listing() -> flask.Response:
    """List the harvests, the latest first; 403 for those who are not among the operators."""
    service = current_service()
    if not is_operator(service):
        raise Forbidden(_("These numbers are for those who run the server."))
    form = negotiate(flask.request.headers.get("Accept"), (_HTML, _JSON))
    interface = flask.request.args.get("interface") or None
    if interface is not None and interface not in INTERFACES:
        raise InputError(
            f"“{interface[:40]}” is no interface.", remedy=f"There are: {', '.join(INTERFACES)}."
        )
    receipts = receipts_of(flask.current_app)
    receipts.write()
    found = read_harvests(service.releases.home, limit=MOST, interface=interface)
    if form == _JSON:
        body = write_json({"lost": receipts.lost, "items": [harvest_value(each) for each in found]})
        response = flask.current_app.response_class(body, content_type=f"{_JSON}; charset=utf-8")
    else:
        response = flask.make_response(
            flask.render_template(
                "harvests.html",
                harvests=found,
                interface=interface,
                interfaces=INTERFACES,
                lost=receipts.lost,
            )
        )
        response.content_language = reader_language()
    response.vary.update(["Accept", "Accept-Language"])
    response.headers["Cache-Control"] = "no-store"
    return response
