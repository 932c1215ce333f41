"""Asks a store for the neighbourhood of a thing.

Two questions, however much refers to the thing: what is said of it and of what belongs to it, and what the
things are called that this mentions. A document made of the answer can be read alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from nqfgraph.describe.neighbourhood import Neighbourhood
from nqfgraph.iris import document
from nqfgraph.queries import load
from nqfgraph.store.base import GraphStore
from nqfgraph.vocab import NQF, RDF, SKOS


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing that refers to another, and the property it does so by."""

    iri: str
    property: str


def describe(store: GraphStore, iri: str) -> Neighbourhood | None:
    """Return a thing with its parts, record, evidence, outcomes, statements and descriptors, and labels.

    A framework comes with all of its levels. None if nothing is said of ``iri``, also if it is no IRI at all.
    """
    triples = set(_statements(store, iri))
    if not any(isinstance(each.subject, ox.NamedNode) and each.subject.value == iri for each in triples):
        return None
    if any(each.predicate == RDF.type and each.object == NQF.Framework for each in triples):
        for level in _objects(triples, SKOS.hasTopConcept):
            triples.update(_statements(store, level))
    triples.update(_labels(store, triples))
    return Neighbourhood(iri, triples)


def exists(store: GraphStore, iri: str) -> bool:
    """Say whether the store says anything of ``iri``."""
    node = _node(iri)
    return node is not None and bool(store.query(f"ASK {{ {node} ?p ?o }}"))


def referring(store: GraphStore, iri: str, limit: int) -> tuple[tuple[Reference, ...], Neighbourhood]:
    """Return up to ``limit`` things that refer to a thing, sorted, and what they are called."""
    text = _fill(load("referring"), thing=(ox.NamedNode(iri),))
    found = sorted(_rows(store, f"{text} LIMIT {limit:d}"))
    names = _labels(store, (), {document(subject) for subject, _ in found})
    return tuple(Reference(*each) for each in found), Neighbourhood(iri, names)


def names(store: GraphStore, iris: Iterable[str]) -> Neighbourhood:
    """Return what things are called; empty for things without a name."""
    return Neighbourhood("", _labels(store, (), iris))


def subjects_of(store: GraphStore, query: str, iri: str, limit: int) -> list[str]:
    """Return the IRIs of ?s in the answers of a named query about a thing, at most ``limit``."""
    rows = store.query(f"{_fill(load(query), thing=(ox.NamedNode(iri),))} LIMIT {limit:d}")
    assert isinstance(rows, ox.QuerySolutions)  # of a SELECT
    return [row["s"].value for row in rows if isinstance(row["s"], ox.NamedNode)]


def described_in_short(store: GraphStore, query: str, iris: Iterable[str]) -> set[ox.Triple]:
    """Return what a named query gives of things, with the names of all that it mentions."""
    triples = set(_triples(store, _fill(load(query), things=map(ox.NamedNode, iris))))
    return triples | set(_labels(store, triples))


def _statements(store: GraphStore, iri: str) -> Iterator[ox.Triple]:
    node = _node(iri)
    if node is not None:
        yield from _triples(store, _fill(load("description"), thing=(node,)))


def _labels(
    store: GraphStore, triples: Iterable[ox.Triple], further: Iterable[str] = ()
) -> Iterator[ox.Triple]:
    """Give the names of everything that is mentioned but not described in ``triples``, and of ``further``."""
    described = {each.subject for each in triples}
    mentioned = {each.object for each in triples if each.predicate != RDF.type} - described
    nodes = {each for each in mentioned if isinstance(each, ox.NamedNode)}
    nodes |= {ox.NamedNode(each) for each in further}
    if nodes:
        yield from _triples(store, _fill(load("labels"), things=sorted(nodes, key=str)))


def _objects(triples: Iterable[ox.Triple], predicate: ox.NamedNode) -> list[str]:
    return sorted(
        each.object.value
        for each in triples
        if each.predicate == predicate and isinstance(each.object, ox.NamedNode)
    )


def _triples(store: GraphStore, query: str) -> Iterator[ox.Triple]:
    triples = store.query(query)
    assert isinstance(triples, ox.QueryTriples)  # of a CONSTRUCT
    return iter(triples)


def _rows(store: GraphStore, query: str) -> Iterator[tuple[str, str]]:
    """Give the IRIs of ?s and ?p in the answers of a query."""
    rows = store.query(query)
    assert isinstance(rows, ox.QuerySolutions)  # of a SELECT
    for row in rows:
        subject, predicate = row["s"], row["p"]
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode):
            yield subject.value, predicate.value


def _fill(text: str, **nodes: Iterable[ox.NamedNode]) -> str:
    """Put IRIs in the place of variables, in every branch; a join afterwards would read each branch whole."""
    for name, values in nodes.items():
        text = " ".join(map(str, values)).join(re.split(rf"\?{name}\b", text))
    return text


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None
