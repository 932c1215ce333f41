"""Describes the endpoint (SPARQL 1.1 Service Description): what it speaks and what it holds."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.store.formats import GRAPHS, TABLES
from nqfgraph.vocab import DCTERMS, RDF, SD, VOID, XSD
from nqfgraph_server.service import OpenRelease


def describe(opened: OpenRelease, endpoint: str, media_type: str) -> bytes:
    """Return the description of the service at the address ``endpoint`` in an RDF format."""
    prefixes = {"sd": SD.iri, "void": VOID.iri, "dcterms": DCTERMS.iri}
    content = ox.serialize(_triples(opened, endpoint), format=GRAPHS[media_type], prefixes=prefixes)
    assert content is not None  # it is written nowhere else
    return content


def _triples(opened: OpenRelease, endpoint: str) -> Iterator[ox.Triple]:
    service = ox.NamedNode(f"{endpoint}#service")
    dataset = ox.NamedNode(f"{endpoint}#dataset")
    default = ox.NamedNode(f"{endpoint}#default-graph")
    counts = opened.manifest.counts
    yield ox.Triple(service, RDF.type, SD.Service)
    yield ox.Triple(service, SD.endpoint, ox.NamedNode(endpoint))
    yield ox.Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield ox.Triple(service, SD.feature, SD.UnionDefaultGraph)
    for iri in (*(each.iri for each in TABLES.values()), *(each.iri for each in GRAPHS.values())):
        yield ox.Triple(service, SD.resultFormat, ox.NamedNode(iri))
    yield ox.Triple(service, SD.defaultDataset, dataset)
    yield ox.Triple(dataset, RDF.type, SD.Dataset)
    yield ox.Triple(dataset, DCTERMS.identifier, ox.Literal(opened.version))
    yield ox.Triple(dataset, SD.defaultGraph, default)
    yield from _graph(default, counts.quads)
    for name, size in sorted(counts.graphs.items()):
        entry = ox.NamedNode(f"{endpoint}#{name}")
        graph = ox.NamedNode(f"{endpoint}#{name}-graph")
        yield ox.Triple(dataset, SD.namedGraph, entry)
        yield ox.Triple(entry, RDF.type, SD.NamedGraph)
        yield ox.Triple(entry, SD.name, ox.NamedNode(opened.iris.graph(name)))
        yield ox.Triple(entry, SD.graph, graph)
        yield from _graph(graph, size)


def _graph(graph: ox.NamedNode, size: int) -> Iterator[ox.Triple]:
    yield ox.Triple(graph, RDF.type, SD.Graph)
    yield ox.Triple(graph, VOID.triples, ox.Literal(str(size), datatype=XSD.integer))
