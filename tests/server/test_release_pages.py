"""What a release changed, in words; what is about the register; ways on from addresses that lead nowhere."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.release import Release, Silence, build
from nqfgraph_server import news
from nqfgraph_server.about import DOORS
from nqfgraph_server.lost import address_words

Make = Callable[..., flask.Flask]
HTML = {"Accept": "text/html"}
FIRST, SECOND = "2026-11-23.1", "2026-11-24.1"


def publish(register: Path, home: Path, day: datetime) -> None:
    """Build a release as if it were that day; what the log says of the time is left as it is."""
    release = build(register, home, now=day, progress=Silence())
    manifest = replace(release.manifest, created=day)
    (release.folder / "manifest.json").write_bytes(manifest.to_json())


@pytest.fixture(scope="module")
def two(make_app: Make, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Serve two releases: in the second a title is another, a qualification is new and one is gone."""
    folder = tmp_path_factory.mktemp("two")
    register = Path(shutil.copytree(Path(__file__).parents[1] / "release" / "register", folder / "register"))
    publish(register, folder / "home", datetime(2026, 11, 23, tzinfo=UTC))
    table = register / "qualifications.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["title_en"] = "Economics <b>renamed</b>"
    rows[-1] |= {"edition": "2024", "code": "300", "title_en": "Brand new", "status": "valid"}
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    for name, before, after in (
        ("organisations", "University of Ganja", "Ganja State University"),
        ("levels", "Level 5", "Level five"),
        ("award-types", "Bachelor diploma", "Bachelor degree"),
        ("learning-outcomes", "Operates the equipment", "Operates it safely"),
    ):
        other = register / f"{name}.csv"
        text = other.read_text(encoding="utf-8")
        assert before in text
        other.write_text(text.replace(before, after), encoding="utf-8")
    publish(register, folder / "home", datetime(2026, 11, 24, tzinfo=UTC))
    with make_app(home=folder / "home").test_client() as client:
        yield client


def paragraphs(client: FlaskClient, address: str) -> list[str]:
    page = html.fromstring(client.get(address, headers=HTML).text)
    return [" ".join(each.text_content().split()) for each in page.xpath("//p[@class='news']")]


def test_changes_are_told_in_words_with_names(two: FlaskClient) -> None:
    told = paragraphs(two, "/en/releases")
    assert told[0].startswith("New: 1 qualification (Brand new)")
    assert told[1].startswith(
        "Changed: 2 qualifications (Economics <b>renamed</b>, Network Engineering); 1 award type"
    )
    for words in (
        "1 award type (Bachelor degree)",
        "1 level (Level five)",
        "1 organisation (Ganja State University)",
        "1 learning outcome",
    ):
        assert words in told[1]
    assert told[2].startswith("Removed: 1 qualification (Law)")
    assert paragraphs(two, f"/en/releases/{SECOND}") == told


def test_changes_are_told_in_every_language(two: FlaskClient) -> None:
    assert paragraphs(two, "/az/releases")[0].startswith("Yeni: 1 kvalifikasiya (")
    assert paragraphs(two, "/ru/releases")[2].startswith("Удалено: 1 квалификация (Право)")


def test_only_what_there_is_is_linked(two: FlaskClient) -> None:
    page = html.fromstring(two.get("/en/releases", headers=HTML).text)
    addresses = page.xpath("//p[@class='news']//a/@href")
    assert len(addresses) == 6
    assert all(two.get(each, headers=HTML).status_code == 200 for each in addresses)


def test_of_the_first_release_everything_is_new(two: FlaskClient) -> None:
    page = two.get(f"/en/releases/{FIRST}", headers=HTML).text
    assert "This is the first release" in page
    assert paragraphs(two, f"/en/releases/{FIRST}") == []
    assert f"/en/releases/{FIRST}" in two.get(f"/en/releases/{SECOND}", headers=HTML).text


def test_a_release_that_is_not_kept_is_404(two: FlaskClient) -> None:
    answer = two.get("/en/releases/2020-01-01.1", headers=HTML)
    assert answer.status_code == 404
    assert SECOND in answer.text


def test_very_many_changes_are_told_in_numbers(two: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST_READ", 1)
    told = paragraphs(two, "/en/releases")
    assert [each.split(":")[0] for each in told] == ["New", "Changed", "Removed"]
    assert all("belong" in each for each in told)


def test_a_home_without_a_log_has_counts_only(two: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nqfgraph_server.service.Service.changelog", lambda self: None)
    assert paragraphs(two, "/en/releases") == []
    assert "removed: " in two.get("/en/releases", headers=HTML).text
    answer = two.get("/api/v1/changes").json
    assert answer == {"last": 0, "items": [], "next": None}


def test_statistics_have_a_drawing_of_the_releases(two: FlaskClient) -> None:
    page = html.fromstring(two.get("/en/statistics", headers=HTML).text)
    (drawing,) = page.xpath("//svg[@role='img']")
    assert drawing.get("aria-labelledby") == "growth-title growth-text"
    assert drawing.xpath("desc")[0].text.startswith(f"From 4 in release {FIRST} to 4 in release {SECOND}")
    assert len(drawing.xpath("circle")) == 2


def test_an_earlier_day_shows_the_earlier_list(two: FlaskClient) -> None:
    answer = two.get("/qualifications?format=json&q=law&as_of=2026-11-23", follow_redirects=True)
    assert answer.json is not None
    assert (answer.json["release"], answer.json["total"]) == (FIRST, 1)


# -- about


def test_the_register_says_what_it_is(client: FlaskClient, release: Release) -> None:
    page = html.fromstring(client.get("/en/about").text)
    headings = [each.text for each in page.xpath("//h2")]
    assert headings[0] == "The framework and its legal basis"
    assert {"Timeline", "Licence", "How to cite", "How to take the data"} <= set(headings)
    assert "2026-11-23.1" in page.xpath("//blockquote")[0].text_content()
    assert (
        page.xpath("//ol[@class='timeline']//time/@datetime")[-1]
        == release.manifest.created.date().isoformat()
    )
    assert page.xpath("//a[@href='mailto:register@hillside.example']/text()") == ["register@hillside.example"]
    assert client.get("/about").status_code == 302


def test_only_ways_that_are_there_are_offered_and_all_answer(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/az/about").text)
    offered = [each for each in page.xpath("//dt/a/@href") if each in DOORS]
    assert {"/sparql", "/api/v1/", "/openapi.json", "/catalogue", "/feeds/atom"} <= set(offered)
    for address in offered:
        assert client.get(address, buffered=True).status_code in (200, 303), address
    assert "/qdr/qualifications.xml" in page.xpath("//dt/code/text()")


def test_the_timeline_has_the_releases_of_a_register(two: FlaskClient) -> None:
    page = html.fromstring(two.get("/en/about", headers=HTML).text)
    told = [" ".join(each.text_content().split()) for each in page.xpath("//ol[@class='timeline']/li")]
    assert told[0].startswith("18 July 2018 The framework was adopted: ")
    assert told[1].endswith("Relations of levels to other frameworks were stated: 2")
    assert told[-2:] == [
        f"23 November 2026 The first release that led to the current one: {FIRST}",
        f"24 November 2026 The current release: {SECOND}",
    ]


# -- addresses that lead nowhere


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/computer-engineering.html", "computer engineering"),
        ("/doc/qualification/2024/6006022", "2024 6006022"),
        ("/az/kompüter_elmləri", "kompüter elmləri"),
        ("/<script>alert(1)</script>", "script alert 1 script"),
        ("/" + "a/" * 50, "a a a a a a a a"),
        ("/" + "x" * 500, "x" * 100),
        ("/", ""),
    ],
)
def test_the_words_of_an_address_are_searched_for(path: str, words: str) -> None:
    assert address_words(path) == words


def test_a_page_that_is_not_there_searches(client: FlaskClient) -> None:
    answer = client.get("/en/computer-enginering", headers=HTML)
    assert answer.status_code == 404
    page = html.fromstring(answer.text)
    assert page.xpath("//input[@type='search']/@value") == ["computer enginering"]
    assert "Computer engineering" in [each.text for each in page.xpath("//main//li/a")]
    assert client.get("/en/computer-enginering").mimetype == "application/problem+json"


def test_what_was_removed_can_be_read_as_it_was(two: FlaskClient) -> None:
    answer = two.get("/doc/qualification/2019/100?lang=en", headers=HTML)
    assert answer.status_code == 410
    page = html.fromstring(answer.text)
    (earlier,) = page.xpath("//a[@class='button']/@href")
    assert earlier == f"/doc/qualification/2019/100?lang=en&release={FIRST}"
    assert "Law" in two.get(earlier, headers=HTML).text
    assert "stays in the releases that had it" in answer.text


def test_before_the_first_release_a_lost_address_is_still_told(make_app: Make, tmp_path: Path) -> None:
    answer = make_app(home=tmp_path).test_client().get("/en/nowhere", headers=HTML)
    assert answer.status_code == 404
    assert 'type="search"' not in answer.text
