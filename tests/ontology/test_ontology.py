"""Asking the ontology for labels, concepts, codes and stubs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.errors import InputError
from nqfgraph.ontology import Concept, Ontology, Scheme
from nqfgraph.vocab import DCTERMS, NQF, RDF, SKOS

COUNTRY = "http://publications.europa.eu/resource/authority/country/"
ISCED_F = "http://data.europa.eu/snb/isced-f/"
MODE = "http://data.europa.eu/snb/learning-assessment/"


def own_ontology(folder: Path, text: str) -> Ontology:
    """Load an ontology whose own file says ``text``."""
    prefixes = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix : <https://w3id.org/nqfgraph/def/> .\n"
    )
    (folder / "nqfgraph.ttl").write_text(prefixes + text, encoding="utf-8")
    return Ontology.load(folder)


def subjects(triples: Iterable[ox.Triple]) -> set[str]:
    return {triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)}


def test_terms_concepts_and_schemes_have_labels_in_three_languages(ontology: Ontology) -> None:
    for iri in (NQF.Level.value, NQF.order.value, NQF["content/official"].value, ISCED_F + "0714"):
        assert set(ontology.labels(iri)) == {"az", "en", "ru"}
    assert ontology.label(NQF.Level.value, "az") == "Səviyyə"
    assert ontology.label(ontology.scheme("mode").iri, "en") == "Modes of learning and assessment"


def test_a_label_falls_back_to_english_and_then_to_any(ontology: Ontology, tmp_path: Path) -> None:
    assert ontology.label(NQF.Level.value, "de") == "Level"
    only_russian = own_ontology(
        tmp_path, ':s a skos:ConceptScheme ; dcterms:identifier "s" ; skos:prefLabel "С"@ru .'
    )
    assert only_russian.label("https://w3id.org/nqfgraph/def/s", "az") == "С"


def test_what_is_unknown_has_no_label_and_no_definition(ontology: Ontology) -> None:
    assert ontology.label("https://example.org/x", "en") is None
    assert ontology.definition("https://example.org/x", "en") is None
    assert ontology.concept("https://example.org/x") is None
    assert ontology.description("https://example.org/x") == ()


def test_definitions_are_given_by_language(ontology: Ontology) -> None:
    assert ontology.definition(NQF.Level.value, "en") == "A level of a qualifications framework."
    assert ontology.definition(NQF.Level.value, "az") != ontology.definition(NQF.Level.value, "ru")


@pytest.mark.parametrize(
    ("scheme", "code", "iri"),
    [
        ("eqf", "6", "http://data.europa.eu/snb/eqf/6"),
        ("isced-f", "0714", ISCED_F + "0714"),
        ("isced-f", "00", ISCED_F + "00"),
        ("credit-system", "ECTS", "http://data.europa.eu/snb/education-credit/6fcec5c5af"),
        ("credit-system", "6fcec5c5af", "http://data.europa.eu/snb/education-credit/6fcec5c5af"),
        ("mode", "research-lab", MODE + "ed4c557045"),
        ("mode", MODE + "ed4c557045", MODE + "ed4c557045"),
        ("learning-setting", "non-formal", "http://data.europa.eu/snb/learning-setting/e207a81fc7"),
        ("language", "AZE", "http://publications.europa.eu/resource/authority/language/AZE"),
        ("language", "aze", "http://publications.europa.eu/resource/authority/language/AZE"),
        ("language", " az ", "http://publications.europa.eu/resource/authority/language/AZE"),
        ("country", "AZ", COUNTRY + "AZE"),
        ("country", "aze", COUNTRY + "AZE"),
        ("country", "XK", COUNTRY + "1A0"),
        ("claim-status", "referenced", "https://w3id.org/nqfgraph/def/claim-status/referenced"),
        ("content", "official", "https://w3id.org/nqfgraph/def/content/official"),
    ],
)
def test_a_concept_is_found_by_what_people_type(ontology: Ontology, scheme: str, code: str, iri: str) -> None:
    found = ontology.scheme(scheme).find(code)
    assert found is not None
    assert found.iri == iri


@pytest.mark.parametrize("code", ["", "071", "07140", "https://example.org/0714", ISCED_F + "071 "])
def test_a_code_of_another_scheme_or_of_none_finds_nothing(ontology: Ontology, code: str) -> None:
    assert ontology.scheme("eqf").find(code) is None


@given(st.text())
def test_whatever_is_typed_finds_a_concept_with_that_code_or_nothing(code: str) -> None:
    aze = Concept("https://example.org/x/AZE", "https://example.org/x", "AZE", {}, {}, (), ("AZ",))
    found = Scheme(aze.scheme, "x", {}, {aze.iri: aze}).find(code)
    assert found == (aze if code.strip().casefold() in {"aze", "az"} or code == aze.iri else None)


def test_a_notation_goes_before_another_concepts_code() -> None:
    first = Concept("https://example.org/x/1", "https://example.org/x", "1", {}, {}, (), ("TWO",))
    second = Concept("https://example.org/x/2", "https://example.org/x", "two", {}, {}, ())
    assert (
        Scheme("https://example.org/x", "x", {}, {first.iri: first, second.iri: second}).find("Two") == second
    )


def test_a_concept_without_labels_is_called_by_its_code_or_iri() -> None:
    assert Concept("https://example.org/x", "https://example.org/", "X", {}, {}, ()).label("az") == "X"
    assert Concept("https://example.org/x", "https://example.org/", None, {}, {}, ()).label("az") == (
        "https://example.org/x"
    )


def test_an_unknown_vocabulary_is_an_error_that_names_those_there_are(ontology: Ontology) -> None:
    with pytest.raises(InputError, match=r"“colours”.*isced-f"):
        ontology.scheme("colours")


def test_a_concept_knows_its_scheme_and_what_is_wider(ontology: Ontology) -> None:
    concept = ontology.concept(ISCED_F + "0714")
    assert concept is not None
    assert concept.broader == (ISCED_F + "071",)
    assert concept.scheme == ontology.scheme("isced-f").iri
    assert concept.label("az") == "Elektronika və avtomatlaşdırma"


def test_the_triples_of_a_concept_are_about_it_alone(ontology: Ontology) -> None:
    triples = ontology.concept_triples(COUNTRY + "AZE")
    assert subjects(triples) == {COUNTRY + "AZE"}
    assert ox.Triple(ox.NamedNode(COUNTRY + "AZE"), DCTERMS.identifier, ox.Literal("AZ")) in triples


def test_a_stub_holds_concepts_what_is_wider_and_schemes_once(ontology: Ontology) -> None:
    stub = ontology.stub([ISCED_F + "0714", ISCED_F + "0713", ISCED_F + "0714"])
    concepts = subjects(triple for triple in stub if triple.object == SKOS.Concept)
    assert concepts == {ISCED_F + code for code in ("07", "071", "0713", "0714")}
    schemes = subjects(triple for triple in stub if triple.object == SKOS.ConceptScheme)
    assert schemes == {ISCED_F + "25831c2"}
    assert list(stub) == sorted(set(stub), key=str)


def test_a_stub_refers_to_nothing_outside_itself(ontology: Ontology) -> None:
    stub = ontology.stub([*ontology.scheme("isced-f").concepts, NQF["content/official"].value])
    described = {triple.subject for triple in stub}
    links = (SKOS.broader, SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, SKOS.narrower)
    assert not [triple for triple in stub if triple.predicate in links and triple.object not in described]


def test_a_stub_of_nothing_is_empty_and_of_something_unknown_an_error(ontology: Ontology) -> None:
    assert ontology.stub([]) == ()
    with pytest.raises(InputError, match=r"example\.org"):
        ontology.stub(["https://example.org/x"])


def test_terms_are_the_things_of_our_namespace(ontology: Ontology) -> None:
    assert {iri.removeprefix(NQF.iri) for iri in ontology.terms()} == set(NQF)
    description = ontology.description(NQF.Level.value)
    assert RDF.type in {triple.predicate for triple in description}


def test_a_process_reads_what_is_shipped_once(ontology: Ontology) -> None:
    assert Ontology.load() is ontology


def test_schemes_cannot_be_changed(ontology: Ontology) -> None:
    with pytest.raises(TypeError):
        ontology.schemes["mine"] = ontology.scheme("eqf")


def test_a_missing_or_broken_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nqfgraph\.ttl cannot be read"):
        Ontology.load(tmp_path)
    with pytest.raises(InputError, match=r"nqfgraph\.ttl is not valid Turtle"):
        own_ontology(tmp_path, ":s a ")
