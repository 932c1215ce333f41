"""Asks a store for the learning opportunities that lead to a qualification or that an organisation provides.

They are things of their own, so the description of neither has them; there may be thousands of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from nqfgraph.describe.description import described_in_short, subjects_of
from nqfgraph.describe.neighbourhood import Neighbourhood
from nqfgraph.store.base import GraphStore


@dataclass(frozen=True, slots=True)
class Opportunities:
    """Some learning opportunities, by their IRIs, and what is said of them in short."""

    iris: tuple[str, ...]
    more: bool
    """Whether there are more of them than these."""
    of: Neighbourhood


def opportunities(store: GraphStore, iri: str, limit: int) -> Opportunities:
    """Return up to ``limit`` learning opportunities of a qualification or organisation, sorted by IRI."""
    found = subjects_of(store, "opportunities", iri, limit + 1)
    iris = tuple(found[:limit])
    triples = described_in_short(store, "opportunities-in-short", iris) if iris else ()
    return Opportunities(iris, len(found) > limit, Neighbourhood(iri, triples))
