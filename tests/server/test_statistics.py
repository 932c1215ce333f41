"""The register in numbers."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.model.link_figures import Decided, LinkFigures
from nqfgraph_server.opened import OpenRelease
from nqfgraph_server.statistics.growth import HEIGHT, WIDTH, growth

FIGURES = LinkFigures(
    outcomes=10,
    linked=4,
    none_fits=1,
    undecided=5,
    links=6,
    accepted=6,
    rejected=2,
    skills=5,
    obsolete=1,
    methods={"fts5-rrf": Decided(4, 2), "manual": Decided(2, 0), "by hand": Decided(0, 0)},
    versions={"esco 1.2.0": Decided(5, 2), "": Decided(1, 0)},
)


def test_every_figure_is_a_table_whose_numbers_are_those_of_the_list(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/statistics").text)
    titles = [each.text for each in page.xpath("//section/h2")]
    assert titles[:2] == ["Qualifications by level", "Qualifications by award type"]
    completeness = "How completely qualifications are described"
    assert titles[-3:] == [completeness, "Links to ESCO", "Over the releases"]
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
    found = growth([release("a", 0), release("b", 50), release("c", 100)])
    assert [(each.x, each.y) for each in found.steps] == [(12, 168), (320, 90), (628, 12)]
    assert all(0 <= each.x <= WIDTH and 0 <= each.y <= HEIGHT for each in found.steps)
    assert found.points == "12,168 320,90 628,12"


def test_one_release_and_none_at_all_can_be_drawn() -> None:
    assert growth([release("a", 0)]).points == "320,168"
    assert growth([]).steps == ()


# -- links


def shown(monkeypatch: pytest.MonkeyPatch, figures: LinkFigures | None) -> None:
    """Let every release have figures of links."""
    monkeypatch.setattr(OpenRelease, "statistics", property(lambda _: SimpleNamespace(links=figures)))


def section(client: FlaskClient, language: str = "en") -> Any:
    (found,) = html.fromstring(client.get(f"/{language}/statistics").text).xpath(
        "//section[@aria-labelledby='links']"
    )
    return found


def texts(found: Any, path: str) -> list[str]:
    return [" ".join(" ".join(each.itertext()).split()) for each in found.xpath(path)]


def test_the_links_of_a_release_are_those_that_its_build_has_counted(client: FlaskClient) -> None:
    found = section(client)
    assert texts(found, ".//dl/div") == [
        "Links 2 to 1 skill",
        "Links per learning outcome that has any 1",
        "Links without a recorded decision 2",
        "Links to obsolete skills not known: this release holds no edition of ESCO",
    ]
    assert texts(found, ".//table//tbody/tr[1]/*") == ["With a link to ESCO", "2 / 3", "66.7 %", ""]
    answer = client.get("/statistics?format=json").json
    assert answer is not None
    assert (answer["links"]["outcomes"], answer["links"]["linked"], answer["links"]["accepted"]) == (3, 2, 0)


def test_decisions_are_counted_by_method_and_by_edition(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(monkeypatch, FIGURES)
    found = section(client)
    facts = texts(found, ".//dl/div")
    assert "Accepted, of the links decided on 75 % 6 / 8" in facts
    assert "Links to obsolete skills 1" in facts
    outcomes, methods, versions = found.xpath(".//table")
    assert texts(outcomes, ".//tbody/tr/td[2]") == ["40 %", "10 %", "50 %"]
    assert texts(methods, ".//tbody/tr") == [
        "Suggested by words 4 / 6 66.7 %", "Found by a person 2 / 2 100 %", "by hand 0 / 0 0 %"
    ]  # fmt: skip
    assert texts(versions, ".//tbody/tr") == ["ESCO 1.2.0 5 / 7 71.4 %", "not stated 1 / 1 100 %"]
    rows = list(csv.DictReader(io.StringIO(client.get("/statistics?format=csv").data.decode("utf-8-sig"))))
    (row,) = (each for each in rows if (each["figure"], each["value"]) == ("links_by_method", "fts5-rrf"))
    assert (row["number"], row["percent"]) == ("4", "66.7")
    assert "Предложено по словам" in texts(section(client, "ru"), ".//th[@scope='row']")


def test_a_register_without_links_says_so_and_an_old_release_says_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(monkeypatch, LinkFigures(3, 0, 0, 3, 0, 0, 0, 0, None, {}, {}))
    found = section(client)
    assert texts(found, ".//p") == [
        "No learning outcome has a link to ESCO yet, and nobody has decided on one."
    ]
    assert not found.xpath(".//table")
    shown(monkeypatch, None)
    assert "Links to ESCO" not in client.get("/en/statistics").text
    answer = client.get("/statistics?format=json").json
    assert answer is not None
    assert answer["links"] is None
