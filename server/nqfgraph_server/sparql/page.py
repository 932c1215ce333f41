"""The endpoint's page: a form to ask from, and answers for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode, urlsplit

import flask

from nqfgraph.describe import Text
from nqfgraph.errors import NqfgraphError
from nqfgraph.places import Place
from nqfgraph.queries.examples import Example
from nqfgraph_server import limits
from nqfgraph_server.languages import SOURCE, reader_language, translate
from nqfgraph_server.rendering import page
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sparql import chart
from nqfgraph_server.sparql.citation import Citation
from nqfgraph_server.sparql.grouping import Entry, entry, grouped
from nqfgraph_server.sparql.shown import MOST_ROWS, Shown, read

__all__ = ["blank", "failure", "prefilled", "read", "result"]

_BEGINNING = """PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX nqf: <https://w3id.org/nqfgraph/def/>

SELECT * WHERE {
  ?subject ?property ?value
}
LIMIT 100
"""

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "json": "JSON",
        "xml": "XML",
        "csv": "CSV",
        "tsv": "TSV",
        "turtle": "Turtle",
        "ntriples": "N-Triples",
        "rdfxml": "RDF/XML",
        "jsonld": "JSON-LD",
        "trig": "TriG",
        "nquads": "N-Quads",
    }
)
"""What the forms of an answer are called, by their names in ``?format=``."""

EDITOR = "yasgui/editor.js"
"""The script of the editor among the static files; built from ``server/frontend``, and missing without it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a query: what is wrong, what to do, and the line it is in, cut where it happened."""

    message: Text
    remedy: Text | None = None
    line: int | None = None
    column: int | None = None
    before: str = ""
    """The line as far as it was understood."""
    at: str = ""
    """The character where the fault was noticed; empty at the end of a line."""
    after: str = ""


def blank(opened: OpenRelease) -> flask.Response:
    """Return the page with a query to begin from."""
    return _render(opened, _BEGINNING)


def prefilled(opened: OpenRelease, example: Example) -> flask.Response:
    """Return the page with an example in the form, not asked yet."""
    shown = entry(example, opened.manifest.register.languages)
    return _render(opened, shown.query, example=shown)


def result(
    opened: OpenRelease,
    query: str,
    shown: Shown,
    offered: Mapping[str, str],
    citation: Citation,
) -> flask.Response:
    """Return the page with an answer; ``offered`` has the names of its other forms by media type."""
    downloads = {FORMATS[name]: _download(citation, name) for name in offered.values()}
    return _render(opened, query, shown=shown, downloads=downloads, citation=citation)


def failure(opened: OpenRelease, query: str, error: NqfgraphError) -> flask.Response:
    """Return the page with the query as it was sent, and what is wrong with it."""
    return _render(opened, query, fault=_fault(query, error))


def _render(
    opened: OpenRelease,
    query: str,
    *,
    shown: Shown | None = None,
    downloads: Mapping[str, str] | None = None,
    **more: Entry | Fault | Citation | None,
) -> flask.Response:
    settings = current_service().settings
    return page(
        "sparql.html",
        opened,
        query=query,
        shown=shown,
        chart=chart.draw(shown) if shown else None,
        downloads=downloads or {},
        formats=FORMATS,
        groups=grouped(opened),
        limits=limits.describe(settings),
        most_rows=MOST_ROWS,
        release=opened.manifest,
        editor=EDITOR if _editor_is_built(flask.current_app.static_folder) else None,
        **more,
    )


def _download(citation: Citation, name: str) -> str:
    """Return the address of the answer that is shown in another form: of the same release and graphs."""
    parts = urlsplit(citation.permalink)
    # The digest would be checked, which costs as much as the answer.
    pairs = [(key, value) for key, value in parse_qsl(parts.query) if key != "digest"]
    return parts._replace(query=urlencode([*pairs, ("format", name)])).geturl()


@cache
def _editor_is_built(folder: str | None) -> bool:
    return folder is not None and (Path(folder) / EDITOR).is_file()


def _fault(query: str, error: NqfgraphError) -> Fault:
    message = _told(error.message)
    remedy = _told(error.remedy) if error.remedy else None
    place = error.place
    if place is None or not place.line:
        return Fault(message, remedy)
    lines = query.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    column = _column(place)
    return Fault(
        message,
        remedy,
        line=place.line,
        column=column,
        before=line[: column - 1],
        at=line[column - 1 : column],
        after=line[column:],
    )


def _column(place: Place) -> int:
    return int(place.column) if place.column and place.column.isdecimal() else 1


def _told(message: str) -> Text:
    """Return a message in the reader's language if it is in the catalogues, else in English and marked so."""
    translated = translate(message)
    return Text(translated, reader_language() if translated != message else SOURCE)
