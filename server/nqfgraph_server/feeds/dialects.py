"""The two ways in which the entries of the log are told as members of an event stream (LDES 1.0).

Versions: each member is a version of a thing, ``{base}feeds/versions/{number}``; its graph, named as it is,
has the statements of that version. Only a removal has a class, because a client that makes the thing out of
its last version (``--materialize``) gives it the class as well.
Activities: each member creates, updates or deletes a thing, as DCAT-AP Feeds wants it; it says nothing but
its class, its object and its time, because the shape of that profile is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.changelog import Entry, Operation
from nqfgraph.vocab import AS, DCAT, DCTERMS, LDES, PROV, RDF, SH, XSD
from nqfgraph_server.feeds.nodes import Value, literal, moment, node, reference

Statement = tuple[ox.NamedNode, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How members are named and what is said of them beside their graph."""

    name: str
    """The stream is at ``/feeds/{name}``."""
    fragment: str = ""
    """What follows the address of a version in the name of a member."""
    time: ox.NamedNode
    thing: ox.NamedNode
    number: ox.NamedNode | None = None
    classes: Mapping[Operation, ox.NamedNode] = field(default_factory=dict)
    """The classes of members by what happened; a member whose operation is not here has none."""

    def stream(self, base: str) -> str:
        """Return the IRI of the stream."""
        return f"{base}feeds/{self.name}#stream"

    def member(self, base: str, entry: Entry) -> str:
        """Return the IRI of the member, which is that of its graph too."""
        return f"{base}feeds/versions/{entry.number}{self.fragment}"

    def describe(self, base: str, entry: Entry) -> dict[str, object]:
        """Return what is said of a member beside its graph."""
        return node(self.member(base, entry), self._said(entry))

    def paths(self) -> Iterator[Statement]:
        """Yield what a client has to know to read the members (LDES 1.0, context information)."""
        yield LDES.timestampPath, reference(self.time)
        if self.number is not None:
            yield LDES.sequencePath, reference(self.number)
        yield LDES.versionOfPath, reference(self.thing)
        for name, operation in _MARKS.items():
            if operation in self.classes:
                yield LDES[f"version{name}Path"], reference(RDF.type)
                yield LDES[f"version{name}Object"], reference(self.classes[operation])

    def shape(self) -> Iterator[Statement]:
        """Yield the shape of members: only what each of them has, for a client drops one that has less."""
        yield RDF.type, reference(SH.NodeShape)
        yield SH.nodeKind, reference(SH.IRI)
        one = literal("1", XSD.integer)
        counts = ((SH.minCount, one), (SH.maxCount, one))
        for path, kind in (
            (self.time, (SH.datatype, reference(XSD.dateTime))),
            (self.thing, (SH.nodeKind, reference(SH.IRI))),
        ):
            yield SH.property, node(None, ((SH.path, reference(path)), kind, *counts))

    def _said(self, entry: Entry) -> Iterator[Statement]:
        if entry.operation in self.classes:
            yield RDF.type, reference(self.classes[entry.operation])
        yield self.thing, reference(entry.iri)
        yield self.time, moment(entry.time)
        if self.number is not None:
            yield self.number, literal(str(entry.number), XSD.integer)


_MARKS: Mapping[str, Operation] = MappingProxyType(
    {"Create": Operation.CREATED, "Update": Operation.CHANGED, "Delete": Operation.REMOVED}
)

VERSIONS = Dialect(
    name="ldes",
    time=PROV.generatedAtTime,
    thing=DCTERMS.isVersionOf,
    number=DCAT.version,
    classes=MappingProxyType({Operation.REMOVED: AS.Delete}),
)

ACTIVITIES = Dialect(
    name="activities",
    fragment="#activity",
    time=AS.published,
    thing=AS.object,
    classes=MappingProxyType(
        {
            Operation.CREATED: AS.Create,
            Operation.CHANGED: AS.Update,
            Operation.WITHDRAWN: AS.Update,
            Operation.REMOVED: AS.Delete,
        }
    ),
)
