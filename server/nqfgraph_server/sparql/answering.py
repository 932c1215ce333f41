"""Answers queries: chooses the form, asks the query workers, and streams what they write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from types import MappingProxyType

import flask
from werkzeug.exceptions import BadRequest

from nqfgraph.errors import NqfgraphError
from nqfgraph.store.inspection import Form, form_of
from nqfgraph.store.workers import Answer
from nqfgraph_server import caching
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.problems import status_of
from nqfgraph_server.service import OpenRelease, Service, current_service
from nqfgraph_server.sparql import description, page
from nqfgraph_server.sparql.asked import Asked, read_request

blueprint = flask.Blueprint("sparql", __name__)

HTML = "text/html"

TRUTHS: Mapping[str, str] = MappingProxyType(
    {
        "application/sparql-results+json": "json",
        "application/sparql-results+xml": "xml",
    }
)
"""Media types for ASK, the favourite first, and their names in ``?format=``."""

TABLES: Mapping[str, str] = MappingProxyType(
    {**TRUTHS, "text/csv": "csv", "text/tab-separated-values": "tsv"}
)
"""The same for SELECT."""

GRAPHS: Mapping[str, str] = MappingProxyType(
    {
        "text/turtle": "turtle",
        "application/n-triples": "ntriples",
        "application/rdf+xml": "rdfxml",
        "application/ld+json": "jsonld",
        "application/trig": "trig",
        "application/n-quads": "nquads",
    }
)
"""The same for CONSTRUCT and DESCRIBE."""

_GENERAL: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "table": {
            "application/json": "application/sparql-results+json",
            "application/xml": "application/sparql-results+xml",
        },
        "graph": {"application/json": "application/ld+json"},
    }
)
"""General media types that clients ask for, and what they get."""

_CHANGING = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
"""Functions whose answers differ from time to time, so that no validator holds."""


@blueprint.route("/sparql", methods=["GET", "POST"])
def answer() -> flask.Response:
    """Answer a query, or describe the service where there is none."""
    service = current_service()
    asked = read_request(service.settings.query_bytes)
    opened = service.release()
    if asked is None or not asked.query.strip():
        return _introduce(opened)
    form = form_of(asked.query)
    media_type = _choose(asked, form)
    if media_type == HTML:
        return _as_page(service, opened, asked, form)
    return _as_data(service, opened, asked, form, media_type)


def _introduce(opened: OpenRelease) -> flask.Response:
    media_type = negotiate(flask.request.headers.get("Accept"), [HTML, *GRAPHS])
    if media_type == HTML:
        response = page.blank(opened)
    else:
        content = description.describe(opened, flask.request.base_url, media_type)
        response = flask.current_app.response_class(content, mimetype=media_type)
        response = caching.stamp(response, opened, "description", flask.request.base_url, media_type)
    response.headers.add("Link", f'<{flask.request.script_root}/void>; rel="service-meta"')
    response.vary.add("Accept")
    return response


def _choose(asked: Asked, form: Form | None) -> str:
    """Return the media type of the answer; raises NotAcceptable, or 400 for an unknown ``format``."""
    offered = _offered(form)
    if asked.form is None:
        general = _GENERAL["graph" if form and form.is_graph else "table"]
        return negotiate(flask.request.headers.get("Accept"), [*offered, HTML, *general])
    names = {name: media_type for media_type, name in offered.items()} | {"html": HTML}
    if asked.form not in names:
        raise BadRequest(f"The format is “{asked.form}”. Give one of: {', '.join(names)}.")
    return names[asked.form]


def _offered(form: Form | None) -> Mapping[str, str]:
    if form and form.is_graph:
        return GRAPHS
    return TRUTHS if form is Form.ASK else TABLES


def _as_data(
    service: Service, opened: OpenRelease, asked: Asked, form: Form | None, media_type: str
) -> flask.Response:
    graph = bool(form and form.is_graph)
    written_as = _GENERAL["graph" if graph else "table"].get(media_type, media_type)
    content = (asked.query, repr(asked.default_graphs), repr(asked.named_graphs), media_type)
    stable = flask.request.method in ("GET", "HEAD") and not _CHANGING.search(asked.query)
    if stable and caching.known(opened, *content):
        response = flask.current_app.response_class(status=304, mimetype=media_type)
    else:
        response = flask.current_app.response_class(
            run(service, opened, asked, written_as), mimetype=media_type
        )
        # Else the check of the conditions would read the whole answer, only to measure it.
        response.implicit_sequence_conversion = False
    if stable:
        response = caching.stamp(response, opened, *content)
    else:
        response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _as_page(service: Service, opened: OpenRelease, asked: Asked, form: Form | None) -> flask.Response:
    offered = _offered(form)
    # A table is read line by line as far as it is shown; the other forms are texts.
    media_type = "text/tab-separated-values" if offered is TABLES else next(iter(offered))
    try:
        with closing(run(service, opened, asked, media_type)) as pieces:
            shown = page.read(pieces, form)
    except NqfgraphError as error:
        response = page.failure(opened, asked.query, error)
        response.status_code = status_of(error)
    else:
        response = page.result(opened, asked.query, shown, offered)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def run(service: Service, opened: OpenRelease, asked: Asked, media_type: str) -> Answer:
    """Ask the workers; what they raise is answered by `nqfgraph_server.problems`."""
    return service.pool.run(
        opened.release.folder,
        asked.query,
        media_type,
        seconds=asked.seconds,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        # The register's own base, so that <id/level/6> means the same wherever the register is served.
        base=opened.iris.base,
        # Waitress tells whether the client has gone, where its look-ahead is on.
        abandoned=flask.request.environ.get("waitress.client_disconnected"),
    )
