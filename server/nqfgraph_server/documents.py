"""Data documents: the forms in which the neighbourhood of a thing is written, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from nqfgraph.describe import Neighbourhood, Opportunities
from nqfgraph.exports.jsonld import compact
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import PREFIXES, RDF
from nqfgraph_server import plain


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is written from."""

    neighbourhood: Neighbourhood
    ontology: Ontology
    context_iri: str
    """Where the JSON-LD context can be fetched."""
    version: str
    """The release."""
    kind: str = ""
    """The kind of thing, as in its IRI."""
    offers: Opportunities | None = None
    """The learning opportunities that are listed with it."""


@dataclass(frozen=True, slots=True)
class Format:
    """A form of data documents: the end of its address, its media type, its name, and its writer."""

    extension: str
    media_type: str
    name: str
    write: Callable[[Source], bytes]


def turtle(triples: Iterable[ox.Triple], first: str | None = None) -> bytes:
    """Write Turtle with the prefixes that are used, in a stable order, ``first`` before the others."""
    ordered = sorted(set(triples), key=lambda each: (_value(each.subject) != first, str(each)))
    used = {_value(term) for each in ordered for term in (each.subject, each.predicate, each.object)}
    used |= {each.object.datatype.value for each in ordered if isinstance(each.object, ox.Literal)}
    prefixes = _prefixes(used)
    written = _serialise(ordered, ox.RdfFormat.TURTLE, prefixes).splitlines(keepends=True)
    # The serialiser writes the prefixes in the order of a hash table, which changes from run to run.
    return b"".join(sorted(written[: len(prefixes)])) + b"\n" + b"".join(written[len(prefixes) :])


def _prefixes(used: Iterable[str]) -> dict[str, str]:
    """Return the prefixes that these IRIs need."""
    return {prefix: iri for prefix, iri in PREFIXES.items() if any(each.startswith(iri) for each in used)}


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _serialise(
    triples: Iterable[ox.Triple], form: ox.RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    written = ox.serialize(triples, format=form, prefixes=prefixes)
    return written or b""


def _turtle(of: Neighbourhood) -> bytes:
    return turtle(of.triples, of.iri)


def _n_triples(of: Neighbourhood) -> bytes:
    return _serialise(of.triples, ox.RdfFormat.N_TRIPLES)


def _rdf_xml(of: Neighbourhood) -> bytes:
    properties = {each.predicate.value for each in of.triples} | {RDF.type.value}
    return _serialise(of.triples, ox.RdfFormat.RDF_XML, _prefixes(properties))


_RDF_WRITERS: Mapping[str, Callable[[Neighbourhood], bytes]] = MappingProxyType(
    {"text/turtle": _turtle, "application/rdf+xml": _rdf_xml, "application/n-triples": _n_triples}
)


def _rdf(extension: str, media_type: str, name: str) -> Format:
    return Format(extension, media_type, name, lambda source: _RDF_WRITERS[media_type](source.neighbourhood))


def _json_ld(source: Source) -> bytes:
    document = compact(source.neighbourhood.triples, source.ontology.context())
    nodes = sorted(
        map(_ordered, document.get("@graph", [document])),
        key=lambda node: (str(node.get("id")) != source.neighbourhood.iri, str(node.get("id"))),
    )
    written = {"@graph": nodes} if "@graph" in document else nodes[0]
    return write_json({"@context": source.context_iri} | written)


def _ordered(value: Any) -> Any:
    """Put what JSON-LD has no order for into one: members by name behind id and type, sets by value."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (name not in ("id", "type"), name))
        return {
            name: value[name] if name == "@list" else _ordered(value[name])
            for name in names
            if name != "@context"
        }
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda each: json.dumps(each, sort_keys=True))
    return value


def _plain(source: Source) -> bytes:
    return write_json(plain.document(source.neighbourhood, source.version, source.offers))


def write_json(value: object) -> bytes:
    """Write JSON for people and programs: indented, letters as they are, a line end at the end."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def write_triples(triples: Iterable[ox.Triple], first: str, media_type: str) -> bytes:
    """Write statements in Turtle, RDF/XML or N-Triples, in a stable order; KeyError for another form."""
    return _RDF_WRITERS[media_type](Neighbourhood(first, triples))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.extension: each
        for each in (
            _rdf("ttl", "text/turtle", "Turtle"),
            Format("jsonld", "application/ld+json", "JSON-LD", _json_ld),
            _rdf("rdf", "application/rdf+xml", "RDF/XML"),
            _rdf("nt", "application/n-triples", "N-Triples"),
            Format("json", "application/json", "JSON", _plain),
        )
    }
)
"""All forms of data documents by extension, in the order in which they are offered."""

BY_MEDIA_TYPE: Mapping[str, Format] = MappingProxyType({each.media_type: each for each in FORMATS.values()})
