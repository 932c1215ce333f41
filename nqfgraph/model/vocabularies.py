"""Concepts that the release refers to, with their schemes: graph/vocabularies.

The official shapes look for every concept and its typed scheme inside the data, so a release carries a stub
of each: what the vocabularies in ``ontology/`` say of it and of everything wider.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.model.records import Register
from nqfgraph.model.terms import Node, Statements, Terms, string
from nqfgraph.vocab import DCTERMS, NQF, SKOS

ESCO_SKILLS = "http://data.europa.eu/esco/concept-scheme/skills"
"""The concept scheme of all ESCO skills."""


def vocabulary_quads(register: Register, terms: Terms) -> Iterator[ox.Quad]:
    """Give the stubs of all concepts that ``terms`` was asked for, so this comes after the other graphs.

    Our own schemes are given whole, but for the rules of submissions, which no register speaks of. A concept
    that is in no vocabulary stays undescribed, for the shapes to find.
    """
    says = Statements(terms, "vocabularies")
    _write_skills(register, terms, says)
    ontology = terms.ontology
    used = {iri for iri in terms.concepts() if ontology.concept(iri)}
    for scheme in ontology.schemes.values():
        if scheme.iri.startswith(NQF.iri) and scheme.iri != NQF["submission-rule"].value:
            used.update(scheme.concepts)
    for triple in ontology.stub(used):
        says.copy(triple)
    return says.take()


def _write_skills(register: Register, terms: Terms, says: Statements) -> None:
    if not register.skills:
        return
    scheme = Node(ESCO_SKILLS)
    says.types(scheme, SKOS.ConceptScheme)
    for skill in register.skills:
        (iri,) = skill.key
        node = terms.concept(iri)
        says.types(node, SKOS.Concept)
        says.say(node, SKOS.inScheme, scheme)
        says.texts(node, SKOS.prefLabel, skill.label)
        says.say(node, DCTERMS["type"], terms.code("skill-type", skill.kind))
        if skill.version:
            says.say(node, NQF.skillVersion, string(skill.version))
