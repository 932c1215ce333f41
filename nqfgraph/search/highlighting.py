"""Where the words that were searched for stand in a text that is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nqfgraph.search.words import fold, query_words

_WORD = re.compile(r"\w+")
LONGEST = 2_000
"""Characters of a text that are looked through; what comes after is shown as it is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``found`` if it is what was searched for."""

    text: str
    found: bool = False


def pieces(text: str, searched: str) -> tuple[Piece, ...]:
    """Return ``text`` cut where its words begin with one of ``searched``; put together again it is the same.

    As in the search, case and marks do not count: “muhendis” is found in “Mühəndislik”.
    """
    words = query_words(searched)
    if not words:
        return (Piece(text),) if text else ()
    found: list[Piece] = []
    end = 0
    for match in _WORD.finditer(text, 0, LONGEST):
        length = _length(match[0], words)
        if length:
            if match.start() > end:
                found.append(Piece(text[end : match.start()]))
            end = match.start() + length
            found.append(Piece(text[match.start() : end], True))
    if end < len(text):
        found.append(Piece(text[end:]))
    return tuple(found)


def _length(word: str, searched: list[str]) -> int:
    """Return how many signs of ``word`` are the longest of the beginnings searched for; 0 if it has none."""
    folded = fold(word)
    longest = max((len(each) for each in searched if folded.startswith(each)), default=0)
    return longest if len(folded) == len(word) or not longest else len(word)
