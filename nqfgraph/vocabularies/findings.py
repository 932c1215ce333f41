"""What is found wrong in the files of a vocabulary: values with a place, counted by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from nqfgraph.places import Place

KEPT = 20
"""Findings of one kind that are kept; the others are counted."""


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """Nothing is imported."""
    WARNING = "warning"
    """The rest is imported."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    severity: Severity
    code: str
    message: str
    place: Place
    remedy: str | None = None

    def __str__(self) -> str:
        """Say place, fault and way out."""
        return f"{self.place}: {self.message}{f' {self.remedy}' if self.remedy else ''}"


@dataclass
class Findings:
    """Findings in the order they were made, and how many of each kind there were."""

    kept: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[Severity, str]] = field(default_factory=Counter)

    def error(self, code: str, message: str, place: Place, remedy: str | None = None) -> None:
        """Take down what makes the import impossible."""
        self._add(Finding(Severity.ERROR, code, message, place, remedy))

    def warn(self, code: str, message: str, place: Place, remedy: str | None = None) -> None:
        """Take down what somebody should know."""
        self._add(Finding(Severity.WARNING, code, message, place, remedy))

    @property
    def errors(self) -> int:
        """Return how many errors there are."""
        return sum(count for (severity, _), count in self.counts.items() if severity is Severity.ERROR)

    def lines(self) -> list[str]:
        """Return all in words, grouped by kind, errors first."""
        lines = []
        for (severity, code), count in sorted(self.counts.items()):
            lines.append(f"{severity.value} · {count:,} × {code}")
            shown = [each for each in self.kept if (each.severity, each.code) == (severity, code)]
            lines += [f"  - {each}" for each in shown]
            if count > len(shown):
                lines.append(f"  … and {count - len(shown):,} more")
        return lines

    def _add(self, finding: Finding) -> None:
        key = finding.severity, finding.code
        self.counts[key] += 1
        if self.counts[key] <= KEPT:
            self.kept.append(finding)
