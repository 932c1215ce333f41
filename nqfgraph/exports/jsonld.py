"""JSON-LD with a context: one record, or a whole register record by record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import IO, Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.serializers import jsonld as _serializer
from rdflib.term import Node

_from_rdf: Any = _serializer.from_rdf
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_BATCH = 100
"""Subjects compacted at a time when a register is written."""


def compact(triples: Iterable[ox.Triple], context: Mapping[str, object]) -> dict[str, Any]:
    """Return triples as a JSON-LD document that uses ``context`` (``{"@context": {…}}``).

    The document is one node, or has all nodes under ``@graph``. Literals keep their lexical form.
    """
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    document: Any = _from_rdf(graph, context_data=context["@context"], auto_compact=False)
    if isinstance(document, list):
        document = {"@graph": document}
    return {"@context": context["@context"]} | {
        name: document[name] for name in document if name != "@context"
    }


def write_register(quads: Iterable[ox.Quad], context: Mapping[str, object], output: IO[bytes]) -> None:
    """Write quads that are sorted by subject as one JSON-LD document, without holding all of them."""
    output.write(b'{"@context": ' + _bytes(context["@context"]) + b',\n"@graph": [')
    separator = b"\n"
    for triples in _batches(quads):
        for node in _nodes(compact(triples, context)):
            output.write(separator + _bytes(node))
            separator = b",\n"
    output.write(b"\n]}\n")


def _batches(quads: Iterable[ox.Quad]) -> Iterator[list[ox.Triple]]:
    batch: list[ox.Triple] = []
    subjects = 0
    for _, said in groupby(quads, key=lambda quad: quad.subject):
        batch += [quad.triple for quad in said]
        subjects += 1
        if subjects == _BATCH:
            yield batch
            batch, subjects = [], 0
    if batch:
        yield batch


def _nodes(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] | None = document.get("@graph")
    return nodes if nodes is not None else [{name: document[name] for name in document if name != "@context"}]


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Triple):
        raise TypeError("JSON-LD 1.1 has no triple terms")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == _STRING else rdflib.URIRef(term.datatype.value)
    # Without normalisation “07” stays “07”: the statement is handed on, not interpreted.
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
