"""What the register says of its entries: records, evidence and marks: graph/register.

These are the statements that ELM's closed shapes have no place for.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox

from nqfgraph.iris import part
from nqfgraph.model.index import Index, QualificationNodes, generic_outcome_nodes
from nqfgraph.model.records import Evidence, LearningOutcome, Qualification, Register
from nqfgraph.model.terms import Node, Statements, Terms, day, instant, source, string
from nqfgraph.vocab import DCAT, DCTERMS, FOAF, NQF, RDFS

WEAKEST_FIRST = ("illustrative", "generic", "derived", "official")
"""What outcomes are worth; a record is marked with the weakest of its outcomes."""


class EntryGraph:
    """Writes the record of one qualification after the other."""

    def __init__(self, terms: Terms, index: Index) -> None:
        self._terms = terms
        self._index = index
        self._says = Statements(terms, "register")

    def quads(self, qualification: Qualification, nodes: QualificationNodes) -> Iterator[ox.Quad]:
        """Give everything that graph/register says of a qualification, its own outcomes and its evidence."""
        self._record(qualification, nodes)
        self._place(qualification, nodes)
        self._mark_outcomes(qualification, nodes)
        write_evidence(self._says, self._terms, nodes.qualification, qualification.evidence)
        return self._says.take()

    def _record(self, qualification: Qualification, nodes: QualificationNodes) -> None:
        says, record, own = self._says, nodes.record, self._terms.own
        says.types(record, NQF.Record)
        says.say(record, FOAF.primaryTopic, nodes.qualification)
        says.say(record, DCTERMS.modified, instant(qualification.modified))
        says.say(record, DCAT.version, string(qualification.version))
        says.say(record, NQF.recordStatus, own("record-status", qualification.status))
        says.say(record, NQF.content, own("content", qualification.content))
        if qualification.valid_from:
            says.say(record, NQF.validFrom, day(qualification.valid_from))
        if qualification.valid_until:
            says.say(record, NQF.validUntil, day(qualification.valid_until))
        if qualification.successor:
            says.say(record, NQF.successor, self._terms.thing("qualification", qualification.successor))

    def _place(self, qualification: Qualification, nodes: QualificationNodes) -> None:
        says, record, terms = self._says, nodes.record, self._terms
        basis = "derived-from-award-type" if qualification.level_derived else "stated"
        says.say(record, NQF.level, nodes.level)
        says.say(record, NQF.levelBasis, terms.own("level-basis", basis))
        if qualification.award_type:
            says.say(record, NQF.awardType, terms.shared("award-type", qualification.award_type))
        if nodes.specialty:
            says.say(record, NQF.specialty, nodes.specialty)
        if nodes.eqf_statement:
            statement = nodes.eqf_statement
            says.say(record, NQF.levelStatement, terms.shared("level-statement", statement.key))
            says.say(record, NQF.claimStatus, terms.own("claim-status", statement.status))

    def _mark_outcomes(self, qualification: Qualification, nodes: QualificationNodes) -> None:
        says, terms = self._says, self._terms
        outcomes = qualification.learning_outcomes
        for outcome, node in zip(outcomes, nodes.outcomes, strict=False):
            mark_outcome(says, terms, node, outcome)
        if outcomes:
            content = min((each.content for each in outcomes), key=WEAKEST_FIRST.index)
            says.say(nodes.record, NQF.outcomeContent, terms.own("content", content))
        elif nodes.outcomes:
            says.say(nodes.record, NQF.outcomeContent, terms.own("content", "generic"))


def shared_entry_quads(register: Register, terms: Terms) -> Iterator[ox.Quad]:
    """Give what graph/register says of everything but the qualifications."""
    says = Statements(terms, "register")
    for organisation in register.organisations:
        node = terms.shared("organisation", organisation.key)
        says.say(node, NQF.organisationKind, terms.own("organisation-kind", organisation.kind))
        if organisation.awards_level:
            says.say(node, NQF.awardsLevel, terms.shared("level", organisation.awards_level))
        yield from says.take()
    for award_type in register.award_types:
        outcomes = award_type.learning_outcomes
        nodes = generic_outcome_nodes(terms, award_type.key, len(outcomes))
        for outcome, node in zip(outcomes, nodes, strict=True):
            mark_outcome(says, terms, node, outcome)
        yield from says.take()
    yield from _shared_evidence(register, terms, says)


def _shared_evidence(register: Register, terms: Terms, says: Statements) -> Iterator[ox.Quad]:
    for kind, records in (
        ("framework", register.frameworks),
        ("level", register.levels),
        ("level-descriptor", register.level_descriptors),
        ("level-statement", register.level_statements),
        ("award-type", register.award_types),
        ("classification", register.classifications),
        ("organisation", register.organisations),
    ):
        for each in records:
            write_evidence(says, terms, terms.thing(kind, each.key), each.evidence)
            yield from says.take()
    framework = terms.shared("framework", register.description.framework)
    for skill in register.skills:
        (iri,) = skill.key
        place = part(framework.value, f"evidence-{quote(iri, safe='')}")
        write_evidence(says, terms, terms.concept(iri), skill.evidence, place)
        yield from says.take()


def mark_outcome(says: Statements, terms: Terms, node: Node, outcome: LearningOutcome) -> None:
    """Say what a learning outcome is about and what it is worth."""
    says.say(node, NQF.content, terms.own("content", outcome.content))
    if outcome.domain:
        says.say(node, NQF.domain, terms.own("domain", outcome.domain))


def write_evidence(
    says: Statements, terms: Terms, about: Node, evidence: Evidence, place: str | None = None
) -> None:
    """Say where the facts about ``about`` come from, if anything is known of it.

    The evidence is a part of what it is about; ``place`` is its IRI where that is not ours (an ESCO skill).
    """
    if not (evidence.sources or evidence.confidence or evidence.note):
        return
    node = Node(place or part(about.value, "evidence"))
    says.types(node, NQF.Evidence)
    says.say(node, NQF.evidenceFor, about)
    says.all(node, DCTERMS.source, map(source, evidence.sources))
    says.texts(node, RDFS.comment, evidence.note)
    if evidence.confidence:
        says.say(node, NQF.confidence, terms.own("confidence", evidence.confidence))
