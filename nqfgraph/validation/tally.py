"""Gathers what the checks of a shapes graph found, and puts it into words: the outcome of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from nqfgraph.validation.compiler import Check, Program
from nqfgraph.validation.evaluation import Found, Row, node_text
from nqfgraph.validation.findings import Cause, Finding
from nqfgraph.validation.messages import Facts, own_messages, write_messages
from nqfgraph.validation.shapes import Path, Shapes
from nqfgraph.validation.source import Source


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


class Tally:
    """Counts findings by cause and keeps the first of each.

    What is added may come in any order and from parts of the data that have no focus node in common: the
    outcome is the same.
    """

    def __init__(self, limit: int) -> None:
        """List at most ``limit`` findings of a cause."""
        self._limit = limit
        self._checked = 0
        self._rows: dict[tuple[int, int, str | None], list[Row]] = {}
        self._counts: dict[tuple[int, int, str | None], int] = {}
        self._others: list[Finding] = []

    def add_checked(self, nodes: int) -> None:
        """Add to the number of focus nodes."""
        self._checked += nodes

    def add(self, program: int, found: Iterable[Found]) -> None:
        """Add what checks of the program with this position found."""
        for each in found:
            key = (program, each.check, each.path)
            self._counts[key] = self._counts.get(key, 0) + each.count
            rows = self._rows.setdefault(key, [])
            rows.extend(each.rows)
            # Sorting now and then is cheaper than keeping in order what comes from fifty parts.
            if len(rows) > 2 * self._limit:
                self._rows[key] = self._first(rows)

    def _first(self, rows: Iterable[Row]) -> list[Row]:
        """Return the first rows in an order that does not depend on how they came."""
        return sorted(rows, key=lambda row: row.order)[: self._limit]

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Add findings that are in words already."""
        self._others.extend(findings)

    def outcome(self, source: Source, shapes: Shapes, programs: tuple[Program, ...]) -> Outcome:
        """Put what was added into words; ``source`` knows how terms were written."""
        words = _Words(source, shapes, self._limit)
        for key in sorted(self._counts, key=lambda each: each[:2]):
            program, check, path = key
            words.add(programs[program].checks[check], path, self._counts[key], self._first(self._rows[key]))
        for finding in self._others:
            words.add_finding(finding)
        return words.outcome(self._checked)


class _Words:
    """Findings by cause."""

    def __init__(self, source: Source, shapes: Shapes, limit: int) -> None:
        self._source = source
        self._shapes = shapes
        self._limit = limit
        self._counts: dict[Cause, int] = {}
        self._findings: dict[Cause, list[Finding]] = {}
        self._paths: dict[str, Path] = {}

    def add(self, check: Check, path: str | None, count: int, rows: Iterable[Row]) -> None:
        shape = check.shape
        cause = Cause(shape.severity, shape.name, path, check.constraint.iri)
        kept = self._findings.setdefault(cause, [])
        self._counts[cause] = self._counts.get(cause, 0) + count
        room = max(self._limit - len(kept), 0)
        kept.extend(self._finding(check, path, row) for row in islice(rows, room))
        if shape.path is not None and path == str(shape.path) and shape.path.predicate is None:
            self._paths[path] = shape.path

    def add_finding(self, finding: Finding) -> None:
        cause = finding.cause
        self._counts[cause] = self._counts.get(cause, 0) + 1
        kept = self._findings.setdefault(cause, [])
        if len(kept) < self._limit:
            kept.append(finding)

    def outcome(self, checked: int) -> Outcome:
        for found in self._findings.values():
            found.sort(key=lambda each: (each.focus, each.value or "", each.messages.get("en", "")))
        order = sorted(
            self._findings,
            key=lambda cause: (cause.shape, cause.path or "", cause.constraint, cause.severity),
        )
        return Outcome(
            findings=tuple(each for cause in order for each in self._findings[cause]),
            counts={cause: self._counts[cause] for cause in order},
            checked=checked,
            paths=self._paths,
        )

    def _finding(self, check: Check, path: str | None, row: Row) -> Finding:
        shape, constraint = check.shape, check.constraint
        focus = self._source.as_written(row.focus)
        value = None if row.value is None else self._source.as_written(row.value)
        if value is None and constraint.component == "SPARQL" and shape.path is None:
            value = focus
        facts = Facts(
            shape=shape,
            constraint=constraint,
            focus=focus,
            path=path,
            value=value,
            fact=row.fact,
            bindings=dict(row.bindings),
        )
        return Finding(
            severity=shape.severity,
            focus=node_text(focus),
            path=path,
            value=None if value is None else str(value),
            constraint=constraint.iri,
            shape=shape.name,
            messages=write_messages(facts, self._shapes),
            hints=own_messages(facts),
        )
