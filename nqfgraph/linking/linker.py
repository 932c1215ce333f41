"""The linker: fuses lists by words and, where there is a model, by meaning, for a text and its clauses."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Protocol

from nqfgraph.errors import InputError
from nqfgraph.linking.calibration import load_calibration
from nqfgraph.linking.clauses import LONGEST_TEXT, clauses, search_words
from nqfgraph.linking.fusion import Scores, greatest, order, reciprocal_ranks
from nqfgraph.linking.layer import LabelLayer
from nqfgraph.linking.lexical import LabelSearch
from nqfgraph.linking.suggestion import Filters, Suggestion
from nqfgraph.vocabularies import Concept, Kept

LEXICAL, SEMANTIC = "fts5-rrf", "fts5-minilm-rrf"
MEANING = 3
"""How often a list by meaning counts beside one by words; chosen on halves of two sets (docs/esco.md)."""


class Meaning(Protocol):
    """Ranks concepts by meaning (`nqfgraph.linking.semantic`)."""

    checksum: str

    def rank(self, texts: tuple[str, ...], allowed: Container[int] | None) -> list[list[int]]:
        """Return, for each text, the numbers of concepts, the nearest first."""
        ...


class Linker:
    """Suggests concepts of one version of a vocabulary. Deterministic: the same text gives the same list."""

    def __init__(
        self, kept: Kept, *, layer: LabelLayer | None = None, meaning: Meaning | None = None
    ) -> None:
        """Take a version, our own labels for it, and a model; the last two are optional."""
        self.kept = kept
        self._index = kept.index()
        self._search = LabelSearch(self._index)
        self._layer = layer
        self._meaning = meaning
        self.method = SEMANTIC if meaning else LEXICAL
        self._calibration = load_calibration(self.method, kept.manifest.name)
        rows = self._index.rows("SELECT id, iri, kind FROM concept")
        self._iris: Mapping[int, str] = {number: iri for number, iri, _ in rows}
        linked = kept.vocabulary.linked
        self._concepts: dict[tuple[int, str], Concept] = {}
        self._numbers = {iri: number for number, iri, kind in rows if kind in linked}

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def suggest(
        self,
        text: str,
        *,
        limit: int = 10,
        filters: Filters | None = None,
        language: str = "en",
        unofficial: str = "",
    ) -> tuple[Suggestion, ...]:
        """Return up to ``limit`` suggestions for an outcome, the best first; none for a text without words.

        ``text`` is in a language of the vocabulary, ``unofficial`` the outcome in the language of the label
        layer. Of longer texts the first 4,000 characters count. InputError for a field that there is not.
        """
        chosen = filters or Filters()
        allowed = self._allowed(chosen)
        labels: dict[int, int | str] = {}
        lists = self._by_english(text, allowed, labels)
        # What was measured: all concepts, and not our own labels.
        measured = Scores(lists) if lists and chosen == Filters() else None
        if self._layer and unofficial:
            lists = [*lists, self._by_layer(unofficial, allowed, labels)]
        scores = Scores(lists)
        return tuple(
            self._suggestion(
                self._concept(number, language),
                rank,
                scores.of(number),
                measured.of(number) if measured and number in measured else None,
                labels.get(number),
            )
            for rank, number in enumerate(order(scores.sums, self._iris, limit), start=1)
        )

    def _by_english(
        self, text: str, allowed: Container[int] | None, labels: dict[int, int | str]
    ) -> list[Mapping[int, float]]:
        whole, parts = " ".join(text[:LONGEST_TEXT].split()), clauses(text)
        if not search_words(whole):
            return []
        return [
            *self._by_words(whole, parts, allowed, labels),
            *self._by_meaning(whole, parts, allowed),
        ]

    def _by_words(
        self,
        whole: str,
        parts: tuple[str, ...],
        allowed: Container[int] | None,
        labels: dict[int, int | str],
    ) -> list[Mapping[int, float]]:
        every: list[Mapping[int, float]] = []
        for text in (whole, *parts):
            best = self._search.every(text, allowed)
            every.append(reciprocal_ranks(list(best)))
            for concept, label in best.items():
                labels.setdefault(concept, label)
        found = _with_clauses(every)
        if not self._meaning:
            preferred = [self._search.preferred(text, allowed) for text in (whole, *parts)]
            found += _with_clauses([reciprocal_ranks(each) for each in preferred])
        return found

    def _by_meaning(
        self, whole: str, parts: tuple[str, ...], allowed: Container[int] | None
    ) -> list[Mapping[int, float]]:
        if not self._meaning:
            return []
        ranked = self._meaning.rank((whole, *parts), allowed)
        return _with_clauses([reciprocal_ranks(each) for each in ranked]) * MEANING

    def _by_layer(
        self, text: str, allowed: Container[int] | None, labels: dict[int, int | str]
    ) -> Mapping[int, float]:
        assert self._layer
        found = {
            self._numbers[iri]: label
            for iri, label in self._layer.find(text).items()
            if iri in self._numbers and (allowed is None or self._numbers[iri] in allowed)
        }
        labels.update(found)
        return reciprocal_ranks(list(found))

    def _suggestion(
        self,
        concept: Concept,
        rank: int,
        score: float,
        measured: float | None,
        label: int | str | None,
    ) -> Suggestion:
        matched = label if isinstance(label, str) else concept.label
        if isinstance(label, int):
            ((matched,),) = self._index.rows("SELECT text FROM label WHERE id = ?", (label,))
        return Suggestion(
            iri=concept.iri,
            label=concept.label,
            matched=matched,
            unofficial=isinstance(label, str),
            type=concept.type,
            description=concept.description,
            path=concept.path,
            rank=rank,
            score=score,
            confidence=self._confidence(measured),
            method=self.method,
            vocabulary=self.kept.manifest.name,
            version=self.kept.manifest.version,
            model=self._meaning.checksum if self._meaning else "",
        )

    def _confidence(self, score: float | None) -> float | None:
        if self._calibration is None or score is None:
            return None
        return self._calibration.confidence(score)

    def _concept(self, number: int, language: str) -> Concept:
        key = (number, language)
        if key not in self._concepts:
            found = self._index.concept(self._iris[number], language)
            assert found
            self._concepts[key] = found
        return self._concepts[key]

    def _allowed(self, filters: Filters) -> frozenset[int] | None:
        """Return the concepts that pass, None for all."""
        chosen = None
        if filters.type:
            rows = self._index.rows("SELECT id FROM concept WHERE type IN (?, '')", (filters.type,))
            chosen = frozenset(number for (number,) in rows)
        if filters.field:
            within = self._within(filters.field)
            chosen = within if chosen is None else chosen & within
        return chosen

    def _within(self, field: str) -> frozenset[int]:
        base = self.kept.vocabulary.fields
        if not base or not self._index.rows("SELECT 1 FROM concept WHERE iri = ?", (f"{base}{field}",)):
            raise InputError(
                f"The vocabulary {self.kept.manifest.name} has no field of education “{field}”.",
                remedy="Give an ISCED-F 2013 code of two to four digits, such as 0713.",
            )
        rows = self._index.rows(
            "WITH RECURSIVE below(id) AS (SELECT id FROM concept WHERE iri = ? UNION"
            " SELECT concept FROM broader JOIN below ON wider = below.id)"
            " SELECT id FROM below UNION SELECT source FROM relation JOIN below ON target = below.id",
            (f"{base}{field}",),
        )
        return frozenset(number for (number,) in rows)


def _with_clauses(found: Sequence[Mapping[int, float]]) -> list[Mapping[int, float]]:
    """Return the list of the whole text and, where there are clauses, one of the best that each has."""
    whole, *parts = found
    return [whole, greatest(parts)] if parts else [whole]
