"""Versions of a thing in words, from the change log of a home with two releases."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.release import Silence, build
from nqfgraph.settings import Settings
from nqfgraph_server import create_app
from nqfgraph_server.validation import jobs_of

REGISTER = Path(__file__).parent / "register"
KEY = "2024/6006022"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Serve a second release in which a title, the credits and the status of one qualification changed."""
    folder = tmp_path_factory.mktemp("versions")
    register = shutil.copytree(REGISTER, folder / "register")
    build(register, folder / "home", now=datetime(2026, 11, 22, 12, tzinfo=UTC), progress=Silence())
    table = register / "qualifications.csv"
    changed = table.read_text(encoding="utf-8").replace(
        "Computer engineering,", "Computer science engineering,"
    )
    changed = changed.replace(",240,P4Y6M,", ",180,P4Y6M,").replace("derived,valid", "derived,suspended")
    table.write_text(changed, encoding="utf-8")
    build(register, folder / "home", now=datetime(2026, 11, 23, 12, tzinfo=UTC), progress=Silence())
    app = create_app(Settings(home=folder / "home", workers=1))
    yield app.test_client()
    app.extensions["nqfgraph"].pool.close()
    jobs_of(app).close()


def _versions(client: FlaskClient, language: str) -> list[html.HtmlElement]:
    page = html.fromstring(client.get(f"/doc/qualification/{KEY}?lang={language}").text)
    found: list[html.HtmlElement] = page.xpath("//section[@aria-labelledby='versions']/ol/li")
    return found


def test_what_a_release_changed_is_one_version_in_words(client: FlaskClient) -> None:
    newest, first = (" ".join(each.text_content().split()) for each in _versions(client, "en"))
    assert newest.startswith("Changed ")
    assert "Release 2026-11-23.1" in newest
    assert "− taken away: Title (en): Computer engineering" in newest
    assert "+ added: Title (en): Computer science engineering" in newest
    assert "− taken away: Credits: 240" in newest
    assert "Suspended" in newest
    assert first.startswith("Entered ")
    assert first.endswith("Release 2026-11-22.1")


def test_a_version_leads_to_the_page_as_it_was(client: FlaskClient) -> None:
    address = _versions(client, "en")[1].xpath("./a/@href")[0]
    earlier = html.fromstring(client.get(address).text)
    assert earlier.findtext(".//h1") == "Computer engineering"
    assert "You are reading an older release." in earlier.text_content()


def test_the_bytes_that_are_cited_are_those_of_the_release_that_is_asked(client: FlaskClient) -> None:
    address = f"/data/qualification/{KEY}/citation"
    digests = []
    for release in ("2026-11-22.1", "2026-11-23.1"):
        cited = client.get(f"{address}?release={release}").json
        content = client.get(f"{address}?release={release}&format=nquads").data
        assert cited["release"] == release
        assert cited["digest"] == f"sha-256:{hashlib.sha256(content).hexdigest()}"
        assert content == client.get(f"{address}?format=nquads&version={cited['version']}").data
        digests.append(cited["digest"])
    assert digests[0] != digests[1]


def test_the_difference_speaks_the_readers_language(client: FlaskClient) -> None:
    newest = " ".join(_versions(client, "ru")[0].text_content().split())
    assert "добавлено: Название (en)" in newest
    assert "Приостановлена" in newest


def test_what_came_and_what_went_differ_by_more_than_colour(client: FlaskClient) -> None:
    newest = _versions(client, "az")[0]
    assert {each.text_content()[0] for each in newest.xpath(".//ins")} == {"+"}
    assert {each.text_content()[0] for each in newest.xpath(".//del")} == {"−"}
