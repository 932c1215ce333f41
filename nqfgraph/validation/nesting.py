"""How deep triple terms are nested in Turtle and its kin: the parser's stack overflows on very deep ones."""

from __future__ import annotations

import re

MAX_DEPTH = 200
"""Deepest nesting of triple terms (RDF 1.2 Turtle, § 2.10) that the parser is given."""

_TOKEN = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""'
    rb"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
    rb'|"(?:[^"\\\n]|\\.)*+"'
    rb"|'(?:[^'\\\n]|\\.)*+'"
    rb"|<<|>>"
    rb'|<[^<>"{}|^`\\\x00-\x20]*+>'
    rb"|#[^\n]*+",
    re.DOTALL,
)


def find_too_deep(content: bytes, most: int = MAX_DEPTH) -> int | None:
    """Return where triple terms in Turtle, TriG, N-Triples or N-Quads are nested deeper than ``most``."""
    if content.count(b"<<") <= most:
        return None
    depth = 0
    for match in _TOKEN.finditer(content):
        token = match[0]
        if token == b"<<":
            depth += 1
            if depth > most:
                return match.start()
        elif token == b">>":
            depth -= 1
    return None
