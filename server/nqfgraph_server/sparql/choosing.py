"""Chooses the form of an answer, by ``format=`` or else by ``Accept``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import flask
from werkzeug.exceptions import BadRequest

from nqfgraph.store.inspection import Form
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.sparql.asked import Asked

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

_GENERAL_OF_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "application/json": "application/sparql-results+json",
        "application/xml": "application/sparql-results+xml",
    }
)
_GENERAL_OF_GRAPHS: Mapping[str, str] = MappingProxyType({"application/json": "application/ld+json"})
"""General media types that clients ask for, and what they get."""


def choose(asked: Asked, form: Form | None) -> str:
    """Return the media type of the answer; raises NotAcceptable, or 400 for an unknown ``format``."""
    offered = offers(form)
    if asked.form is None:
        return negotiate(flask.request.headers.get("Accept"), (*offered, HTML, *_general(form)))
    names = {name: media_type for media_type, name in offered.items()} | {"html": HTML}
    if asked.form not in names:
        raise BadRequest(f"The format is “{asked.form}”. Give one of: {', '.join(names)}.")
    return names[asked.form]


def offers(form: Form | None) -> Mapping[str, str]:
    """Return the forms of data that the answer to a form of query comes in."""
    if form is not None and form.is_graph:
        return GRAPHS
    return TRUTHS if form is Form.ASK else TABLES


def written_as(media_type: str, form: Form | None) -> str:
    """Return the form of data that is sent under a media type that was chosen."""
    return _general(form).get(media_type, media_type)


def _general(form: Form | None) -> Mapping[str, str]:
    return _GENERAL_OF_GRAPHS if form is not None and form.is_graph else _GENERAL_OF_TABLES
