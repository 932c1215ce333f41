"""Qualifications, outcomes and organisations in ELM."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.model.elm import ELM_STATUS
from nqfgraph.model.graphs import register_quads
from nqfgraph.model.records import LearningOutcome, Organisation, Qualification, Register
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import DCTERMS, ELM, FOAF, NQF, RDF, SKOS

BASE = "https://data.example.org/"
FULL = f"{BASE}id/qualification/2024/6006022"
PLAIN = f"{BASE}id/qualification/award-type/bachelor-diploma"


class Answers:
    """The statements of a register, asked by subject and predicate."""

    def __init__(self, register: Register, ontology: Ontology) -> None:
        self.quads = list(register_quads(register, ontology))

    def __call__(self, subject: str, predicate: ox.NamedNode) -> list[str]:
        return [self.written(each.object) for each in self.of(subject) if each.predicate == predicate]

    def of(self, subject: str) -> list[ox.Quad]:
        return [each for each in self.quads if each.subject.value == subject]

    @staticmethod
    def written(term: Any) -> str:
        """Return an IRI or the text of a plain string as they are, another literal in N-Triples form."""
        plain = isinstance(term, ox.NamedNode) or str(term) == f'"{term.value}"'
        return term.value if plain else str(term)


@pytest.fixture(scope="module")
def answers(register: Register, ontology: Ontology) -> Answers:
    return Answers(register, ontology)


def one(register: Register, qualification: Qualification, **changes: Any) -> Register:
    return replace(register, qualifications=(replace(qualification, **changes),))


def test_parts_of_a_qualification_are_fragments_of_it(answers: Answers) -> None:
    parts = {each.object.value for each in answers.of(FULL) if "#" in str(each.object).rpartition(FULL)[2]}
    names = "awarding-opportunity credit-point entry-requirement homepage identifier outcome-summary"
    assert {f"{FULL}#{name}" for name in names.split(" ")} <= parts


def test_credit_points_are_a_string_in_canonical_form(answers: Answers) -> None:
    assert answers(f"{FULL}#credit-point", ELM.point) == ["240"]


def test_credits_of_an_unnamed_system_are_left_to_the_shapes(
    register: Register, full_qualification: Qualification, ontology: Ontology
) -> None:
    answers = Answers(one(register, full_qualification, credit_system=None), ontology)
    assert answers(f"{FULL}#credit-point", ELM.point) == ["240"]
    assert answers(f"{FULL}#credit-point", ELM.framework) == []


def test_awarding_opportunity_leads_back(answers: Answers) -> None:
    opportunity = f"{FULL}#awarding-opportunity"
    assert answers(opportunity, ELM.learningAchievementSpecification) == [FULL]
    assert answers(opportunity, ELM.awardingBody) == [
        f"{BASE}id/organisation/university",
        f"{BASE}id/organisation/college",
    ]


def test_no_awarding_opportunity_without_awarding_body(answers: Answers) -> None:
    assert answers(PLAIN, ELM.awardingOpportunity) == []


def test_identifier_names_the_classification_and_its_edition(answers: Answers) -> None:
    assert answers(f"{FULL}#identifier", ELM.schemeName) == ["Təsnifat"]
    assert answers(f"{FULL}#identifier", ELM.schemeVersion) == ["2024"]


def test_identifier_names_the_register_without_a_classification(answers: Answers) -> None:
    assert answers(f"{PLAIN}#identifier", ELM.schemeName) == ["Reyestr"]


def test_duration_is_canonical(answers: Answers) -> None:
    assert answers(FULL, ELM.volumeOfLearning) == ['"P4Y"^^<http://www.w3.org/2001/XMLSchema#duration>']


def test_time_is_written_in_universal_time(
    register: Register, plain_qualification: Qualification, ontology: Ontology
) -> None:
    local = datetime(2026, 11, 1, 2, 0, 0, 500000, tzinfo=timezone(timedelta(hours=4)))
    answers = Answers(one(register, plain_qualification, modified=local), ontology)
    assert answers(PLAIN, DCTERMS.modified) == [
        '"2026-10-31T22:00:00.5Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    ]


def test_alternative_title_like_the_title_is_left_out(answers: Answers) -> None:
    assert answers(FULL, SKOS.altLabel) == ['"Computing"@en']


def test_category_is_the_award_type(answers: Answers) -> None:
    assert answers(FULL, ELM.category) == ['"Bakalavr diplomu"@az', '"Bachelor diploma"@en']


@pytest.mark.parametrize(("status", "text"), ELM_STATUS.items())
def test_status_is_a_notation_of_the_published_list(
    status: str,
    text: str,
    register: Register,
    plain_qualification: Qualification,
    ontology: Ontology,
) -> None:
    answers = Answers(one(register, plain_qualification, status=status), ontology)
    assert answers(PLAIN, ELM.status) == [text]
    assert ontology.scheme("publication-status").find(text)


def test_every_record_status_has_an_elm_status(ontology: Ontology) -> None:
    assert {each.notation for each in ontology.scheme("record-status").concepts.values()} == set(ELM_STATUS)


def test_eqf_level_comes_from_the_statement(answers: Answers) -> None:
    assert answers(FULL, ELM.EQFLevel) == ["http://data.europa.eu/snb/eqf/6"]


def test_no_eqf_level_without_a_statement(register: Register, ontology: Ontology) -> None:
    answers = Answers(replace(register, level_statements=register.level_statements[1:]), ontology)
    assert answers(FULL, ELM.EQFLevel) == []


def test_generic_outcomes_are_shared_nodes(answers: Answers) -> None:
    generic = f"{BASE}id/learning-outcome/award-type/bachelor-diploma/1"
    assert answers(PLAIN, ELM.learningOutcome) == [generic]
    assert answers(f"{BASE}id/award-type/bachelor-diploma", NQF.genericOutcome) == [generic]
    assert answers(generic, RDF.type) == [ELM.LearningOutcome.value]


def test_own_outcomes_of_an_award_type_qualification_stay_apart_from_generic_ones(
    register: Register, plain_qualification: Qualification, ontology: Ontology
) -> None:
    own = (LearningOutcome(title={"en": "Own"}),)
    answers = Answers(one(register, plain_qualification, learning_outcomes=own), ontology)
    (outcome,) = answers(PLAIN, ELM.learningOutcome)
    assert answers(outcome, DCTERMS.title) == ['"Own"@en']


def test_autonomy_has_no_skill_type(answers: Answers) -> None:
    types = [answers(f"{BASE}id/learning-outcome/2024/6006022/{n}", DCTERMS["type"]) for n in (1, 2, 3)]
    skill_type = "http://data.europa.eu/snb/skill-type/"
    assert types == [[f"{skill_type}knowledge"], [f"{skill_type}skill"], []]


def test_qualification_without_award_type_and_outcomes_has_none(
    register: Register, plain_qualification: Qualification, ontology: Ontology
) -> None:
    answers = Answers(one(register, plain_qualification, award_type=None), ontology)
    assert answers(PLAIN, ELM.learningOutcome) == []
    assert answers(PLAIN, ELM.category) == []


def test_organisation_reaches_its_country(answers: Answers) -> None:
    university = f"{BASE}id/organisation/university"
    assert answers(university, ELM.location) == [f"{university}#location"]
    assert answers(f"{university}#location", ELM.address) == [f"{university}#address"]
    assert answers(f"{university}#address", ELM.countryCode) == [
        "http://publications.europa.eu/resource/authority/country/AZE"
    ]
    assert answers(f"{university}#full-address", ELM.noteLiteral) == ['"Bakı"@az', '"Baku"@en']


def test_homepage_is_a_web_resource(answers: Answers) -> None:
    (homepage,) = answers(FULL, FOAF.homepage)
    assert answers(homepage, ELM.contentUrl) == [
        '"https://example.org/6006022"^^<http://www.w3.org/2001/XMLSchema#anyURI>'
    ]


def test_publisher_is_an_agent(answers: Answers) -> None:
    assert ELM.Agent.value in answers(f"{BASE}id/organisation/agency", RDF.type)


def test_publisher_among_the_organisations_is_no_agent_besides(
    register: Register, ontology: Ontology
) -> None:
    agency = Organisation(
        key=("agency",), name={"en": "Agency"}, kind="governance", country=register.organisations[0].country
    )
    answers = Answers(replace(register, organisations=(agency,)), ontology)
    types = answers(f"{BASE}id/organisation/agency", RDF.type)
    assert ELM.Organisation.value in types
    assert ELM.Agent.value not in types
