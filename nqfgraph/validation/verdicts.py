"""Verdicts: the report on a submission, with what a reader needs beside the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nqfgraph.errors import InputError
from nqfgraph.validation.findings import Cause, Finding
from nqfgraph.validation.report import Report, weight
from nqfgraph.validation.shapes import SEVERITIES, Severity

Texts = Mapping[str, str]
Identity = tuple[str, ...]
"""What makes two findings of different runs the same: cause, focus and value, but not the place."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was checked."""

    name: str
    syntax: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How findings differ from those of an earlier report."""

    new: frozenset[int]
    """Positions in the report of the findings that are new; all others were there before."""
    fixed: tuple[Mapping[str, Any], ...]
    """The findings of the earlier report that are gone, as its JSON has them."""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one cause."""

    cause: Cause
    count: int
    """How many there are, also where not all are listed."""
    positions: tuple[int, ...]
    """The findings that are listed, by their positions in the report."""


@dataclass(frozen=True)
class Verdict:
    """What is to be told of a submission."""

    report: Report
    files: tuple[CheckedFile, ...]
    remarks: tuple[Texts, ...] = ()
    """What was done with the data before checking, by language."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """The files that are texts (UTF-8), by name, to show the lines of findings."""
    comparison: Comparison | None = None

    def groups(self) -> list[Group]:
        """Return the findings by cause, the gravest and most frequent first."""
        listed: dict[Cause, list[int]] = {}
        for position, finding in enumerate(self.report.findings):
            listed.setdefault(finding.cause, []).append(position)
        return [
            Group(cause, count, tuple(self._in_order(listed.get(cause, ()))))
            for cause, count in sorted(self.report.causes.items(), key=weight)
        ]

    def _in_order(self, positions: Iterable[int]) -> list[int]:
        """Sort findings by their places, those without one last."""

        def order(position: int) -> tuple[bool, str, int, int, int]:
            place = self.report.findings[position].place
            if place is None:
                return True, "", 0, 0, position
            column = int(place.column) if place.line and place.column else 0
            return False, place.file, place.row or place.line or 0, column, position

        return sorted(positions, key=order)

    def fails(self, severity: Severity) -> bool:
        """Tell whether anything was found that weighs at least so much."""
        counts = self.report.counts()
        return any(counts[each] for each in SEVERITIES[: SEVERITIES.index(severity) + 1])


def compare(report: Report, baseline: object) -> Comparison:
    """Compare a report with an earlier one, given as the values of its JSON.

    Blank nodes have other names in each run, so of them only the number is compared. Raises InputError if the
    earlier one is no report.
    """
    if not isinstance(baseline, dict) or not isinstance(baseline.get("findings"), list):
        raise InputError(
            "The earlier report is not a report of nqfgraph in JSON.",
            remedy="Make one with nqfgraph validate --format json --output FILE.",
        )
    earlier = [each for each in baseline["findings"] if isinstance(each, dict)]
    left = Counter(_identity(each) for each in earlier)
    new = set()
    for position, finding in enumerate(report.findings):
        identity = _identity(_values(finding))
        if left[identity]:
            left[identity] -= 1
        else:
            new.add(position)
    fixed = []
    for each in earlier:
        if left[_identity(each)]:
            left[_identity(each)] -= 1
            fixed.append(each)
    return Comparison(frozenset(new), tuple(fixed))


_COMPARED = ("severity", "shape", "path", "constraint", "focus", "value")


def _values(finding: Finding) -> Mapping[str, Any]:
    return {name: getattr(finding, name) for name in _COMPARED}


def _identity(finding: Mapping[str, Any]) -> Identity:
    texts = (str(finding.get(name)) for name in _COMPARED)
    return tuple("_:" if each.startswith("_:") else each for each in texts)
