"""JSON-LD with a context, of one record; whole registers are written by `nqfgraph.exports.framing`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.serializers import jsonld as _serializer
from rdflib.term import Node

_from_rdf: Any = _serializer.from_rdf
_STRING = "http://www.w3.org/2001/XMLSchema#string"


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
