"""The learning opportunities that stand with a qualification or an organisation."""

from __future__ import annotations

from nqfgraph.describe import Opportunities, opportunities
from nqfgraph_server.service import OpenRelease

SHOWN = 50
"""Most learning opportunities that a page lists."""
LISTED = 200
"""Most that a document lists."""
_KIND = "learning-opportunity"
_LISTING = ("qualification", "organisation")


def offers_of(opened: OpenRelease, kind: str, iri: str, limit: int) -> Opportunities | None:
    """Return up to ``limit`` learning opportunities of a thing; None for a thing that has none."""
    if kind not in _LISTING or not opened.manifest.counts.kinds.get(_KIND):
        return None
    found = opportunities(opened.store, iri, limit)
    return found if found.iris else None
