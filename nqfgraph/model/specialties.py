"""Specialties, the concepts of national classifications that qualifications stand on: graph/framework."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.model.index import specialty_key
from nqfgraph.model.records import Key, Qualification, Register
from nqfgraph.model.terms import Node, Statements, Terms, string
from nqfgraph.vocab import NQF, SKOS


def specialty_quads(register: Register, terms: Terms) -> Iterator[ox.Quad]:
    """Describe each specialty once, however many qualifications stand on it."""
    says = Statements(terms, "framework")
    for iri, qualification in _namesakes(register, terms).items():
        node = Node(iri)
        says.types(node, NQF.Specialty, SKOS.Concept)
        says.say(node, SKOS.notation, string(qualification.code))
        says.texts(node, SKOS.prefLabel, qualification.specialty or qualification.title)
        says.say(node, SKOS.inScheme, terms.shared("classification", qualification.classification or ()))
        yield from says.take()


def _namesakes(register: Register, terms: Terms) -> dict[str, Qualification]:
    """Return for the IRI of each specialty the qualification that gives it its name.

    It is one that says what the specialty is called, if there is one, and of several the one with the least
    key: the order of the rows does not matter.
    """
    chosen: dict[str, Qualification] = {}
    for qualification in register.qualifications:
        key = specialty_key(qualification)
        if key is None:
            continue
        iri = terms.iris.thing("specialty", *key)
        if iri not in chosen or _rank(qualification) < _rank(chosen[iri]):
            chosen[iri] = qualification
    return chosen


def _rank(qualification: Qualification) -> tuple[bool, Key]:
    return not qualification.specialty, qualification.key
