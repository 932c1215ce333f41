"""What the projection holds besides its full-text index, made from that when it is complete."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from nqfgraph.search import masks
from nqfgraph.search.spelling import LONGEST
from nqfgraph.search.words import exact_number, fold, match_expression, split_words

COMMON = 5_000
"""What so many qualifications have is kept as a set: asking for it needs no walk through the index."""
_LONGEST_BEGINNING = 2
"""Letters; longer beginnings have few enough words for the index."""

_WORD = re.compile(r"\w+")
_LONGEST_NAME = 400
"""Characters; a longer name is found by its words like any other, but not as a whole."""
_TERMS = "CREATE VIRTUAL TABLE temp.term USING fts5vocab('main', 'words', 'row')"


def exact_rows(
    names: Sequence[Sequence[str]], keys: Sequence[Sequence[str]]
) -> Iterator[tuple[int, int, int]]:
    """Yield the rows of ``exact``; ``names`` and the parts of the key (edition, code) are by id."""
    for place, (several, key) in enumerate(zip(names, keys, strict=True)):
        for number in {_number(" ".join(key)), _number(key[-1])}:
            yield number, 0, place
        for number in {_number(each) for each in several if len(each) <= _LONGEST_NAME}:
            yield number, 1, place


def _number(text: str) -> int:
    return exact_number(split_words(fold(text)))


def index_words(connection: sqlite3.Connection, names: Iterable[Sequence[str]], size: int) -> None:
    """Fill the tables ``word``, ``spelling`` and ``common`` from the index of ``size`` qualifications."""
    connection.execute(_TERMS)
    terms = connection.execute("SELECT term, doc FROM temp.term ORDER BY term").fetchall()
    written = _written(names)
    connection.executemany(
        "INSERT INTO word VALUES (?, ?, ?, ?)",
        ((number, term, written.get(term, term), uses) for number, (term, uses) in enumerate(terms)),
    )
    connection.executemany(
        "INSERT INTO spelling (rowid, text) VALUES (?, ?)",
        ((number, f" {term} ") for number, (term, _) in enumerate(terms) if len(term) <= LONGEST),
    )
    for beginning in _beginnings(terms):
        rows = connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ?", [match_expression([beginning])]
        )
        members = [place for (place,) in rows]
        if len(members) >= COMMON:
            packed = masks.pack(members, size)
            connection.execute("INSERT INTO common VALUES (?, ?)", [beginning, packed])


def _beginnings(terms: Iterable[tuple[str, int]]) -> list[str]:
    """Return the short beginnings that may be those of a common set: their words have uses enough in all."""
    uses: Counter[str] = Counter()
    for term, number in terms:
        for length in range(1, _LONGEST_BEGINNING + 1):
            uses[term[:length]] += number if len(term) >= length else 0
    return sorted(each for each, number in uses.items() if number >= COMMON)


def _written(names: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return how each folded word of the names is written most often, in small letters where that is done."""
    counted: Counter[str] = Counter()
    for several in names:
        for each in several:
            counted.update(_WORD.findall(each[:_LONGEST_NAME]))
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for word, number in counted.items():
        folded = fold(word)
        small = word.replace("İ", "i").lower() if word[1:].islower() else word
        forms[folded][small if fold(small) == folded else word] += number
    return {
        folded: min(several, key=lambda form: (-several[form], form)) for folded, several in forms.items()
    }
