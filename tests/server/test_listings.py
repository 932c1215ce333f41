"""Lists: filters, facets, pages, and the same list as data."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph_server import tables


def _titles(client: FlaskClient, query: str) -> list[str]:
    page = html.fromstring(client.get(f"/en/qualifications?{query}").text)
    return [
        each.text_content() for each in page.xpath("//table[contains(@class, 'found-records')]//tbody//th/a")
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=engineering", {"Computer engineering", "Computer engineering (2009)"}),
        ("level=8", {"Computer science"}),
        ("award_type=phd-diploma", {"Computer science"}),
        ("sector=higher&level=8", {"Computer science"}),
        ("sector=vocational", {"Aşpaz"}),
        ("sector=further&sector=general", {"Aşpaz"}),
        ("field=10", {"Aşpaz"}),
        ("status=superseded", {"Computer engineering (2009)"}),
        ("content=derived", {"Computer engineering"}),
        ("level=8&level=6&status=valid", {"Computer science", "Computer engineering"}),
        ("q=nothing+of+this", set()),
    ],
)
def test_the_address_says_what_is_listed(client: FlaskClient, query: str, expected: set[str]) -> None:
    assert set(_titles(client, query)) == expected


def test_facets_show_counts_and_what_is_chosen(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/qualifications?level=6").text)
    (chosen,) = page.xpath("//input[@name='level'][@checked]/..")
    assert " ".join(chosen.text_content().split()) == "Level 6 4"
    assert page.xpath("//details[summary[contains(., 'Status')]]//label[contains(., 'Superseded')]")


@pytest.mark.parametrize(
    ("language", "title", "sectors"),
    [
        ("az", "Təhsil sektoru", ["Əlavə və qeyri-formal təhsil 1", "Ali təhsil 4", "Peşə təhsili 1"]),
        (
            "en",
            "Sector of education",
            ["Further and non-formal learning 1", "Higher education 4", "Vocational education 1"],
        ),
        (
            "ru",
            "Сектор образования",
            [
                "Дополнительное и неформальное обучение 1",
                "Высшее образование 4",
                "Профессиональное образование 1",
            ],
        ),
    ],
)
def test_the_award_type_says_the_sector_and_may_have_several(
    client: FlaskClient, language: str, title: str, sectors: list[str]
) -> None:
    page = html.fromstring(client.get(f"/{language}/qualifications").text)
    (facet,) = page.xpath("//details[@class='facet'][.//input[@name='sector']]")
    assert facet.xpath("summary")[0].text_content().strip() == title
    assert [" ".join(each.text_content().split()) for each in facet.xpath(".//label")] == sectors


def test_the_order_can_be_chosen(client: FlaskClient) -> None:
    codes = client.get("/qualifications?format=json&sort=code").json
    assert codes is not None
    found = [each["code"] for each in codes["items"]]
    assert found == sorted(found)


def test_nothing_found_is_said(client: FlaskClient) -> None:
    assert "Nothing was found." in client.get("/en/qualifications?q=zzzz").text


def test_pages_of_a_list_link_each_other(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/qualifications?size=1&page=3&q=").text)
    links = page.xpath("//nav[@class='pager']//a/@href")
    assert "/en/qualifications?size=1&q=&page=4" in links
    assert page.xpath("//nav[@class='pager']//a[@aria-current='page']")[0].text_content() == "Page 3"
    last = html.fromstring(client.get("/en/qualifications?size=1&page=99").text)
    assert last.xpath("//nav[@class='pager']//a[@aria-current='page']")[0].text_content() == "Page 5"


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=-1", "size=0", "size=1e3", "sort=nothing", "format=docx"]
)
def test_a_wrong_value_is_a_clear_error(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/qualifications?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["detail"].count(".") >= 2


@pytest.mark.parametrize(
    "request_of", [{"headers": {"Accept": "application/json"}}, {"query_string": {"format": "json"}}]
)
@pytest.mark.parametrize("name", ["qualifications", "organisations"])
def test_a_list_is_json_with_total_items_and_facets(
    client: FlaskClient, name: str, request_of: dict[str, dict[str, str]]
) -> None:
    answer = client.get(f"/{name}", **request_of)
    assert answer.mimetype == "application/json"
    assert answer.json is not None
    assert answer.json.keys() >= {"total", "items", "facets"}
    assert answer.json["total"] == len(answer.json["items"]) > 0
    assert set(answer.vary) >= {"Accept", "Accept-Language"}


def test_items_are_in_the_readers_language(client: FlaskClient) -> None:
    for language, title in (("ru", "Компьютерные науки"), ("en", "Computer science")):
        answer = client.get("/qualifications?level=8&format=json", headers={"Accept-Language": language})
        assert answer.json is not None
        assert answer.json["items"][0]["title"] == title


def test_a_csv_file_has_all_rows_whatever_the_page(client: FlaskClient) -> None:
    answer = client.get("/qualifications?size=1&page=2&lang=en", headers={"Accept": "text/csv"})
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert {row["title"] for row in rows} >= {
        "Computer engineering",
        "Computer science",
        "Aşpaz",
    }
    assert ".csv" in answer.headers["Content-Disposition"]


def test_a_list_is_validated_like_any_data(client: FlaskClient) -> None:
    first = client.get("/qualifications?format=json&q=comp")
    same = client.get("/qualifications?format=json&q=comp", headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    other = client.get("/qualifications?format=json&q=eng")
    assert other.headers["ETag"] != first.headers["ETag"]


def test_organisations_are_found_by_name_and_kind(client: FlaskClient) -> None:
    page = client.get("/en/organisations?kind=governance").text
    assert "Ministry" in page
    assert "Hillside University</a>" not in page
    assert "<mark>Hillside</mark> University</a>" in client.get("/en/organisations?q=hillside").text


def test_a_long_csv_file_is_sent_in_pieces() -> None:
    rows = [{"code": str(number), "title": "x" * 100} for number in range(2000)]
    pieces = list(tables.write_csv(["code", "title"], rows))
    assert len(pieces) > 2
    assert list(csv.DictReader(io.StringIO("".join(pieces).removeprefix("\ufeff")))) == rows
