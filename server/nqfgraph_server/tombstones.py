"""What is left of a thing that was removed: when, what it was, its last version, what takes its place.

In RDF it is a ``Tombstone`` of Activity Streams 2.0 (Vocabulary, § 5.4) and an invalidated entity of PROV-O.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import flask
import pyoxigraph as ox

from nqfgraph.changelog import ChangeLog, Entry, Operation
from nqfgraph.describe import Neighbourhood, Text
from nqfgraph.exports.metadata import WRITERS, write_description
from nqfgraph.vocab import AS, DCAT, DCTERMS, FOAF, NQF, PROV, RDF, RDFS, XSD
from nqfgraph_server.documents import FORMATS


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What there is to say of a thing that was removed."""

    iri: str
    types: tuple[str, ...]
    """The classes that it had."""
    labels: tuple[Text, ...]
    """What it was called, by language."""
    removed: datetime
    release: str
    """The last release that described it."""
    version: str
    """The address of its last version."""
    successors: tuple[str, ...]
    """What takes its place, as its last version said."""

    def members(self) -> dict[str, object]:
        """Return the members that a problem document gets beside its own (RFC 9457, § 3.2)."""
        return {
            "iri": self.iri,
            "formerType": list(self.types),
            "title": {each.language: each.value for each in self.labels},
            "removed": _moment(self.removed),
            "version": self.version,
            "successors": list(self.successors),
        }

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the tombstone as RDF."""
        thing, version = ox.NamedNode(self.iri), ox.NamedNode(self.version)
        when = ox.Literal(_moment(self.removed), datatype=XSD.dateTime)
        yield ox.Triple(thing, RDF.type, AS.Tombstone)
        for each in self.types:
            yield ox.Triple(thing, AS.formerType, ox.NamedNode(each))
        for label in self.labels:
            literal = ox.Literal(label.value, language=label.language or None)
            yield ox.Triple(thing, RDFS.label, literal)
        yield ox.Triple(thing, AS.deleted, when)
        yield ox.Triple(thing, PROV.invalidatedAtTime, when)
        yield ox.Triple(thing, DCTERMS.hasVersion, version)
        for successor in self.successors:
            yield ox.Triple(thing, DCTERMS.isReplacedBy, ox.NamedNode(successor))
        yield ox.Triple(version, DCTERMS.isVersionOf, thing)
        yield ox.Triple(version, DCAT.version, ox.Literal(self.release))


def read_tombstone(log: ChangeLog, entries: Sequence[Entry], base: str) -> Tombstone:
    """Return the tombstone of a thing whose entries end with its removal; ReleaseError for a damaged log."""
    removal = entries[-1]
    last = next(each for each in reversed(entries) if each.operation is not Operation.REMOVED)
    before = [step for step in log.steps() if step.number < removal.step]
    content = log.item_content(removal.iri) or log.content(removal.number)
    quads = ox.parse(content, format=ox.RdfFormat.N_QUADS)
    of = Neighbourhood(removal.iri, (quad.triple for quad in quads))
    speakers = (removal.iri, *of.subjects(FOAF.primaryTopic, removal.iri))
    return Tombstone(
        iri=removal.iri,
        types=of.types(removal.iri),
        labels=of.labels(removal.iri),
        removed=removal.time,
        release=before[-1].release,
        version=f"{base}feeds/versions/{last.number}",
        successors=tuple(dict.fromkeys(iri for each in speakers for iri in of.nodes(each, NQF.successor))),
    )


def asked_form() -> str | None:
    """Return the media type of RDF that the address of this request names; None if it names none."""
    path = flask.request.path
    form = FORMATS.get(path.rpartition(".")[2]) if path.startswith("/data/") else None
    return form.media_type if form and form.media_type in WRITERS else None


def write_tombstone(tombstone: Tombstone, media_type: str) -> bytes:
    """Return a tombstone in one of the forms of `nqfgraph.exports.metadata`."""
    return write_description(tombstone.triples(), media_type)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
