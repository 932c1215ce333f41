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
is enough to refuse, unless the operator has allowed the endpoint that it names. Behind this stands a second
wall: workers cannot open sockets (`nqfgraph.store.workers.limits`), but for the one of a query that asks
allowed endpoints only (docs/decisions/0014).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from nqfgraph.errors import InputError, QueryRefused
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


def read_endpoints(text: str) -> tuple[str, ...]:
    """Return the IRIs of a list that is separated by commas or space, each once.

    Raises InputError for what is not the address of an endpoint: http or https, with a host and neither a
    user nor a fragment.
    """
    endpoints = tuple(dict.fromkeys(text.replace(",", " ").split()))
    for each in endpoints:
        if not _is_address(each):
            raise InputError(
                f"The setting NQFGRAPH_SERVICE_ENDPOINTS has “{each}”, which is no address of an endpoint.",
                remedy="Give addresses such as https://example.org/sparql, separated by commas.",
            )
    return endpoints


def _is_address(iri: str) -> bool:
    try:
        parts = urlsplit(iri)
        _ = parts.port  # ValueError if it is none
    except ValueError:
        return False
    plain = parts.scheme in ("http", "https") and bool(parts.hostname) and "#" not in iri
    return (
        plain and "@" not in parts.netloc and tokens.IRI.fullmatch(f"<{iri}>") is not None and "\\" not in iri
    )


def mentions_service(sparql: str) -> bool:
    """Say whether the word is there in any spelling, so that the query has to be judged; always fast."""
    return any(_SERVICE.search(text) for text in _spellings(sparql))


def refuse_service(sparql: str, allowed: Collection[str] = ()) -> bool:
    """Raise QueryRefused if the query would ask an endpoint that is not ``allowed``; else say if it asks one.

    An allowed endpoint has to be named by its whole IRI, letter by letter: not by a variable, a prefixed name
    or with escapes. Takes time in proportion to the text: about 3 seconds for the worst text of one megabyte,
    nothing for a text without the word.
    """
    targets = [_Readings(text).targets() for text in _spellings(sparql) if _SERVICE.search(text)]
    found = False
    for target in (each for reading in targets for each in reading):
        if target[1:-1] not in allowed or not target.startswith("<"):
            raise _refusal(target, allowed)
        found = True
    return found


def _spellings(sparql: str) -> set[str]:
    # Codepoint escapes come before everything else (§ 19.2). Oxigraph knows them in strings and IRIs only;
    # other engines follow the specification, so both readings have to be clean.
    return {sparql, _CODEPOINT.sub(_decode, sparql)}


def _refusal(target: str, allowed: Collection[str]) -> QueryRefused:
    if not allowed:
        return QueryRefused(
            "The query has a SERVICE clause; other endpoints are not asked from here.",
            remedy="Ask each endpoint by itself, or run the query in a federating client.",
        )
    return QueryRefused(
        f"The query has a SERVICE clause for {_shorten(target)}, which is not an endpoint that may be asked"
        " from here.",
        remedy=f"Name one of these in full: {', '.join(f'<{each}>' for each in allowed)}.",
    )


def _shorten(target: str) -> str:
    return target if len(target) <= _LONGEST_SHOWN else f"{target[:_LONGEST_SHOWN]}…"


def _decode(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    is_character = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character else found[0]


_LONGEST_SHOWN = 200


class _Readings:
    """Every reading of one text, each position of a token read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._effort = _EFFORT * len(text) + 1000
        self._to_read: list[tuple[int, bool]] = [(0, False)]
        self._seen: set[tuple[int, bool]] = set()

    def targets(self) -> Iterator[str]:
        """Give each target that some reading finds in ``SERVICE (SILENT)? VarOrIri {``, as it is written.

        Raises QueryRefused if the text is too entangled to tell.
        """
        while self._to_read:
            state = self._to_read.pop()
            if state not in self._seen:
                self._seen.add(state)
                yield from self._read(*state)

    def _read(self, position: int, after_graph: bool) -> Iterator[str]:
        """Read the token at ``position`` and note where it may end; give the targets of SERVICE clauses."""
        position = self._skip(tokens.SPACE, position)
        character = self._text[position : position + 1]
        if character == "<":
            self._go_on(self._match(tokens.IRI, position), position + 1)
        elif character in tokens.LONG_STRING:
            self._read_string(position, character)
        elif character:
            yield from self._read_name(position, after_graph)

    def _read_string(self, position: int, quote: str) -> None:
        end = self._match(tokens.LONG_STRING[quote], position)
        if end is None:  # it may be two short ones, or the parser may be more lenient about escapes
            lenient = self._match(_LENIENT_STRING[quote], position)
            self._go_on(lenient, self._match(tokens.SHORT_STRING[quote], position))
        else:
            self._go_on(end)

    def _read_name(self, position: int, after_graph: bool) -> Iterator[str]:
        for pattern in _NAMES:
            end = self._match(pattern, position)
            if end is not None:
                self._go_on(end)
                return
        word = self._match(tokens.WORD, position)
        name = self._match(tokens.PREFIXED_NAME, position)
        # “GRAPH service:a {” names a graph in every reading.
        if word is not None and not (after_graph and name):
            yield from self._heads(position, word)
        if word is not None and name is None:
            self._to_read.append((word, bool(_BEFORE_GRAPH.fullmatch(self._text, position, word))))
        else:
            self._go_on(name or position + 1)

    def _heads(self, position: int, end: int) -> Iterator[str]:
        """Give the targets of the SERVICE clauses that begin in the word from ``position`` to ``end``."""
        for word in _SERVICE.finditer(self._text, position, end):
            target = self._skip(tokens.SPACE, word.end())
            for start in {target, self._skip(tokens.SPACE, self._skip(_SILENT, target))}:
                name = self._match(_TARGET, start)
                if name is not None and self._text.startswith("{", self._skip(tokens.SPACE, name)):
                    yield self._text[start:name]

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
