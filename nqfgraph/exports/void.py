"""Describes what the graphs of a release hold, for programs that query it: VoID (W3C note of 2011).

All counts are those of the release; none is estimated. The dataset is the one of the catalogue, by the same
IRI, and each named graph is a subset of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from nqfgraph.exports.assertions import Assertions
from nqfgraph.iris import Iris, part
from nqfgraph.model.statistics import ReleaseStatistics, Statistics
from nqfgraph.model.terms import integer, string
from nqfgraph.vocab import DCAT, DCTERMS, FOAF, FORMATS, NAMESPACES, PREFIXES, RDF, SD, VOID


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What VoID tells of a release."""

    version: str
    things: int
    """Number of things with an identifier, without their parts."""
    example: str
    """IRI of a thing to begin with: the framework."""
    statistics: ReleaseStatistics
    dumps: Sequence[str] = ("dump.nq",)
    """Names of the files of the release; of those that are RDF it is told."""


def describe_holding(base: str, known: Iterable[ox.Triple], holding: Holding) -> tuple[ox.Triple, ...]:
    """Return the VoID description of a release, sorted; ``known``: the triples of its ``graph/catalogue``."""
    iris = Iris(base)
    document, dataset = ox.NamedNode(f"{base}void"), ox.NamedNode(part(iris.catalogue(), "dataset"))
    says = Assertions(each for each in known if each.subject == dataset and each.predicate in _KEPT)
    says.types(document, VOID.DatasetDescription)
    says.say(document, FOAF.primaryTopic, dataset)
    says.types(dataset, VOID.Dataset)
    says.say(dataset, FOAF.homepage, ox.NamedNode(base))
    says.say(dataset, DCAT.version, string(holding.version))
    says.say(dataset, VOID.sparqlEndpoint, ox.NamedNode(f"{base}sparql"))
    for name in holding.dumps:
        feature = next((FORMATS[_FEATURES[form]] for form in _FEATURES if name.startswith(form)), None)
        if feature is not None:
            says.say(dataset, VOID.dataDump, ox.NamedNode(f"{base}releases/{holding.version}/{name}"))
            says.say(dataset, VOID.feature, feature)
    says.say(dataset, VOID.uriSpace, string(f"{base}id/"))
    says.say(dataset, VOID.uriRegexPattern, string(f"^{_escape(base)}id/[^#]+$"))
    says.say(dataset, VOID.entities, integer(holding.things))
    says.say(dataset, VOID.exampleResource, ox.NamedNode(holding.example))
    vocabularies = (ox.NamedNode(each) for each in _vocabularies(holding.statistics.all))
    says.say(dataset, VOID.vocabulary, *vocabularies)
    describe_contents(says, document, dataset, "", holding.statistics.all)
    for graph, counts in holding.statistics.graphs.items():
        name = graph.removeprefix(f"{base}graph/")
        subset = ox.NamedNode(part(document.value, f"graph-{name}"))
        says.say(dataset, VOID.subset, subset)
        says.types(subset, VOID.Dataset, SD.NamedGraph)
        says.say(subset, SD.name, ox.NamedNode(graph))
        says.say(subset, DCTERMS.title, string(name))
        describe_contents(says, document, subset, f"{name}-", counts)
    return says.triples()


_FEATURES: Mapping[str, str] = {
    "dump.nq": "N-Quads",
    "dump.ttl": "Turtle",
    "dump.trig": "TriG",
    "dump.jsonld": "JSON-LD",
    "dump.rdf": "RDF_XML",
}
"""The formats of dumps that hold all statements, by the beginning of the file's name."""

_KEPT = (
    RDF.type,
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.publisher,
    DCTERMS.license,
    DCTERMS.modified,
)


def describe_contents(
    says: Assertions, document: ox.NamedNode, dataset: ox.NamedNode, prefix: str, counts: Statistics
) -> None:
    """Say how much a dataset holds, and how much of each class and of each property.

    The partitions are parts of ``document``, whose names begin with ``prefix``.
    """
    says.say(dataset, VOID.triples, integer(counts.triples))
    says.say(dataset, VOID.distinctSubjects, integer(counts.subjects))
    says.say(dataset, VOID.classes, integer(len(counts.classes)))
    says.say(dataset, VOID.properties, integer(len(counts.properties)))
    for iri, number in counts.classes.items():
        partition = ox.NamedNode(part(document.value, f"{prefix}class-{_name(iri)}"))
        says.say(dataset, VOID.classPartition, partition)
        says.types(partition, VOID.Dataset)
        says.say(partition, VOID["class"], ox.NamedNode(iri))
        says.say(partition, VOID.entities, integer(number))
    for iri, count in counts.properties.items():
        partition = ox.NamedNode(part(document.value, f"{prefix}property-{_name(iri)}"))
        says.say(dataset, VOID.propertyPartition, partition)
        says.types(partition, VOID.Dataset)
        says.say(partition, VOID.property, ox.NamedNode(iri))
        says.say(partition, VOID.triples, integer(count.triples))
        says.say(partition, VOID.distinctSubjects, integer(count.subjects))


def _vocabularies(counts: Statistics) -> list[str]:
    """Return the namespaces of the classes and properties that are used."""
    used = (*counts.classes, *counts.properties)
    return [each.iri for each in NAMESPACES.values() if any(iri.startswith(each.iri) for iri in used)]


def _name(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return a term's name for use in a fragment: with its prefix, or else the whole IRI encoded."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}-{quote(iri.removeprefix(namespace), safe='')}"
    return quote(iri, safe="")


def _escape(base: str) -> str:
    """Return a base as a regular expression that matches it; of its characters only these have a meaning."""
    return "".join(f"\\{each}" if each in ".+*?()[]{}|^$\\" else each for each in base)
