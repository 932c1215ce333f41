"""The endpoint's page: a form to ask from, and answers for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import flask
import pyoxigraph as ox

from nqfgraph import queries
from nqfgraph.errors import NqfgraphError
from nqfgraph.store.inspection import Form
from nqfgraph_server import links
from nqfgraph_server.rendering import page
from nqfgraph_server.service import OpenRelease

MOST_ROWS = 1000
MOST_CHARACTERS = 200_000

_PREFIXES = """PREFIX elm: <http://data.europa.eu/snb/model/elm/>
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

EXAMPLES = (
    "example-counts-by-level",
    "example-levels-and-eqf",
    "example-learning-outcomes",
    "example-labels",
)
"""The queries that the page offers, by name (`nqfgraph.queries`)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table: its text, its language or datatype, and where it leads."""

    text: str
    language: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as far as it is shown; ``cut`` is true if there is more."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    truth: bool | None = None
    text: str | None = None
    cut: bool = False


def read(pieces: Iterable[bytes], form: Form | None) -> Shown:
    """Read as much of an answer as the page shows: TSV of a table, JSON of a truth, Turtle of a graph."""
    if form is Form.ASK:
        truth = ox.parse_query_results(b"".join(pieces), format=ox.QueryResultsFormat.JSON)
        return Shown(truth=bool(truth))
    if form is None or not form.is_graph:
        return _read_table(pieces)
    content, cut = _read_until(pieces, lambda content: len(content) > MOST_CHARACTERS)
    text = content.decode(errors="ignore")
    return Shown(text=text[:MOST_CHARACTERS], cut=cut)


def _read_table(pieces: Iterable[bytes]) -> Shown:
    # In TSV a line break in a value is written as an escape, so every line is a row (the first has the
    # names).
    content, _ = _read_until(pieces, lambda content: content.count(b"\n") > MOST_ROWS + 1)
    whole_lines = content.split(b"\n")[:-1]
    lines = whole_lines[: MOST_ROWS + 1]
    cut = len(whole_lines) > len(lines)
    solutions = ox.parse_query_results(b"\n".join(lines) + b"\n", format=ox.QueryResultsFormat.TSV)
    assert isinstance(solutions, ox.QuerySolutions)  # TSV has nothing else
    rows = tuple(tuple(_cell(term) for term in solution) for solution in solutions)
    return Shown(columns=tuple(each.value for each in solutions.variables), rows=rows, cut=cut)


def _read_until(pieces: Iterable[bytes], enough: Callable[[bytes], bool]) -> tuple[bytes, bool]:
    """Return the first bytes of an answer and whether reading stopped before its end."""
    content = b""
    for piece in pieces:
        content += piece
        if enough(content):
            return content, True
    return content, False


def _cell(term: object) -> Cell | None:
    if isinstance(term, ox.NamedNode):
        return Cell(term.value, address=links.href(term.value))
    if isinstance(term, ox.Literal):
        return Cell(term.value, language=term.language)
    return None if term is None else Cell(str(term))


def blank(opened: OpenRelease) -> flask.Response:
    """Return the page with a query to begin from."""
    return _render(opened, _PREFIXES)


def result(opened: OpenRelease, query: str, shown: Shown, offered: Mapping[str, str]) -> flask.Response:
    """Return the page with an answer; ``offered`` has the names of its other forms by media type."""
    return _render(opened, query, shown=shown, downloads=tuple(offered.values()))


def failure(opened: OpenRelease, query: str, error: NqfgraphError) -> flask.Response:
    """Return the page with the query as it was sent, and what is wrong with it."""
    return _render(opened, query, error=error)


def _render(
    opened: OpenRelease,
    query: str,
    *,
    shown: Shown | None = None,
    downloads: Sequence[str] = (),
    error: NqfgraphError | None = None,
) -> flask.Response:
    return page(
        "sparql.html",
        opened,
        query=query,
        shown=shown,
        downloads=downloads,
        error=error,
        formats=FORMATS,
        examples=[(queries.title(name), queries.load(name)) for name in EXAMPLES],
        seconds=flask.current_app.extensions["nqfgraph"].settings.query_seconds,
        most_rows=MOST_ROWS,
    )
