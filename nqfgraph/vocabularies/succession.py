"""Finds what may follow a concept that a newer version does not have: by the words of its labels."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log

from nqfgraph.vocabularies.index import Index

SUCCESSORS = 3
ALIKE = 0.3
"""The least likeness that is worth showing, from 0 (no word shared) to 1 (the same words)."""
_LABELS = 20
_RAREST = 2
_WORD = re.compile(r"\w+")


class Successors:
    """The labels of a version, by kind of concept and word."""

    def __init__(self, index: Index) -> None:
        """Read all labels of a version."""
        self._labels: list[tuple[str, frozenset[str]]] = []
        self._places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        frequency: Counter[str] = Counter()
        rows = index.rows(
            "SELECT concept.iri, concept.kind, label.text FROM label"
            " JOIN concept ON concept.id = label.concept ORDER BY label.id"
        )
        for iri, kind, text in rows:
            words = _words(text)
            for word in words:
                self._places[kind, word].append(len(self._labels))
            frequency.update(words)
            self._labels.append((iri, words))
        total = len(rows) + 1
        self._weights = {word: log(1 + total / count) for word, count in frequency.items()}
        self._unknown = log(1 + total)

    def of(self, kind: str, labels: Iterable[str]) -> tuple[str, ...]:
        """Return the IRIs of at most three concepts of a kind whose labels are most like these.

        ``labels`` begin with the preferred ones. The likeness of two labels is the weight of the words they
        share among all their words, rare words weighing more; that of two concepts is the sum over the labels
        of the older one. Ties are broken by IRI.
        """
        scores: defaultdict[str, float] = defaultdict(float)
        alike: set[str] = set()
        for text in list(labels)[:_LABELS]:
            for iri, likeness in self._like(kind, _words(text)).items():
                scores[iri] += likeness
                if likeness >= ALIKE:
                    alike.add(iri)
        return tuple(sorted(alike, key=lambda each: (-round(scores[each], 9), each))[:SUCCESSORS])

    def _like(self, kind: str, words: frozenset[str]) -> dict[str, float]:
        """Return concepts that share one of a label's rarest words, with the likeness of their best label."""
        known = [each for each in words if (kind, each) in self._places]
        rarest = sorted(known, key=lambda each: (-self._weights[each], each))[:_RAREST]
        best: dict[str, float] = {}
        for place in sorted({place for word in rarest for place in self._places[kind, word]}):
            iri, others = self._labels[place]
            likeness = self._weight(words & others) / self._weight(words | others)
            best[iri] = max(best.get(iri, 0.0), likeness)
        return best

    def _weight(self, words: frozenset[str]) -> float:
        # Sorted, because the sum of floating-point numbers depends on their order.
        return sum(self._weights.get(each, self._unknown) for each in sorted(words))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
