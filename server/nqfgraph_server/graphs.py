"""The named graphs of a release by the SPARQL 1.1 Graph Store HTTP Protocol, for reading.

``/sparql/graphs`` names a graph indirectly, by ``?graph=IRI`` or ``?default`` (§ 4.2); ``/graph/{name}`` is
the address of a graph's own IRI at this server (§ 4.1). A release never changes, so the other methods of the
protocol answer 405.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

from nqfgraph.errors import InputError
from nqfgraph_server import links
from nqfgraph_server.languages import marked as _
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sparql.answering import as_data
from nqfgraph_server.sparql.asked import Asked
from nqfgraph_server.sparql.choosing import GRAPHS
from nqfgraph_server.sparql.question import Question

blueprint = flask.Blueprint("graphs", __name__)

READING = ("GET", "HEAD", "OPTIONS")
CHANGING = ("PUT", "POST", "DELETE", "PATCH")

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NAMES: Mapping[str, str] = MappingProxyType({name: media_type for media_type, name in GRAPHS.items()})


@blueprint.get("/sparql/graphs", provide_automatic_options=False)
def indirect() -> flask.Response:
    """Answer the graph that the query string names; 404 for one that the release does not have."""
    given = flask.request.args
    named = given.getlist("graph")
    opened = current_service().release()
    if len(named) + ("default" in given) != 1:
        raise InputError(
            "The address names no graph, or more than one.",
            remedy=f"Give ?default, or ?graph= with one of: {', '.join(_iris(opened))}.",
        )
    if not named:
        return _answer(opened, None)
    if named[0] not in _iris(opened):
        raise _absent(opened, named[0])
    return _answer(opened, named[0])


@blueprint.get("/graph/<path:name>", provide_automatic_options=False)
def direct(name: str) -> flask.Response:
    """Answer the graph whose IRI is the register's base and this path."""
    opened = current_service().release()
    iri = f"{opened.iris.base}graph/{name}"
    if iri not in _iris(opened):
        raise _absent(opened, iri)
    return _answer(opened, iri)


@blueprint.route("/sparql/graphs", methods=CHANGING, provide_automatic_options=False)
@blueprint.route("/graph/<path:name>", methods=CHANGING, provide_automatic_options=False)
def refuse(name: str | None = None) -> flask.Response:
    """Say why a graph is not changed (405, RFC 9110 § 15.5.6)."""
    raise MethodNotAllowed(
        READING,
        _("A release never changes, so its graphs can only be read. What is new comes as another release."),
    )


@blueprint.route("/sparql/graphs", methods=["OPTIONS"])
@blueprint.route("/graph/<path:name>", methods=["OPTIONS"])
def options(name: str | None = None) -> flask.Response:
    """Say which methods there are."""
    response = flask.current_app.response_class(status=204)
    response.headers["Allow"] = ", ".join(READING)
    return response


def _answer(opened: OpenRelease, iri: str | None) -> flask.Response:
    """Answer a graph, or the default graph, which is the union of all."""
    asked = Asked(
        query=_EVERYTHING,
        default_graphs=None if iri is None else (iri,),
        named_graphs=None,
        seconds=None,
        form=None,
    )
    response = as_data(current_service(), Question(current_service(), opened, asked), _media_type())
    if iri is not None:
        path = iri.removeprefix(opened.iris.base)
        address = links.in_release(f"{flask.request.script_root}/{path}")
        response.headers.add("Link", f'<{address}>; rel="canonical"')
    return response


def _media_type() -> str:
    """Return the form that ``?format=`` or else ``Accept`` asks for."""
    given = flask.request.args.get("format")
    if not given:
        return negotiate(flask.request.headers.get("Accept"), tuple(GRAPHS))
    if given not in _NAMES:
        raise InputError(f"The format is “{given[:40]}”.", remedy=f"Give one of: {', '.join(_NAMES)}.")
    return _NAMES[given]


def _iris(opened: OpenRelease) -> list[str]:
    return [f"{opened.iris.base}graph/{name}" for name in sorted(opened.manifest.counts.graphs)]


def _absent(opened: OpenRelease, iri: str) -> NotFound:
    return NotFound(
        f"The release {opened.version} has no graph {iri[:200]}. It has: {', '.join(_iris(opened))}."
    )
