"""Concepts and concept schemes as plain values, and finding a concept by the code a person writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

FALLBACK_LANGUAGE = "en"


def in_language(texts: Mapping[str, str], language: str) -> str | None:
    """Return the text in ``language``, else in English, else in the first there is; None if empty."""
    for each in (language, FALLBACK_LANGUAGE, *sorted(texts)):
        if each in texts:
            return texts[each]
    return None


def local_name(iri: str) -> str:
    """Return what follows the last slash or hash of an IRI."""
    return iri.rpartition("#")[2].rpartition("/")[2]


@dataclass(frozen=True)
class Concept:
    """A concept of a controlled vocabulary. Texts are given by language tag."""

    iri: str
    scheme: str
    """IRI of its scheme."""
    notation: str | None
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    broader: tuple[str, ...]
    """IRIs of the next wider concepts."""
    codes: tuple[str, ...] = ()
    """Other codes for it (dcterms:identifier): the ISO 639-1 or ISO 3166-1 alpha-2 code."""

    def label(self, language: str) -> str:
        """Return its label in ``language``, else in English, else in any; without one its code or IRI."""
        return in_language(self.labels, language) or self.notation or self.iri


@dataclass(frozen=True)
class Scheme:
    """A controlled vocabulary: its concepts by IRI, in the order of the file."""

    iri: str
    name: str
    """Short name: that of its file in ``ontology/vocabularies/``, or ``claim-status`` for one of ours."""
    labels: Mapping[str, str]
    concepts: Mapping[str, Concept] = field(repr=False)

    def find(self, code: str) -> Concept | None:
        """Return the concept with this IRI, notation, local name or other code; None if there is none.

        Codes are compared without regard to letter case and surrounding space, IRIs exactly.
        """
        return self.concepts.get(code) or self._by_code.get(_normal(code))

    @cached_property
    def _by_code(self) -> Mapping[str, Concept]:
        """Codes to concepts; where two concepts share a code, a notation goes before the other kinds."""
        found: dict[str, Concept] = {}
        for codes_of in (_notations, _local_names, _other_codes):
            for concept in self.concepts.values():
                for code in codes_of(concept):
                    found.setdefault(_normal(code), concept)
        return found


def _notations(concept: Concept) -> tuple[str, ...]:
    return (concept.notation,) if concept.notation else ()


def _local_names(concept: Concept) -> tuple[str, ...]:
    return (local_name(concept.iri),)


def _other_codes(concept: Concept) -> tuple[str, ...]:
    return concept.codes


def _normal(code: str) -> str:
    return code.strip().casefold()
