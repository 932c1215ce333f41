"""A record is given in several profiles, and the request says in which (W3C, dx-connegp)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import html

THING = "qualification/2024/6006022"
BASE = "https://hillside.example/"
SCHEMA, CORE = "https://schema.org/", "http://purl.org/dc/terms/"


def links(answer, relation: str) -> list[str]:
    return [each for each in answer.headers.getlist("Link") if relation in each]


@pytest.mark.parametrize(
    ("query", "headers", "location"),
    [
        ("_profile=schema", {}, f"/data/{THING}.jsonld?_profile=schema"),
        (f"_profile={SCHEMA}", {}, f"/data/{THING}.jsonld?_profile=schema"),
        ("_profile=nothing,ctdl", {}, f"/data/{THING}.jsonld?_profile=ctdl"),
        ("_profile=schema;q=0.2,dc;q=0.9", {}, f"/data/{THING}.ttl?_profile=dc"),
        ("_profile=dc&_mediatype=application/rdf%2Bxml", {}, f"/data/{THING}.rdf?_profile=dc"),
        ("_profile=elm", {}, f"/data/{THING}.ttl"),
        ("_profile=register", {}, f"/data/{THING}.json"),
        ("_profile=flat", {}, f"/data/{THING}.json?_profile=flat"),
        ("", {"Accept-Profile": f"<{CORE}>"}, f"/data/{THING}.ttl?_profile=dc"),
        (
            "",
            {"Accept-Profile": f"<urn:x:unknown>, <{SCHEMA}>;q=0.5, <{CORE}>;q=0.8"},
            f"/data/{THING}.ttl?_profile=dc",
        ),
        # the address is the more deliberate of the two
        ("_profile=schema", {"Accept-Profile": f"<{CORE}>"}, f"/data/{THING}.jsonld?_profile=schema"),
        (
            "_profile=dc&_mediatype=text/turtle",
            {"Accept": "application/n-triples"},
            f"/data/{THING}.ttl?_profile=dc",
        ),
        ("_profile=dc", {"Accept": "application/n-triples"}, f"/data/{THING}.nt?_profile=dc"),
        ("_profile=alt", {}, f"/data/{THING}?_profile=alt"),
        ("_profile=all", {}, f"/data/{THING}?_profile=alt"),
        ("_profile=alt&_mediatype=text/html", {}, f"/data/{THING}?_profile=alt&_mediatype=text/html"),
        ("", {"Accept-Profile": "*"}, f"/doc/{THING}"),
        ("", {"Accept-Profile": "not a profile at all"}, f"/doc/{THING}"),
        ("", {"Accept": "application/json"}, f"/data/{THING}.json"),
    ],
)
def test_a_request_is_sent_to_the_profile_that_it_asks_for(
    client: FlaskClient, query: str, headers: dict[str, str], location: str
) -> None:
    answer = client.get(f"/id/{THING}?{query}", headers=headers)
    assert (answer.status_code, answer.location) == (303, location)
    assert {"Accept", "Accept-Profile"} <= set(answer.vary)
    shown = client.get(answer.location)
    assert shown.status_code == 200


@pytest.mark.parametrize("address", [f"/id/{THING}", f"/data/{THING}", f"/data/{THING}.ttl"])
@pytest.mark.parametrize(
    ("query", "headers"),
    [("_profile=nope", {}), ("_profile=" + "x" * 5000, {}), ("", {"Accept-Profile": "<urn:x:nope>"})],
)
def test_an_unknown_profile_is_refused_with_the_list(
    client: FlaskClient, address: str, query: str, headers: dict[str, str]
) -> None:
    answer = client.get(f"{address}?{query}", headers=headers)
    assert answer.status_code == 406
    for token in ("elm", "register", "schema", "ctdl", "dc", "flat", "alt"):
        assert f" {token} <" in answer.json["detail"]
    assert len(answer.json["detail"]) < 800


def test_a_token_is_no_name_in_the_header(client: FlaskClient) -> None:
    assert client.get(f"/id/{THING}", headers={"Accept-Profile": "schema"}).status_code == 406


def test_a_profile_without_the_form_of_the_address_is_refused(client: FlaskClient) -> None:
    answer = client.get(f"/data/{THING}.ttl?_profile=schema")
    assert answer.status_code == 406
    assert ".jsonld for _profile=schema" in answer.json["detail"]
    assert client.get(f"/id/{THING}?_profile=schema&_mediatype=text/turtle").status_code == 406


def test_a_kind_has_only_the_profiles_that_are_mapped_for_it(client: FlaskClient) -> None:
    assert client.get("/data/level/6.jsonld?_profile=schema").status_code == 200
    assert client.get("/data/level/6.jsonld?_profile=ctdl").status_code == 406
    assert client.get("/data/framework/hnf.ttl?_profile=elm").status_code == 200
    assert client.get("/data/framework/hnf.ttl?_profile=dc").status_code == 406
    assert (
        client.get("/data/organisation/university.json?_profile=flat").json["name_en"]
        == "Hillside University"
    )


@pytest.mark.parametrize("token", ["schema", "ctdl"])
@pytest.mark.parametrize("thing", [THING, "organisation/university", "qualification/2009/050631"])
def test_json_ld_of_other_vocabularies_reads_as_rdf_about_the_thing(
    client: FlaskClient, token: str, thing: str
) -> None:
    answer = client.get(f"/data/{thing}.jsonld?_profile={token}")
    quads = list(ox.parse(answer.data, format=ox.RdfFormat.JSON_LD))
    about = ox.NamedNode(f"{BASE}id/{thing}")
    assert len([each for each in quads if each.subject == about]) >= 3
    assert not [each for each in quads if "#" not in each.predicate.value and "/" not in each.predicate.value]


def test_flat_json_has_nothing_deeper_than_lists_of_texts(client: FlaskClient) -> None:
    value = client.get(f"/data/{THING}.json?_profile=flat").json
    assert value["title_az"] == "Kompüter mühəndisliyi"
    assert (value["level"], value["eqf_claim"], value["credits"]) == ("6", "claimed-compatible", "240")
    assert value["isced_f"] == ["0613", "0714"]
    for each in value.values():
        assert isinstance(each, str) or all(isinstance(one, str) for one in each)


def test_dublin_core_says_the_same_in_all_forms(client: FlaskClient) -> None:
    said = {
        extension: {
            each.triple
            for each in ox.parse(client.get(f"/data/{THING}.{extension}?_profile=dc").data, format=form)
        }
        for extension, form in (
            ("ttl", ox.RdfFormat.TURTLE),
            ("nt", ox.RdfFormat.N_TRIPLES),
            ("rdf", ox.RdfFormat.RDF_XML),
        )
    }
    assert said["ttl"] == said["nt"] == said["rdf"]


def test_documents_of_two_profiles_have_different_validators(client: FlaskClient) -> None:
    address = f"/data/{THING}.jsonld"
    plain, schema = client.get(address), client.get(f"{address}?_profile=schema")
    assert plain.headers["ETag"] != schema.headers["ETag"]
    again = client.get(f"{address}?_profile=schema", headers={"If-None-Match": schema.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert links(schema, 'rel="profile"') == [f'<{SCHEMA}>; rel="profile"']


def test_the_alternates_list_every_document_and_each_is_there(client: FlaskClient) -> None:
    value = client.get(f"/data/{THING}?_profile=alt", headers={"Accept": "application/json"}).json
    assert [each["token"] for each in value["profiles"]] == [
        "elm",
        "register",
        "schema",
        "ctdl",
        "dc",
        "flat",
    ]
    for profile in value["profiles"]:
        for document in profile["documents"]:
            answer = client.get(document["address"])
            assert (answer.status_code, answer.mimetype) == (200, document["type"])
            assert links(answer, 'rel="profile"') == [f'<{profile["iri"]}>; rel="profile"']


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf"])
def test_the_alternates_in_rdf_use_the_terms_of_their_ontology(
    client: FlaskClient, extension: str, shared: Callable[[str], Path]
) -> None:
    forms = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}
    answer = client.get(f"/data/{THING}.{extension}?_profile=alt")
    triples = [each.triple for each in ox.parse(answer.data, format=forms[extension])]
    ontology = shared("conformance/w3c/dx-connegp/altr.ttl").read_bytes()
    declared = {each.subject for each in ox.parse(ontology, format=ox.RdfFormat.TURTLE)}
    namespace = "http://www.w3.org/ns/dx/connegp/altr#"
    used = {each.predicate for each in triples} | {each.object for each in triples}
    of_ontology = {each for each in used if getattr(each, "value", "").startswith(namespace)}
    assert of_ontology
    assert of_ontology <= declared
    default = [each for each in triples if each.predicate.value == f"{namespace}hasDefaultRepresentation"]
    assert [each.object.value for each in default] == [f"{BASE}data/{THING}.ttl"]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_alternates_are_a_page_for_readers(client: FlaskClient, language: str) -> None:
    answer = client.get(f"/data/{THING}?_profile=alt&_mediatype=text/html&lang={language}")
    page = html.fromstring(answer.text)
    assert page.get("lang") == language
    titles = {"az": "Kompüter mühəndisliyi", "en": "Computer engineering", "ru": "Компьютерная инженерия"}
    assert titles[language] in page.xpath("string(//p[@class='lead'])")
    assert len(page.xpath("//main//tbody/tr")) == 6
    assert len(page.xpath("//main//tbody//a")) == 11
    assert len(links(answer, 'rel="type"')) == 6


def test_the_page_of_a_thing_holds_its_record_for_search_engines(client: FlaskClient) -> None:
    for thing, kind in (
        (THING, "EducationalOccupationalCredential"),
        ("organisation/university", "Organization"),
        ("level/6", "DefinedTerm"),
    ):
        page = html.fromstring(client.get(f"/doc/{thing}").text)
        (text,) = page.xpath("//script[@type='application/ld+json']/text()")
        value = json.loads(text)
        assert (value["@type"], value["@id"]) == (kind, f"{BASE}id/{thing}")
    assert "ld+json" not in html.tostring(
        html.fromstring(client.get("/doc/framework/hnf").text).find("head"), encoding="unicode"
    ).replace('type="application/ld+json" href', "")


def test_a_hostile_title_does_not_leave_its_block(client: FlaskClient) -> None:
    text = client.get("/doc/qualification/x/hostile").text
    block = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert not set(block) & set("<>&")
    value = json.loads(block)
    assert any("</title><script>" in each["@value"] for each in value["name"] if isinstance(each, dict))


def test_headers_stay_below_what_proxies_take(client: FlaskClient) -> None:
    for address in (f"/id/{THING}", f"/data/{THING}.ttl", f"/doc/{THING}", f"/data/{THING}?_profile=alt"):
        headers = client.get(address, headers={"Accept": "text/html, */*;q=0.5"}).headers
        assert len(str(headers)) < 4096, address
