"""A figure over the releases: its numbers, its gaps, its picture and its data."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import flask
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.describe import Text
from nqfgraph.release import Release
from nqfgraph_server.statistics.course import HEIGHT, SIZE, WIDTH, Line

ADDRESS = "/en/statistics?over={}"
FULL, OLDER, BROKEN = "2026-11-23.1", "2026-11-22.1", "2026-11-21.1"


def stand_in(release: Release, folder: Path, version: str) -> SimpleNamespace:
    """Return what looks like another release, with its own copy of the search projection."""
    folder.mkdir()
    path = Path(shutil.copy(release.search_path, folder / "search.sqlite"))
    manifest = SimpleNamespace(
        created=datetime(2026, 11, int(version[8:10]), tzinfo=UTC),
        counts=release.manifest.counts,
        files={},
        findings={},
        version=version,
    )
    return SimpleNamespace(version=version, manifest=manifest, search_path=path)


@pytest.fixture(scope="module")
def releases(release: Release, tmp_path_factory: pytest.TempPathFactory) -> list[SimpleNamespace]:
    """Return three releases, the oldest first: one that is broken, one of an older program, a full one."""
    folder = tmp_path_factory.mktemp("releases")
    broken, older, full = (stand_in(release, folder / each, each) for each in (BROKEN, OLDER, FULL))
    broken.search_path.write_bytes(b"no database")
    with closing(sqlite3.connect(older.search_path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE completeness")
        connection.execute("ALTER TABLE cell DROP COLUMN teaching_languages")
        connection.execute("DELETE FROM qualification WHERE code = 'hostile'")
    return [broken, older, full]


@pytest.fixture
def served(app: flask.Flask, releases: list[SimpleNamespace], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Serve as if these were the releases that are kept."""
    monkeypatch.setattr(app.extensions["nqfgraph"], "kept", lambda: releases)
    return app.test_client()


def page_of(client: FlaskClient, figure: str) -> html.HtmlElement:
    answer = client.get(ADDRESS.format(figure))
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def cells(page: html.HtmlElement, line: str) -> list[str]:
    rows = page.xpath("//table[contains(@class, 'records')]/tbody/tr")
    found = next(row for row in rows if " ".join(row.xpath("string(th)").split()) == line)
    return [" ".join(each.text_content().split()) for each in found.xpath("td")]


def test_every_figure_leads_to_its_course(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/statistics").text)
    links = page.xpath("//section//a[starts-with(@href, '/en/statistics?over=')]/@href")
    assert len(links) == len(page.xpath("//section[.//table[@class='bars']][h2/@id != 'links']"))
    for address in links:
        assert client.get(address).status_code == 200


def test_the_newest_release_says_what_the_figure_itself_says(
    client: FlaskClient, served: FlaskClient
) -> None:
    course = page_of(served, "level")
    figure = html.fromstring(client.get("/en/statistics").text)
    for row in figure.xpath("//section[@aria-labelledby='level']//tbody/tr"):
        name, number = row.xpath("string(th)"), row.xpath("string(td[1])")
        assert cells(course, name)[-1] == number


def test_what_a_release_does_not_hold_is_a_gap_and_not_a_zero(served: FlaskClient) -> None:
    page = page_of(served, "completeness")
    gap = "–not counted"
    assert cells(page, "Description")[:2] == [gap, gap]
    assert cells(page, "Description")[2].isdigit()
    assert "It does not mean zero." in page.xpath("string(//main)")
    assert cells(page_of(served, "teaching_language"), "Azerbaijani")[:2] == [gap, gap]


def test_what_was_counted_then_is_shown_as_it_was(served: FlaskClient) -> None:
    page = page_of(served, "content")
    broken, older, full = cells(page, "Illustrative")
    assert broken == "–not counted"
    assert 0 <= int(older) <= int(full)
    assert "It does not mean zero." in page.xpath("string(//main)")


def test_a_course_without_gaps_explains_none(client: FlaskClient) -> None:
    page = page_of(client, "level")
    assert "It does not mean zero." not in page.xpath("string(//main)")
    assert not page.xpath("//svg[@role='img']"), "one release is no course"


def test_every_line_has_a_picture_that_says_its_numbers(served: FlaskClient) -> None:
    page = page_of(served, "status")
    pictures = page.xpath("//ul[@class='panels']//svg[@role='img']")
    rows = page.xpath("//table[contains(@class, 'records')]/tbody/tr")
    assert len(pictures) == len(rows) > 1
    for picture in pictures:
        (name,) = picture.xpath("@aria-labelledby")
        assert picture.xpath("title/@id") == [name]
        assert "in release" in picture.xpath("string(title)")


def test_a_course_is_there_as_data(served: FlaskClient) -> None:
    answer = served.get("/statistics?over=completeness&format=json&lang=en").json
    assert answer is not None
    assert (answer["page"], answer["pages"]) == (1, 1)
    found = {(each["value"], each["release"]): each["number"] for each in answer["items"]}
    assert found["title-az", OLDER] is None
    assert found["title-az", FULL] == 5
    text = served.get("/statistics?over=completeness&format=csv&lang=en").data.decode("utf-8-sig")
    rows = {(each["value"], each["release"]): each["number"] for each in csv.DictReader(io.StringIO(text))}
    assert rows["title-az", OLDER] == ""


def test_the_names_are_in_the_readers_language(served: FlaskClient) -> None:
    assert "Завершено" not in served.get("/ru/statistics?over=level").text
    assert "По выпускам" in served.get("/ru/statistics?over=level").text


@pytest.mark.parametrize(
    ("query", "words"), [("over=everything", "is no figure"), ("over=level&page=0", "There is no page 0")]
)
def test_what_there_is_not_is_told(client: FlaskClient, query: str, words: str) -> None:
    answer = client.get(f"/en/statistics?{query}", headers={"Accept": "text/html"})
    assert (answer.status_code, words in answer.text) == (400, True)


def test_many_releases_stand_on_pages_the_newest_first(
    app: flask.Flask, releases: list[SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = releases[-1]
    many = [
        SimpleNamespace(**(vars(full) | {"version": f"2026-10-{day:02}.1"})) for day in range(1, SIZE + 4)
    ]
    monkeypatch.setattr(app.extensions["nqfgraph"], "kept", lambda: many)
    client = app.test_client()
    first = page_of(client, "level").xpath("//thead/tr/th[a]/a/text()")
    assert (len(first), first[-1]) == (SIZE, many[-1].version)
    second = html.fromstring(client.get(f"{ADDRESS.format('level')}&page=2").text)
    assert second.xpath("//thead/tr/th[a]/a/text()") == [each.version for each in many[:3]]
    assert second.xpath("//nav[@class='pager']//a[@rel='prev']/@href")


def test_a_line_is_broken_where_nobody_counted() -> None:
    line = Line("6", Text("Level 6", "en"), (0, 5, None, 10, None, 2, 4))
    assert line.strokes == ("7,65 44.7,36", "195.3,53.4 233,41.8")
    assert line.points == ((7, 65), (44.7, 36), (120, 7), (195.3, 53.4), (233, 41.8))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in line.points)
    assert (line.known, line.largest) == ((0, 1, 3, 5, 6), 10)


def test_a_line_of_one_release_and_one_of_none_can_be_drawn() -> None:
    assert Line("", Text("", ""), (3,)).points == ((120, 7),)
    empty = Line("", Text("", ""), (None, None))
    assert (empty.points, empty.strokes, empty.largest) == ((), (), 0)
