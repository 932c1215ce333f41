"""Writes the description of a register in RDF formats: the same statements give the same bytes.

Each form is complete in itself. JSON-LD carries its context, which is prefixes and nothing else, so a program
needs nothing more to read it (JSON-LD 1.1, § 4.4).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.exports.statements import write_statements
from nqfgraph.vocab import PREFIXES, RDF, XSD


def write_description(triples: Iterable[ox.Triple], media_type: str) -> bytes:
    """Return triples without blank nodes in one of the forms of `WRITERS`; KeyError for another."""
    return WRITERS[media_type](sorted(set(triples), key=str))


def _oxigraph(form: ox.RdfFormat) -> Callable[[Sequence[ox.Triple]], bytes]:
    def write(triples: Sequence[ox.Triple]) -> bytes:
        output = BytesIO()
        write_statements(triples, output, form, _prefixes(triples))
        return output.getvalue()

    return write


def _json_ld(triples: Sequence[ox.Triple]) -> bytes:
    prefixes = _prefixes(triples)
    nodes: dict[str, dict[str, list[object]]] = {}
    for subject, predicate, value in triples:
        assert isinstance(subject, ox.NamedNode)
        assert isinstance(value, (ox.NamedNode, ox.Literal))
        members = nodes.setdefault(subject.value, {})
        if predicate == RDF.type:
            members.setdefault("@type", []).append(_compact(value.value, prefixes))
        else:
            members.setdefault(_compact(predicate.value, prefixes), []).append(_value(value, prefixes))
    graph = [{"@id": iri} | members for iri, members in nodes.items()]
    document = {"@context": prefixes, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _value(value: ox.NamedNode | ox.Literal, prefixes: Mapping[str, str]) -> object:
    if isinstance(value, ox.NamedNode):
        return {"@id": value.value}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype == XSD.string:
        return {"@value": value.value}
    return {"@value": value.value, "@type": _compact(value.datatype.value, prefixes)}


def _compact(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the prefixes of the properties, classes and datatypes that are used, in their order."""
    used: set[str] = set()
    for _, predicate, value in triples:
        used.add(predicate.value)
        if isinstance(value, ox.Literal):
            used.update({value.datatype.value} - _PLAIN)
        elif predicate == RDF.type and isinstance(value, ox.NamedNode):
            used.add(value.value)
    return {prefix: iri for prefix, iri in PREFIXES.items() if any(each.startswith(iri) for each in used)}


_PLAIN = {XSD.string.value, RDF.langString.value}
"""Datatypes that no form writes."""

WRITERS: Mapping[str, Callable[[Sequence[ox.Triple]], bytes]] = MappingProxyType(
    {
        "text/turtle": _oxigraph(ox.RdfFormat.TURTLE),
        "application/ld+json": _json_ld,
        "application/rdf+xml": _oxigraph(ox.RdfFormat.RDF_XML),
        "application/n-triples": _oxigraph(ox.RdfFormat.N_TRIPLES),
    }
)
"""What writes sorted triples, by media type."""
