"""Describes a SPARQL endpoint for programs: SPARQL 1.1 Service Description (W3C Recommendation of 2013).

All counts are those of the release, as in `nqfgraph.exports.void`, whose partitions stand here too, below the
graphs they count. What a query may take is said with terms of our own, because no vocabulary has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from nqfgraph.exports.assertions import Assertions
from nqfgraph.exports.void import describe_contents
from nqfgraph.iris import Iris, part
from nqfgraph.model.statistics import ReleaseStatistics
from nqfgraph.model.terms import decimal, integer, string
from nqfgraph.vocab import DCAT, DCTERMS, NQF, RDFS, SD, VOID

SIMPLE_ENTAILMENT = ox.NamedNode("http://www.w3.org/ns/entailment/Simple")
"""Nothing is inferred (SPARQL 1.1 Entailment Regimes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What is told of an endpoint."""

    address: str
    """Where it is asked, as its readers see it."""
    examples: str
    """Address of its example queries."""
    base: str
    """Base IRI of the register."""
    version: str
    """The release that is asked."""
    statistics: ReleaseStatistics
    formats: Sequence[str]
    """IRIs of the formats of answers (http://www.w3.org/ns/formats/)."""
    functions: Iterable[str] = ()
    """IRIs of functions beyond those of SPARQL 1.1."""
    language_extensions: Iterable[str] = ()
    """IRIs of extensions of the language."""
    others: Sequence[str] = ()
    """Addresses of the endpoints that SERVICE may name."""
    limits: Mapping[ox.NamedNode, float]
    """Values by property: floats are written as decimals, whole numbers as integers."""


def describe_endpoint(endpoint: Endpoint, known: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Return the service description, sorted; ``known``: the triples of the release's ``graph/catalogue``."""
    catalogued = ox.NamedNode(part(Iris(endpoint.base).catalogue(), "dataset"))
    says = Assertions()
    service = ox.NamedNode(part(endpoint.address, "service"))
    dataset = ox.NamedNode(part(endpoint.address, "dataset"))
    _describe_service(says, endpoint, service)
    says.say(service, SD.defaultDataset, dataset)
    for each in known:
        if each.subject == catalogued and each.predicate in _OF_BOTH:
            says.copy(ox.Triple(subject, each.predicate, each.object) for subject in (service, dataset))
    says.types(dataset, SD.Dataset, VOID.Dataset)
    says.say(dataset, DCTERMS.isVersionOf, catalogued)
    says.say(dataset, DCAT.version, string(endpoint.version))
    release = ox.NamedNode(part(Iris(endpoint.base).catalogue(), f"release-{endpoint.version}"))
    says.say(dataset, DCTERMS.hasVersion, release)
    says.say(dataset, RDFS.seeAlso, ox.NamedNode(f"{endpoint.base}void"))
    _describe_graphs(says, endpoint, service, dataset)
    return says.triples()


_OF_BOTH = (DCTERMS.title, DCTERMS.publisher, DCTERMS.license)
"""What the catalogue says of the dataset that holds for the service too."""


def _describe_service(says: Assertions, endpoint: Endpoint, service: ox.NamedNode) -> None:
    says.types(service, SD.Service)
    says.say(service, SD.endpoint, ox.NamedNode(endpoint.address))
    says.say(service, SD.supportedLanguage, SD.SPARQL11Query)
    says.say(service, SD.feature, SD.UnionDefaultGraph)
    if endpoint.others:
        says.say(service, SD.feature, SD.BasicFederatedQuery)
        says.say(service, NQF.serviceEndpoint, *map(ox.NamedNode, endpoint.others))
    says.say(service, SD.defaultEntailmentRegime, SIMPLE_ENTAILMENT)
    says.say(service, SD.resultFormat, *map(ox.NamedNode, endpoint.formats))
    for function in map(ox.NamedNode, endpoint.functions):
        says.types(function, SD.Function)
        says.say(service, SD.extensionFunction, function)
    says.say(service, SD.languageExtension, *map(ox.NamedNode, endpoint.language_extensions))
    for limit, value in endpoint.limits.items():
        says.say(service, limit, integer(value) if isinstance(value, int) else decimal(Decimal(str(value))))
    says.say(service, RDFS.seeAlso, ox.NamedNode(endpoint.examples))


def _describe_graphs(
    says: Assertions, endpoint: Endpoint, service: ox.NamedNode, dataset: ox.NamedNode
) -> None:
    document = ox.NamedNode(endpoint.address)
    graphs = ox.NamedNode(part(endpoint.address, "graphs"))
    default = ox.NamedNode(part(endpoint.address, "default-graph"))
    says.say(service, SD.availableGraphs, graphs)
    says.types(graphs, SD.GraphCollection)
    says.say(dataset, SD.defaultGraph, default)
    says.types(default, SD.Graph, VOID.Dataset)
    describe_contents(says, document, default, "", endpoint.statistics.all)
    for iri, counts in endpoint.statistics.graphs.items():
        name = iri.removeprefix(f"{endpoint.base}graph/")
        named = ox.NamedNode(part(endpoint.address, name))
        graph = ox.NamedNode(part(endpoint.address, f"{name}-graph"))
        says.say(dataset, SD.namedGraph, named)
        says.say(graphs, SD.namedGraph, named)
        says.types(named, SD.NamedGraph)
        says.say(named, SD.name, ox.NamedNode(iri))
        says.say(named, SD.graph, graph)
        says.types(graph, SD.Graph, VOID.Dataset)
        describe_contents(says, document, graph, f"{name}-", counts)
