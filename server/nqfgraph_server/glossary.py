"""The terms of the ontology and of a vocabulary, as the pages of definitions list them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from nqfgraph.describe import Text
from nqfgraph.ontology import Concept, Ontology
from nqfgraph.vocab import NQF, OWL, PREFIXES, RDF, RDFS
from nqfgraph_server.rendering import chosen


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its name below the namespace, what it is called and what it means."""

    name: str
    iri: str
    label: Text
    definition: Text
    related: Mapping[str, tuple[tuple[str, str], ...]]
    """Wider terms, domain and range, each as (IRI, short name)."""


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept of a scheme."""

    iri: str
    notation: str
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class SchemeEntry:
    """A concept scheme with its concepts."""

    name: str
    iri: str
    label: Text
    concepts: tuple[ConceptEntry, ...]


_RELATIONS = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
_PROPERTIES = {each.value for each in (RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty)}
_CLASSES = {each.value for each in (RDFS.Class, OWL.Class)}


def terms(ontology: Ontology, language: str) -> dict[str, object]:
    """Return what the page of the ontology shows: classes, properties, our schemes, names of vocabularies."""
    classes, properties = [], []
    for iri in ontology.terms():
        triples = ontology.description(iri)
        types = set(_named(triples, RDF.type))
        if types & _CLASSES:
            classes.append(_term(ontology, iri, triples, language))
        elif types & _PROPERTIES:
            properties.append(_term(ontology, iri, triples, language))
    own: list[SchemeEntry] = []
    published: list[SchemeEntry] = []
    for each in ontology.schemes.values():
        (own if each.iri.startswith(NQF.iri) else published).append(scheme(ontology, each.name, language))
    return {
        "namespace": NQF.iri,
        "classes": classes,
        "properties": properties,
        "schemes": own,
        "vocabularies": published,
    }


def scheme(ontology: Ontology, name: str, language: str) -> SchemeEntry:
    """Return a scheme with its concepts; InputError for an unknown name."""
    found = ontology.scheme(name)
    return SchemeEntry(
        name,
        found.iri,
        chosen(dict(found.labels), language),
        tuple(_concepts(found.concepts.values(), language)),
    )


def short_name(iri: str) -> str:
    """Return an IRI with the prefix that we use for its namespace, or as it is."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _concepts(concepts: Iterable[Concept], language: str) -> Iterable[ConceptEntry]:
    for each in concepts:
        yield ConceptEntry(
            each.iri,
            each.notation or "",
            chosen(dict(each.labels), language),
            chosen(dict(each.definitions), language),
        )


def _term(ontology: Ontology, iri: str, triples: Sequence[ox.Triple], language: str) -> Term:
    related = {
        short_name(relation.value): tuple((each, short_name(each)) for each in _named(triples, relation))
        for relation in _RELATIONS
    }
    return Term(
        name=iri.removeprefix(NQF.iri),
        iri=iri,
        label=chosen(ontology.labels(iri), language),
        definition=chosen(ontology.definitions(iri), language),
        related={name: values for name, values in related.items() if values},
    )


def _named(triples: Iterable[ox.Triple], predicate: ox.NamedNode) -> Iterator[str]:
    """Give the IRIs among the values of a property."""
    for each in triples:
        if each.predicate == predicate and isinstance(each.object, ox.NamedNode):
            yield each.object.value
