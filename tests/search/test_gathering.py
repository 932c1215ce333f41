"""What the search takes from the lines of a dump, whatever characters stand in them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nqfgraph.iris import Iris
from nqfgraph.search.gathering import Gathered, gather

BASE = "https://demo.example/"
PREFIXES = """
PREFIX q: <https://demo.example/id/qualification/>
PREFIX r: <https://demo.example/id/record/>
PREFIX o: <https://demo.example/id/learning-outcome/>
PREFIX s: <https://demo.example/id/specialty/>
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX nqf: <https://w3id.org/nqfgraph/def/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def gathered(statements: str) -> Gathered:
    store = ox.Store()
    store.update(f"{PREFIXES} INSERT DATA {{ GRAPH <g:g> {{ {statements} }} }}")
    lines = sorted((store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    return gather(lines, Iris(BASE))


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "",
        'quo"tes',
        "back\\slash",
        "line\nbreak",
        "a tab\t",
        '"@en <g:g> .',
        "Şüşə «ə»",
        "\u202eabc",
        "😀",
    ],
)
@pytest.mark.parametrize("language", ["", "en", "az-latn"])
def test_texts_are_read_as_they_were_written(text: str, language: str) -> None:
    literal = ox.Literal(text, language=language) if language else ox.Literal(text)
    found = gathered(f"q:1 a elm:Qualification ; dcterms:title {literal}")
    assert found.qualifications[f"{BASE}id/qualification/1"].titles == [(text, language or "und")]


def test_a_value_of_another_type_is_a_text_too() -> None:
    found = gathered('q:1 a elm:Qualification ; dcterms:title "1"^^<u:type>, <u:iri>')
    assert found.qualifications[f"{BASE}id/qualification/1"].titles == [("1", "und")]


def test_what_belongs_to_a_qualification_is_found_through_it() -> None:
    found = gathered(
        "q:1 a elm:Qualification ; adms:identifier <https://demo.example/id/qualification/1#identifier> ;"
        " elm:learningOutcome o:1 ; dcterms:description 'long'@en, 'uzun'@az ."
        "<https://demo.example/id/qualification/1#identifier> skos:notation '050401' ;"
        " elm:schemeVersion '2024' ."
        "o:1 a elm:LearningOutcome ; dcterms:title 'Ölçür'@az, 'Measures'@en ; elm:relatedESCOSkill <u:skill>"
    )
    (qualification,) = found.qualifications.values()
    assert [found.identifiers[each] for each in qualification.identifiers] == [("050401", "2024")]
    assert [found.outcomes[each].split() for each in qualification.outcomes] == [["measures", "olcur"]]
    assert [found.skills[each] for each in qualification.outcomes] == [["u:skill"]]
    assert found.counts == {"outcomes": 1, "description": 1}


def test_a_record_without_a_level_lists_nothing() -> None:
    said = "nqf:recordStatus <u:s/valid> ; nqf:content <u:c/official>"
    found = gathered(
        f"r:1 foaf:primaryTopic q:1 ; {said} . r:2 foaf:primaryTopic q:2 ; nqf:level <u:4> ; {said}"
    )
    assert list(found.records) == [f"{BASE}id/qualification/2"]


def test_everything_else_can_be_asked_but_specialties() -> None:
    found = gathered("q:1 a elm:Qualification . s:1 skos:notation '1' . <u:a> skos:notation 'a'")
    assert [each.subject.value for each in found.store] == ["u:a"]
