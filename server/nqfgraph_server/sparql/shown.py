"""Answers as the page shows them, read from the lines that are also cited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

import pyoxigraph as ox

from nqfgraph.store.inspection import Form
from nqfgraph.vocab import XSD
from nqfgraph_server import links
from nqfgraph_server.documents import turtle
from nqfgraph_server.glossary import short_name
from nqfgraph_server.service import current_service

MOST_ROWS = 1000
"""Most rows, or triples, that the page shows."""

_MOST_BYTES = 4 * 1024 * 1024
"""Most bytes of an answer that are read for the page, however few its rows are."""

_NUMBERS = frozenset(
    each.value
    for each in (
        XSD.integer,
        XSD.decimal,
        XSD.double,
        XSD.float,
        XSD.int,
        XSD.long,
        XSD.nonNegativeInteger,
    )
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table: its text, its language, where it leads, and its number if it is one."""

    text: str
    language: str | None = None
    address: str | None = None
    iri: str | None = None
    """The whole IRI; ``text`` is then short for it."""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as far as it is shown; ``cut`` is true if there is more."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    truth: bool | None = None
    text: str | None = None
    """A graph in Turtle."""
    triples: int = 0
    """Number of triples in ``text``."""
    cut: bool = False

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Say of each column whether all its values are numbers."""
        return tuple(
            bool(self.rows) and all(cell is not None and cell.number is not None for cell in column)
            for column in (zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns))
        )


def read(pieces: Iterable[bytes], form: Form | None) -> Shown:
    """Read as much of an answer as the page shows.

    ``pieces`` are those of TSV for a table, of N-Triples for a graph, of JSON for a truth.
    """
    if form is Form.ASK:
        truth = ox.parse_query_results(b"".join(pieces), format=ox.QueryResultsFormat.JSON)
        return Shown(truth=bool(truth))
    if form is not None and form.is_graph:
        lines, cut = _lines(pieces, MOST_ROWS)
        triples = [each.triple for each in ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)]
        return Shown(text=turtle(triples).decode(), triples=len(triples), cut=cut)
    # In TSV a line break in a value is written as an escape, so every line is a row (the first has the
    # names).
    lines, cut = _lines(pieces, MOST_ROWS + 1)
    solutions = ox.parse_query_results(b"".join(lines), format=ox.QueryResultsFormat.TSV)
    assert isinstance(solutions, ox.QuerySolutions)  # TSV has nothing else
    rows = tuple(tuple(_cell(term) for term in solution) for solution in solutions)
    return Shown(columns=tuple(each.value for each in solutions.variables), rows=rows, cut=cut)


def _lines(pieces: Iterable[bytes], most: int) -> tuple[list[bytes], bool]:
    """Return the first whole lines of an answer and whether there are more."""
    content: list[bytes] = []
    lines = size = 0
    cut = False
    for piece in pieces:
        content.append(piece)
        lines += piece.count(b"\n")
        size += len(piece)
        if lines > most or size > _MOST_BYTES:
            cut = True
            break
    whole = b"".join(content).split(b"\n")[:-1]
    return [line + b"\n" for line in whole[:most]], cut or len(whole) > most


def _cell(term: object) -> Cell | None:
    if isinstance(term, ox.NamedNode):
        short = _short_name(term.value)
        return Cell(short, address=links.href(term.value), iri=term.value if short != term.value else None)
    if isinstance(term, ox.Literal):
        return Cell(term.value, language=term.language, number=_number(term))
    return None if term is None else Cell(str(term))


def own_prefixes(base: str) -> dict[str, str]:
    """Return the prefixes for the IRIs of a register itself, beside those of vocabularies."""
    return {name: f"{base}{name}/" for name in ("graph", "id")}


def _short_name(iri: str) -> str:
    for prefix, namespace in own_prefixes(current_service().release().iris.base).items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return short_name(iri)


def _number(literal: ox.Literal) -> float | None:
    """Return the finite number that a literal of a numeric datatype writes."""
    if literal.datatype.value not in _NUMBERS:
        return None
    try:
        number = float(literal.value)
    except ValueError:
        return None
    return number if isfinite(number) else None
