"""Groups of skills as a facet of the list of qualifications, on pages and as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import html

HTML = {"Accept": "text/html"}


def page(client: FlaskClient, address: str) -> Any:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def counts(values: list[dict[str, Any]]) -> Iterator[tuple[str, int]]:
    for each in values:
        yield each["value"], each["count"]
        yield from counts(each["within"])


def box(found: Any) -> Any:
    (element,) = found.xpath("//details[@class='facet'][.//input[@name='skill_group']]")
    return element


@pytest.mark.parametrize("address", ["/qualifications?format=json&", "/api/v1/qualifications?"])
def test_data_count_what_teaches_something_below_each_group(workshop: FlaskClient, address: str) -> None:
    answer = workshop.get(f"{address}lang=ru").json
    assert answer is not None
    assert list(answer["facets"])[3:5] == ["field", "skill_group"]
    facet = answer["facets"]["skill_group"]
    assert dict(counts(facet)) == {
        "skill/knowing": 3,
        "isced-f/02": 3,
        "isced-f/0214": 3,
        "isced-f/06": 1,
        "isced-f/0613": 1,
        "skill/making": 4,
        "skill/shaping": 3,
        "skill/firing": 3,
        "skill/selling": 1,
    }
    assert (facet[0]["label"], facet[0]["language"]) == ("knowing things", "en")
    assert answer["facets"]["level"][0]["language"] == ""


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("skill_group=skill/selling", {"Selling pots"}),
        ("skill_group=isced-f/06&skill_group=skill/selling", {"Selling pots", "Kilns"}),
        ("skill_group=skill/firing&level=5", {"Higher pottery"}),
        ("skill_group=skill/firing&q=pottery", {"Pottery", "Higher pottery"}),
        ("skill_group=skill/stack", set()),
    ],
)
def test_a_group_narrows_the_list_in_every_form(workshop: FlaskClient, query: str, titles: set[str]) -> None:
    answer = workshop.get(f"/api/v1/qualifications?{query}&lang=en").json
    assert answer is not None
    assert {each["title"] for each in answer["items"]} == titles
    rows = csv.DictReader(
        io.StringIO(workshop.get(f"/qualifications?{query}&lang=en&format=csv").data.decode("utf-8-sig"))
    )
    assert {each["title"] for each in rows} == titles
    turtle = workshop.get(f"/qualifications?{query}&lang=en&format=ttl").data
    named = ox.NamedNode("http://purl.org/dc/terms/title")
    triples = [each.triple for each in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    assert {each.object.value for each in triples if each.predicate == named} == titles


def test_the_page_shows_groups_as_a_tree_that_is_open_where_something_is_chosen(
    workshop: FlaskClient,
) -> None:
    found = page(workshop, "/en/qualifications?skill_group=isced-f/06")
    facet = box(found)
    assert words(facet.xpath("summary")[0]) == "Group of skills (1)"
    (chosen,) = facet.xpath(".//input[@checked]/..")
    assert words(chosen) == "machines of the stub 1"
    assert len(chosen.xpath("ancestor::details[@open]")) == 2
    assert words(facet.xpath(".//details[@class='below']/summary")[0]) == "knowing things: narrower groups"
    assert words(found.xpath("//table//tbody//th/a")[0]) == "Kilns"


@pytest.mark.parametrize(
    ("language", "title"), [("az", "Bacarıq qrupu"), ("en", "Group of skills"), ("ru", "Группа навыков")]
)
def test_names_in_another_language_are_marked_and_the_source_is_named(
    workshop: FlaskClient, language: str, title: str
) -> None:
    found = page(workshop, f"/{language}/qualifications")
    facet = box(found)
    assert words(facet.xpath("summary")[0]) == title
    marks = facet.xpath(".//label/span[1]/@lang | .//summary/span/@lang")
    assert set(marks) == (set() if language == "en" else {"en"})
    assert "ESCO" in words(found.xpath("//main")[0])


def test_an_empty_list_can_leave_the_group_out(workshop: FlaskClient) -> None:
    found = page(workshop, "/en/qualifications?skill_group=skill/selling&level=5")
    ways = {words(each): each.get("href") for each in found.xpath("//div[@class='empty']//a")}
    assert ways["Leave out “Group of skills”: 1 found"] == "/en/qualifications?level=5"


def test_without_groups_in_the_release_there_is_no_facet(client: FlaskClient) -> None:
    found = page(client, "/en/qualifications")
    assert found.xpath("//input[@name='field']")
    assert not found.xpath("//input[@name='skill_group']")
    assert "ESCO classification" not in words(found.xpath("//main")[0])
    answer = client.get("/api/v1/qualifications").json
    assert answer is not None
    assert "skill_group" not in answer["facets"]


def test_a_group_that_the_release_does_not_know_finds_nothing_and_is_not_lost(client: FlaskClient) -> None:
    found = page(client, "/en/qualifications?skill_group=%3Cscript%3E")
    assert found.xpath("//input[@name='skill_group'][@checked]/@value") == ["<script>"]
    assert words(box(found).xpath(".//label")[0]) == "<script> 0"
    assert not found.xpath("//table")
