"""What the pages show."""

from __future__ import annotations

from collections.abc import Callable

import flask
import pytest
from flask.testing import FlaskClient
from lxml import html

QUALIFICATION = "/doc/qualification/2024/6006022"


def _text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(" ".join(html.fromstring(answer.text).itertext()).split())


@pytest.mark.parametrize(
    ("accept", "language"), [("ru-RU, en;q=0.5", "ru"), ("en", "en"), ("de", "az"), (None, "az")]
)
def test_the_entrance_leads_to_the_readers_language(
    client: FlaskClient, accept: str | None, language: str
) -> None:
    headers = {"Accept-Language": accept} if accept else {}
    answer = client.get("/", headers=headers)
    assert (answer.status_code, answer.location) == (302, f"/{language}/")
    assert "Accept-Language" in answer.vary


@pytest.mark.parametrize("name", ["qualifications", "organisations", "levels", "releases"])
def test_lists_without_a_language_lead_to_the_readers(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/{name}?q=a%26b&lang=en", headers={"Accept": "text/html", "Accept-Language": "ru"})
    assert answer.status_code == 302
    assert answer.location.startswith(f"/en/{name}")
    assert set(answer.vary) >= {"Accept", "Accept-Language"}


def test_home_shows_the_levels_and_counts(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/").text)
    notations = page.xpath("//table[@class='stairs']/tbody/tr/th//span[@aria-hidden]/text()")
    assert notations == ["8", "6", "4"]
    text = " ".join(page.text_content().split())
    assert "5 qualifications" in text
    assert "3 levels" in text
    assert "Unofficial." in text


def test_levels_have_award_types_and_the_weight_of_their_relation_to_the_eqf(client: FlaskClient) -> None:
    text = _text(client, "/en/levels")
    assert "Bachelor diploma" in text
    assert "EQF level 6 Claimed to be compatible" in text
    assert "QF-EHEA: first cycle Self-certified" in text
    assert "Nothing is stated." in text


def test_a_level_shows_its_own_descriptors_and_marks_what_is_the_eqfs(client: FlaskClient) -> None:
    text = _text(client, "/doc/level/6?lang=en")
    assert "knows a field" in text
    assert "The framework has a descriptor here that this register does not hold yet." in text
    assert "For comparison, the gist of EQF level 6 (not a text of this framework) advanced skills" in text
    assert "4 qualifications on this level" in text
    assert "Level 4" in text
    assert "Level 8" in text


def test_a_qualification_shows_everything_that_is_known(client: FlaskClient) -> None:
    text = _text(client, f"{QUALIFICATION}?lang=en")
    for words in (
        "Computer engineering",
        "Kompüter mühəndisliyi",
        "Компьютерная инженерия",
        "Code 6006022",
        "Classification (2024)",
        "Valid from 1 September 2025",
        "EQF level (indicative) EQF level 6 Claimed to be compatible",
        "0613 Software",
        "240 ECTS",
        "4 years, 6 months",
        "Complete secondary education",
        "Designs computer systems.",
        "Python (computer programming)",
        "Hillside University",
        "Register office",
        "Act 503",
        "Medium",
        "Derived. This entry was put together from published sources.",
        "Derived from the award type",
    ):
        assert words in text, words


def test_each_outcome_that_is_not_official_is_marked(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"{QUALIFICATION}?lang=en").text)
    marked = page.xpath("//ol[@class='outcomes']/li[.//span[contains(@class, 'mark-illustrative')]]")
    assert ["Writes programs" in each.text_content() for each in marked] == [True]
    assert page.xpath("//div[contains(@class, 'banner-illustrative')]")


def test_generic_outcomes_are_unmistakable(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/doc/qualification/2009/050631?lang=en").text)
    (banner,) = page.xpath("//div[contains(@class, 'banner-generic')]")
    assert "This qualification has published none of its own." in banner.text_content()
    assert page.xpath("//ol[@class='outcomes']/li//span[contains(@class, 'mark-generic')]")


def test_a_superseded_qualification_names_its_successor(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/doc/qualification/2009/050631?lang=en").text)
    assert page.xpath("//a[starts-with(@href, '/doc/qualification/2024/6006022')]")
    assert "Superseded" in page.text_content()


def test_a_title_in_another_language_says_which(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/doc/qualification/illustrative/cook?lang=ru").text)
    assert page.xpath("//h1/span[@lang='az']/text()") == ["Aşpaz"]
    assert page.get("lang") == "ru"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "/doc/organisation/university?lang=en",
            ["Hillside University", "Hill", "Higher education", "Awards"],
        ),
        ("/doc/organisation/ministry?lang=en", ["sets the policy", "States", "6/eqf"]),
        (
            "/doc/award-type/bachelor-diploma?lang=en",
            ["four to five years", "4 years – 5 years", "180 – 247.5", "Applies knowledge"],
        ),
        ("/doc/classification/2009?lang=en", ["Act 8", "Classification (2024)", "Contains"]),
        ("/doc/specialty/2012/1203.01?lang=en", ["1203.01", "Computer science", "Doctoral classification"]),
        (
            "/doc/record/2024/6006022?lang=en",
            ["Computer engineering", "Valid", "Derived from the award type"],
        ),
        ("/doc/level-statement/6/eqf?lang=en", ["Level 6", "Claimed to be compatible", "Ministry"]),
        ("/doc/learning-outcome/2024/6006022/1?lang=en", ["Knows algorithms", "Learning outcome of"]),
        ("/doc/framework/hnf?lang=en", ["Hillside framework", "HNF", "Act 1", "18 July 2018", "Level 8"]),
        ("/doc/level-descriptor/hnf/6/knowledge?lang=en", ["knows a field", "Knowledge"]),
    ],
)
def test_every_kind_of_thing_has_a_page(client: FlaskClient, address: str, words: list[str]) -> None:
    text = _text(client, address)
    for each in words:
        assert each in text, each


def test_releases_are_listed_with_their_files(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/releases").text)
    assert page.xpath("//a[@href='/releases/2026-11-23.1/dump.nq']")
    assert "first release" in page.text_content()
    answer = client.get("/releases", headers={"Accept": "application/json"})
    assert answer.json is not None
    assert answer.json["items"][0]["version"] == "2026-11-23.1"
    assert answer.json["items"][0]["qualifications"] == 5


def test_levels_are_data_too(client: FlaskClient) -> None:
    answer = client.get("/levels?format=json")
    assert answer.json is not None
    assert [each["notation"] for each in answer.json["items"]] == ["4", "6", "8"]
    assert answer.json["items"][1]["qualifications"] == 4


def test_a_page_has_a_strong_validator(client: FlaskClient) -> None:
    first = client.get("/en/levels")
    again = client.get("/en/levels", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/ru/levels").headers["ETag"] != first.headers["ETag"]


def test_pages_may_load_nothing_from_elsewhere_and_set_no_cookies(client: FlaskClient) -> None:
    answer = client.get("/en/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_everything_works_below_a_prefix(client: FlaskClient) -> None:
    below = {"environ_overrides": {"SCRIPT_NAME": "/register"}}
    page = html.fromstring(client.get("/en/levels", **below).text)
    for address in page.xpath("//@href | //@src | //@action"):
        assert address.startswith(("/register/", "#", "http")), address
    answer = client.get("/id/qualification/2012/1203.01", headers={"Accept": "text/turtle"}, **below)
    assert answer.location == "/register/data/qualification/2012/1203.01.ttl"
    assert client.get("/data/level/6.ttl", **below).data == client.get("/data/level/6.ttl").data
    page = html.fromstring(client.get("/doc/level/6", **below).text)
    assert page.xpath("//link[@hreflang='ru']/@href") == ["/register/doc/level/6?lang=ru"]


def test_a_trusted_proxy_gives_the_prefix_and_the_host(make_app: Callable[..., flask.Flask]) -> None:
    client = make_app(proxies=1).test_client()
    forwarded = {
        "X-Forwarded-Prefix": "/nqf",
        "X-Forwarded-Host": "data.example.org",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.1",
    }
    assert client.get("/", headers=forwarded).location == "/nqf/az/"
    document = client.get("/data/level/6.jsonld", headers=forwarded)
    assert document.json is not None
    assert document.json["@context"] == "https://data.example.org/nqf/def/context.jsonld"


def test_nobody_else_gives_them(client: FlaskClient) -> None:
    assert client.get("/", headers={"X-Forwarded-Prefix": "/evil"}).location == "/az/"


@pytest.mark.parametrize(
    "query", ["_external=1", "_scheme=x", "endpoint=x", "language=zz", "_anchor=a", "values=1", "lang=%22%3E"]
)
def test_a_query_string_means_nothing_to_the_making_of_links(client: FlaskClient, query: str) -> None:
    for address in ("/en/qualifications", "/qualifications", "/doc/level/6", "/def/", "/en/levels"):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code in (200, 302), address
