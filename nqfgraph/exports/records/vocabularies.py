"""The writers: each takes a mapping and a record, and knows nothing else of either."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingType
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from nqfgraph.describe import Neighbourhood
from nqfgraph.exports.records import (
    ctdl,
    ctdl_opportunities,
    dublin_core,
    flat,
    schema_org,
    schema_org_courses,
)
from nqfgraph.exports.records.mapping import Mapping, Record, term
from nqfgraph.vocab import DCTERMS, RDF, RDFS, ROV, SKOS

_NAMES = (SKOS.prefLabel, SKOS.notation, DCTERMS.title, ROV.legalName, RDFS.label)


def _by_kind(mappings: tuple[Mapping, ...]) -> MappingType[str, Mapping]:
    return MappingProxyType({each.kind: each for each in mappings})


MAPPINGS: MappingType[str, MappingType[str, Mapping]] = MappingProxyType(
    {
        "schema": _by_kind((*schema_org.MAPPINGS, schema_org_courses.LEARNING_OPPORTUNITY)),
        "ctdl": _by_kind((*ctdl.MAPPINGS, ctdl_opportunities.LEARNING_OPPORTUNITY)),
        "dc": _by_kind(dublin_core.MAPPINGS),
        "flat": _by_kind(flat.MAPPINGS),
    }
)
"""By the token of the vocabulary and the kind of thing."""


def write_record(vocabulary: str, kind: str, of: Neighbourhood) -> dict[str, Any]:
    """Return a thing as JSON-LD of ``schema`` or ``ctdl``, or as ``flat`` JSON.

    KeyError for another vocabulary, and for a kind that it has no mapping of.
    """
    return _WRITERS[vocabulary](MAPPINGS[vocabulary][kind], Record(of))


def write_dublin_core(kind: str, of: Neighbourhood) -> list[ox.Triple]:
    """Return a thing in the terms of Dublin Core, with the names of what it refers to; KeyError as above."""
    mapping, record = MAPPINGS["dc"][kind], Record(of)
    node = ox.NamedNode(of.iri)
    triples = [ox.Triple(node, RDF.type, term(mapping.type))]
    for rule in mapping.rules:
        if rule.form:
            values = rule.form(record, record.values(rule.source))
            triples += [ox.Triple(node, term(rule.target), each) for each in values]
    mentioned = {each.object.value for each in triples if isinstance(each.object, ox.NamedNode)} - {of.iri}
    for iri in sorted(mentioned):
        triples += [
            ox.Triple(ox.NamedNode(iri), name, value) for name in _NAMES for value in of.values(iri, name)
        ]
    return triples


def _json_ld(context: MappingType[str, str]) -> Callable[[Mapping, Record], dict[str, Any]]:
    def write(mapping: Mapping, record: Record) -> dict[str, Any]:
        members: dict[str, Any] = {"@context": dict(context), "@type": mapping.type, "@id": record.iri}
        return members | {
            name: values[0] if len(values) == 1 else values
            for name, values in _gather(mapping, record).items()
        }

    return write


def _flat(mapping: Mapping, record: Record) -> dict[str, Any]:
    members: dict[str, Any] = {"iri": record.iri, "kind": mapping.type}
    for name, values in _gather(mapping, record).items():
        for each in values:
            if isinstance(each, tuple):
                language, text = each
                members.setdefault(f"{name}_{language}" if language else name, text)
            else:
                members.setdefault(name, each)
    return members


def _gather(mapping: Mapping, record: Record) -> dict[str, list[Any]]:
    """Return the values by target, in the order of the rules."""
    found: dict[str, list[Any]] = {}
    for rule in mapping.rules:
        if rule.form and (values := rule.form(record, record.values(rule.source))):
            found.setdefault(rule.target, []).extend(values)
    return found


_WRITERS: MappingType[str, Callable[[Mapping, Record], dict[str, Any]]] = MappingProxyType(
    {"schema": _json_ld(schema_org.CONTEXT), "ctdl": _json_ld(ctdl.CONTEXT), "flat": _flat}
)
