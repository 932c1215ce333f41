"""The description of the interface for programs, ``/openapi.json`` (OpenAPI 3.1).

Addresses, methods and what they are for come from the application itself: its rules and the docstrings of its
views. ``operations`` adds to each view what cannot be read there: parameters, media types, status codes.
``schemas`` has what stands in bodies, ``document`` puts all together.
"""

from __future__ import annotations

import flask

from nqfgraph_server.documents import write_json
from nqfgraph_server.openapi.document import describe

blueprint = flask.Blueprint("openapi", __name__)

__all__ = ["blueprint", "describe"]


@blueprint.get("/openapi.json")
def openapi() -> flask.Response:
    """Answer this description."""
    described = describe(flask.current_app, flask.request.script_root)
    response = flask.current_app.response_class(write_json(described), mimetype="application/json")
    response.add_etag()
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.make_conditional(flask.request)
    return response
