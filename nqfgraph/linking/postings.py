"""The rows in which a word stands and what it weighs there (BM25), read once from a text index and kept.

The BM25 of several words is the sum of what each weighs, so the clauses of an outcome, and the next outcomes,
are ranked from the same postings: a word is looked up in SQLite once and not in every query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

from nqfgraph.vocabularies import Index

MOST_ROWS = 6_000
"""Rows that a ranking may open: the rarest words go first, later ones only add to rows that are open."""
MOST_KEPT = 1_000_000
"""Postings that are kept (about 100 bytes each); beyond it those that were read first are forgotten."""
_UNIT = 1_000_000
"""Weights are whole millionths: their sums do not depend on the order in which they are added."""


class Postings:
    """One text index of a vocabulary."""

    def __init__(self, index: Index, table: str) -> None:
        """Take the index and the name of its FTS5 table."""
        self._index = index
        self._query = (
            f"SELECT rowid, CAST(-rank * {_UNIT} + 0.5 AS INTEGER) FROM {table} WHERE {table} MATCH ?"
        )
        self._words: dict[str, dict[int, int]] = {}
        self._kept = 0

    def rank(self, words: Sequence[str], most: int, fits: Callable[[int], bool] | None) -> list[int]:
        """Return up to ``most`` rows with any of the words, the heaviest first, ties by row.

        ``fits`` says which rows count; all if it is None.
        """
        weights = self._weights(words)
        if fits is not None:
            weights = {row: weight for row, weight in weights.items() if fits(row)}
        if len(weights) > most:
            bound = sorted(weights.values(), reverse=True)[most - 1]
            weights = {row: weight for row, weight in weights.items() if weight >= bound}
        return sorted(weights, key=lambda row: (-weights[row], row))[:most]

    def _weights(self, words: Sequence[str]) -> dict[int, int]:
        found = [(len(rows), word, rows) for word in words if (rows := self._rows(word))]
        found.sort(key=itemgetter(0, 1))
        weights: dict[int, int] = {}
        for size, _, rows in found:
            if not weights:
                weights = rows.copy()
            elif len(weights) + size > MOST_ROWS:
                _add_to_open(weights, rows)
            else:
                for row, weight in rows.items():
                    weights[row] = weights.get(row, 0) + weight
        return weights

    def _rows(self, word: str) -> dict[int, int]:
        known = self._words.get(word)
        if known is None:
            # A quoted word holds no operator.
            known = self._words[word] = dict(self._index.rows(self._query, (f'"{word}"',)))
            self._kept += len(known) + 1
            while self._kept > MOST_KEPT and len(self._words) > 1:
                self._kept -= len(self._words.pop(next(iter(self._words)))) + 1
        return known


def _add_to_open(weights: dict[int, int], rows: dict[int, int]) -> None:
    if len(rows) < len(weights):
        for row, weight in rows.items():
            if row in weights:
                weights[row] += weight
    else:
        for row, weight in weights.items():
            weights[row] = weight + rows.get(row, 0)
