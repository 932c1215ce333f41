"""Words that were meant: the nearest in the register to one that is not in it.

Candidates share three letters in a row with the word (SQLite's trigram index); what counts is the number of
letters to be put in, left out, changed or swapped with their neighbour (optimal string alignment).
"""

from __future__ import annotations

from dataclasses import dataclass

from nqfgraph.search.answers import Correction
from nqfgraph.search.database import Database
from nqfgraph.search.words import LONGEST_TEXT, query_words, split_words

_SHORTEST, _LONG = 4, 8
"""Shorter words are not corrected; in a long one two letters may be wrong, else one."""
LONGEST = 40
"""Letters of a word that can be misspelt; what is longer is no word."""
_CANDIDATES = 200
_FEW, _MANY = 3, 10
"""A word that fewer qualifications have is doubted if there is a near one that so many times more have."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Candidate:
    distance: int
    cut: bool
    """True if it is the beginning of a word only."""
    uses: int
    text: str


def trigrams(word: str) -> list[str]:
    """Return the runs of three signs of a word with its ends, which are spaces."""
    padded = f" {word} "
    return [padded[place : place + 3] for place in range(len(padded) - 2)]


def distance(typed: str, word: str) -> tuple[int, int]:
    """Return by how many letters ``typed`` differs from the nearest beginning of ``word``, and its length.

    Of beginnings that are equally near, the whole word counts, else the one as long as ``typed`` most nearly.
    """
    before: list[int] = []
    row = list(range(len(word) + 1))
    for place, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [place]
        for other, theirs in enumerate(word, 1):
            cost = min(before[other] + 1, row[other - 1] + 1, before[other - 1] + (letter != theirs))
            swapped = place > 1 and other > 1 and letter == word[other - 2] and typed[place - 2] == theirs
            row.append(min(cost, earlier[other - 2] + 1) if swapped else cost)
    best = min(range(len(row)), key=lambda end: (row[end], end < len(word), abs(end - len(typed))))
    return row[best], best


class Spelling:
    """Corrects what is searched for in one projection."""

    def __init__(self, database: Database) -> None:
        """Take the projection."""
        self._database = database

    def correct(self, text: str) -> Correction | None:
        """Return another text to search for; None if every word is well known, or nothing near one is.

        Words with digits are codes and are never changed.
        """
        if "word" not in self._database.tables:
            return None
        words = query_words(text)
        typed = split_words(text[:LONGEST_TEXT])
        written = []
        unknown = changed = False
        for place, word in enumerate(words):
            uses = self._uses(word)
            near = self._nearest(word, uses) if uses < _FEW else None
            if near is None and not uses:
                return None
            unknown |= not uses
            changed |= near is not None
            written.append(near or (typed[place] if len(typed) == len(words) else word))
        return Correction(text=" ".join(written), instead=unknown) if changed else None

    def _uses(self, word: str) -> int:
        """Return how many qualifications have a word with this beginning, each counted once a word."""
        query = "SELECT coalesce(sum(uses), 0) FROM word WHERE text >= ? AND text < ?"
        ((number,),) = self._database.rows(query, word, word + _LAST)
        return int(number)

    def _nearest(self, word: str, uses: int) -> str | None:
        """Return the nearest word as it is written; of equally near ones a whole one, then the most used."""
        if not _SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return None
        most = 1 if uses or len(word) < _LONG else 2
        expression = " OR ".join(f'"{each}"' for each in trigrams(word))
        rows = self._database.rows(
            "SELECT text, written, uses FROM word WHERE id IN"
            " (SELECT rowid FROM spelling WHERE spelling MATCH ? ORDER BY rank LIMIT ?)",
            expression,
            _CANDIDATES,
        )
        found = [
            _Candidate(steps, end < len(text), number, _beginning(text, written, end))
            for text, written, number in rows
            for steps, end in [distance(word, text)]
            if 0 < steps <= most and number >= uses * _MANY
        ]
        best = min(found, key=lambda each: (each.distance, each.cut, -each.uses, each.text), default=None)
        return best.text if best else None


def _beginning(text: str, written: str, end: int) -> str:
    """Return the first letters of a word, as it is written where each of its letters is one when indexed."""
    return written[:end] if len(written) == len(text) else text[:end]
