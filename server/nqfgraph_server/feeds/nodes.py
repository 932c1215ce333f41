"""What a feed says of itself, as nodes of expanded JSON-LD, and the same in TriG.

Addresses inside a feed are relative to the document, as both forms allow: so the feed can be followed on
whatever host it is asked, and its bytes do not depend on that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import pyoxigraph as ox

from nqfgraph.vocab import AS, DCAT, DCTERMS, LDES, PROV, RDF, SH, TREE, XSD

Value: TypeAlias = Mapping[str, object]
"""A node, a reference to one (only ``@id``), or a literal (``@value``)."""

_PREFIXES = {
    "as": AS,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "ldes": LDES,
    "prov": PROV,
    "sh": SH,
    "tree": TREE,
    "xsd": XSD,
}
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\]')
"""What an IRI cannot have (Turtle 1.1, IRIREF)."""


def node(iri: str | None, said: Iterable[tuple[ox.NamedNode, Value]]) -> dict[str, object]:
    """Return a node with what is said of it; one without an IRI can only stand inside another."""
    made: dict[str, object] = {} if iri is None else {"@id": iri}
    for predicate, value in said:
        if predicate == RDF.type:
            _add(made, "@type", value["@id"])
        else:
            _add(made, predicate.value, value)
    return made


def reference(iri: str | ox.NamedNode) -> Value:
    """Return a reference to a node; the address may be relative."""
    return {"@id": iri.value if isinstance(iri, ox.NamedNode) else iri}


def literal(value: str, datatype: ox.NamedNode | None = None, language: str = "") -> Value:
    """Return a literal."""
    if language:
        return {"@value": value, "@language": language}
    return {"@value": value, "@type": datatype.value} if datatype else {"@value": value}


def moment(value: datetime) -> Value:
    """Return a time as a literal, in UTC and with its zone."""
    return literal(f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", XSD.dateTime)


def prefixes() -> str:
    """Return the prefixes that `trig` uses."""
    return "".join(f"@prefix {name}: <{each.iri}> .\n" for name, each in _PREFIXES.items())


def trig(value: Mapping[str, object]) -> str:
    """Return the statements about a node that has an IRI."""
    return f"<{_escape(str(value['@id']))}> {_said(value)} .\n"


def _said(value: Mapping[str, object]) -> str:
    pairs = [(name, each) for name, each in value.items() if name not in ("@id", "@graph")]
    return " ;\n  ".join(f"{_verb(name)} {', '.join(_objects(name, each))}" for name, each in pairs)


def _verb(name: str) -> str:
    return "a" if name == "@type" else _name(name)


def _objects(name: str, values: object) -> Iterator[str]:
    for each in _sequence(values):
        if name == "@type":
            yield _name(str(each))
        elif isinstance(each, dict):
            yield _object(each)


def _object(value: Mapping[str, object]) -> str:
    if "@value" in value:
        return _literal(value)
    if "@id" in value:
        return _name(str(value["@id"]))
    return f"[ {_said(value)} ]"


def _literal(value: Mapping[str, object]) -> str:
    text, language, datatype = str(value["@value"]), value.get("@language"), value.get("@type")
    if language:
        return str(ox.Literal(text, language=str(language)))
    if datatype:
        return f"{ox.Literal(text)}^^{_name(str(datatype))}"
    return str(ox.Literal(text))


def _name(iri: str) -> str:
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace.iri) and iri.removeprefix(namespace.iri) in namespace:
            return f"{prefix}:{iri.removeprefix(namespace.iri)}"
    return f"<{_escape(iri)}>"


def _escape(iri: str) -> str:
    return _FORBIDDEN.sub(lambda found: f"%{ord(found[0]):02X}", iri)


def _add(made: dict[str, object], name: str, value: object) -> None:
    values = made.setdefault(name, [])
    if isinstance(values, list):
        values.append(value)


def _sequence(values: object) -> Sequence[object]:
    return values if isinstance(values, list) else [values]
