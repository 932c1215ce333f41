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


class Matches:
    """What a text finds: a short list in the order of relevance, or a great set."""

    def __init__(self, ids: list[int] | None, exact: tuple[int, ...], mask: bytes = b"") -> None:
        """Take the ids found or, with None for them, a mask; and those that the text names exactly."""
        self._ids = ids
        self._mask = mask
        self.exact = exact

    @property
    def ranked(self) -> bool:
        """True if the order of relevance is more than that of the exact names."""
        return self._ids is not None and len(self._ids) <= BROAD

    def counts(self, cells: array[int]) -> Counter[int]:
        """Count the qualifications found by their cells."""
        if self._ids is None:
            return Counter(compress(cells, self._mask))
        return Counter(map(cells.__getitem__, self._ids))

    def in_order(self, order: Iterable[int]) -> Iterator[int]:
        """Yield what was found in the order that ``order`` has all qualifications in."""
        if self._ids is None:
            mask = self._mask
            return (each for each in order if mask[each])
        chosen = frozenset(self._ids)
        return (each for each in order if each in chosen)

    def by_relevance(self, order: Iterable[int]) -> Iterator[int]:
        """Yield the exact ones first, then the others, by relevance if they are ranked, else in ``order``."""
        first = frozenset(self.exact)
        yield from self.exact
        others = (self._ids or ()) if self.ranked else self.in_order(order)
        yield from (each for each in others if each not in first)


class Matcher:
    """Finds qualifications by text in one projection."""

    def __init__(self, database: Database, size: int) -> None:
        """Take the projection and the number of its qualifications."""
        self._database = database
        self._size = size

    def find(self, text: str, *, best_first: bool) -> Matches | None:
        """Return what has all words of ``text``; None if no text is asked for.

        A text without a letter or digit finds nothing. ``best_first``: whether relevance is wanted; of words
        that very many qualifications have, it takes no account.
        """
        if not text.strip():
            return None
        words = query_words(text)
        if not words:
            return Matches([], ())
        rare = [each for each in words if each not in self._common]
        common = self._all_of([each for each in words if each in self._common])
        if not rare:
            mask = masks.expand(common, self._size)
            return Matches(None, tuple(each for each in self._exact(words) if mask[each]), mask)
        ids = self._ids(rare, best_first=best_first)
        if len(rare) < len(words):
            mask = masks.expand(common, self._size)
            ids = [each for each in ids if mask[each]]
        found = frozenset(ids) if best_first else frozenset()
        return Matches(ids, tuple(each for each in self._exact(words) if each in found))

    def _ids(self, words: list[str], *, best_first: bool) -> list[int]:
        query = "SELECT rowid FROM words WHERE words MATCH ?"
        rows = self._database.rows(query, match_expression(words))
        if best_first and len(rows) <= BROAD:
            rows = self._database.rows(
                f"{query} ORDER BY bm25(words, 10, 10, 1), rowid", rank_expression(words)
            )
        return [place for (place,) in rows]

    def _all_of(self, words: list[str]) -> int:
        """Return the set of what has all of these common words; everything if there are none."""
        found = (1 << self._size) - 1
        for each in words:
            found &= self._common[each]
        return found

    def _exact(self, words: list[str]) -> list[int]:
        """Return the qualifications with these words for a code or a name, the codes first."""
        if "exact" not in self._database.tables:
            return []
        query = "SELECT qualification FROM exact WHERE number = ? ORDER BY place, qualification"
        rows = self._database.rows(query, exact_number(words))
        return list(dict.fromkeys(place for (place,) in rows))

    @cached_property
    def _common(self) -> dict[str, int]:
        """Return the beginnings that very many have; none in a projection of an earlier version."""
        if "common" not in self._database.tables:
            return {}
        rows = self._database.rows("SELECT beginning, members FROM common")
        return {beginning: masks.unpack(members) for beginning, members in rows}
