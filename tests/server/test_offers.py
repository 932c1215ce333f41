"""Learning opportunities as pages, data and lists, and what is left of one that was taken out."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.release import Silence, build
from nqfgraph_server import offers

OFFER = "learning-opportunity/ce-hill"
QUALIFICATION = "qualification/2024/6006022"
UNIVERSITY = "organisation/university"
BASE = "https://hillside.example/id/"


def section(page: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("language", "kind", "provider"),
    [
        ("az", "Təlim imkanı", "Təpəlik Universiteti"),
        ("en", "Learning opportunity", "Hillside University"),
        ("ru", "Возможность обучения", "Университет Хиллсайда"),
    ],
)
def test_the_page_says_who_offers_what_and_when(
    client: FlaskClient, language: str, kind: str, provider: str
) -> None:
    answer = client.get(f"/doc/{OFFER}?lang={language}")
    assert answer.status_code == 200
    for text in (kind, provider, f"/doc/{QUALIFICATION}", "https://university.example/ce", "AZN", "2027"):
        assert text in answer.text, text


def test_the_page_in_english_has_dates_price_and_admission(client: FlaskClient) -> None:
    text = client.get(f"/doc/{OFFER}?lang=en").text
    for said in (
        *(
            "15 September 2027",
            "30 June 2031",
            "31 July 2027",
            "4 years",
            "Full time",
            "Lectures on weekdays.",
        ),
        *(
            "Apply to the dean.",
            "2,500.5 AZN",
            "Tuition is paid by the year.",
            "Educational programme",
            "HU-CE-27",
        ),
    ):
        assert said in text, said


def test_an_ended_and_an_illustrative_one_say_so(client: FlaskClient) -> None:
    ended = client.get("/doc/learning-opportunity/ce-online?lang=en").text
    assert "It is not offered any more." in ended
    shown = client.get("/doc/learning-opportunity/evening?lang=en").text
    assert "Nobody offers it." in shown
    assert "It is not offered any more." not in shown


def test_the_identifier_leads_to_page_and_data(client: FlaskClient) -> None:
    page = client.get(f"/id/{OFFER}", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Location"]) == (303, f"/doc/{OFFER}")
    data = client.get(f"/id/{OFFER}", headers={"Accept": "text/turtle"})
    assert data.headers["Location"] == f"/data/{OFFER}.ttl"
    for extension in ("ttl", "jsonld", "rdf", "nt", "json"):
        answer = client.get(f"/data/{OFFER}.{extension}")
        assert answer.status_code == 200
        assert "ce-hill" in answer.text


def test_the_page_of_the_qualification_lists_where_it_can_be_learnt(client: FlaskClient) -> None:
    listed = section(client.get(f"/doc/{QUALIFICATION}?lang=en").text, "opportunities")
    assert "Where it can be learnt" in listed
    assert listed.index("engineering on the hill") < listed.index("engineering online")
    assert "mark-withdrawn" in listed
    assert "Hillside University" in listed
    assert "15 September 2027" in listed


def test_the_page_of_the_organisation_lists_what_it_offers_once(client: FlaskClient) -> None:
    page = client.get(f"/doc/{UNIVERSITY}?lang=en").text
    listed = section(page, "opportunities")
    assert "Offers" in listed
    assert listed.count(f"/doc/{OFFER}") == 1
    assert f"/doc/{QUALIFICATION}" in listed
    assert OFFER not in section(page, "references")


def test_a_thing_without_any_has_no_such_section(client: FlaskClient) -> None:
    for path in ("qualification/2012/1203.01", "organisation/office", "level/6"):
        assert not section(client.get(f"/doc/{path}?lang=en").text, "opportunities"), path


def test_titles_of_others_cannot_add_markup(client: FlaskClient) -> None:
    for path in ("qualification/2009/050631", UNIVERSITY, "learning-opportunity/hostile"):
        text = client.get(f"/doc/{path}?lang=az").text
        assert "<script>alert" not in text
        assert 'onmouseover="alert' not in text


def test_a_long_list_is_cut_and_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nqfgraph_server.pages.SHOWN", 1)
    listed = section(client.get(f"/doc/{QUALIFICATION}?lang=en").text, "opportunities")
    assert listed.count("<h3>") == 1
    assert "There is more than is listed here." in listed
    monkeypatch.setattr("nqfgraph_server.api.views.LISTED", 1)
    record = client.get(f"/api/v1/records/{QUALIFICATION}").json
    assert len(record["learningOpportunities"]) == 1
    assert record["moreLearningOpportunities"] is True


@pytest.mark.parametrize("path", [f"/api/v1/records/{QUALIFICATION}", f"/data/{QUALIFICATION}.json"])
def test_the_json_of_a_qualification_lists_them_in_short(client: FlaskClient, path: str) -> None:
    record = client.get(path).json
    first, second = record["learningOpportunities"]
    assert first["iri"] == f"{BASE}{OFFER}"
    assert first["label"]["en"] == "Computer engineering on the hill"
    assert [each["iri"] for each in first["providedBy"]] == [f"{BASE}{UNIVERSITY}"]
    assert first["learningAchievementSpecification"]["iri"] == f"{BASE}{QUALIFICATION}"
    assert first["defaultLanguage"]["notation"] == "AZE"
    assert first["startDate"] == "2027-09-15T00:00:00Z"
    assert first["homepage"] == "https://university.example/ce"
    assert second["recordStatus"]["notation"] == "withdrawn"
    assert "moreLearningOpportunities" not in record
    assert len(client.get(f"/api/v1/records/{UNIVERSITY}").json["learningOpportunities"]) == 4
    assert "learningOpportunities" not in client.get("/api/v1/records/level/6").json


def test_a_course_is_embedded_in_its_page_and_given_in_every_profile(client: FlaskClient) -> None:
    page = client.get(f"/doc/{OFFER}").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    course = json.loads(found[1])
    assert course["@type"] == "Course"
    assert course["educationalCredentialAwarded"]["@id"] == f"{BASE}{QUALIFICATION}"
    assert course["hasCourseInstance"]["startDate"]["@value"] == "2027-09-15T00:00:00Z"
    assert course["hasCourseInstance"]["offers"]["price"] == "2500.5"
    ctdl = client.get(f"/data/{OFFER}.jsonld?_profile=ctdl").json
    assert ctdl["@type"] == "ceterms:LearningOpportunityProfile"
    flat = client.get(f"/data/{OFFER}.json?_profile=flat").json
    assert (flat["price_currency"], flat["status"], flat["city_en"]) == ("AZN", "valid", "Hill")
    core = client.get(f"/data/{OFFER}.ttl?_profile=dc").text
    assert "dcterms:creator" in core


def test_it_is_an_item_with_a_set_of_its_own(client: FlaskClient) -> None:
    sets = client.get("/oai?verb=ListSets").text
    assert "<setSpec>kind:learning-opportunity</setSpec>" in sets
    listed = client.get("/oai?verb=ListIdentifiers&metadataPrefix=elm&set=kind:learning-opportunity").text
    assert re.findall(r"<identifier>\S+/id/learning-opportunity/(\S+)</identifier>", listed) == [
        *("ce-hill", "ce-online", "evening", "hostile"),
    ]
    record = client.get(f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={BASE}{OFFER}").text
    assert "Computer engineering on the hill" in record


def test_pages_of_them_stand_in_the_sitemap_and_on_the_page_of_the_release(client: FlaskClient) -> None:
    assert f"https://hillside.example/doc/{OFFER}</loc>" in client.get("/sitemap-1.xml").text
    version = client.get("/api/v1/").json["release"]
    assert "Learning opportunities" in client.get(f"/en/releases/{version}").text


def test_one_that_was_taken_out_is_gone_and_one_that_ended_is_told(
    make_app: Callable[..., flask.Flask], tmp_path: Path
) -> None:
    register = Path(shutil.copytree(Path(__file__).parent / "register", tmp_path / "register"))
    table = register / "learning-opportunities.csv"
    build(register, tmp_path / "home", now=datetime(2026, 11, 23, 12, tzinfo=UTC), progress=Silence())
    rows = table.read_text("utf-8").splitlines(keepends=True)
    kept = [each.replace(",valid,", ",withdrawn,") for each in rows if not each.startswith("ce-online")]
    table.write_text("".join(kept), "utf-8")
    build(register, tmp_path / "home", now=datetime(2026, 11, 24, 12, tzinfo=UTC), progress=Silence())
    client = make_app(home=tmp_path / "home").test_client()
    gone = client.get("/id/learning-opportunity/ce-online", headers={"Accept": "application/json"})
    assert gone.status_code == 410
    assert gone.json["tombstone"]["title"]["en"] == "Computer engineering online"
    assert client.get("/doc/learning-opportunity/ce-online").status_code == 410
    assert client.get("/data/learning-opportunity/ce-online.ttl").status_code == 410
    assert client.get("/id/learning-opportunity/never").status_code == 404
    deleted = client.get("/oai?verb=ListIdentifiers&metadataPrefix=elm&set=kind:learning-opportunity").text
    assert re.search(r'status="deleted">\s*<identifier>\S+ce-online<', deleted)
    changes = client.get("/api/v1/changes?kind=learning-opportunity").json["items"]
    operations = {(each["iri"].rpartition("/")[2], each["operation"]) for each in changes[4:]}
    assert operations == {("ce-online", "removed"), ("ce-hill", "withdrawn"), ("hostile", "withdrawn")}
    news = client.get("/en/releases/2026-11-24.1").text
    assert "1 learning opportunity" in news


def test_a_register_without_them_is_never_asked_for_any(
    make_app: Callable[..., flask.Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Path(__file__).parents[1] / "release" / "register"
    build(register, tmp_path / "home", now=datetime(2026, 11, 23, 12, tzinfo=UTC), progress=Silence())
    client = make_app(home=tmp_path / "home").test_client()

    def refuse(*_: object) -> None:
        pytest.fail("the store is asked for learning opportunities")

    monkeypatch.setattr(offers, "opportunities", refuse)
    (item, *_) = client.get("/api/v1/qualifications").json["items"]
    path = item["iri"].partition("/id/")[2]
    record = client.get(f"/api/v1/records/{path}")
    assert record.status_code == 200
    assert "learningOpportunities" not in record.json
    assert "learning-opportunity" not in client.get("/oai?verb=ListSets").text
