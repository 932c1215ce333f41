"""The sitemap lists every page once, with the time of its last change."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import flask
import pytest
from flask.testing import FlaskClient
from lxml import etree

from nqfgraph.changelog import ChangeLog
from nqfgraph.release import Release, Releases, Silence, build, logged
from nqfgraph_server import sitemap

REGISTER = Path(__file__).parent / "register"
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BASE = "https://hillside.example/"
QUALIFICATION = f"{BASE}doc/qualification/2024/6006022"


def read(client: FlaskClient, address: str) -> dict[str, str | None]:
    """Return the addresses of an index or a part with their times."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    root = etree.fromstring(answer.data)
    entries = root.xpath("s:url | s:sitemap", namespaces=SPACE)
    found = {each.findtext("s:loc", None, SPACE): each.findtext("s:lastmod", None, SPACE) for each in entries}
    assert len(found) == len(entries)
    return found


def pages(client: FlaskClient) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for part in read(client, "/sitemap.xml"):
        entries = read(client, urlsplit(part).path)
        assert not found.keys() & entries.keys()
        found |= entries
    return found


def test_every_thing_and_every_list_is_there(client: FlaskClient, release: Release) -> None:
    found = pages(client)
    things = {address for address in found if address.startswith(f"{BASE}doc/")}
    assert len(things) == sum(release.manifest.counts.kinds.values())
    assert QUALIFICATION in things
    assert {f"{BASE}az/", f"{BASE}ru/levels"} <= found.keys()


def test_every_address_is_answered(client: FlaskClient) -> None:
    for address in pages(client):
        path = urlsplit(address).path
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, address


def test_a_long_list_has_several_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pages(client)
    monkeypatch.setattr(sitemap, "PART", 20)
    parts = [read(client, urlsplit(each).path) for each in read(client, "/sitemap.xml")]
    assert len(parts) > 2
    assert all(len(each) == 20 for each in parts[:-1])
    assert 1 <= len(parts[-1]) <= 20
    assert pages(client) == whole


@pytest.mark.parametrize(
    "address", ["/sitemap-0.xml", "/sitemap-2.xml", "/sitemap-99999999999.xml", "/sitemap-x.xml"]
)
def test_there_is_no_other_part(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-1.xml"])
def test_an_unchanged_list_is_not_sent_again(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    answer = client.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert client.head(address).headers["ETag"] == tag


def publish(home: Path, register: Path, day: int) -> datetime:
    """Publish a release on a day of November and return its time in the log."""
    now = datetime(2026, 11, day, tzinfo=UTC)
    build(register, home, now=now, progress=Silence())
    log = ChangeLog.open(home)
    assert log is not None
    found = log.steps()[-1].time
    log.close()
    return found


def rename(register: Path, code: str) -> None:
    """Change the English title of one qualification."""
    path = register / "qualifications.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["code"] == code:
            row["title_en"] += " (new)"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_the_time_is_that_at_which_the_thing_or_a_part_of_it_changed(
    make_app: Callable[..., flask.Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, home = tmp_path / "register", tmp_path / "home"
    shutil.copytree(REGISTER, register)
    first = publish(home, register, 23)
    rename(register, "6006022")

    # Builds in a test may finish in the same second.
    def hours_later(hours: int) -> None:
        monkeypatch.setattr(logged, "_clock", lambda: first + timedelta(hours=hours))

    hours_later(1)
    second = publish(home, register, 24)
    assert second == first + timedelta(hours=1)
    hours_later(2)
    publish(home, register, 25)
    client = make_app(home=home).test_client()
    found = pages(client)
    assert found[QUALIFICATION] == f"{second:%Y-%m-%dT%H:%M:%SZ}"
    assert found[f"{BASE}doc/level/6"] == f"{first:%Y-%m-%dT%H:%M:%SZ}"
    hours_later(3)
    # Taken back: that is a change as well. And no release has to be kept for it.
    Releases(home).switch("2026-11-23.1")
    assert pages(client)[QUALIFICATION] == f"{first + timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}"
    Releases(home).prune(1)
    assert pages(client)[f"{BASE}doc/level/6"] == f"{first:%Y-%m-%dT%H:%M:%SZ}"
