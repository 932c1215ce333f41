"""Validators by time: whoever asks for what is newer than what he has gets it, also after a rollback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest

from nqfgraph.release import Releases, Silence, build

REGISTER = Path(__file__).parent / "register"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def own_home(tmp_path: Path) -> Path:
    """A home with two releases that differ in the name of a level, the newer one served since 2050."""
    register = Path(shutil.copytree(REGISTER, tmp_path / "register"))
    build(register, tmp_path / "home", now=NOW, progress=Silence())
    levels = register / "levels.csv"
    levels.write_text(levels.read_text(encoding="utf-8").replace("Level 6", "Sixth"), encoding="utf-8")
    build(register, tmp_path / "home", now=NOW, progress=Silence())
    serve_since(tmp_path / "home", 2050)
    return tmp_path / "home"


def serve_since(home: Path, year: int) -> None:
    """Let the pointer have been moved in a year."""
    time = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    os.utime(home / "releases" / "current", (time, time), follow_symlinks=False)


@pytest.mark.parametrize("path", ["/data/level/6.ttl", "/en/levels", "/catalogue.ttl", "/void.ttl"])
def test_who_asks_by_time_sees_that_a_release_was_taken_back(
    make_app: Callable[..., flask.Flask], own_home: Path, path: str
) -> None:
    with make_app(home=own_home).test_client() as client:
        newer = client.get(path)
        asked = {"If-Modified-Since": newer.headers["Last-Modified"]}
        assert newer.last_modified == datetime(2050, 1, 1, tzinfo=UTC)
        assert client.get(path, headers=asked).status_code == 304
        Releases(own_home).switch(Releases(own_home).versions()[0])
        serve_since(own_home, 2051)
        older = client.get(path, headers=asked)
        assert older.status_code == 200
        assert older.data != newer.data
        assert older.last_modified == datetime(2051, 1, 1, tzinfo=UTC)


def test_a_release_that_the_address_names_has_the_time_of_its_publication(
    make_app: Callable[..., flask.Flask], own_home: Path
) -> None:
    with make_app(home=own_home).test_client() as client:
        for version in Releases(own_home).versions():
            answer = client.get(f"/data/level/6.ttl?release={version}")
            assert answer.last_modified == Releases(own_home).get(version).manifest.created
