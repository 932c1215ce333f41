"""What is not described: 404 for what the register never knew, 410 for what it knew once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.release import Releases, Silence, build

REGISTER = Path(__file__).parents[1] / "release" / "register"
GONE, NEVER = "qualification/2019/100", "qualification/2019/101"


@pytest.fixture
def first_release(tmp_path: Path) -> str:
    """Build a release with a qualification and two more without it; return the version of the first."""
    register = Path(shutil.copytree(REGISTER, tmp_path / "register"))
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    first = build(register, tmp_path / "home", now=now, progress=Silence())
    for name in ("qualifications.csv", "learning-outcomes.csv"):
        table = register / name
        rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
        table.write_text(
            "".join(each for each in rows if not re.match("2019[,/]100,", each)), encoding="utf-8"
        )
    for _ in range(2):
        build(register, tmp_path / "home", now=now, progress=Silence())
    return first.version


@pytest.fixture
def client(make_app: Callable[..., flask.Flask], first_release: str, tmp_path: Path) -> Iterator[FlaskClient]:
    with make_app(home=tmp_path / "home").test_client() as client:
        yield client


@pytest.mark.parametrize("address", [f"/id/{GONE}", f"/data/{GONE}.ttl", f"/data/{GONE}"])
def test_a_program_is_told_what_is_gone_and_where_it_was(
    client: FlaskClient, first_release: str, address: str
) -> None:
    answer = client.get(address, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    assert answer.json is not None
    assert answer.json["release"] == first_release
    assert "removed" in answer.json["detail"]


def test_a_reader_is_told_in_their_language(client: FlaskClient, first_release: str) -> None:
    answer = client.get(f"/doc/{GONE}?lang=az", headers={"Accept": "text/html"})
    assert answer.status_code == 410
    assert "Bu məlumat silinib" in answer.text
    assert f">{first_release}</a>" in answer.text


@pytest.mark.parametrize("address", [f"/id/{NEVER}", f"/data/{NEVER}.ttl", f"/data/{NEVER}", f"/doc/{NEVER}"])
def test_what_was_never_there_is_not_found(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "release" not in (answer.json or {})


def test_what_comes_back_is_there_again(client: FlaskClient, first_release: str, tmp_path: Path) -> None:
    Releases(tmp_path / "home").switch(first_release)
    assert client.get(f"/id/{GONE}").status_code == 303
