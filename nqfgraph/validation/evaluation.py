"""Asks the queries of compiled shapes over a source; what they answer is counted, the first rows are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import groupby

import pyoxigraph as ox

from nqfgraph.validation.compiler import FACT, PATH, VALUE, Check, Program
from nqfgraph.validation.shapes import Shape, Term
from nqfgraph.validation.source import Source
from nqfgraph.validation.sparing import Sparing, Usage, count_usage


@dataclass(frozen=True, slots=True)
class Row:
    """One result of a check, not yet put into words."""

    focus: Term
    value: Term | None = None
    path: Term | None = None
    fact: Term | None = None
    bindings: tuple[tuple[str, Term], ...] = ()

    @property
    def order(self) -> tuple[str, str, str, str]:
        """What rows are sorted by."""
        return node_text(self.focus), str(self.path), str(self.value), str(self.fact)


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found about one path."""

    check: int
    """Position of the check in its program."""
    path: str | None
    count: int
    rows: tuple[Row, ...]
    """The first by their order; there may be more."""


class Evaluation:
    """Evaluates programs over one source."""

    def __init__(self, source: Source, limit: int) -> None:
        """Keep at most ``limit`` rows of a check and path."""
        self._source = source
        self._sparing = Sparing(source)
        self._limit = limit

    def usage(self, programs: Iterable[Program]) -> Usage:
        """Count the focus nodes of programs with the same scope, and how these use properties."""
        return count_usage(self._source, programs)

    def find(self, program: Program, positions: Sequence[int], usage: Usage) -> list[Found]:
        """Return what some checks of a program find; ``usage`` is that of the program."""
        found: list[Found] = []
        for position in positions:
            check = program.checks[position]
            if not self._sparing.finds_nothing(check, program, usage):
                found.extend(self._ask(position, check))
        return found

    def _ask(self, position: int, check: Check) -> Iterator[Found]:
        """Count all rows of a check, and keep the first by order."""
        by_path: dict[str | None, list[Row]] = {}
        for row in _read_rows(self._source.select(check.query), check.scope.focus):
            by_path.setdefault(path_of(check.shape, row), []).append(row)
        for path, rows in by_path.items():
            first = nsmallest(self._limit, rows, key=lambda row: row.order)
            yield Found(position, path, len(rows), tuple(first))


def parts(program: Program) -> list[tuple[int, ...]]:
    """Return the positions of the checks of a program, those of one shape together: they share questions."""
    positions = range(len(program.checks))
    return [tuple(part) for _, part in groupby(positions, key=lambda each: program.checks[each].shape.node)]


def path_of(shape: Shape, row: Row) -> str | None:
    """Return the path of a result: the IRI of a property, or a SPARQL property path."""
    if isinstance(row.path, ox.NamedNode):
        return row.path.value
    if shape.path is None:
        return None
    return shape.path.predicate.value if shape.path.predicate else str(shape.path)


def node_text(term: Term) -> str:
    """Return an IRI as it is and any other term in N-Triples form."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _read_rows(solutions: ox.QuerySolutions, focus: str) -> Iterator[Row]:
    names = [variable.value for variable in solutions.variables]
    name = focus.removeprefix("?")
    for solution in solutions:
        bound = {key: term for key, term in zip(names, solution, strict=True) if term is not None}
        yield Row(
            focus=bound.pop(name),
            value=bound.get(VALUE),
            path=bound.get(PATH),
            fact=bound.get(FACT),
            bindings=tuple(bound.items()),
        )
