"""How issues and findings are printed for people: in groups, a few of each, with where the rest is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nqfgraph.errors import ReleaseError
from nqfgraph.release import Release, ReleaseRefused

if TYPE_CHECKING:
    from nqfgraph.sources.issues import Issue

SHOWN = 20
"""How many of a group are shown."""


def print_refusal(refused: ReleaseRefused, register: Path) -> None:
    """Print what stopped a build of the register in a folder to standard error."""
    _print(issue_lines(refused.issues))
    if refused.report is not None:
        _print(refused.report.to_text().splitlines())
        _print([f"To see the file, row and column of each: nqfgraph validate {register}"])


def print_release(release: Release) -> None:
    """Print what was found while a release was built, to standard error."""
    _print(issue_lines(release.issues()))
    _print(finding_lines(release.report_path))


def issue_lines(issues: Iterable[Issue]) -> Iterator[str]:
    """Yield the issues grouped by severity and code."""
    groups: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    for issue in issues:
        groups[issue.severity.value, issue.code].append(issue)
    for (severity, code), group in sorted(groups.items()):
        yield f"{severity} · {len(group)} × {code}"
        for issue in group[:SHOWN]:
            yield f"  - {issue.place}: {issue.message}{f' {issue.remedy}' if issue.remedy else ''}"
        if len(group) > SHOWN:
            yield f"  … and {len(group) - SHOWN} more"


def finding_lines(report: Path) -> Iterator[str]:
    """Yield the causes of the findings in a report's JSON; ReleaseError if it cannot be read."""
    try:
        causes: list[dict[str, Any]] = json.loads(report.read_bytes())["causes"]
    except (OSError, ValueError, KeyError) as error:
        raise ReleaseError(f"The validation report {report} cannot be read: {error}.") from error
    for cause in causes[:SHOWN]:
        path = f"{cause['path']} · " if cause["path"] else ""
        component = cause["constraint"].rpartition("#")[2]
        yield f"{cause['severity']} · {cause['count']} × {path}{component} · {cause['shape']}"
    if len(causes) > SHOWN:
        yield f"… and {len(causes) - SHOWN} more kinds of findings in {report}"


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
