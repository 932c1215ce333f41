"""Answers strangers' queries from an engine at an address, by the same processes that answer from a release.

``settings.store_connections`` processes hold a connection each (`nqfgraph.store.remote_worker`). Deadlines,
memory limits, the line of those who wait, clients that leave and the counts are those of
`nqfgraph.store.workers.QueryPool`. There is no lane for slow queries: a process that waits for an engine
takes nothing from the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from nqfgraph.settings import Settings
from nqfgraph.store.address import Address
from nqfgraph.store.views import View
from nqfgraph.store.workers import QueryPool


class RemotePool(QueryPool):
    """A query engine over the SPARQL server of ``settings.store``.

    ``find_view`` returns what the release in a folder is called there; it is asked when a release is held, in
    a thread of its own, and raises StoreUnavailable if the server does not have it whole.
    """

    def __init__(self, settings: Settings, find_view: Callable[[Path], View]) -> None:
        super().__init__(
            replace(settings, workers=settings.store_connections, slow_workers=0), self._find_engine
        )
        self._address = Address.of(settings)
        self._find_view = find_view

    def _find_engine(self, folder: Path) -> dict[str, Any]:
        # Imported here: who only names this class needs no HTTP client.
        from nqfgraph.store.remote_worker import Engine

        return Engine(self._address, self._find_view(folder), self._settings.query_seconds).to_order()
