"""Writes feeds as TriG and as JSON-LD: first what the feed says of itself, then member by member.

In TriG that order, and each member in one piece, is what the TREE profile asks for: a client can read a page
as it comes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import pyoxigraph as ox

from nqfgraph.vocab import RDF, TREE, XSD
from nqfgraph_server.feeds.nodes import prefixes, trig

TRIG = "application/trig"
JSON_LD = "application/ld+json"
TURTLE = "text/turtle"

_GRAPH = re.compile(rb" <[^<> \n]*> \.\n")
"""The graph at the end of a line of N-Quads; inside a literal a line end is written otherwise."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member: what is said of it, and the statements of its graph as N-Quads, whose graphs do not count."""

    said: Mapping[str, object]
    content: bytes = b""

    @property
    def iri(self) -> str:
        """Its name, and that of its graph."""
        return str(self.said["@id"])


class Write(Protocol):
    """Writes nodes and members; with ``stream`` each member is said to be one of it."""

    def __call__(
        self, nodes: Sequence[Mapping[str, object]], members: Iterable[Member], stream: str | None = None
    ) -> bytes:
        """Return the document."""
        ...


def write_trig(
    nodes: Sequence[Mapping[str, object]], members: Iterable[Member], stream: str | None = None
) -> bytes:
    """Return a TriG document with a graph for each member that has content."""

    def pieces() -> Iterator[bytes]:
        yield prefixes().encode()
        yield from (trig(each).encode() for each in nodes)
        for member in members:
            if stream is not None:
                yield f"<{stream}> tree:member <{member.iri}> .\n".encode()
            yield trig(member.said).encode()
            if member.content:
                yield f"<{member.iri}> {{\n".encode() + _triples(member.content) + b"}\n"

    return b"".join(pieces())


def write_turtle(
    nodes: Sequence[Mapping[str, object]], members: Iterable[Member], stream: str | None = None
) -> bytes:
    """Return a Turtle document, in which members and what stands in their graphs are together."""
    pieces = [prefixes().encode(), *(trig(each).encode() for each in nodes)]
    for member in members:
        pieces += [trig(member.said).encode(), _triples(member.content)]
    return b"".join(pieces)


def write_json_ld(
    nodes: Sequence[Mapping[str, object]], members: Iterable[Member], stream: str | None = None
) -> bytes:
    """Return an expanded JSON-LD document, an array with one node a line."""
    members = tuple(members)
    written = [dict(each) for each in nodes]
    for each in written:
        if members and each.get("@id") == stream:
            each[TREE.member.value] = [{"@id": member.iri} for member in members]
    for member in members:
        graph = {"@graph": _nodes(member.content)} if member.content else {}
        written.append({**member.said, **graph})
    lines = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in written)
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


WRITERS: Mapping[str, Write] = MappingProxyType({TRIG: write_trig, JSON_LD: write_json_ld})
"""The forms of pages by media type, the favourite first: those that have graphs."""


def _triples(content: bytes) -> bytes:
    return _GRAPH.sub(b" .\n", content)


def _nodes(content: bytes) -> list[dict[str, Any]]:
    """Return the statements of N-Quads as expanded nodes, in their order."""
    found: dict[str, dict[str, Any]] = {}
    for quad in ox.parse(content, format=ox.RdfFormat.N_QUADS):
        subject = _name(quad.subject)
        said = found.setdefault(subject, {"@id": subject})
        if quad.predicate == RDF.type and isinstance(quad.object, ox.NamedNode):
            said.setdefault("@type", []).append(quad.object.value)
        else:
            said.setdefault(quad.predicate.value, []).append(_value(quad.object))
    return list(found.values())


def _value(term: object) -> dict[str, str]:
    if not isinstance(term, ox.Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype == XSD.string:
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
