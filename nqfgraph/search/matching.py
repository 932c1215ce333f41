"""Which qualifications a text finds, and which of them come first."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import compress

from nqfgraph.search import masks
from nqfgraph.search.database import Database
from nqfgraph.search.words import exact_number, match_expression, query_words, rank_expression

BROAD = 5_000
"""Where a text finds more, relevance orders by title: nothing stands out among so many but an exact name."""
PAST = 0.85
"""What the relevance of a qualification that is not valid is multiplied by.

It loses to a valid one that fits as well. So it does to a valid one of the same title of which more is said:
the more words there are, the less each of them weighs.
"""


class Matches:
    """What is wanted of all qualifications: a short list, perhaps by relevance, or a great set."""

    def __init__(
        self, found: list[int] | int, size: int, exact: Iterable[int] = (), *, ranked: bool = False
    ) -> None:
        """Take the ids found, or their set as bits, and how many qualifications there are.

        ``exact``: those of them that the text names exactly; ``ranked``: the ids are in order of relevance.
        """
        self._found = found
        self._size = size
        self.exact = tuple(exact)
        self.ranked = ranked

    @cached_property
    def bits(self) -> int:
        """Return what was found as a set."""
        if isinstance(self._found, int):
            return self._found
        return masks.unpack(masks.pack(self._found, self._size))

    def within(self, bits: int) -> Matches:
        """Return what of it is in a set too, in the same order."""
        mask = masks.expand(bits, self._size)
        exact = [each for each in self.exact if mask[each]]
        found = self._found
        both = found & bits if isinstance(found, int) else [each for each in found if mask[each]]
        return Matches(both, self._size, exact, ranked=self.ranked)

    def counts(self, cells: array[int]) -> Counter[int]:
        """Count the qualifications found by their cells."""
        if isinstance(self._found, int):
            return Counter(compress(cells, self._mask))
        return Counter(map(cells.__getitem__, self._found))

    def in_order(self, order: Iterable[int]) -> Iterator[int]:
        """Yield what was found in the order that ``order`` has all qualifications in."""
        if isinstance(self._found, int):
            mask = self._mask
            return (each for each in order if mask[each])
        chosen = frozenset(self._found)
        return (each for each in order if each in chosen)

    def by_relevance(self, order: Iterable[int]) -> Iterator[int]:
        """Yield the exact ones first, then the others, by relevance if they are ranked, else in ``order``."""
        first = frozenset(self.exact)
        yield from self.exact
        found = self._found
        others: Iterable[int] = self.in_order(order)
        if self.ranked and not isinstance(found, int):
            others = found
        yield from (each for each in others if each not in first)

    @cached_property
    def _mask(self) -> bytes:
        return masks.expand(self.bits, self._size)


class Matcher:
    """Finds qualifications by text in one projection."""

    def __init__(self, database: Database, valid: bytes) -> None:
        """Take the projection and, with one byte for each qualification, which of them are valid."""
        self._database = database
        self._valid = valid
        self._size = len(valid)

    def find(self, text: str, *, best_first: bool) -> Matches | None:
        """Return what has all words of ``text``; None if no text is asked for.

        A text without a letter or digit finds nothing. ``best_first``: whether relevance is wanted; of words
        that very many qualifications have, it takes no account.
        """
        if not text.strip():
            return None
        words = query_words(text)
        if not words:
            return Matches([], self._size)
        rare = [each for each in words if each not in self._common]
        common = self._all_of([each for each in words if each in self._common])
        exact = self._exact(words) if best_first else []
        if not rare:
            return Matches((1 << self._size) - 1, self._size, exact).within(common)
        ids, ranked = self._ids(rare, best_first=best_first)
        found = frozenset(ids) if exact else frozenset()
        matches = Matches(ids, self._size, (each for each in exact if each in found), ranked=ranked)
        return matches.within(common) if len(rare) < len(words) else matches

    def _ids(self, words: list[str], *, best_first: bool) -> tuple[list[int], bool]:
        """Return the ids of what has all words, and whether they are in the order of relevance."""
        rows = self._database.rows("SELECT rowid FROM words WHERE words MATCH ?", match_expression(words))
        if not best_first or len(rows) > BROAD:
            return [place for (place,) in rows], False
        scored = self._database.rows(
            "SELECT bm25(words, 10, 10, 1), rowid FROM words WHERE words MATCH ?", rank_expression(words)
        )
        # SQLite's scores are below zero: the better, the lower.
        weighed = sorted((score * (1 if self._valid[place] else PAST), place) for score, place in scored)
        return [place for _, place in weighed], True

    def _all_of(self, words: list[str]) -> int:
        """Return the set of what has all of these common words; everything if there are none."""
        found = (1 << self._size) - 1
        for each in words:
            found &= self._common[each]
        return found

    def _exact(self, words: list[str]) -> list[int]:
        """Return what has these words for a code or a name: codes first, of equal ones what is valid."""
        if "exact" not in self._database.tables:
            return []
        rows = self._database.rows(
            "SELECT place, qualification FROM exact WHERE number = ?", exact_number(words)
        )
        ordered = sorted((place, not self._valid[each], each) for place, each in rows)
        return list(dict.fromkeys(each for _, _, each in ordered))

    @cached_property
    def _common(self) -> dict[str, int]:
        """Return the beginnings that very many have; none in a projection of an earlier version."""
        if "common" not in self._database.tables:
            return {}
        rows = self._database.rows("SELECT beginning, members FROM common")
        return {beginning: masks.unpack(members) for beginning, members in rows}
