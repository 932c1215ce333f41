"""Reads N-Triples and N-Quads 1.1 with positions, line by line; what RDF 1.2 adds is refused.

Specifications: N-Triples § 7, N-Quads § 6. The graph of a statement is read over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.validation.locating.statements import (
    Reading,
    Statement,
    Unreadable,
    decode,
    labelled,
    literal,
    named,
)
from nqfgraph.validation.locating.tokens import LINE, text_of_iri, text_of_string


def read_lines(content: bytes, base: str | None = None) -> Reading:
    """Read a file of N-Triples or N-Quads, in which no IRI is relative, so that ``base`` is not used.

    Raises Unreadable, also while the statements are taken.
    """
    text = decode(content)
    return Reading(text, _statements(text))


def _statements(text: str) -> Iterator[Statement]:
    position = 0
    while position < len(text):
        line = LINE.match(text, position)
        if line is None:
            raise Unreadable(f"What begins at character {position + 1} is no statement.")
        position = line.end()
        if line["subject"] is not None:
            yield Statement(
                _node(line["subject"]),
                named(text_of_iri(line["predicate"])),
                _value(line),
                line.start("subject"),
                line.start("value"),
            )


def _value(line: re.Match[str]) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if line["string"] is None:
        return _node(line["value"])
    datatype = None if line["datatype"] is None else named(text_of_iri(line["datatype"]))
    return literal(text_of_string(line["string"]), datatype=datatype, language=line["language"])


def _node(token: str) -> ox.NamedNode | ox.BlankNode:
    return named(text_of_iri(token)) if token.startswith("<") else labelled(token[2:])
