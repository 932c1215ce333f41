"""Looks for labels by their words (SQLite FTS5, BM25): once in the preferred labels, once in every label."""

from __future__ import annotations

from collections.abc import Container

from nqfgraph.linking.clauses import search_words
from nqfgraph.linking.postings import Postings
from nqfgraph.vocabularies import Index

DEPTH = 100
"""Concepts that one list has."""
_LABELS = 400
"""Labels among which the best of each concept is sought."""


class LabelSearch:
    """The two text indexes of a vocabulary."""

    def __init__(self, index: Index) -> None:
        """Take the index of a version."""
        self._preferred, self._every = Postings(index, "preferred"), Postings(index, "every")
        self._concepts: dict[int, int] = dict(index.rows("SELECT id, concept FROM label"))

    def preferred(self, text: str, allowed: Container[int] | None) -> list[int]:
        """Return the numbers of concepts by their preferred label, the best first."""
        fits = None if allowed is None else allowed.__contains__
        return self._preferred.rank(search_words(text), DEPTH, fits)

    def every(self, text: str, allowed: Container[int] | None) -> dict[int, int]:
        """Return concept to its best label, both by number; the best concept first."""
        concepts = self._concepts
        fits = None if allowed is None else lambda label: concepts[label] in allowed
        best: dict[int, int] = {}
        for label in self._every.rank(search_words(text), _LABELS, fits):
            best.setdefault(concepts[label], label)
            if len(best) == DEPTH:
                break
        return best
