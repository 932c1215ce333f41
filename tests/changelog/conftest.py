"""A log of small dumps that are written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nqfgraph.changelog import ChangeLog, Step, bring_to

BASE = "https://data.example.org/"
WHEN = datetime(2026, 11, 23, 12, tzinfo=UTC)

Bring = Callable[..., Step]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Return a function that brings the log to a release: lines in any order, ``:`` stands for the base."""

    def bring(release: str, lines: Iterable[str], *, now: datetime = WHEN) -> Step:
        dump = sorted(f"{line.replace('<:', f'<{BASE}')} <g:g> .\n".encode() for line in lines)
        with bring_to(tmp_path, dump, base=BASE, release=release, clock=lambda: now) as step:
            return step

    return bring


@pytest.fixture
def log(tmp_path: Path, bring: Bring) -> Iterable[ChangeLog]:
    """Return the log, which is empty but there."""
    bring("2026-11-22.1", [])
    found = ChangeLog.open(tmp_path)
    assert found is not None
    yield found
    found.close()
