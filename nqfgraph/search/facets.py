"""The values of a facet as a list shows them: named, in their order, fields of education as a tree."""

from __future__ import annotations

from collections.abc import Mapping

from nqfgraph.search.answers import FacetValue
from nqfgraph.search.labels import Labels

_BROAD = 2
"""Digits of the broad ISCED-F fields; each step below them has one more."""


def facet_values(
    facet: str, counts: Mapping[str, int], labels: Labels, language: str
) -> tuple[FacetValue, ...]:
    """Return the counted values of a facet, with their labels in ``language`` or in another."""
    return _values(facet, counts, labels, language, _BROAD if facet == "field" else 0)


def _values(
    facet: str, counts: Mapping[str, int], labels: Labels, language: str, length: int
) -> tuple[FacetValue, ...]:
    """Return all values; with a ``length`` those of so many digits, and in each the longer ones below it."""
    found = []
    for value in sorted(counts, key=lambda each: (labels.place(facet, each), each)):
        if length in (0, len(value)):
            label, tag = labels.choice(facet, value, language)
            within: tuple[FacetValue, ...] = ()
            if length:
                below = {each: counts[each] for each in counts if each != value and each.startswith(value)}
                within = _values(facet, below, labels, language, length + 1)
            found.append(FacetValue(value, label, counts[value], within, tag))
    return tuple(found)
