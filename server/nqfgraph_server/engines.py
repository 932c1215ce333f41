"""Where the graphs of releases are asked: in the releases themselves, or in an engine at an address."""

from __future__ import annotations

from nqfgraph.release.published import PublishedReleases
from nqfgraph.settings import Settings
from nqfgraph.store.remote_pool import RemotePool
from nqfgraph_server.opened import OpenGraphs, open_local
from nqfgraph_server.workers import QueryPool


def make_pool(settings: Settings) -> QueryPool:
    """Return what answers the queries of strangers; InputError for an address that is none."""
    if not settings.store:
        return QueryPool(settings)
    return RemotePool(settings, PublishedReleases(settings).view)


def graphs_of(settings: Settings) -> OpenGraphs:
    """Return what opens the graphs of a release for the pages; errors as for `make_pool`."""
    return PublishedReleases(settings).open if settings.store else open_local
