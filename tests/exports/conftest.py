"""A release of the small register to export."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nqfgraph.exports import Content
from nqfgraph.release import Silence, build


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Return the content of a release."""
    register = Path(__file__).parents[1] / "release" / "register"
    now = datetime(2026, 11, 23, tzinfo=UTC)
    release = build(register, tmp_path_factory.mktemp("home"), now=now, progress=Silence())
    described = release.manifest.register
    return Content(dump=release.dump, base=described.base, languages=described.languages)
