"""Older releases are opened when they are asked for, once, and a few stay open."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph.search import Search
from nqfgraph_server import past as module
from nqfgraph_server.opened import NotServing, OpenRelease
from nqfgraph_server.past import Past, UnknownRelease, unknown

REGISTER = Path(__file__).parent / "register"
VERSIONS = [f"2026-11-23.{number}" for number in (1, 2, 3)]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    home = tmp_path_factory.mktemp("past")
    for _ in VERSIONS:
        build(REGISTER, home, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    return Releases(home)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return the versions that were opened, in their order."""
    versions: list[str] = []
    open_release = module.open_release

    def note(release: Release, *how: Any) -> OpenRelease:
        versions.append(release.version)
        return open_release(release, *how)

    monkeypatch.setattr(module, "open_release", note)
    yield versions
    gc.collect()


def test_the_least_recently_asked_release_is_let_go_first(releases: Releases, opened: list[str]) -> None:
    past = Past(releases, kept_open=2)
    first, second, third = VERSIONS
    for version in (first, second, first, third, first, second):
        assert past.get(version).version == version
    assert opened == [first, second, third, second]


def test_a_release_that_is_let_go_is_closed_behind_its_last_reader(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Search] = []
    close = Search.close

    def note(search: Search) -> None:
        closed.append(search)
        close(search)

    monkeypatch.setattr(Search, "close", note)
    past = Past(releases, kept_open=1)
    held = past.get(VERSIONS[0])
    search = held.search
    past.get(VERSIONS[1])
    gc.collect()
    assert search not in closed
    del held
    gc.collect()
    assert search in closed


def test_a_release_is_opened_once_however_many_ask(releases: Releases, opened: list[str]) -> None:
    past = Past(releases)
    together = threading.Barrier(8, timeout=20)

    def ask(_: int) -> int:
        together.wait()
        return id(past.get(VERSIONS[0]))

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(ask, range(8)))
    assert len(found) == 1
    assert opened == [VERSIONS[0]]


def test_a_fault_is_told_to_all_who_wait_and_not_remembered(
    releases: Releases, opened: list[str], tmp_path: Path
) -> None:
    past = Past(releases)
    search = releases.folder / VERSIONS[1] / "search.sqlite"
    hidden = search.rename(tmp_path / "search.sqlite")
    try:
        for _ in range(2):
            with pytest.raises(NotServing) as raised:
                past.get(VERSIONS[1])
            assert str(releases.home) not in raised.value.message
    finally:
        hidden.rename(search)
    assert past.get(VERSIONS[1]).version == VERSIONS[1]
    assert opened == [VERSIONS[1]] * 3


def test_a_fault_of_the_program_leaves_nobody_waiting(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = Past(releases)

    def fail(release: Release, *how: Any) -> OpenRelease:
        raise RuntimeError(release.version)

    with monkeypatch.context() as patched:
        patched.setattr(module, "open_release", fail)
        with pytest.raises(RuntimeError):
            past.get(VERSIONS[0])
    assert past.get(VERSIONS[0]).version == VERSIONS[0]


@pytest.mark.parametrize("version", ["2026-11-23.9", "current", "..", ""])
def test_what_is_not_kept_is_unknown(releases: Releases, version: str) -> None:
    with pytest.raises(UnknownRelease):
        Past(releases).get(version)


def test_of_many_releases_the_newest_are_named() -> None:
    kept = tuple(f"2026-11-23.{number}" for number in range(1, 31))
    told = unknown("2020-01-01.1", kept).remedy
    assert told is not None
    assert "2026-11-23.30, 2026-11-23.29" in told
    assert "2026-11-23.20," not in told
    assert "and older ones; the list is at /releases" in told
    assert "none;" in str(unknown("2020-01-01.1", ()).remedy)
