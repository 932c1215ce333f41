"""Finds SERVICE in a query text, in any spelling that an engine might follow.

pyoxigraph gives no syntax tree and cannot be told to leave ``SERVICE`` alone, so the text itself is read.
What its parser takes for a keyword is wider than the grammar of SPARQL 1.1 § 19.8; each of these was seen
to send a request:

- a keyword needs no space around it: ``?s ?p trueSERVICE<…>{…}``, ``SERVICESILENTex:a{…}``;
- a prefixed name that leads nowhere is read again as a keyword: ``service:a {…}``;
- ``<`` in an expression is an operator even where the longest token would be an IRI, so that in ``?a<'>'`` a
  string begins which is none for a tokeniser, and hides what follows from it;
- a long string with a wrong escape is read again as short ones.

So every reading is followed that the parser could take, and one that reaches the head of a SERVICE clause
is enough to refuse. Behind this stands a second wall: workers cannot open sockets
(`nqfgraph.store.workers.limits`).
"""

from __future__ import annotations

import re

from nqfgraph.errors import QueryRefused
from nqfgraph.store import tokens

_SERVICE = tokens.keyword("SERVICE")
_SILENT = tokens.keyword("SILENT")
_BEFORE_GRAPH = tokens.keyword("GRAPH", "FROM", "NAMED", "DESCRIBE")
_TARGET = re.compile(rf"{tokens.IRI.pattern}|(?:[^ \t\r\n{{}}<>\#\\]|\\.)++")
_LENIENT_STRING = {
    quote: re.compile(rf"{quote * 3}(?:[^{quote}\\]|\\.|{quote}(?!{quote * 2}))*+{quote * 3}", re.DOTALL)
    for quote in "\"'"
}
_NAMES = (tokens.VARIABLE, tokens.LANGUAGE, tokens.BLANK_NODE)
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

_EFFORT = 16
"""How many times over a text may be read before it is refused as too entangled to judge."""


def refuse_service(sparql: str) -> None:
    """Raise QueryRefused if the query would ask another endpoint.

    Takes time in proportion to the text: about 3 seconds for the worst text of one megabyte, nothing for a
    text without the word.
    """
    # Codepoint escapes come before everything else (§ 19.2). Oxigraph knows them in strings and IRIs only;
    # other engines follow the specification, so both readings have to be clean.
    for text in {sparql, _CODEPOINT.sub(_decode, sparql)}:
        if _SERVICE.search(text) and _Readings(text).reach_service():
            raise QueryRefused(
                "The query has a SERVICE clause; other endpoints are not asked from here.",
                remedy="Ask each endpoint by itself, or run the query in a federating client.",
            )


def _decode(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    is_character = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character else found[0]


class _Readings:
    """Every reading of one text, each position of a token read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._effort = _EFFORT * len(text) + 1000
        self._to_read: list[tuple[int, bool]] = [(0, False)]
        self._seen: set[tuple[int, bool]] = set()

    def reach_service(self) -> bool:
        """Say whether some reading comes to ``SERVICE (SILENT)? VarOrIri {``; QueryRefused if unclear."""
        while self._to_read:
            state = self._to_read.pop()
            if state not in self._seen:
                self._seen.add(state)
                if self._read(*state):
                    return True
        return False

    def _read(self, position: int, after_graph: bool) -> bool:
        """Read the token at ``position`` and note where it may end; True at the head of a SERVICE clause."""
        position = self._skip(tokens.SPACE, position)
        character = self._text[position : position + 1]
        if character == "<":
            self._go_on(self._match(tokens.IRI, position), position + 1)
        elif character in tokens.LONG_STRING:
            self._read_string(position, character)
        elif character:
            return self._read_name(position, after_graph)
        return False

    def _read_string(self, position: int, quote: str) -> None:
        end = self._match(tokens.LONG_STRING[quote], position)
        if end is None:  # it may be two short ones, or the parser may be more lenient about escapes
            lenient = self._match(_LENIENT_STRING[quote], position)
            self._go_on(lenient, self._match(tokens.SHORT_STRING[quote], position))
        else:
            self._go_on(end)

    def _read_name(self, position: int, after_graph: bool) -> bool:
        for pattern in _NAMES:
            end = self._match(pattern, position)
            if end is not None:
                self._go_on(end)
                return False
        word = self._match(tokens.WORD, position)
        name = self._match(tokens.PREFIXED_NAME, position)
        # “GRAPH service:a {” names a graph in every reading.
        if word is not None and not (after_graph and name) and self._has_service_head(position, word):
            return True
        if word is not None and name is None:
            self._to_read.append((word, bool(_BEFORE_GRAPH.fullmatch(self._text, position, word))))
        else:
            self._go_on(name or position + 1)
        return False

    def _has_service_head(self, position: int, end: int) -> bool:
        for word in _SERVICE.finditer(self._text, position, end):
            target = self._skip(tokens.SPACE, word.end())
            for start in {target, self._skip(tokens.SPACE, self._skip(_SILENT, target))}:
                name = self._match(_TARGET, start)
                if name is not None and self._text.startswith("{", self._skip(tokens.SPACE, name)):
                    return True
        return False

    def _go_on(self, *positions: int | None) -> None:
        self._to_read.extend((position, False) for position in positions if position is not None)

    def _skip(self, pattern: re.Pattern[str], position: int) -> int:
        end = self._match(pattern, position)
        return position if end is None else end

    def _match(self, pattern: re.Pattern[str], position: int) -> int | None:
        """Return where ``pattern`` ends if it stands at ``position``, and count what was read."""
        found = pattern.match(self._text, position)
        if found is None:
            return None
        self._effort -= found.end() - position
        if self._effort < 0:
            raise QueryRefused(
                "The query is too entangled to make sure that it asks no other endpoint.",
                remedy="Put spaces around “<” and “>” in expressions, and leave the word SERVICE out.",
            )
        return found.end()
