"""Lists, facets and text search over a release: a SQLite projection beside its store.

The projection is made once, when the release is built (`build`), and read by any number of threads
(`Search`).
"""

from nqfgraph.search.answers import (
    Correction,
    FacetValue,
    Filters,
    Item,
    Listing,
    OrganisationItem,
    OrganisationListing,
    Thing,
)
from nqfgraph.search.builder import build
from nqfgraph.search.reader import Search

__all__ = [
    "Correction",
    "FacetValue",
    "Filters",
    "Item",
    "Listing",
    "OrganisationItem",
    "OrganisationListing",
    "Search",
    "Thing",
    "build",
]
