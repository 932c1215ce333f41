"""Records, evidence, alignments, specialties, vocabularies, catalogue: what stands beside the ELM payload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError
from nqfgraph.model.graphs import register_quads
from nqfgraph.model.records import Evidence, LearningOutcome, Qualification, Register
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import DCAT, DCTERMS, ELM, FOAF, NQF, RDF, RDFS, SKOS, VCARD

BASE = "https://data.example.org/"
FULL = f"{BASE}id/qualification/2024/6006022"
RECORD = f"{BASE}id/record/2024/6006022"
PLAIN_RECORD = f"{BASE}id/record/award-type/bachelor-diploma"
CONTACT = f"{BASE}catalogue#contact"

Ask = Callable[..., list[str]]


@pytest.fixture(scope="module")
def ask_of(register: Register, ontology: Ontology) -> Callable[..., Ask]:
    """Return a function that answers with the values of a predicate, from the register with some changes."""

    def of(**changes: Any) -> Ask:
        quads = list(register_quads(replace(register, **changes), ontology))

        def ask(subject: str, predicate: ox.NamedNode, graph: str | None = None) -> list[str]:
            return [
                each.object.value
                for each in quads
                if (each.subject.value, each.predicate) == (subject, predicate)
                and graph in (None, each.graph_name.value.rpartition("/")[2])
            ]

        return ask

    return of


@pytest.fixture(scope="module")
def ask(ask_of: Callable[..., Ask]) -> Ask:
    return ask_of()


def test_record_speaks_of_its_qualification(ask: Ask) -> None:
    assert ask(RECORD, FOAF.primaryTopic, "register") == [FULL]
    assert ask(RECORD, DCAT.version) == ["2"]
    assert ask(RECORD, NQF.recordStatus) == [NQF["record-status/in-transition"].value]
    assert ask(RECORD, NQF.content) == [NQF["content/derived"].value]
    assert ask(RECORD, NQF.successor) == [f"{BASE}id/qualification/award-type/bachelor-diploma"]


def test_an_award_type_is_in_the_sectors_that_its_table_names(ask: Ask) -> None:
    award_type = f"{BASE}id/award-type/bachelor-diploma"
    named = [NQF[f"education-sector/{each}"].value for each in ("higher", "further")]
    assert sorted(ask(award_type, NQF.educationSector)) == sorted(named)


def test_record_says_on_what_its_eqf_level_rests(ask: Ask) -> None:
    assert ask(RECORD, NQF.levelStatement) == [f"{BASE}id/level-statement/6/eqf"]
    assert ask(RECORD, NQF.claimStatus) == [NQF["claim-status/claimed-compatible"].value]


def test_record_says_how_its_level_was_found(ask: Ask) -> None:
    assert ask(RECORD, NQF.levelBasis) == [NQF["level-basis/derived-from-award-type"].value]
    assert ask(PLAIN_RECORD, NQF.levelBasis) == [NQF["level-basis/stated"].value]


def test_outcomes_taken_from_the_award_type_are_marked_generic(ask: Ask) -> None:
    assert ask(PLAIN_RECORD, NQF.outcomeContent) == [NQF["content/generic"].value]


@pytest.mark.parametrize(
    ("contents", "weakest"),
    [
        (["official"], "official"),
        (["official", "illustrative"], "illustrative"),
        (["official", "generic"], "generic"),
    ],
)
def test_record_is_marked_with_its_weakest_outcome(
    contents: list[str], weakest: str, ask_of: Callable[..., Ask], full_qualification: Qualification
) -> None:
    outcomes = tuple(LearningOutcome(title={"en": "x"}, content=each) for each in contents)
    ask = ask_of(qualifications=(replace(full_qualification, learning_outcomes=outcomes),))
    assert ask(RECORD, NQF.outcomeContent) == [NQF[f"content/{weakest}"].value]


def test_record_without_outcomes_says_nothing_of_their_content(
    ask_of: Callable[..., Ask], plain_qualification: Qualification
) -> None:
    ask = ask_of(qualifications=(replace(plain_qualification, award_type=None),))
    assert ask(PLAIN_RECORD, NQF.outcomeContent) == []


def test_marks_of_outcomes_stand_outside_the_closed_payload(ask: Ask) -> None:
    outcome = f"{BASE}id/learning-outcome/2024/6006022/3"
    assert ask(outcome, NQF.domain, "register") == [NQF["domain/autonomy"].value]
    assert ask(outcome, NQF.content, "register") == [NQF["content/illustrative"].value]


def test_evidence_keeps_addresses_and_citations_apart(register: Register, ontology: Ontology) -> None:
    sources = {
        each.object
        for each in register_quads(register, ontology)
        if each.subject.value == f"{FULL}#evidence" and each.predicate == DCTERMS.source
    }
    assert sources == {ox.NamedNode("https://example.org/act"), ox.Literal("Decree 1, item 2")}


@pytest.mark.parametrize("text", ["http://a.example ; http://b.example", "http://[", "see http://a.example"])
def test_source_that_is_no_single_address_stays_a_text(
    text: str, register: Register, plain_qualification: Qualification, ontology: Ontology
) -> None:
    qualification = replace(plain_qualification, evidence=Evidence(sources=(text,)))
    quads = list(register_quads(replace(register, qualifications=(qualification,)), ontology))
    assert [each.object for each in quads if each.object.value == text] == [ox.Literal(text)]


def test_evidence_says_what_it_is_for_and_how_good_it_is(ask: Ask) -> None:
    evidence = f"{BASE}id/level-statement/6/eqf#evidence"
    assert ask(evidence, RDF.type) == [NQF.Evidence.value]
    assert ask(evidence, NQF.evidenceFor) == [f"{BASE}id/level-statement/6/eqf"]
    assert ask(evidence, NQF.confidence) == [NQF["confidence/medium"].value]
    assert ask(evidence, RDFS.comment) == ["Seen."]


def test_no_evidence_node_without_evidence(ask: Ask) -> None:
    assert ask(f"{BASE}id/organisation/college#evidence", RDF.type) == []


def test_level_matches_closely_whatever_its_status(ask: Ask) -> None:
    level = f"{BASE}id/level/6"
    assert ask(level, SKOS.closeMatch, "alignments") == [
        "http://data.europa.eu/snb/eqf/6",
        NQF["ehea-cycle/first"].value,
    ]
    assert ask(level, SKOS.exactMatch) == []


def test_descriptor_of_the_eqf_is_about_the_published_level(ask: Ask) -> None:
    descriptor = f"{BASE}id/level-descriptor/eqf/6/autonomy"
    assert ask(descriptor, NQF.level, "framework") == ["http://data.europa.eu/snb/eqf/6"]


def test_descriptor_that_is_missing_says_so(ask: Ask) -> None:
    descriptor = f"{BASE}id/level-descriptor/nqf/6/skills"
    assert ask(descriptor, NQF.descriptorStatus) == [NQF["descriptor-status/not-loaded"].value]


def test_specialty_is_named_by_the_qualification_that_names_it(
    ask_of: Callable[..., Ask], full_qualification: Qualification
) -> None:
    other = replace(full_qualification, key=("2024", "0"), specialty={}, title={"en": "Something else"})
    ask = ask_of(qualifications=(other, full_qualification))
    assert ask(f"{BASE}id/specialty/2024/6006022", SKOS.prefLabel, "framework") == ["Kompüter"]


def test_specialty_is_called_like_its_qualification_if_nothing_else_is_said(
    ask_of: Callable[..., Ask], full_qualification: Qualification
) -> None:
    ask = ask_of(qualifications=(replace(full_qualification, specialty={}, title={"en": "Title"}),))
    assert ask(f"{BASE}id/specialty/2024/6006022", SKOS.prefLabel) == ["Title"]


def test_used_concepts_come_with_what_is_wider_and_typed_schemes(ask: Ask) -> None:
    field = "http://data.europa.eu/snb/isced-f/"
    for code in ("0613", "061", "06"):
        assert SKOS.Concept.value in ask(f"{field}{code}", RDF.type, "vocabularies")
    (scheme,) = ask(f"{field}0613", SKOS.inScheme)
    assert SKOS.ConceptScheme.value in ask(scheme, RDF.type, "vocabularies")
    assert ask(f"{field}1013", RDF.type) == []


def test_own_schemes_are_given_whole(ask: Ask) -> None:
    assert ask(NQF["claim-status/self-certified"].value, SKOS.inScheme) == [NQF["claim-status"].value]
    assert ask(NQF["submission-rule/readable"].value, SKOS.inScheme) == []


def test_skills_are_concepts_of_esco(ask: Ask, register: Register) -> None:
    (skill,) = register.skills[0].key
    assert ask(skill, SKOS.inScheme, "vocabularies") == ["http://data.europa.eu/esco/concept-scheme/skills"]
    assert ask("http://data.europa.eu/esco/concept-scheme/skills", RDF.type) == [SKOS.ConceptScheme.value]
    assert ask(skill, NQF.skillVersion) == ["1.2"]


def test_concept_that_nobody_describes_is_left_to_the_shapes(
    ask_of: Callable[..., Ask], full_qualification: Qualification
) -> None:
    ask = ask_of(qualifications=(full_qualification,), skills=())
    (skill,) = ask(f"{BASE}id/learning-outcome/2024/6006022/2", ELM.relatedESCOSkill)
    assert ask(skill, RDF.type) == []


def test_catalogue_describes_the_register(ask: Ask) -> None:
    dataset = f"{BASE}catalogue#dataset"
    assert ask(f"{BASE}catalogue#catalogue", DCAT.dataset, "catalogue") == [dataset]
    assert ask(dataset, DCTERMS.license) == ["https://creativecommons.org/licenses/by/4.0/"]
    assert ask(dataset, DCTERMS.language) == [
        "http://publications.europa.eu/resource/authority/language/AZE",
        "http://publications.europa.eu/resource/authority/language/ENG",
    ]


def test_how_often_the_data_are_updated_is_a_concept_of_the_dataset(
    ask: Ask, ask_of: Callable[..., Ask], register: Register
) -> None:
    dataset = f"{BASE}catalogue#dataset"
    assert ask(dataset, DCTERMS.accrualPeriodicity) == []
    yearly = ask_of(description=replace(register.description, frequency="ANNUAL"))
    concept = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
    assert yearly(dataset, DCTERMS.accrualPeriodicity, "catalogue") == [concept]
    assert SKOS.Concept.value in yearly(concept, RDF.type, "vocabularies")


@pytest.mark.parametrize(
    ("contact", "predicate", "value"),
    [
        ("register@example.org", VCARD.hasEmail, "mailto:register@example.org"),
        ("mailto:register@example.org", VCARD.hasEmail, "mailto:register@example.org"),
        ("https://example.org/contact", VCARD.hasURL, "https://example.org/contact"),
        ("Room 12", VCARD.fn, "Room 12"),
    ],
)
def test_contact_is_reached_by_what_is_known(
    contact: str, predicate: ox.NamedNode, value: str, ask_of: Callable[..., Ask], register: Register
) -> None:
    ask = ask_of(description=replace(register.description, contact=contact))
    assert ask(CONTACT, predicate) == [value]


def test_no_contact_point_without_contact(ask_of: Callable[..., Ask], register: Register) -> None:
    ask = ask_of(description=replace(register.description, contact=None))
    assert ask(CONTACT, RDF.type) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"languages": ("az", "xx-none")}, "“xx-none” is not in the vocabulary language"),
        ({"licence": "CC BY"}, "“CC BY” is not a valid IRI"),
    ],
)
def test_description_that_cannot_be_used_is_an_error_in_words(
    change: dict[str, Any], message: str, ask_of: Callable[..., Ask], register: Register
) -> None:
    with pytest.raises(InputError, match=message):
        ask_of(description=replace(register.description, **change))


def test_register_of_nothing_still_has_a_catalogue(register: Register, ontology: Ontology) -> None:
    graphs = {
        each.graph_name.value for each in register_quads(Register(description=register.description), ontology)
    }
    assert graphs == {f"{BASE}graph/{name}" for name in ("catalogue", "qualifications", "vocabularies")}
