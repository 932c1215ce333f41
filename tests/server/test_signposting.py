"""Signposts lead a program from a page to the data and back (Signposting, FAIR profile)."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

THING = "qualification/2024/6006022"
BASE = "https://hillside.example/"
RELATION = re.compile(r'<([^>]*)>; rel="([^"]*)"')


def relations(answer: TestResponse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for header in answer.headers.getlist("Link"):
        match = RELATION.match(header)
        assert match, header
        for relation in match[2].split():
            found.setdefault(relation, []).append(match[1])
    return found


def test_a_page_says_what_it_is_of_and_where_its_data_are(client: FlaskClient) -> None:
    told = relations(client.get(f"/doc/{THING}"))
    assert told["cite-as"] == [f"{BASE}id/{THING}"]
    assert told["type"] == [
        "https://schema.org/AboutPage",
        "https://schema.org/EducationalOccupationalCredential",
    ]
    assert told["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert told["author"] == [f"{BASE}id/organisation/office"]
    assert told["collection"] == [f"{BASE}catalogue#dataset"]
    assert f"/data/{THING}.ttl" in told["item"]
    assert f"/data/{THING}.jsonld?_profile=schema" in told["describedby"]
    for address in told["describedby"]:
        assert client.get(address).status_code == 200


def test_a_document_leads_back_to_its_thing_and_its_page(client: FlaskClient) -> None:
    told = relations(client.get(f"/data/{THING}.ttl"))
    assert told["describes"] == [f"{BASE}id/{THING}"]
    assert told["canonical"] == [f"/doc/{THING}"]
    assert "describedby" not in told
    assert {"license", "collection", "cite-as"} <= set(told)


def test_files_of_a_release_say_what_they_belong_to(client: FlaskClient) -> None:
    version = client.get("/releases", headers={"Accept": "application/json"}).json["items"][0]["version"]
    with client.get(f"/releases/{version}/manifest.json") as answer:
        told = relations(answer)
    assert told["collection"] == [f"{BASE}catalogue#dataset"]
    assert told["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert client.get("/releases/2020-01-01.1/manifest.json").status_code == 404


def test_the_set_of_links_has_every_document_with_absolute_addresses(client: FlaskClient) -> None:
    (address,) = relations(client.get(f"/doc/{THING}"))["linkset"]
    answer = client.get(address)
    assert answer.mimetype == "application/linkset+json"
    contexts = {each["anchor"]: each for each in answer.json["linkset"]}
    page = contexts[f"http://localhost/doc/{THING}"]
    assert page["cite-as"] == [{"href": f"{BASE}id/{THING}"}]
    documents = {each["href"] for each in page["describedby"]}
    assert len(documents) == 11
    for document in documents:
        assert document.startswith("http://localhost/data/")
        assert contexts[document]["describes"] == [{"href": f"{BASE}id/{THING}"}]
    assert {each["type"] for each in page["item"]} == {
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
        "application/n-triples",
    }
    assert all(isinstance(each["formats"], list) for each in page["describedby"])


def test_the_set_of_links_as_text_has_an_anchor_for_each(client: FlaskClient) -> None:
    answer = client.get(f"/data/{THING}/linkset", headers={"Accept": "application/linkset"})
    assert answer.mimetype == "application/linkset"
    lines = answer.text.strip().split(",\n")
    assert len(lines) > 40
    for line in lines:
        assert re.fullmatch(r'<[^<>\s]+>; rel="[a-z -]+"; anchor="[^"\s]+"(; [a-z]+="[^"]*")*', line)


def test_what_is_unknown_has_no_links(client: FlaskClient) -> None:
    assert client.get("/data/qualification/none/linkset").status_code == 404


def test_a_mounted_server_links_to_itself(client: FlaskClient) -> None:
    answer = client.get(f"/data/{THING}/linkset", environ_overrides={"SCRIPT_NAME": "/register"})
    anchors = {each["anchor"] for each in answer.json["linkset"]}
    assert f"http://localhost/register/doc/{THING}" in anchors
