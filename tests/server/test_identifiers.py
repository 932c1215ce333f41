"""Identifiers send on to documents, and data documents say what is known."""

from __future__ import annotations

import json
from collections.abc import Callable

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nqfgraph.vocab import NQF, SKOS

BASE = "https://hillside.example/"
THINGS = [
    "framework/hnf",
    "level/6",
    "level-descriptor/hnf/6/skills",
    "level-statement/6/eqf",
    "award-type/bachelor-diploma",
    "classification/2024",
    "specialty/2012/1203.01",
    "qualification/2024/6006022",
    "qualification/2012/1203.01",
    "qualification/illustrative/cook",
    "learning-outcome/2024/6006022/1",
    "learning-outcome/award-type/bachelor-diploma/1",
    "organisation/university",
    "record/2024/6006022",
]
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("extension", FORMATS)
def test_every_kind_of_thing_sends_on_to_its_data_in_every_form(
    client: FlaskClient, thing: str, extension: str
) -> None:
    media_type, form = FORMATS[extension]
    answer = client.get(f"/id/{thing}", headers={"Accept": media_type})
    assert (answer.status_code, answer.location) == (303, f"/data/{thing}.{extension}")
    assert "Accept" in answer.vary
    document = client.get(answer.location)
    assert document.status_code == 200
    assert document.mimetype == media_type
    triples = [each.triple for each in ox.parse(document.data, format=form)]
    assert any(each.subject == ox.NamedNode(f"{BASE}id/{thing}") for each in triples)
    assert not any(isinstance(term, ox.BlankNode) for each in triples for term in (each.subject, each.object))


@pytest.mark.parametrize("thing", THINGS)
def test_who_asks_for_html_is_sent_to_the_page(client: FlaskClient, thing: str) -> None:
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    answer = client.get(f"/id/{thing}", headers={"Accept": browser})
    assert (answer.status_code, answer.location) == (303, f"/doc/{thing}")
    assert client.get(answer.location).mimetype == "text/html"


def test_all_forms_of_rdf_say_the_same(client: FlaskClient) -> None:
    said = {
        extension: {
            each.triple for each in ox.parse(client.get(f"/data/level/6.{extension}").data, format=form)
        }
        for extension, (_, form) in FORMATS.items()
    }
    assert said["ttl"] == said["nt"] == said["rdf"]


def test_json_ld_says_the_same_with_the_context_that_it_refers_to(client: FlaskClient) -> None:
    document = client.get("/data/qualification/2024/6006022.jsonld")
    assert document.mimetype == "application/ld+json"
    value = json.loads(document.data)
    assert value["@context"] == "http://localhost/def/context.jsonld"
    value["@context"] = json.loads(client.get("/def/context.jsonld").data)["@context"]
    read = {each.triple for each in ox.parse(json.dumps(value), format=ox.RdfFormat.JSON_LD)}
    expected = client.get("/data/qualification/2024/6006022.nt").data
    assert read == {each.triple for each in ox.parse(expected, format=ox.RdfFormat.N_TRIPLES)}
    assert value["@graph"][0]["id"] == f"{BASE}id/qualification/2024/6006022"


def test_a_level_has_labels_in_all_languages_its_statement_and_its_award_types(client: FlaskClient) -> None:
    triples = {
        each.triple for each in ox.parse(client.get("/data/level/6.ttl").data, format=ox.RdfFormat.TURTLE)
    }
    level = ox.NamedNode(f"{BASE}id/level/6")
    labels = {
        each.object.language for each in triples if (each.subject, each.predicate) == (level, SKOS.prefLabel)
    }
    assert labels == {"az", "en", "ru"}
    statement = ox.NamedNode(f"{BASE}id/level-statement/6/eqf")
    assert ox.Triple(statement, NQF.claimStatus, NQF["claim-status/claimed-compatible"]) in triples
    assert ox.Triple(ox.NamedNode(f"{BASE}id/award-type/bachelor-diploma"), NQF.level, level) in triples


def test_turtle_names_the_thing_first_and_uses_prefixes(client: FlaskClient) -> None:
    text = client.get("/data/level/6.ttl").text
    head, _, body = text.partition("\n\n")
    assert head.splitlines() == sorted(head.splitlines())
    assert body.startswith(f"<{BASE}id/level/6>")
    assert "skos:prefLabel" in body


def test_plain_json_reads_without_rdf(client: FlaskClient) -> None:
    value = client.get("/data/qualification/2024/6006022.json").json
    assert value is not None
    assert value["title"] == {
        "az": "Kompüter mühəndisliyi",
        "en": "Computer engineering",
        "ru": "Компьютерная инженерия",
    }
    assert value["isPartialQualification"] is False
    assert value["NQFLevel"]["label"]["en"] == "Level 6"
    assert value["creditPoint"]["point"] == "240"
    assert [each["title"]["en"] for each in value["learningOutcome"]] == [
        "Knows algorithms",
        "Writes programs",
        "Works alone",
    ]
    assert value["record"]["recordStatus"]["notation"] == "valid"
    assert value["evidence"][0]["confidence"]["notation"] == "medium"
    assert value["release"] == "2026-11-23.1"


def test_plain_json_of_a_level_has_its_award_types(client: FlaskClient) -> None:
    value = client.get("/data/level/6.json").json
    assert value is not None
    assert {each["prefLabel"]["en"] for each in value["awardTypes"]} == {"Bachelor diploma", "Short course"}
    assert value["order"] == 6
    assert len(value["levelStatements"]) == 2
    assert len(value["descriptors"]) == 3


@pytest.mark.parametrize(
    "thing", ["level/7", "nothing/x", "qualification/2024", "level/6%3E", "level/%00", "level/6/"]
)
@pytest.mark.parametrize("address", ["/id/{}", "/doc/{}", "/data/{}.ttl"])
def test_an_unknown_thing_is_not_found(client: FlaskClient, thing: str, address: str) -> None:
    assert client.get(address.format(thing)).status_code == 404


def test_an_unknown_format_is_not_acceptable_and_the_known_ones_are_named(client: FlaskClient) -> None:
    answer = client.get("/data/level/6.docx")
    assert answer.status_code == 406
    assert answer.json is not None
    assert ".jsonld" in answer.json["detail"]
    assert client.get("/id/level/6", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/data/level/7.docx").status_code == 404


def test_a_key_with_a_dot_is_not_taken_for_a_format(client: FlaskClient) -> None:
    answer = client.get("/data/qualification/2012/1203.01", headers={"Accept": "application/n-triples"})
    assert (answer.status_code, answer.location) == (303, "/data/qualification/2012/1203.01.nt")


def test_a_key_that_ends_like_a_format_keeps_its_end(client: FlaskClient) -> None:
    assert client.get("/data/level/6.ttl.ttl").status_code == 404


def test_data_has_a_strong_validator_and_costs_nothing_the_second_time(client: FlaskClient) -> None:
    first = client.get("/data/level/6.ttl")
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get("/data/level/6.ttl", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert client.get("/data/level/6.nt").headers["ETag"] != tag
    assert first.last_modified is not None
    dated = client.get("/data/level/6.ttl", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert dated.status_code == 304


def test_the_same_bytes_are_answered_every_time(
    client: FlaskClient, make_app: Callable[..., flask.Flask]
) -> None:
    other = make_app().test_client()
    for extension in ("ttl", "jsonld", "rdf", "nt", "json"):
        address = f"/data/qualification/2024/6006022.{extension}"
        assert client.get(address).data == other.get(address).data


def test_head_and_options_are_answered(client: FlaskClient) -> None:
    whole, head = client.get("/data/level/6.ttl"), client.head("/data/level/6.ttl")
    assert head.data == b""
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.content_length == len(whole.data)
    options = client.options("/data/level/6.ttl", headers={"Origin": "https://a.example"})
    assert options.status_code == 200
    assert options.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in options.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in options.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("address", ["/id/level/6", "/data/level/6.ttl", "/data/level/7.ttl", "/def/"])
def test_any_site_may_read_data(client: FlaskClient, address: str) -> None:
    assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"


def test_documents_are_linked_with_each_other_and_the_thing(client: FlaskClient) -> None:
    links = ", ".join(client.get("/data/level/6.ttl").headers.getlist("Link"))
    assert f'<{BASE}id/level/6>; rel="describes"' in links
    assert '</doc/level/6>; rel="canonical alternate"; type="text/html"' in links
    links = ", ".join(client.get("/doc/level/6").headers.getlist("Link"))
    assert '</data/level/6.jsonld>; rel="describedby alternate item"; type="application/ld+json"' in links
    assert '</doc/level/6>; rel="canonical"' in links


def test_a_key_is_found_however_it_is_encoded(client: FlaskClient) -> None:
    assert client.get("/data/qualification/2012/1203%2E01.ttl").status_code == 200


def test_the_method_must_be_one_that_reads(client: FlaskClient) -> None:
    answer = client.post("/id/level/6")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_the_language_that_was_asked_for_is_kept_on_the_way_to_the_page(client: FlaskClient) -> None:
    assert client.get("/id/level/6?lang=ru").location == "/doc/level/6?lang=ru"
    assert client.get("/id/level/6?lang=%0d%0aSet-Cookie:x").location == "/doc/level/6"


def test_an_identifier_of_another_installation_with_an_encoded_slash_is_not_confused(
    client: FlaskClient,
) -> None:
    assert client.get("/id/qualification/2012%2F1203.01").status_code == 404
