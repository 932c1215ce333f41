"""The framework itself: levels, descriptors, award types, classifications: graph/framework."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.iris import part
from nqfgraph.model.elm import write_homepage
from nqfgraph.model.index import generic_outcome_nodes
from nqfgraph.model.records import EQF, AwardType, Classification, Level, Register
from nqfgraph.model.terms import Node, Statements, Terms, day, decimal, duration, integer, string
from nqfgraph.vocab import DCTERMS, NQF, SKOS


def framework_quads(register: Register, terms: Terms) -> Iterator[ox.Quad]:
    """Give everything of graph/framework but the specialties (`nqfgraph.model.specialties`)."""
    says = Statements(terms, "framework")
    framework = terms.shared("framework", register.description.framework)
    _write_frameworks(register, terms, says)
    for level in register.levels:
        _write_level(level, framework, terms, says)
    _write_descriptors(register, terms, says)
    if register.award_types:
        scheme = _write_award_type_scheme(framework, terms, says)
        for award_type in register.award_types:
            _write_award_type(award_type, scheme, terms, says)
    for classification in register.classifications:
        _write_classification(classification, terms, says)
    return says.take()


def _write_frameworks(register: Register, terms: Terms, says: Statements) -> None:
    for framework in register.frameworks:
        node = terms.shared("framework", framework.key)
        says.types(node, NQF.Framework, SKOS.ConceptScheme)
        says.texts(node, DCTERMS.title, framework.title)
        for texts in framework.alternative_title:
            says.texts(node, DCTERMS.alternative, texts)
        says.texts(node, DCTERMS.description, framework.description)
        says.texts(node, NQF.legalBasis, framework.legal_basis)
        if framework.adopted:
            says.say(node, DCTERMS.issued, day(framework.adopted))
        if framework.country:
            says.say(node, DCTERMS.spatial, terms.concept(framework.country))
        if framework.homepage:
            write_homepage(says, node, node.value, framework.homepage)


def _write_level(level: Level, framework: Node, terms: Terms, says: Statements) -> None:
    node = terms.shared("level", level.key)
    says.types(node, NQF.Level, SKOS.Concept)
    says.say(node, SKOS.notation, string("/".join(level.key)))
    says.say(node, NQF.order, integer(level.order))
    says.texts(node, SKOS.prefLabel, level.label)
    says.texts(node, DCTERMS.description, level.description)
    says.say(node, SKOS.inScheme, framework)
    says.say(node, SKOS.topConceptOf, framework)
    says.say(framework, SKOS.hasTopConcept, node)


def _write_descriptors(register: Register, terms: Terms, says: Statements) -> None:
    for descriptor in register.level_descriptors:
        node = terms.thing("level-descriptor", descriptor.key)
        framework, level, *_ = descriptor.key
        about = terms.code("eqf", level) if framework == EQF else terms.shared("level", (level,))
        says.types(node, NQF.LevelDescriptor)
        says.say(node, NQF.level, about)
        says.say(node, NQF.domain, terms.own("domain", descriptor.domain))
        says.texts(node, NQF.domainLabel, descriptor.domain_label)
        says.texts(node, DCTERMS.description, descriptor.text)
        status = "loaded" if descriptor.loaded else "not-loaded"
        says.say(node, NQF.descriptorStatus, terms.own("descriptor-status", status))


def _write_award_type_scheme(framework: Node, terms: Terms, says: Statements) -> Node:
    scheme = Node(part(framework.value, "award-types"))
    says.types(scheme, SKOS.ConceptScheme)
    says.texts(scheme, SKOS.prefLabel, terms.ontology.labels(NQF.AwardType.value))
    return scheme


def _write_award_type(award_type: AwardType, scheme: Node, terms: Terms, says: Statements) -> None:
    node = terms.shared("award-type", award_type.key)
    says.types(node, NQF.AwardType, SKOS.Concept)
    says.texts(node, SKOS.prefLabel, award_type.label)
    says.alternatives(node, SKOS.altLabel, award_type.alternative_label, unlike=award_type.label)
    says.say(node, SKOS.inScheme, scheme)
    says.say(node, NQF.level, terms.shared("level", award_type.level))
    says.say(node, NQF.awardKind, terms.own("award-kind", award_type.kind))
    says.all(node, NQF.educationSector, [terms.own("education-sector", each) for each in award_type.sectors])
    says.texts(node, NQF.stage, award_type.stage)
    says.texts(node, NQF.entryRequirement, award_type.entry_requirement)
    says.all(node, NQF.entryAward, [terms.shared("award-type", key) for key in award_type.entry_awards])
    says.texts(node, NQF.durationText, award_type.duration)
    says.texts(node, NQF.creditsText, award_type.credits)
    for length, predicate in (
        (award_type.shortest, NQF.shortestDuration),
        (award_type.longest, NQF.longestDuration),
    ):
        if length:
            says.say(node, predicate, duration(length))
    for number, predicate in (
        (award_type.fewest_credits, NQF.fewestCredits),
        (award_type.most_credits, NQF.mostCredits),
    ):
        if number is not None:
            says.say(node, predicate, decimal(number))
    outcomes = generic_outcome_nodes(terms, award_type.key, len(award_type.learning_outcomes))
    says.all(node, NQF.genericOutcome, outcomes)


def _write_classification(classification: Classification, terms: Terms, says: Statements) -> None:
    node = terms.shared("classification", classification.key)
    says.types(node, NQF.Classification, SKOS.ConceptScheme)
    says.texts(node, DCTERMS.title, classification.title)
    says.say(node, NQF.edition, string(classification.edition))
    says.texts(node, NQF.legalBasis, classification.legal_basis)
    if classification.level:
        says.say(node, NQF.level, terms.shared("level", classification.level))
    if classification.valid_from:
        says.say(node, NQF.validFrom, day(classification.valid_from))
    if classification.valid_until:
        says.say(node, NQF.validUntil, day(classification.valid_until))
    if classification.successor:
        says.say(node, NQF.successor, terms.shared("classification", classification.successor))
