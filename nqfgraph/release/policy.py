"""What a register's policy lets through, and what is said when it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nqfgraph.errors import BuildRefused

if TYPE_CHECKING:
    from nqfgraph.sources.issues import Issue
    from nqfgraph.sources.policy import Policy
    from nqfgraph.validation import Report


class ReleaseRefused(BuildRefused):
    """A build that was stopped by the policy; nothing that was published has changed.

    ``issues`` are all issues of the sources, ``report`` the validation report if it came to that, and
    ``folder`` is where both are kept for reading.
    """

    def __init__(self, message: str, *, issues: Sequence[Issue], report: Report | None, folder: Path) -> None:
        """Take what the policy does not allow, in words, and what was found."""
        super().__init__(message, remedy=f"The whole list is in {folder}.")
        self.issues = tuple(issues)
        self.report = report
        self.folder = folder


def forbidden_issues(issues: Sequence[Issue], policy: Policy) -> Mapping[str, int]:
    """Count, by severity, the issues that stop a build."""
    return Counter(each.severity.value for each in issues if policy.stops(each))


def forbidden_findings(report: Report, policy: Policy) -> Mapping[str, int]:
    """Count, by severity, the findings that stop a build."""
    stops = policy.validation_stop_on
    return {severity: count for severity, count in report.counts().items() if count and severity in stops}


def in_words(severities: Mapping[str, int], of: str) -> str:
    """Say how many there are of each severity: ``2 errors and 1 warning of the sources``."""
    parts = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in sorted(severities.items())]
    return f"{' and '.join(parts)} of {of}"
