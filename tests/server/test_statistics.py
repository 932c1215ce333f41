"""The register in numbers."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace

from flask.testing import FlaskClient
from lxml import html

from nqfgraph_server.statistics.growth import HEIGHT, WIDTH, growth


def test_every_figure_is_a_table_whose_numbers_are_those_of_the_list(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/statistics").text)
    titles = [each.text for each in page.xpath("//section/h2")]
    assert titles[:2] == ["Qualifications by level", "Qualifications by award type"]
    assert titles[-2:] == ["How completely qualifications are described", "Over the releases"]
    (row,) = page.xpath("//section[@aria-labelledby='level']//tr[th/a[.='Level 6']]")
    assert row.xpath("td[1]")[0].text == "4"
    target = row.xpath("th/a/@href")[0]
    assert "4 qualifications" in client.get(target).text
    assert row.xpath("td[@aria-hidden='true']//rect/@width") == ["100.0%"]


def test_every_link_of_a_figure_leads_to_as_many_qualifications(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/statistics").text)
    rows = page.xpath("//table[@class='bars']//tr[th/a]")
    assert len(rows) > 10
    for row in rows:
        answer = client.get(row.xpath("th/a/@href")[0].replace("/en/", "/") + "&format=json").json
        assert answer is not None
        assert str(answer["total"]) == row.xpath("td[1]")[0].text


def test_completeness_is_measured_against_all_qualifications(client: FlaskClient) -> None:
    answer = client.get("/statistics?format=json&lang=en").json
    assert answer is not None
    found = {each["value"]: each for each in answer["items"] if each["figure"] == "completeness"}
    assert found["title-az"] == {
        "figure": "completeness",
        "value": "title-az",
        "label": "Title: Azərbaycanca",
        "number": 5,
        "percent": 100.0,
    }
    assert 0 < found["esco"]["number"] < 5
    assert answer["releases"][0]["release"] == "2026-11-23.1"


def test_the_figures_are_there_in_csv_and_in_three_languages(client: FlaskClient) -> None:
    answer = client.get("/statistics?format=csv&lang=ru")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert {each["figure"] for each in rows} >= {"level", "award_type", "field", "status", "completeness"}
    assert "Статистика" in client.get("/ru/statistics").text
    assert client.get("/statistics", headers={"Accept": "text/html"}).status_code == 302
    tag = client.get("/az/statistics").headers["ETag"]
    assert client.get("/az/statistics", headers={"If-None-Match": tag}).status_code == 304


def release(version: str, qualifications: int) -> SimpleNamespace:
    counts = SimpleNamespace(qualifications=qualifications, kinds={"organisation": 2}, quads=10)
    return SimpleNamespace(
        manifest=SimpleNamespace(version=version, created=None, counts=counts, findings={})
    )


def test_the_line_runs_from_edge_to_edge_and_stays_in_its_drawing() -> None:
    found = growth([release("a", 0), release("b", 50), release("c", 100)])  # type: ignore[list-item]
    assert [(each.x, each.y) for each in found.steps] == [(12, 168), (320, 90), (628, 12)]
    assert all(0 <= each.x <= WIDTH and 0 <= each.y <= HEIGHT for each in found.steps)
    assert found.points == "12,168 320,90 628,12"


def test_one_release_and_none_at_all_can_be_drawn() -> None:
    assert growth([release("a", 0)]).points == "320,168"  # type: ignore[list-item]
    assert growth([]).steps == ()
