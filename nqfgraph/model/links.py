"""What was decided on links from learning outcomes to skills, and on which evidence: graph/alignments.

The link itself (elm:relatedESCOSkill) stands in graph/qualifications and only where it was accepted. The
evidence follows PROV-O (W3C Recommendation of 30 April 2013): a link is an entity that a decision, an
activity, generated; the decision is associated with the person who made it and used the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pyoxigraph as ox

from nqfgraph.iris import part
from nqfgraph.model.entries import write_evidence
from nqfgraph.model.index import Index, QualificationNodes, generic_outcome_nodes
from nqfgraph.model.records import LearningOutcome, LinkDecision, Qualification, RegisterDescription
from nqfgraph.model.terms import Node, Statements, Terms, decimal, instant, node, string
from nqfgraph.vocab import FOAF, NQF, PROV, RDFS


class LinkGraph:
    """Writes the decisions of one qualification after the other; of each person once."""

    def __init__(self, terms: Terms, description: RegisterDescription) -> None:
        self._terms = terms
        self._says = Statements(terms, "alignments")
        self._framework = terms.shared("framework", description.framework)
        self._people: dict[str, Node] = {}

    def generic_quads(self, index: Index) -> Iterator[ox.Quad]:
        """Give the decisions on the generic outcomes of the award types."""
        for key, award_type in index.award_types.items():
            outcomes = award_type.learning_outcomes
            yield from self._quads(outcomes, generic_outcome_nodes(self._terms, key, len(outcomes)))

    def quads(self, qualification: Qualification, nodes: QualificationNodes) -> Iterator[ox.Quad]:
        """Give the decisions on the own outcomes of a qualification."""
        yield from self._quads(qualification.learning_outcomes, nodes.outcomes)

    def people_quads(self, qualification: Qualification) -> Iterator[ox.Quad]:
        """Give of `quads` what is said of persons who have not been spoken of yet."""
        for outcome in qualification.learning_outcomes:
            for each in outcome.decisions:
                self._person(each.person)
        return self._says.take()

    def _quads(self, outcomes: Sequence[LearningOutcome], nodes: Sequence[Node]) -> Iterator[ox.Quad]:
        for outcome, about in zip(outcomes, nodes, strict=False):
            for each in outcome.decisions:
                self._write(about, each)
        return self._says.take()

    def _write(self, about: Node, decision: LinkDecision) -> None:
        says, name = self._says, quote(decision.skill or "none", safe="")
        link, activity = Node(part(about.value, f"link-{name}")), Node(part(about.value, f"decision-{name}"))
        says.types(link, NQF.SkillLink)
        says.say(link, NQF.linkFrom, about)
        if decision.skill:
            says.say(link, NQF.linkTo, node(decision.skill))
        says.say(link, NQF.linkDecision, self._terms.own("link-decision", decision.decision))
        if decision.label:
            says.texts(link, RDFS.label, {"en": decision.label})
        says.texts(link, RDFS.comment, decision.reason)
        self._write_method(link, decision)
        says.say(link, PROV.wasGeneratedBy, activity)
        says.say(link, PROV.generatedAtTime, instant(decision.decided))
        says.types(activity, PROV.Activity)
        says.say(activity, PROV.used, about)
        says.say(activity, PROV.endedAtTime, instant(decision.decided))
        says.say(activity, PROV.wasAssociatedWith, self._person(decision.person))
        place = part(about.value, f"link-evidence-{name}")
        write_evidence(says, self._terms, link, decision.evidence, place)

    def _write_method(self, link: Node, decision: LinkDecision) -> None:
        for predicate, text in (
            (NQF.linkMethod, decision.method),
            (NQF.linkVocabulary, decision.vocabulary),
            (NQF.linkVersion, decision.version),
            (NQF.linkModel, decision.model),
            (NQF.textDigest, decision.text_digest),
        ):
            if text:
                self._says.say(link, predicate, string(text))
        for predicate, number in (
            (NQF.linkScore, decision.score),
            (NQF.linkProbability, decision.probability),
        ):
            if number is not None:
                self._says.say(link, predicate, decimal(number))

    def _person(self, name: str) -> Node:
        found = self._people.get(name)
        if found is None:
            found = Node(part(self._framework.value, f"person-{quote(name, safe='')}"))
            self._people[name] = found
            self._says.types(found, PROV.Agent)
            self._says.say(found, FOAF.name, string(name))
        return found
