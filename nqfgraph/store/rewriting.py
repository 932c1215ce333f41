"""Writes a stranger's query anew for a shared engine, so that it asks one release and nothing else.

An engine at an address has its own dialect, and a stranger could use it: Virtuoso adds the graphs of ``FROM``
to those of the protocol instead of letting these win, takes ``define`` before the query, and knows ``bif:``
and ``sql:`` functions without a declaration. So no text is sent as it came. It is cut into the tokens of
SPARQL 1.1 (§ 19.8) and put together again

- with every name as an absolute IRI, graphs by their stored names (`nqfgraph.store.views`), and no prologue;
- without comments, and without dataset clauses: the dataset goes by the parameters of the protocol;
- with words of SPARQL 1.1 only, of which ``SERVICE`` is left out.

What comes out is parsed by the parser that embedded releases have. As there are no prefixes left, ``<`` has
one reading, so that engine, parser and this module see the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

import pyoxigraph as ox

from nqfgraph.errors import QueryError, QueryRefused
from nqfgraph.store import tokens
from nqfgraph.store.failures import translated
from nqfgraph.store.views import View

MOST_DEPTH = 100
"""Brackets that may be open at the same time; engines read them by recursion."""

_WORDS = (
    "A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT"
    " DATATYPE DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP"
    " GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE"
    " LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX"
    " REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SHA1 SHA256 SHA384 SHA512 STR STRAFTER"
    " STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF"
    " UNION URI UUID VALUES VERSION WHERE YEAR"
)

WORDS = frozenset(_WORDS.split())
"""The words of SPARQL 1.1 Query (§ 19.8), without SERVICE and SILENT."""

_PRIVATE = re.compile(r"(?:bif|sql|java):", re.IGNORECASE)
"""Schemes by which engines offer what is not SPARQL: built-ins of Virtuoso, Java classes of Jena."""

_COMPARISON = re.compile(r"<[?$(!]|[^>]*&&")
"""What begins like an IRI and is hardly one: ``?a<?b&&?c>?d``."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_KINDS = (
    ("space", re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)++")),
    ("iri", tokens.IRI),
    *(("text", pattern) for pattern in tokens.LONG_STRING.values()),
    # Two quotes before a third are no empty string but a long one that is not closed.
    *(("text", re.compile(rf"(?!{quote * 3}){tokens.SHORT_STRING[quote].pattern}")) for quote in "\"'"),
    ("plain", tokens.VARIABLE),
    ("plain", tokens.LANGUAGE),
    ("plain", tokens.BLANK_NODE),
    ("plain", re.compile(r"(?:[0-9]++\.?[0-9]*+|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++")),
    ("name", tokens.PREFIXED_NAME),
    ("word", re.compile(r"[A-Za-z][A-Za-z0-9_]*+")),
    ("plain", re.compile(r"[{}()\[\];,.?*+/|^!=<>&\-]")),
)
_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """A query as an engine gets it, with its dataset: graphs by their stored names, never none."""

    text: str
    default_graphs: list[str]
    named_graphs: list[str]


@dataclass(slots=True)
class _Token:
    kind: str
    text: str


def rewrite(
    query: str,
    view: View,
    *,
    base: str | None = None,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
) -> EngineQuery:
    """Return the query for the engine that keeps the release of ``view``.

    Graphs that are given are the dataset, whatever FROM says (SPARQL 1.1 Protocol § 2.1.4); without any the
    default graph is the union of the release's graphs, which are also the named ones. A graph that the
    release does not have is an empty one.

    Raises QueryError, with the place, for what is not SPARQL, and QueryRefused for what is not SPARQL 1.1.
    """
    parse(query, base)
    reader = _Reader(view, base)
    text = reader.read(query)
    if reader.uses_base and reader.base is not None:
        text = f"BASE <{reader.base}>\n{text}"
    try:
        parse(text, None)
    except QueryError as error:
        raise QueryRefused(
            "The query is too entangled to be sent to the engine that answers here.",
            remedy="Put spaces around “<” and “>” in expressions.",
        ) from error
    if default_graphs is None and named_graphs is None and (reader.default_graphs or reader.named_graphs):
        default_graphs, named_graphs = reader.default_graphs, reader.named_graphs
    if default_graphs is None and named_graphs is None:
        return EngineQuery(text, view.stored_graphs(), view.stored_graphs())
    return EngineQuery(
        text, view.stored_graphs(list(default_graphs or ())), view.stored_graphs(list(named_graphs or ()))
    )


def parse(query: str, base: str | None) -> None:
    """Raise QueryError, with the place, if the query is not valid; nothing is evaluated."""
    try:
        with translated():
            # The graphs are looked at between parsing and evaluating.
            ox.Store().query(query, base_iri=base, default_graph=_stop())  # type: ignore[arg-type]
    except _Parsed:
        return


class _Parsed(Exception):
    """The parser came to the end."""


def _stop() -> Iterator[NoReturn]:
    raise _Parsed
    yield


class _Reader:
    """Reads the tokens of one query and writes them anew."""

    def __init__(self, view: View, base: str | None) -> None:
        self.base = base
        self.uses_base = False
        self.default_graphs: list[str] = []
        self.named_graphs: list[str] = []
        self._view = view
        self._prefixes: dict[str, str] = {}
        self._depth = 0

    def read(self, query: str) -> str:
        found = list(_tokens(query))
        position = self._read_prologue(found)
        written: list[str] = []
        while position < len(found):
            token = found[position]
            position += 1
            if token.kind == "word" and token.text.upper() == "FROM":
                position = self._read_dataset(found, position)
                written.append(" ")
            else:
                written.append(self._write(token))
        return "".join(written)

    def _read_prologue(self, found: list[_Token]) -> int:
        """Take note of PREFIX and BASE (§ 4.1); return where the prologue ends."""
        position = _after_space(found, 0)
        while position < len(found) and found[position].text.upper() in ("PREFIX", "BASE", "VERSION"):
            word = found[position].text.upper()
            position = _after_space(found, position + 1)
            if word == "PREFIX":
                prefix = found[position].text.removesuffix(":")
                position = _after_space(found, position + 1)
                self._prefixes[prefix] = self._resolve(found[position].text)
            elif word == "BASE":
                self.base = self._resolve(found[position].text)
            position = _after_space(found, position + 1)
        return position

    def _read_dataset(self, found: list[_Token], position: int) -> int:
        graphs = self.default_graphs
        position = _after_space(found, position)
        if found[position].text.upper() == "NAMED":
            graphs = self.named_graphs
            position = _after_space(found, position + 1)
        graphs.append(self._name(found[position]))
        return position + 1

    def _write(self, token: _Token) -> str:
        if token.kind in ("iri", "name"):
            iri = self._name(token)
            if _PRIVATE.match(iri):
                raise QueryRefused(f"<{iri[:100]}> is not SPARQL 1.1; only that is answered here.")
            # Without space a name could grow together with what stands beside it.
            return f" <{self._view.stored(iri)}> "
        if token.kind == "space":
            return "\n" if "\n" in token.text else " "
        if token.kind == "word":
            self._check_word(token.text)
        elif token.text in _OPENING:
            self._depth += 1
            if self._depth > MOST_DEPTH:
                raise QueryRefused(
                    f"The query has more than {MOST_DEPTH} brackets inside each other.",
                    remedy="Ask in a simpler way.",
                )
        elif token.text in _CLOSING:
            self._depth -= 1
        return token.text

    def _check_word(self, word: str) -> None:
        if word.upper() not in WORDS:
            raise QueryRefused(
                f"“{word[:100]}” is not a word of SPARQL 1.1; only that is answered here.",
                remedy="Leave it out, or download the dump and query it locally.",
            )
        self.uses_base |= word.upper() in ("IRI", "URI")

    def _name(self, token: _Token) -> str:
        if token.kind == "iri":
            return self._resolve(token.text)
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self._prefixes:
            raise QueryRefused(f"“{token.text[:100]}” is no name: its prefix is not declared.")
        return self._prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)

    def _resolve(self, reference: str) -> str:
        """Return the absolute IRI of an IRI as it is written, with its brackets."""
        iri = _CODEPOINT.sub(lambda found: chr(int(found[1] or found[2], 16)), reference[1:-1])
        if _ABSOLUTE.match(iri):
            return iri
        with translated():
            # The engine resolves it, exactly as it does for embedded releases (RFC 3986 § 5).
            solutions = ox.Store().query(f"SELECT (<{iri}> AS ?iri) {{}}", base_iri=self.base)
        assert isinstance(solutions, ox.QuerySolutions)
        return str(next(iter(solutions))["iri"].value)


def _tokens(query: str) -> Iterator[_Token]:
    position = 0
    while position < len(query):
        token = _token(query, position)
        yield token
        position += len(token.text)


def _token(query: str, position: int) -> _Token:
    for kind, pattern in _KINDS:
        found = pattern.match(query, position)
        if found and not (kind == "iri" and _COMPARISON.match(found[0])):
            return _Token(kind, _without_end(found[0]) if kind == "name" else found[0])
    raise QueryRefused(
        f"The query has “{query[position]}” where a token of SPARQL 1.1 begins.",
        remedy="Write names and strings out, without escapes outside of them.",
    )


def _without_end(name: str) -> str:
    """Return a prefixed name without the full stops behind it, which end a statement."""
    end = len(name)
    while name[end - 1] == "." and name[end - 2 : end - 1] != "\\":
        end -= 1
    return name[:end]


def _after_space(found: list[_Token], position: int) -> int:
    while position < len(found) and found[position].kind == "space":
        position += 1
    return position
