"""The search projection of the small register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nqfgraph.release import Release, Silence, build
from nqfgraph.search import Search


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return a release of the small register."""
    register = Path(__file__).parents[1] / "release" / "register"
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return build(register, tmp_path_factory.mktemp("home"), now=now, progress=Silence())


@pytest.fixture
def search(release: Release) -> Iterator[Search]:
    """Return its search."""
    opened = Search(release.search_path)
    yield opened
    opened.close()
