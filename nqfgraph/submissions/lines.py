"""Finds what is of interest in large N-Triples and N-Quads without reading all of their statements."""

from __future__ import annotations

import re
from collections.abc import Collection

import pyoxigraph as ox

_CANONICAL = re.compile(rb'(<[^<>\\\s]*>|_:\w+) <[^<>\\\s]*> (?:"|(<[^<>\\\s]*>|_:\w+) )')
"""The beginning of a line in which no node could be written in another way."""
_TYPED = re.compile(rb'(?<!\\)"[^"\\\n]*"\^\^<[^<>"\\\s]*>')
"""A literal with a datatype in which nothing is escaped."""
_OF_TYPE = b'"^^<'


def keep_lines(content: bytes, nodes: Collection[str]) -> bytes:
    """Return a document with empty lines in place of those that mention none of some nodes.

    ``nodes`` are in N-Triples form. Lines in another than the canonical form are kept, whatever they say; so
    lines and columns of what is said of the nodes, or with them as values, stay the same.
    """
    if content.count(b"\r") != content.count(b"\r\n"):
        return content
    sought = {each.encode() for each in nodes}
    kept = []
    for line in content.split(b"\n"):
        found = _CANONICAL.match(line)
        kept.append(line if found is None or found[1] in sought or found[2] in sought else b"")
    return b"\n".join(kept)


def typed_literals(content: bytes) -> set[ox.Literal] | None:
    """Return the literals with a datatype in N-Triples or N-Quads; None where only a parser can tell."""
    found = _TYPED.findall(content)
    if len(found) != content.count(_OF_TYPE):
        return None
    lines = b"".join(b"<urn:s> <urn:p> %b .\n" % each for each in set(found))
    quads = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
    return {each.object for each in quads if isinstance(each.object, ox.Literal)}
