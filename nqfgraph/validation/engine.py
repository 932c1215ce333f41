"""Runs compiled shapes over a source and turns the rows into findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest

import pyoxigraph as ox

from nqfgraph.validation.compiler import FACT, PATH, VALUE, Check, Program, compile_shapes
from nqfgraph.validation.expressions import Dialect
from nqfgraph.validation.findings import Cause, Finding
from nqfgraph.validation.messages import Facts, own_messages, write_messages
from nqfgraph.validation.reference import check_with_pyshacl
from nqfgraph.validation.shapes import Path, Shape, Shapes, Term
from nqfgraph.validation.source import Source, is_regex

DEFAULT_LIMIT = 1000
"""How many findings of one cause are listed; all are counted."""


@dataclass(frozen=True)
class Outcome:
    """What checking some shapes gave."""

    findings: tuple[Finding, ...]
    """In the order of cause, focus node and value; at most ``limit`` of each cause."""
    counts: Mapping[Cause, int]
    """How many there are of each cause, all counted."""
    checked: int
    """How many focus nodes were checked, each once a shape."""
    paths: Mapping[str, Path]
    """The paths of the findings that are more than one predicate, by their text."""


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


def run_shapes(source: Source, shapes: Shapes, *, limit: int = DEFAULT_LIMIT) -> Outcome:
    """Check a source with shapes. Raises ShapesError for what neither SPARQL nor pySHACL can check."""
    run = _Run(source, shapes, limit)
    dialect = Dialect(source.subclasses(), is_regex, exact_integers=source.keeps_datatypes)
    for program in compile_shapes(shapes, dialect):
        run.program(program)
    return run.outcome()


class _Run:
    def __init__(self, source: Source, shapes: Shapes, limit: int) -> None:
        self._source = source
        self._shapes = shapes
        self._limit = limit
        self._checked = 0
        self._counts: dict[Cause, int] = {}
        self._findings: dict[Cause, list[Finding]] = {}
        self._paths: dict[str, Path] = {}
        self._uncovered: list[Shape] = []

    def program(self, program: Program) -> None:
        nodes = self._count_focus_nodes(program)
        self._checked += nodes
        if not nodes:
            return
        if program.uncovered is not None:
            self._uncovered.append(program.shape)
            return
        quiet: dict[str, bool] = {}
        for check in program.checks:
            if check.guard and check.guard not in quiet:
                quiet[check.guard] = next(iter(self._source.select(check.guard)), None) is None
            if not quiet.get(check.guard):
                self._keep(check, _read_rows(self._source.select(check.query), check.scope.focus))

    def outcome(self) -> Outcome:
        if self._uncovered:
            for finding in check_with_pyshacl(self._source.triples(), self._shapes, self._uncovered):
                self._add(finding.cause, finding)
        for found in self._findings.values():
            found.sort(key=lambda each: (each.focus, each.value or "", each.messages.get("en", "")))
        order = sorted(
            self._findings,
            key=lambda cause: (cause.shape, cause.path or "", cause.constraint, cause.severity),
        )
        return Outcome(
            findings=tuple(each for cause in order for each in self._findings[cause]),
            counts={cause: self._counts[cause] for cause in order},
            checked=self._checked,
            paths=self._paths,
        )

    def _count_focus_nodes(self, program: Program) -> int:
        scope = program.scope
        query = f"SELECT (COUNT(*) AS ?count) WHERE {{ {scope.pattern} }}"
        return int(next(iter(self._source.select(query)))["count"].value)

    def _keep(self, check: Check, rows: Iterator[Row]) -> None:
        """Count all rows of a check, and make findings of the first by order."""
        shape = check.shape
        by_path: dict[str | None, list[Row]] = {}
        for row in rows:
            by_path.setdefault(self._path_of(shape, row), []).append(row)
        for path, found in by_path.items():
            cause = Cause(shape.severity, shape.name, path, check.constraint.iri)
            kept = self._findings.setdefault(cause, [])
            self._counts[cause] = self._counts.get(cause, 0) + len(found)
            room = max(self._limit - len(kept), 0)
            kept.extend(
                self._finding(check, row) for row in nsmallest(room, found, key=lambda row: row.order)
            )

    def _add(self, cause: Cause, finding: Finding) -> None:
        self._counts[cause] = self._counts.get(cause, 0) + 1
        kept = self._findings.setdefault(cause, [])
        if len(kept) < self._limit:
            kept.append(finding)

    def _path_of(self, shape: Shape, row: Row) -> str | None:
        if isinstance(row.path, ox.NamedNode):
            return row.path.value
        if shape.path is None:
            return None
        if shape.path.predicate:
            return shape.path.predicate.value
        self._paths[str(shape.path)] = shape.path
        return str(shape.path)

    def _finding(self, check: Check, row: Row) -> Finding:
        shape, constraint = check.shape, check.constraint
        focus = self._source.as_written(row.focus)
        value = None if row.value is None else self._source.as_written(row.value)
        if value is None and constraint.component == "SPARQL" and shape.path is None:
            value = focus
        facts = Facts(
            shape=shape,
            constraint=constraint,
            focus=focus,
            path=self._path_of(shape, row),
            value=value,
            fact=row.fact,
            bindings=dict(row.bindings),
        )
        return Finding(
            severity=shape.severity,
            focus=node_text(focus),
            path=facts.path,
            value=None if value is None else str(value),
            constraint=constraint.iri,
            shape=shape.name,
            messages=write_messages(facts, self._shapes),
            hints=own_messages(facts),
        )


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


def node_text(term: Term) -> str:
    """Return an IRI as it is and any other term in N-Triples form."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)
