"""Qualifications and learning outcomes in the terms of the European Learning Model: graph/qualifications.

Everything here keeps to the closed shapes of the LOQ profile (ELM 3.2, profile 1.1.0); what ELM has no
property for stands in graph/register (`nqfgraph.model.entries`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.iris import part
from nqfgraph.model.index import Index, QualificationNodes, generic_outcome_nodes
from nqfgraph.model.records import Key, LearningOutcome, Qualification, RegisterDescription, Texts
from nqfgraph.model.terms import (
    Node,
    Statements,
    Terms,
    boolean,
    decimal_text,
    duration,
    instant,
    string,
    web_address,
)
from nqfgraph.vocab import ADMS, DCTERMS, ELM, FOAF, SKOS

ELM_STATUS: Mapping[str, str] = MappingProxyType(
    {
        "draft": "to-be-reviewed",
        "valid": "released",
        "in-transition": "released",
        "suspended": "to-be-reviewed",
        "superseded": "obsolete",
        "withdrawn": "obsolete",
    }
)
"""Status of a record to the text of elm:status.

The texts are the notations of the EU list http://data.europa.eu/snb/status/25831c2; LOQ wants a string. Its
fourth, not-published-anymore, is set by QDR itself for what a publisher stops delivering.
"""

SKILL_TYPES: Mapping[str, str] = MappingProxyType({"knowledge": "knowledge", "skills": "skill"})
"""Domain of an outcome to the code of its dcterms:type; the list has nothing for autonomy."""


class QualificationGraph:
    """Writes one qualification after the other."""

    def __init__(self, terms: Terms, index: Index, description: RegisterDescription) -> None:
        self._terms = terms
        self._index = index
        self._says = Statements(terms, "qualifications")
        self._publisher = terms.shared("organisation", description.publisher)
        self._language = description.languages[0]
        self._register_title = string(chief_text(description.title, self._language))
        self._categories: dict[Key, tuple[ox.Literal, ...]] = {
            key: tuple(ox.Literal(text, language=tag) for tag, text in award_type.label.items())
            for key, award_type in index.award_types.items()
        }

    def quads(self, qualification: Qualification, nodes: QualificationNodes) -> Iterator[ox.Quad]:
        """Give what graph/qualifications says of a qualification, its parts and its own outcomes."""
        self._describe(qualification, nodes)
        self._classify(qualification, nodes)
        self._identify(qualification, nodes)
        self._describe_parts(qualification, nodes)
        for outcome, node in zip(qualification.learning_outcomes, nodes.outcomes, strict=False):
            write_outcome(self._says, self._terms, node, outcome)
        return self._says.take()

    def mention(self, qualification: Qualification) -> None:
        """Ask for the published concepts that `quads` asks for, and write nothing."""
        concept = self._terms.concept
        statement = self._index.eqf_statements.get(qualification.level)
        setting = qualification.learning_setting
        system = qualification.credit_system if qualification.credits is not None else None
        for each in (statement.target if statement else None, setting, system):
            if each:
                concept(each)
        for each in (*qualification.isced_f, *qualification.languages, *qualification.modes):
            concept(each)
        for outcome in qualification.learning_outcomes:
            mention_outcome(self._terms, outcome)

    def _describe(self, qualification: Qualification, nodes: QualificationNodes) -> None:
        says, node = self._says, nodes.qualification
        says.types(node, ELM.Qualification)
        says.texts(node, DCTERMS.title, qualification.title)
        says.alternatives(node, SKOS.altLabel, qualification.alternative_title, unlike=qualification.title)
        says.texts(node, DCTERMS.description, qualification.description)
        says.say(node, DCTERMS.publisher, self._publisher)
        says.say(node, DCTERMS.modified, instant(qualification.modified))
        says.say(node, ELM.status, string(ELM_STATUS[qualification.status]))
        says.say(node, ELM.isPartialQualification, boolean(qualification.partial))
        says.all(node, ELM.learningOutcome, nodes.outcomes)
        if qualification.duration:
            says.say(node, ELM.volumeOfLearning, duration(qualification.duration))

    def _classify(self, qualification: Qualification, nodes: QualificationNodes) -> None:
        says, node, concept = self._says, nodes.qualification, self._terms.concept
        says.say(node, ELM.NQFLevel, nodes.level)
        if nodes.eqf_statement:
            says.say(node, ELM.EQFLevel, concept(nodes.eqf_statement.target))
        if qualification.award_type:
            says.all(node, ELM.category, self._categories.get(qualification.award_type, ()))
        if nodes.specialty:
            says.say(node, ELM.qualificationCode, nodes.specialty)
        says.all(node, ELM.ISCEDFCode, map(concept, qualification.isced_f))
        says.all(node, DCTERMS.language, map(concept, qualification.languages))
        says.all(node, ELM.mode, map(concept, qualification.modes))
        if qualification.learning_setting:
            says.say(node, ELM.learningSetting, concept(qualification.learning_setting))

    def _identify(self, qualification: Qualification, nodes: QualificationNodes) -> None:
        says, identifier = self._says, Node(part(nodes.iri, "identifier"))
        says.say(nodes.qualification, ADMS.identifier, identifier)
        says.types(identifier, ELM.Identifier)
        says.say(identifier, SKOS.notation, string(qualification.code))
        classification = self._index.classifications.get(qualification.classification or ())
        if classification is None:
            says.say(identifier, ELM.schemeName, self._register_title)
            return
        says.say(identifier, ELM.schemeName, string(chief_text(classification.title, self._language)))
        says.say(identifier, ELM.schemeVersion, string(classification.edition))

    def _describe_parts(self, qualification: Qualification, nodes: QualificationNodes) -> None:
        says, node, iri = self._says, nodes.qualification, nodes.iri
        if qualification.entry_requirement:
            note = write_note(says, part(iri, "entry-requirement"), qualification.entry_requirement)
            says.say(node, ELM.entryRequirement, note)
        if qualification.outcome_summary:
            note = write_note(says, part(iri, "outcome-summary"), qualification.outcome_summary)
            says.say(node, ELM.learningOutcomeSummary, note)
        if qualification.credits is not None:
            credit_point = Node(part(iri, "credit-point"))
            says.say(node, ELM.creditPoint, credit_point)
            says.types(credit_point, ELM.CreditPoint)
            says.say(credit_point, ELM.point, string(decimal_text(qualification.credits)))
            if qualification.credit_system:
                says.say(credit_point, ELM.framework, self._terms.concept(qualification.credit_system))
        if qualification.homepage:
            write_homepage(says, node, iri, qualification.homepage)
        if qualification.awarding_bodies:
            opportunity = Node(part(iri, "awarding-opportunity"))
            says.say(node, ELM.awardingOpportunity, opportunity)
            says.types(opportunity, ELM.AwardingOpportunity)
            says.say(opportunity, ELM.learningAchievementSpecification, node)
            for body in qualification.awarding_bodies:
                says.say(opportunity, ELM.awardingBody, self._terms.shared("organisation", body))


def generic_outcome_quads(terms: Terms, index: Index) -> Iterator[ox.Quad]:
    """Describe the generic outcomes of the award types, once each, where the qualifications find them."""
    says = Statements(terms, "qualifications")
    for key, award_type in index.award_types.items():
        outcomes = award_type.learning_outcomes
        for outcome, node in zip(outcomes, generic_outcome_nodes(terms, key, len(outcomes)), strict=True):
            write_outcome(says, terms, node, outcome)
        yield from says.take()


def write_outcome(says: Statements, terms: Terms, node: Node, outcome: LearningOutcome) -> None:
    """Describe a learning outcome within the closed shape of its class."""
    says.types(node, ELM.LearningOutcome)
    says.texts(node, DCTERMS.title, outcome.title)
    if outcome.domain and outcome.domain in SKILL_TYPES:
        says.say(node, DCTERMS["type"], terms.code("skill-type", SKILL_TYPES[outcome.domain]))
    says.all(node, ELM.relatedESCOSkill, map(terms.concept, outcome.skills))


def mention_outcome(terms: Terms, outcome: LearningOutcome) -> None:
    """Ask for the published concepts that `write_outcome` asks for."""
    if outcome.domain and outcome.domain in SKILL_TYPES:
        terms.code("skill-type", SKILL_TYPES[outcome.domain])
    for each in outcome.skills:
        terms.concept(each)


def write_note(says: Statements, iri: str, texts: Texts) -> Node:
    """Describe an elm:Note and return its node."""
    note = Node(iri)
    says.types(note, ELM.Note)
    says.texts(note, ELM.noteLiteral, texts)
    return note


def write_homepage(says: Statements, subject: Node, iri: str, homepage: str) -> None:
    """Give ``subject``, whose IRI is ``iri``, a homepage as elm:WebResource."""
    resource = Node(part(iri, "homepage"))
    says.say(subject, FOAF.homepage, resource)
    says.types(resource, ELM.WebResource)
    says.say(resource, ELM.contentUrl, web_address(homepage))


def chief_text(texts: Texts, language: str) -> str:
    """Return the text in ``language``, else that whose tag comes first; ValueError if there is none."""
    return texts[language] if language in texts else texts[min(texts)]
