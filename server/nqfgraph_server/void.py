"""What the release holds, for programs: ``/void``, and the well-known address that leads to it."""

from __future__ import annotations

import flask
import pyoxigraph as ox

from nqfgraph.exports.files import DUMP
from nqfgraph.exports.void import Holding, describe_holding
from nqfgraph_server import descriptions
from nqfgraph_server.archive import made
from nqfgraph_server.catalogue import known_triples
from nqfgraph_server.links import in_release
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("void", __name__)


@blueprint.get("/.well-known/void")
def well_known() -> flask.Response:
    """Send the client on to the description (VoID, § 7.2; RFC 8615)."""
    response = flask.current_app.response_class("", status=303, mimetype="text/plain")
    response.headers["Location"] = in_release(f"{flask.request.script_root}/void")
    response.autocorrect_location_header = False
    return response


@blueprint.get("/void")
def void() -> flask.Response:
    """Answer the description in the form that is asked for."""
    return descriptions.negotiated("void", _triples, current_service().release(), None)


@blueprint.get("/void.<extension>")
def document(extension: str) -> flask.Response:
    """Answer the description in one form; 406 for another."""
    return descriptions.document("void", extension, _triples, current_service().release())


def _triples(opened: OpenRelease) -> tuple[ox.Triple, ...]:
    manifest = opened.manifest
    holding = Holding(
        version=opened.version,
        things=sum(manifest.counts.kinds.values()),
        example=manifest.register.framework,
        statistics=opened.statistics,
        dumps=(DUMP, *made(opened.release)),
    )
    return describe_holding(opened.iris.base, known_triples(opened), holding)
