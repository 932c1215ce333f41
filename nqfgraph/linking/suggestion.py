"""What the linker gives, and what it can be limited to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept proposed for an outcome."""

    iri: str
    label: str
    """Preferred label in the language that was asked for, else in English."""
    matched: str
    """The label that fitted best by its words; the preferred one where only the model found it."""
    unofficial: bool
    """Whether `matched` is of our own label layer and not the vocabulary's."""
    type: str
    """skill, knowledge or nothing."""
    description: str
    path: tuple[str, ...]
    """Labels of what is wider, the widest first."""
    rank: int
    """From 1."""
    score: float
    """Sum of reciprocal ranks as a share of the greatest possible sum: 1 is the first of every list."""
    confidence: float | None
    """Share of suggestions with such a score that were right on labelled data. None where nothing was
    measured: another vocabulary, filters, a concept that only our own labels found."""
    method: str
    """``fts5-rrf`` or ``fts5-minilm-rrf``."""
    vocabulary: str
    version: str
    model: str = ""
    """SHA-256 of the model; empty if none took part."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be suggested. The vocabulary has no levels, so there is none to filter by."""

    type: str = ""
    """skill or knowledge; both if empty. Concepts of neither type always stay."""
    field: str = ""
    """ISCED-F code (two to four digits): what stands below that field or is related to something below."""
