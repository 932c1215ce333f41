"""Counts what the graphs of a release hold, for VoID: in one pass over its sorted lines, in little memory.

The lines are N-Quads sorted by bytes, a triple in one graph only, no blank nodes. So all lines of a subject
stand together, and in them all lines of a property: looking at the line before tells what is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nqfgraph.model.link_figures import LinkFigures, read_figures
from nqfgraph.vocab import RDF


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """How often a property is used: in how many triples, of how many subjects."""

    triples: int
    subjects: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a graph holds, or all of them together."""

    triples: int
    subjects: int
    """Number of different subjects."""
    properties: Mapping[str, PropertyCount]
    """By the IRI of the property."""
    classes: Mapping[str, int]
    """Number of instances by the IRI of their class."""


@dataclass(frozen=True, slots=True)
class ReleaseStatistics:
    """The counts of a release: of all its graphs together, and of each by its IRI."""

    all: Statistics
    graphs: Mapping[str, Statistics]
    links: LinkFigures | None = None
    """How good the links to skills are; None where nobody counted."""

    def to_json(self) -> bytes:
        """Return the counts as indented JSON with sorted keys."""
        value = asdict(self) | {"links": self.links.members() if self.links else None}
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_json(cls, text: bytes) -> ReleaseStatistics:
        """Read what `to_json` wrote; ValueError, KeyError or TypeError for anything else."""
        value = json.loads(text)
        graphs = {iri: _read(each) for iri, each in value["graphs"].items()}
        links = value.get("links")
        return cls(all=_read(value["all"]), graphs=graphs, links=read_figures(links) if links else None)


def replace_part(
    whole: ReleaseStatistics, gone: ReleaseStatistics, come: ReleaseStatistics
) -> ReleaseStatistics:
    """Return the counts of lines when some are gone and others have come, all those of their subjects."""
    graphs = sorted({*whole.graphs, *come.graphs})
    parts = {
        graph: _replaced(*(each.graphs.get(graph, _NOTHING) for each in (whole, gone, come)))
        for graph in graphs
    }
    together = _replaced(whole.all, gone.all, come.all)
    return ReleaseStatistics(together, {graph: each for graph, each in parts.items() if each.triples})


def _replaced(whole: Statistics, gone: Statistics, come: Statistics) -> Statistics:
    names = sorted({*whole.properties, *come.properties})
    properties = {
        name: _exchanged(*(each.properties.get(name) for each in (whole, gone, come))) for name in names
    }
    classes = Counter(whole.classes)
    classes.subtract(gone.classes)
    classes.update(come.classes)
    return Statistics(
        triples=whole.triples - gone.triples + come.triples,
        subjects=whole.subjects - gone.subjects + come.subjects,
        properties={name: each for name, each in properties.items() if each.triples},
        classes={name: number for name, number in sorted(classes.items()) if number},
    )


def _exchanged(
    whole: PropertyCount | None, gone: PropertyCount | None, come: PropertyCount | None
) -> PropertyCount:
    before, less, more = (each or PropertyCount(0, 0) for each in (whole, gone, come))
    return PropertyCount(
        before.triples - less.triples + more.triples, before.subjects - less.subjects + more.subjects
    )


class Tally:
    """Counts lines as they pass."""

    def __init__(self) -> None:
        self._triples: Counter[tuple[bytes, bytes]] = Counter()
        """By graph and property."""
        self._with_property: Counter[tuple[bytes, bytes]] = Counter()
        """Subjects, by graph and property; by all graphs together where the graph is empty."""
        self._subjects: Counter[bytes] = Counter()
        self._instances: Counter[tuple[bytes, bytes]] = Counter()

    def watch(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the lines of a dump, each as it comes, and count them."""
        triples, with_property, subjects = self._triples, self._with_property, self._subjects
        last_subject = last_property = last_graph = b""
        in_graphs: set[bytes] = set()
        property_in: set[bytes] = set()
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            graph = rest[rest.rindex(b" <") + 2 : -4]
            triples[graph, predicate] += 1
            if subject != last_subject:
                last_subject, last_property, last_graph = subject, b"", b""
                in_graphs.clear()
                subjects[_ALL] += 1
            if predicate != last_property:
                last_property, last_graph = predicate, b""
                property_in.clear()
                with_property[_ALL, predicate] += 1
            if graph != last_graph:
                last_graph = graph
                if graph not in property_in:
                    property_in.add(graph)
                    with_property[graph, predicate] += 1
                if graph not in in_graphs:
                    in_graphs.add(graph)
                    subjects[graph] += 1
            if predicate == _TYPE:
                self._instances[graph, rest[1 : rest.index(b">")]] += 1
            yield line

    def statistics(self) -> ReleaseStatistics:
        """Return the counts of the lines that have passed."""
        graphs = {graph: self._of(graph) for graph in sorted(self._subjects) if graph != _ALL}
        counted = {graph.decode(): each for graph, each in graphs.items()}
        properties: Counter[str] = Counter()
        classes: Counter[str] = Counter()
        for each in graphs.values():
            properties.update({iri: count.triples for iri, count in each.properties.items()})
            classes.update(each.classes)
        together = Statistics(
            triples=sum(each.triples for each in graphs.values()),
            subjects=self._subjects[_ALL],
            properties={
                iri: PropertyCount(count, self._with_property[_ALL, f"<{iri}>".encode()])
                for iri, count in sorted(properties.items())
            },
            classes=dict(sorted(classes.items())),
        )
        return ReleaseStatistics(all=together, graphs=counted)

    def _of(self, graph: bytes) -> Statistics:
        properties = {
            predicate[1:-1].decode(): PropertyCount(count, self._with_property[graph, predicate])
            for (each, predicate), count in sorted(self._triples.items())
            if each == graph
        }
        return Statistics(
            triples=sum(each.triples for each in properties.values()),
            subjects=self._subjects[graph],
            properties=properties,
            classes={
                name.decode(): count
                for (each, name), count in sorted(self._instances.items())
                if each == graph
            },
        )


_NOTHING = Statistics(0, 0, {}, {})
_ALL = b""
_TYPE = str(RDF.type).encode()


def _read(value: Mapping[str, Any]) -> Statistics:
    properties = {iri: PropertyCount(**each) for iri, each in value["properties"].items()}
    return Statistics(value["triples"], value["subjects"], properties, dict(value["classes"]))
