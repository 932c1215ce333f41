"""From records to the named graphs of a release."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.model.alignments import alignment_quads
from nqfgraph.model.catalogue import catalogue_quads
from nqfgraph.model.elm import QualificationGraph, generic_outcome_quads
from nqfgraph.model.entries import EntryGraph, shared_entry_quads
from nqfgraph.model.framework import framework_quads
from nqfgraph.model.index import Index, QualificationNodes
from nqfgraph.model.links import LinkGraph
from nqfgraph.model.organisations import organisation_quads
from nqfgraph.model.records import Register
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
    terms = Terms(Iris(register.description.base), ontology)
    index = Index.of(register)
    yield from catalogue_quads(register, terms)
    yield from framework_quads(register, terms)
    yield from specialty_quads(register, terms)
    yield from alignment_quads(register, terms)
    yield from organisation_quads(register, terms)
    yield from generic_outcome_quads(terms, index)
    links = LinkGraph(terms, register.description)
    yield from links.generic_quads(index)
    yield from shared_entry_quads(register, terms)
    yield from _qualification_quads(register, terms, index, links)
    yield from vocabulary_quads(register, terms)


def _qualification_quads(
    register: Register, terms: Terms, index: Index, links: LinkGraph
) -> Iterator[ox.Quad]:
    payload = QualificationGraph(terms, index, register.description)
    entries = EntryGraph(terms, index)
    for qualification in register.qualifications:
        nodes = QualificationNodes.of(qualification, terms, index)
        yield from payload.quads(qualification, nodes)
        yield from entries.quads(qualification, nodes)
        yield from links.quads(qualification, nodes)
