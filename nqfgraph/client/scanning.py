"""A query text as its tokens, with how deep in groups and brackets each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from nqfgraph.store import tokens

_NUMBER = re.compile(r"[0-9]+")
_OPEN, _CLOSE = "([", ")]"


class Kind(Enum):
    """What a token is, as far as the client needs to know."""

    WORD = "word"
    """A keyword or the name of a function."""
    VARIABLE = "variable"
    NUMBER = "number"
    """A run of digits."""
    MARK = "mark"
    """A single character, such as a brace."""
    OTHER = "other"
    """A string, an IRI, a prefixed name, a language tag or a blank node."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token, with the number of groups around it and of brackets around it within the innermost one.

    Braces and brackets stand as deep as what is around them.
    """

    kind: Kind
    text: str
    start: int
    braces: int
    brackets: int

    @property
    def end(self) -> int:
        """Where the text after the token begins."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The keyword in capitals; empty for what is no word."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def variable(self) -> str:
        """The name of the variable without its mark; empty for what is none."""
        return self.text[1:] if self.kind is Kind.VARIABLE else ""

    @property
    def outermost(self) -> bool:
        """True outside all groups and brackets."""
        return not self.braces and not self.brackets


def scan(query: str) -> list[Token]:
    """Return the tokens of a query in their order; white space and comments are left out.

    A text that is no SPARQL is cut up all the same; the endpoint will say what is wrong with it.
    """
    return list(_scan(query))


def _scan(query: str) -> Iterator[Token]:
    position, braces, brackets = tokens.end_of(tokens.SPACE, query, 0), 0, [0]
    while position < len(query):
        kind, text = _next(query, position)
        if text == "}":
            braces = max(0, braces - 1)
            brackets = brackets[:-1] or [0]
        elif text in _CLOSE:
            brackets[-1] = max(0, brackets[-1] - 1)
        yield Token(kind, text, position, braces, brackets[-1])
        if text == "{":
            braces += 1
            brackets.append(0)
        elif text in _OPEN:
            brackets[-1] += 1
        position = tokens.end_of(tokens.SPACE, query, position + len(text))


_PATTERNS = (
    (Kind.OTHER, tokens.IRI),
    (Kind.VARIABLE, tokens.VARIABLE),
    (Kind.OTHER, tokens.LANGUAGE),
    (Kind.OTHER, tokens.BLANK_NODE),
    (Kind.OTHER, tokens.PREFIXED_NAME),
    (Kind.WORD, tokens.WORD),
    (Kind.NUMBER, _NUMBER),
)


def _next(query: str, position: int) -> tuple[Kind, str]:
    quote = query[position]
    if quote in tokens.LONG_STRING:
        for pattern in (tokens.LONG_STRING[quote], tokens.SHORT_STRING[quote]):
            found = pattern.match(query, position)
            if found:
                return Kind.OTHER, found[0]
    for kind, pattern in _PATTERNS:
        found = pattern.match(query, position)
        if found:
            return kind, found[0]
    return Kind.MARK, quote
