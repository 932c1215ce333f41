"""Messages say the facts of the case, in three languages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.validation import Finding, Shapes, validate_graph
from nqfgraph.validation.message_texts import LANGUAGES, TEXTS
from nqfgraph.validation.naming import short_iri, short_path, short_term

Parse = Callable[[str], list[ox.Triple]]
Read = Callable[[str], Shapes]

with Path(__file__).with_name("message-cases.toml").open("rb") as file:
    CASES = [(each["rule"], each.get("data", ""), each["message"]) for each in tomllib.load(file)["case"]]


SHAPE = "elm:Shape a sh:NodeShape ; sh:class elm:Note . elm:Note a elm:Class ."


def finding(triples: Parse, shapes: Read, rule: str, data: str) -> Finding:
    rule = f"sh:property [ {rule} ]" if rule.startswith("sh:path") else rule
    rules = shapes(f"{SHAPE} :S sh:targetNode :a ; {rule} .")
    return validate_graph(triples(f":a {data} ." if data else ":x :y :z ."), shapes=[rules]).findings[0]


@pytest.mark.parametrize(("rule", "data", "message"), CASES)
def test_english_message_has_the_facts(
    triples: Parse, shapes: Read, rule: str, data: str, message: str
) -> None:
    names = {name: f"https://data.example.org/id/{name}" for name in "abpq"}
    text = finding(triples, shapes, rule, data).messages["en"]
    assert text == message.format(**names)


@pytest.mark.parametrize(("rule", "data", "message"), CASES)
def test_other_languages_say_it_in_their_own_words(
    triples: Parse, shapes: Read, rule: str, data: str, message: str
) -> None:
    messages = finding(triples, shapes, rule, data).messages
    assert tuple(messages) == LANGUAGES
    assert len(set(messages.values())) == 3
    assert not any("{" in each for each in messages.values())


def test_every_component_has_a_sentence_in_every_language() -> None:
    assert {tuple(each) for each in TEXTS.values()} == {LANGUAGES}


def test_a_property_is_called_by_its_name_in_the_language(triples: Parse, shapes: Read) -> None:
    found = finding(
        triples, shapes, "sh:path dcterms:title ; sh:minCount 1 ; sh:name 'ad'@az, 'title'@en", ""
    )
    assert found.messages["az"].startswith("ad (dcterms:title): ")
    assert found.messages["ru"].startswith("title (dcterms:title): ")


def test_the_messages_of_the_shape_come_beside(triples: Parse, shapes: Read) -> None:
    found = finding(
        triples, shapes, "sh:path :p ; sh:datatype xsd:date ; sh:message '{$this}: {?value}'@en", ":p 1"
    )
    assert found.hints == {"en": "https://data.example.org/id/a: “1” (xsd:integer)"}
    assert "a valid xsd:date is needed" in found.messages["en"]


def test_a_message_in_one_language_serves_all(triples: Parse, shapes: Read) -> None:
    rule = "sh:sparql [ sh:message 'Pas ça'@fr ; sh:select 'SELECT $this WHERE { $this ?p ?o }' ]"
    assert set(finding(triples, shapes, rule, ":p 1").messages.values()) == {"Pas ça"}


def test_short_names() -> None:
    assert short_iri("http://purl.org/dc/terms/title") == "dcterms:title"
    assert short_iri("https://w3id.org/nqfgraph/def/content/official") == "nqf:content/official"
    assert short_iri("http://www.w3.org/2004/02/skos/core#") == "http://www.w3.org/2004/02/skos/core#"
    assert short_path("^(<http://purl.org/dc/terms/title>/<http://a/b>)") == "^(dcterms:title/http://a/b)"
    assert short_term(ox.Literal("x" * 300)) == f"“{'x' * 200}…”"
    assert short_term(ox.BlankNode("b")) == "_:b"
