"""The search of the pages: corrections, marked words, trees of fields, days, suggestions, hostile titles."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.release import Silence, build

Make = Callable[..., flask.Flask]
HTML = {"Accept": "text/html"}


def page_of(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == 200, address
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_misspelt_word_shows_what_was_meant_and_says_so(client: FlaskClient) -> None:
    page = page_of(client, "/en/qualifications?q=enginering")
    (banner,) = page.xpath("//div[@class='results']//div[@class='banner']")
    assert words(banner) == ("Nothing was found for “enginering”. This is what there is for engineering.")
    assert page.xpath("//table//mark[.='engineering']")
    assert page.xpath("//input[@id='q']/@value") == ["enginering"]
    data = client.get("/qualifications?format=json&q=enginering").json
    assert data is not None
    assert data["correction"] == {"text": "engineering", "instead": True}
    assert data["total"] == 2


def test_a_word_that_is_found_is_not_corrected(client: FlaskClient) -> None:
    answer = client.get("/qualifications?format=json&q=engineering").json
    assert answer is not None
    assert "correction" not in answer


def test_found_words_are_marked(client: FlaskClient) -> None:
    page = page_of(client, "/az/qualifications?q=muhendis")
    assert {each.text for each in page.xpath("//table//mark")} == {"mühəndis"}


def test_fields_are_a_tree_that_is_open_where_something_is_chosen(client: FlaskClient) -> None:
    page = page_of(client, "/en/qualifications?field=0613")
    (chosen,) = page.xpath("//input[@name='field'][@checked]")
    assert chosen.get("value") == "0613"
    assert len(chosen.xpath("ancestor::details[@open]")) == 3
    assert page.xpath("//input[@name='field'][@value='06']/ancestor::details[@class='below']") == []


def test_the_language_of_teaching_is_a_facet(client: FlaskClient) -> None:
    page = page_of(client, "/ru/qualifications?teaching_language=ENG")
    (chosen,) = page.xpath("//input[@name='teaching_language'][@checked]/..")
    assert words(chosen) == "Английский язык 1"


def test_a_filter_that_leaves_nothing_is_not_lost(client: FlaskClient) -> None:
    page = page_of(client, "/en/qualifications?level=8&status=superseded&q=engineering")
    assert {(each.get("name"), each.get("value")) for each in page.xpath("//input[@checked]")} == {
        ("level", "8"),
        ("status", "superseded"),
    }


def test_what_is_chosen_stands_above_the_list_with_a_way_out_of_each(client: FlaskClient) -> None:
    page = page_of(client, "/en/qualifications?level=6&level=8&field=0613&q=comp&page=1")
    chosen = {words(each): each.get("href") for each in page.xpath("//ul[@class='chosen']//a")}
    field = next(each for each in chosen if each.startswith("Field of education: "))
    assert chosen == {
        "Level: Level 6 ×(leave out)": "/en/qualifications?field=0613&q=comp&level=8",
        "Level: Level 8 ×(leave out)": "/en/qualifications?field=0613&q=comp&level=6",
        field: "/en/qualifications?level=6&level=8&q=comp",
    }
    assert not page_of(client, "/en/qualifications?q=comp").xpath("//ul[@class='chosen']")


def test_a_chosen_value_that_nothing_has_can_be_left_out_too(client: FlaskClient) -> None:
    page = page_of(client, "/az/qualifications?level=%3Cb%3E%26")
    (chosen,) = page.xpath("//ul[@class='chosen']//a")
    assert words(chosen).startswith("Səviyyə: <b>& ×")
    assert chosen.get("href") == "/az/qualifications"


def test_chosen_kinds_of_organisations_stand_above_their_list(client: FlaskClient) -> None:
    page = page_of(client, "/ru/organisations?kind=governance")
    assert page.xpath("//ul[@class='chosen']//a/@href") == ["/ru/organisations"]


def test_what_was_replaced_leads_to_what_replaced_it(client: FlaskClient) -> None:
    page = page_of(client, "/en/qualifications?status=superseded")
    (newer,) = page.xpath("//tbody//a[@class='newer']")
    assert words(newer) == "What replaced it: Computer engineering (2009)"
    assert "Computer engineering" in client.get(newer.get("href")).text
    (item,) = client.get("/qualifications?status=superseded&format=json").json["items"]
    assert item["successor"].endswith("/id/qualification/2024/6006022")
    (item,) = client.get("/qualifications?level=8&format=json").json["items"]
    assert item["successor"] == ""


def test_an_empty_list_has_ways_out(client: FlaskClient) -> None:
    page = page_of(client, "/en/qualifications?level=8&status=superseded&q=engineering")
    ways = {words(each): each.get("href") for each in page.xpath("//div[@class='empty']//a")}
    assert ways["Leave out “Level”: 1 found"] == "/en/qualifications?status=superseded&q=engineering"
    assert ways["Leave out “all filters”: 2 found"] == "/en/qualifications?q=engineering"
    assert "See all qualifications" in ways
    assert not any("Status" in each for each in ways)


def test_an_empty_list_of_organisations_leads_to_the_qualifications(client: FlaskClient) -> None:
    page = page_of(client, "/en/organisations?q=engineering")
    assert page.xpath("//div[@class='empty']//a/@href")[1] == "/en/qualifications?q=engineering"


def test_the_list_is_there_in_turtle(client: FlaskClient) -> None:
    answer = client.get("/qualifications?lang=en&level=8", headers={"Accept": "text/turtle"})
    assert answer.mimetype == "text/turtle"
    triples = [each.triple for each in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)]
    title = ox.NamedNode("http://purl.org/dc/terms/title")
    assert [each.object for each in triples if each.predicate == title] == [
        ox.Literal("Computer science", language="en")
    ]
    again = client.get(
        "/qualifications?lang=en&level=8",
        headers={"Accept": "text/turtle", "If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304
    assert client.head("/qualifications?format=ttl").data == b""
    assert len(client.get("/qualifications?format=ttl&size=1").text) > len(answer.text)


def test_other_lists_are_not_offered_in_turtle(client: FlaskClient) -> None:
    assert client.get("/organisations?format=ttl", headers={"Accept": "application/json"}).status_code == 400


@pytest.mark.parametrize("start", ["/en/qualifications?q=comp", "/qualifications?format=json&q=comp"])
def test_a_day_leads_to_the_release_of_that_day(client: FlaskClient, start: str) -> None:
    answer = client.get(f"{start}&as_of=2026-12-24&page=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{start}&page=2&release=2026-11-23.1"
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-11-22", "ask a later day"), ("yesterday", "Write it as"), ("2026-13-01", "Write it")],
)
def test_a_day_without_a_release_is_a_clear_error(client: FlaskClient, day: str, told: str) -> None:
    answer = client.get(f"/qualifications?as_of={day}", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert told in answer.json["detail"]


def test_an_empty_day_of_the_form_is_no_day(client: FlaskClient) -> None:
    assert client.get("/en/qualifications?as_of=", headers=HTML).status_code == 200


def test_suggestions_are_titles_with_their_addresses(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=comp&lang=en")
    assert answer.mimetype == "application/x-suggestions+json"
    text, titles, levels, addresses = flask.json.loads(answer.data)
    assert text == "comp"
    assert set(titles) == {"Computer engineering", "Computer engineering (2009)", "Computer science"}
    assert len(titles) == len(levels) == len(addresses)
    assert client.get(addresses[0]).status_code == 200
    assert flask.json.loads(client.get("/suggest").data) == ["", [], [], []]


def test_the_search_field_asks_for_suggestions_and_works_without(client: FlaskClient) -> None:
    for address in ("/en/", "/en/qualifications"):
        page = page_of(client, address)
        (field,) = page.xpath("//input[@type='search']")
        assert field.get("data-suggest") == "/suggest?lang=en"
        assert page.xpath(f"//datalist[@id='{field.get('list')}']")
        assert "data-suggest" in client.get(page.xpath("//head/script/@src")[0], buffered=True).text
        assert field.xpath("ancestor::form")[0].get("action") == "/en/qualifications"


# -- titles of strangers

MARKUP = "<img src=x onerror=alert(1)> & \"quoted\" '{{ 7*7 }}'"
TURNED = "\u202egnireenigne\u202c drowssap"
LONG = "Mühəndislik " * 833 + "sonu"


@pytest.fixture(scope="module")
def hostile(make_app: Make, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Serve the small register with titles that nobody would want."""
    folder = tmp_path_factory.mktemp("hostile")
    register = Path(shutil.copytree(Path(__file__).parents[1] / "release" / "register", folder / "register"))
    table = register / "qualifications.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, title in zip(rows, (MARKUP, TURNED, LONG), strict=False):
        row["title_az"] = row["title_en"] = title
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    build(register, folder / "home", now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    with make_app(home=folder / "home").test_client() as client:
        yield client


@pytest.mark.parametrize(
    "address",
    [
        "/en/qualifications",
        "/en/qualifications?q=img",
        "/en/qualifications?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/az/qualifications?q=muhendislik&sort=relevance",
        "/en/qualifications?q=%E2%80%AEgnireenigne",
        f"/en/qualifications?q={'x' * 3000}",
        "/en/statistics",
        "/en/releases",
        "/en/releases/2026-11-23.1",
        "/en/%3Cimg%20src=x%3E",
        "/suggest?q=img",
    ],
)
def test_no_title_and_no_word_becomes_markup(hostile: FlaskClient, address: str) -> None:
    answer = hostile.get(address, headers=HTML)
    assert answer.status_code in (200, 404)
    if answer.mimetype == "text/html":
        page = html.fromstring(answer.text)
        assert not page.xpath("//img | //*[@onerror] | //script[not(@src)] | //*[@style]")
        assert "49" not in "".join(page.xpath("//table[contains(@class, 'found-records')]//th//text()"))


def test_titles_are_shown_whole(hostile: FlaskClient) -> None:
    page = html.fromstring(hostile.get("/en/qualifications?q=muhendislik", headers=HTML).text)
    assert LONG.strip() in {each.text_content() for each in page.xpath("//tbody//th/a")}
    page = html.fromstring(hostile.get("/en/qualifications?q=gnireenigne", headers=HTML).text)
    assert page.xpath("//tbody//th/a")[0].text_content() == TURNED
    assert page.xpath("//tbody//mark")[0].text == "gnireenigne"


def test_suggestions_are_short(hostile: FlaskClient) -> None:
    titles = flask.json.loads(hostile.get("/suggest?q=muhendislik&lang=az").data)[1]
    assert titles
    assert max(map(len, titles)) <= 120
