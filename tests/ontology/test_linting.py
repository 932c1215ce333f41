"""The lints find what they are for: each fault is planted in something that is otherwise right."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nqfgraph.ontology import linting

PREFIXES = """
@prefix : <https://example.org/> . @prefix nqf: <https://w3id.org/nqfgraph/def/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix elm: <http://data.europa.eu/snb/model/elm/> .
"""
LABELS = 'skos:prefLabel "A"@az , "A"@en , "A"@ru'
SCHEME = f"""
:s a skos:ConceptScheme ; {LABELS} .
:wide a skos:Concept ; skos:inScheme :s ; skos:topConceptOf :s ; skos:notation "1" ; {LABELS} .
:narrow a skos:Concept ; skos:inScheme :s ; skos:broader :wide ; skos:notation "12" ; {LABELS} .
"""
TERM = """
nqf:Level a owl:Class ; rdfs:isDefinedBy nqf: ; rdfs:label "S"@az , "L"@en , "У"@ru ;
  skos:definition "S."@az , "L."@en , "У."@ru .
"""


def turtle(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def test_a_sound_scheme_and_a_sound_term_have_no_faults() -> None:
    assert linting.scheme_faults(turtle(SCHEME)) == []
    assert linting.declaration_faults(turtle(TERM)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (":s a skos:ConceptScheme", ":s a owl:Thing", "not described as a scheme"),
        ('"1" ; skos:prefLabel "A"@az , ', '"1" ; skos:prefLabel ', "0 texts of prefLabel in “az”"),
        ('"1" ; skos:prefLabel "A"@az', '"1" ; skos:prefLabel "  "@az', "0 texts of prefLabel in “az”"),
        (
            '"1" ; skos:prefLabel "A"@az',
            '"1" ; skos:prefLabel "B"@az, "A"@az',
            "2 texts of prefLabel in “az”",
        ),
        ("skos:inScheme :s ; skos:broader", "skos:broader", "narrow is in no scheme"),
        ("skos:broader :wide", "skos:related :wide", "narrow is under no top concept"),
        ("skos:broader :wide", "skos:broader :gone", "which is not described"),
        ("skos:broader :wide", "skos:broader :narrow", "broader than itself"),
        (
            "skos:topConceptOf :s",
            "skos:topConceptOf :s ; skos:broader :narrow",
            "wide is broader than itself",
        ),
        ("skos:topConceptOf :s", "skos:topConceptOf :t", "in https://example.org/t, which is not described"),
        ('skos:notation "12"', 'skos:notation "1"', "“1” of https://example.org/s has several concepts"),
        ('skos:notation "12"', 'skos:notation "x" ; dcterms:identifier "1"', "“1” of https://example.org/s"),
        ('skos:notation "12" ; ', "", "narrow has 0 notations"),
        ('skos:notation "12"', 'skos:notation "12", "13"', "narrow has 2 notations"),
    ],
)
def test_a_planted_fault_of_a_scheme_is_found(right: str, wrong: str, fault: str) -> None:
    assert right in SCHEME
    assert any(fault in each for each in linting.scheme_faults(turtle(SCHEME.replace(right, wrong, 1))))


def test_a_circle_of_concepts_is_found_wherever_one_enters_it() -> None:
    circle = (
        SCHEME
        + f"""
        :a a skos:Concept ; skos:inScheme :s ; skos:broader :b ; skos:notation "a" ; {LABELS} .
        :b a skos:Concept ; skos:inScheme :s ; skos:broader :a ; skos:notation "b" ; {LABELS} .
        :c a skos:Concept ; skos:inScheme :s ; skos:broader :a ; skos:notation "c" ; {LABELS} ."""
    )
    faults = linting.scheme_faults(turtle(circle))
    assert [each for each in faults if "itself" in each] == [
        "https://example.org/a is broader than itself.",
        "https://example.org/b is broader than itself.",
    ]
    assert "https://example.org/c is under no top concept of its scheme." in faults


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("a owl:Class ; ", "", "has no type"),
        ("rdfs:isDefinedBy nqf: ;", "", "has no isDefinedBy"),
        ('"S"@az , "L"@en', '"L"@en', "0 texts of label in “az”"),
        ('"L."@en , ', "", "0 texts of definition in “en”"),
        ("a owl:Class", "a skos:Concept", "0 texts of prefLabel"),
    ],
)
def test_a_planted_fault_of_a_term_is_found(right: str, wrong: str, fault: str) -> None:
    assert right in TERM
    assert any(fault in each for each in linting.declaration_faults(turtle(TERM.replace(right, wrong, 1))))


def test_undeclared_terms_are_found_in_statements() -> None:
    used = turtle("nqf:Rung a nqf:Level , elm:Qualificaton ; sh:maxCunt 1 ; skos:prefLabel [] .")
    assert [each.split("”")[0] for each in linting.undeclared_in_statements(used)] == [
        "“Qualificaton",
        "“Rung",
        "“maxCunt",
    ]
    assert "Rung" not in str(
        linting.undeclared_in_statements(used, also=["https://w3id.org/nqfgraph/def/Rung"])
    )


def test_versions_and_namespaces_below_a_namespace_are_not_terms() -> None:
    used = turtle("nqf: owl:versionIRI nqf:0.1.0 ; rdfs:seeAlso <http://data.europa.eu/m8g/x/y> .")
    assert linting.undeclared_in_statements(used) == []


QUERY = """# a comment on nqf:Nothing
PREFIX nqf: <https://w3id.org/nqfgraph/def/>
prefix s: <http://www.w3.org/2004/02/skos/core#>
SELECT ?a WHERE {
  ?a a nqf:Level , <https://w3id.org/nqfgraph/def/Record> ;
    s:prefLabel ?b ; nqf:claimStatus nqf:claim-status\\/referenced .
  FILTER (?b != "nqf:Word # no comment" && ?a<5)
}
"""


def test_a_sound_query_has_no_faults() -> None:
    assert linting.undeclared_in_query(QUERY) == []


@pytest.mark.parametrize(
    ("right", "wrong", "name"),
    [
        ("nqf:Level", "nqf:Rung", "Rung"),
        ("def/Record>", "def/Rekord>", "Rekord"),
        ("s:prefLabel", "s:prefLable", "prefLable"),
        ("nqf:claim-status\\/referenced", "nqf:claim-status\\/guessed", "claim-status/guessed"),
        ("s:prefLabel", "elm:Nota", "Nota"),
    ],
)
def test_an_undeclared_term_is_found_in_a_query(right: str, wrong: str, name: str) -> None:
    assert right in QUERY
    (fault,) = linting.undeclared_in_query(QUERY.replace(right, wrong, 1))
    assert fault.startswith(f"“{name}”")


def test_our_terms_are_found_in_any_text() -> None:
    text = "<i>nqf:Level</i>, nqf:claim-status/referenced. https://w3id.org/nqfgraph/def/Level, nqf:"
    assert linting.undeclared_in_text(text) == []
    text = "nqf:Rung; nqf:claim-status\\/guessed, https://w3id.org/nqfgraph/def/Step."
    names = [each.split("”")[0] for each in linting.undeclared_in_text(text)]
    assert names == ["“Rung", "“Step", "“claim-status/guessed"]


PYTHON = """
from nqfgraph import vocab
from nqfgraph.vocab import ELM, NQF as OURS, PREFIXES
from rdflib import SKOS
a = ELM.Note, OURS.Level, OURS["claim-status/referenced"], ELM.iri, vocab.SH["in"]
b = vocab.PREFIXES, PREFIXES["x"], SKOS.whatever, ELM[a], "SELECT * { ?s a nqf:Level }"
"""


def test_sound_python_has_no_faults() -> None:
    assert linting.undeclared_in_python(PYTHON) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("ELM.Note", "ELM.Nota"),
        ("OURS.Level", "OURS.Rung"),
        ('OURS["claim-status/referenced"]', 'OURS["claim-status/guessed"]'),
        ('vocab.SH["in"]', "vocab.SH.isIn"),
        ("a nqf:Level", "a nqf:Rung"),
        ("a nqf:Level", "a <https://w3id.org/nqfgraph/def/Rung>"),
    ],
)
def test_an_undeclared_term_is_found_in_python(right: str, wrong: str) -> None:
    assert right in PYTHON
    assert len(linting.undeclared_in_python(PYTHON.replace(right, wrong, 1))) == 1
