"""The addresses that Europass QDR fetches."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph_server import qdr

REGISTER = Path(__file__).parents[1] / "release" / "register"
MAPPED = '\n[qdr.levels]\n"6" = "http://data.europa.eu/snb/qdr/c_6919ed25"\n'
CURRENT = "/qdr/qualifications.xml"


@pytest.fixture
def two_releases(tmp_path: Path) -> Path:
    """Return a home with two releases, of which the second has a level that QDR knows."""
    register = Path(shutil.copytree(REGISTER, tmp_path / "register"))
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    build(register, tmp_path / "home", now=now, progress=Silence())
    toml = register / "register.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + MAPPED, encoding="utf-8")
    build(register, tmp_path / "home", now=now, progress=Silence())
    return tmp_path / "home"


@pytest.fixture
def qdr_client(make_app: Callable[..., flask.Flask], two_releases: Path) -> Iterator[FlaskClient]:
    with make_app(home=two_releases).test_client() as client:
        yield client


@pytest.fixture
def current(two_releases: Path) -> Release:
    found = Releases(two_releases).current()
    assert found is not None
    return found


def of_release(version: str) -> str:
    return f"/releases/{version}/qdr-qualifications.xml"


def test_the_current_file_is_at_one_address(qdr_client: FlaskClient, current: Release) -> None:
    answer = qdr_client.get(CURRENT, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert answer.data.count(b"<qualification ") == 2
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
    assert answer.last_modified == current.manifest.created
    assert answer.cache_control.no_cache
    assert answer.cache_control.public
    assert qdr_client.get(CURRENT, buffered=True).data == answer.data


def test_each_release_keeps_its_file_at_an_address_of_its_own(
    qdr_client: FlaskClient, current: Release
) -> None:
    answer = qdr_client.get(of_release(current.version), buffered=True)
    assert answer.data == qdr_client.get(CURRENT, buffered=True).data
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 31_536_000
    assert qdr_client.get(of_release("2001-01-01.1")).status_code == 404


def test_an_unchanged_file_is_not_sent_again(qdr_client: FlaskClient) -> None:
    first = qdr_client.get(CURRENT, buffered=True)
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        answer = qdr_client.get(CURRENT, headers={header: value}, buffered=True)
        assert (answer.status_code, answer.data) == (304, b"")
    head = qdr_client.head(CURRENT, buffered=True)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(first.data))
    part = qdr_client.get(CURRENT, headers={"Range": "bytes=0-9"}, buffered=True)
    assert (part.status_code, part.data) == (206, first.data[:10])


def test_a_release_of_which_qdr_takes_nothing_has_no_file(
    qdr_client: FlaskClient, two_releases: Path
) -> None:
    for _ in range(2):
        answer = qdr_client.get(of_release("2026-11-23.1"))
        assert answer.status_code == 404
        assert answer.json is not None
        assert "No qualification of this release" in answer.json["detail"]
    Releases(two_releases).switch("2026-11-23.1")
    assert qdr_client.get(CURRENT).status_code == 404


def test_a_file_is_made_once_and_outside_of_the_release(
    qdr_client: FlaskClient, two_releases: Path, current: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    qdr_client.get(CURRENT, buffered=True)
    (kept,) = (two_releases / "cache" / "qdr").iterdir()
    assert kept.name.startswith(current.version)
    assert current.verify() == ()
    monkeypatch.setattr(qdr, "_make", None)
    assert qdr_client.get(CURRENT, buffered=True).status_code == 200


def test_files_of_releases_that_are_gone_are_removed(qdr_client: FlaskClient, two_releases: Path) -> None:
    qdr_client.get(of_release("2026-11-23.1"))
    Releases(two_releases).prune(1)
    qdr_client.get(CURRENT, buffered=True)
    assert len(list((two_releases / "cache" / "qdr").iterdir())) == 1


def test_a_file_that_is_being_made_is_asked_for_later(
    make_app: Callable[..., flask.Flask], two_releases: Path
) -> None:
    qdr_client = make_app(home=two_releases, query_wait_seconds=0.01).test_client()
    with qdr._making:
        answer = qdr_client.get(CURRENT)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_home_that_cannot_be_written_to_is_explained(qdr_client: FlaskClient, two_releases: Path) -> None:
    (two_releases / "cache").write_text("in the way")
    answer = qdr_client.get(CURRENT)
    assert answer.status_code == 503
    assert answer.json is not None
    assert "cannot be kept" in answer.json["detail"]
