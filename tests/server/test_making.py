"""A process of its own makes the files of the release that is served."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.exports.files import ReleaseFiles
from nqfgraph.release import Release, Releases
from nqfgraph_server import making
from nqfgraph_server.making import FileMaker

PATIENCE = 60.0


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def copied(home: Path, tmp_path: Path) -> Path:
    """A home of its own, in which nothing is made."""
    shutil.copytree(home / "releases", tmp_path / "releases", symlinks=True)
    return tmp_path


def test_files_are_made_beside(copied: Path, release: Release) -> None:
    maker = FileMaker(Releases(copied), look_seconds=0.05)
    maker.start()
    try:
        assert until(lambda: bool(ReleaseFiles(copied).of(release.version)))
    finally:
        maker.close()
    assert "dump.ttl" in ReleaseFiles(copied).of(release.version)


def test_the_process_ends_with_the_server(copied: Path, release: Release) -> None:
    maker = FileMaker(Releases(copied), look_seconds=0.01)
    maker.start()
    assert until(lambda: maker._process is not None)
    process = maker._process
    maker.close()
    assert process is not None
    assert process.poll() is not None
    assert ReleaseFiles(copied).of(release.version) == {}


def test_what_cannot_be_made_is_told_once_and_tried_later(
    copied: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (copied / "cache").write_text("in the way")
    maker = FileMaker(Releases(copied), look_seconds=0.01)
    with caplog.at_level(logging.ERROR):
        maker.start()
        assert until(lambda: bool(caplog.records))
        time.sleep(0.2)
        maker.close()
    (record,) = caplog.records
    assert "could not be made" in record.message
    assert "cannot be written" in record.message


def test_a_release_that_failed_is_tried_again(
    copied: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = FileMaker(Releases(copied))
    assert maker._wanted() == release.version
    maker._failed = {release.version: time.monotonic()}
    assert maker._wanted() is None
    monkeypatch.setattr(making, "TRY_SECONDS", 0.0)
    assert maker._wanted() == release.version


def test_nothing_is_made_without_a_release_or_with_a_damaged_pointer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    maker = FileMaker(Releases(tmp_path))
    assert maker._wanted() is None
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "current").symlink_to("nowhere")
    assert maker._wanted() is None
    assert "cannot be made now" in caplog.text
    maker.close()
    assert maker._make("2026-11-23.1")
