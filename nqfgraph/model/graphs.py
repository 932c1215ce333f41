"""From records to the named graphs of a release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.model.alignments import alignment_quads
from nqfgraph.model.catalogue import catalogue_quads
from nqfgraph.model.elm import QualificationGraph, generic_outcome_quads
from nqfgraph.model.entries import EntryGraph, shared_entry_quads
from nqfgraph.model.framework import framework_quads
from nqfgraph.model.index import Index, QualificationNodes
from nqfgraph.model.learning_opportunities import learning_opportunity_quads
from nqfgraph.model.links import LinkGraph
from nqfgraph.model.organisations import organisation_quads
from nqfgraph.model.records import Qualification, Register
from nqfgraph.model.specialties import specialty_quads
from nqfgraph.model.terms import Terms
from nqfgraph.model.vocabularies import vocabulary_quads
from nqfgraph.ontology import Ontology


def register_quads(register: Register, ontology: Ontology) -> Iterator[ox.Quad]:
    """Give every statement of a release once, each in one of the six graphs of ``nqfgraph.iris.GRAPHS``.

    Every node has an IRI. The order of the records changes the order of the quads and nothing else. What is
    held in memory grows with what qualifications share (levels, award types, organisations, concepts,
    specialties), not with the statements about them.

    The reader of the sources vouches for this: keys are unique within a kind, names of concepts are those of
    the ontology, and IRIs are valid; InputError where one of the last two is found broken. A reference to a
    record that is not there is written all the same and left to the shapes.
    """
    graphs = RegisterGraphs(register, ontology)
    yield from graphs.shared_quads()
    yield from graphs.qualification_quads(register.qualifications)
    yield from graphs.vocabulary_quads()


class RegisterGraphs:
    """The same in parts, for who makes the statements of qualifications in several processes, or only some.

    A statement may then come from several parts, but only where qualifications share it.
    """

    def __init__(self, register: Register, ontology: Ontology) -> None:
        self._register = register
        self._terms = Terms(Iris(register.description.base), ontology)
        self._index = Index.of(register)
        around = surroundings(register)
        self._near = Index.of(around)
        self._links = LinkGraph(self._terms, around.description)
        self._payload = QualificationGraph(self._terms, self._near, around.description)
        self._entries = EntryGraph(self._terms, self._near)

    def shared_quads(self) -> Iterator[ox.Quad]:
        """Give everything but the qualifications and the vocabularies."""
        register, terms = self._register, self._terms
        yield from catalogue_quads(register, terms)
        yield from framework_quads(register, terms)
        yield from specialty_quads(register, terms)
        yield from alignment_quads(register, terms)
        yield from organisation_quads(register, terms)
        yield from generic_outcome_quads(terms, self._index)
        yield from self._links.generic_quads(self._index)
        yield from shared_entry_quads(register, terms)
        yield from learning_opportunity_quads(register, terms)

    def qualification_quads(self, qualifications: Iterable[Qualification]) -> Iterator[ox.Quad]:
        """Give what is said of qualifications, from them and their `surroundings` alone."""
        for qualification in qualifications:
            nodes = QualificationNodes.of(qualification, self._terms, self._near)
            yield from self._payload.quads(qualification, nodes)
            yield from self._entries.quads(qualification, nodes)
            yield from self._links.quads(qualification, nodes)

    def mentioned_quads(self, qualifications: Iterable[Qualification]) -> Iterator[ox.Quad]:
        """Give of `qualification_quads` what is about persons, and note the concepts."""
        for qualification in qualifications:
            self._payload.mention(qualification)
            yield from self._links.people_quads(qualification)

    def concepts(self) -> tuple[str, ...]:
        """Return the published concepts that were asked for so far, which `vocabulary_quads` describes."""
        return self._terms.concepts()

    def vocabulary_quads(self, concepts: Iterable[str] = ()) -> Iterator[ox.Quad]:
        """Give the stubs of concepts, those of other processes too; this comes last."""
        for iri in concepts:
            self._terms.concept(iri)
        yield from vocabulary_quads(self._register, self._terms)


def surroundings(register: Register) -> Register:
    """Return the part of a register that the statements about a qualification are made from, beside itself.

    They depend on nothing else, because nothing else is given to those that make them.
    """
    said = register.description
    return Register(
        description=replace(
            said, description={}, publisher_name={}, modified=_NEVER, contact=None, qdr_levels={}
        ),
        level_statements=register.level_statements,
        award_types=register.award_types,
        classifications=register.classifications,
    )


_NEVER = datetime.min.replace(tzinfo=UTC)
