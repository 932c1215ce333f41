"""A release in an engine at an address, read only as long as the engine lists it.

A release that was removed from an engine has empty graphs, and a query over them would get an empty answer
that looks like a true one. So who reads looks from time to time whether the release is still listed; the
publisher unlists a release long enough before it is removed (`nqfgraph.release.publishing`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

import pyoxigraph as ox

from nqfgraph.errors import StoreUnavailable
from nqfgraph.store import pointer
from nqfgraph.store.base import GraphStore, Results
from nqfgraph.store.views import View

LISTED_SECONDS = 5.0
"""How long a release that was listed is taken to be still there."""


class Listing:
    """Whether an engine lists a release; ``store`` is the engine, with whatever else it holds."""

    def __init__(self, store: GraphStore, view: View, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._view = view
        self._clock = clock
        self._valid_until = clock()

    def check(self) -> None:
        """Raise StoreUnavailable if the release is not listed any more; any StoreError of the store."""
        now = self._clock()
        if now < self._valid_until:
            return
        found = pointer.read(self._store, self._view.base)
        if found is None:
            raise StoreUnavailable("The engine that answers here has no release any more.")
        if found.view(self._view.version) != self._view:
            raise StoreUnavailable(
                f"The release {self._view.version} was published anew.", remedy="Restart the server."
            )
        self._valid_until = now + LISTED_SECONDS

    def close(self) -> None:
        """Close the store that is asked for it."""
        self._store.close()


class ListedStore:
    """The graphs of one release in an engine, read only; for many threads at a time."""

    def __init__(self, store: GraphStore, listing: Listing) -> None:
        self._store = store
        self._listing = listing

    def query(self, sparql: str, *, graphs: Sequence[str] | None = None) -> Results:
        """Answer a query; StoreUnavailable if the engine does not have the release any more."""
        self._listing.check()
        return self._store.query(sparql, graphs=graphs)

    def stream(self, sparql: str, media_type: str) -> Iterator[bytes]:
        """Answer a query as bytes; errors as for `query`, raised where the reader stands."""
        self._listing.check()
        yield from self._store.stream(sparql, media_type)

    def replace_graph(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Refuse: a release does not change."""
        self._store.replace_graph(graph, triples)

    def drop_graph(self, graph: str) -> None:
        """Refuse: a release does not change."""
        self._store.drop_graph(graph)

    def close(self) -> None:
        """Close the store and that of its listing."""
        self._store.close()
        self._listing.close()
