"""A release that is open for reading, and what is raised where none can be."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from nqfgraph.describe import Neighbourhood, describe
from nqfgraph.errors import ReleaseError
from nqfgraph.iris import Iris
from nqfgraph.model.statistics import ReleaseStatistics
from nqfgraph.release import Manifest, Release
from nqfgraph.release.releases import CURRENT
from nqfgraph.search import Search
from nqfgraph.store import open_store
from nqfgraph.store.base import GraphStore
from nqfgraph.vocab import NQF, SKOS
from nqfgraph_server.languages import marked as _


class NotServing(ReleaseError):
    """There is no release that could be answered from: the one that should be is damaged."""


class NothingPublished(NotServing):
    """There is no release to answer from yet."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing has been published here yet."),
            remedy=_(
                "Run “nqfgraph build” with the same home folder; the server picks the release up by itself."
            ),
        )


@dataclass(eq=False)
class OpenRelease:
    """A release with its store and its search projection open for reading.

    Both are closed when the last request that holds the object is over, which may be after a newer release
    has taken its place.
    """

    release: Release
    store: GraphStore
    search: Search
    since: datetime
    """When it took its place, if it is the one that is served, in UTC. An older release that is served again
    is newer than the one before it, though it was published earlier."""
    written: dict[tuple[object, ...], bytes] = field(default_factory=dict, repr=False)
    """Documents about the whole of the release that were written once, by what they depend on."""

    def __post_init__(self) -> None:
        """Tie the open files to the life of this object."""
        weakref.finalize(self, _close, self.store.close, self.search.close)

    @property
    def version(self) -> str:
        """The release's version, for example ``2026-11-23.1``."""
        return self.release.version

    @property
    def manifest(self) -> Manifest:
        """What the release says of itself."""
        return self.release.manifest

    @property
    def iris(self) -> Iris:
        """The IRIs of its register."""
        return self.release.iris

    @property
    def statistics(self) -> ReleaseStatistics:
        """What its graphs hold, counted at the build; raises NotServing if that cannot be read."""
        try:
            return self.release.statistics
        except ReleaseError as error:
            raise NotServing(error.message, place=error.place, remedy=error.remedy) from error

    @cached_property
    def framework(self) -> Neighbourhood:
        """The framework with its levels, read once, because every page of the framework shows it."""
        found = describe(self.store, self.manifest.register.framework)
        if found is None:
            raise NotServing(f"The release {self.version} does not describe its framework.")
        return found

    @cached_property
    def tones(self) -> Mapping[str, int]:
        """Notation of a level to its colour, 1 to `TONES`: where it stands among the levels."""
        found = self.framework
        levels = sorted(
            found.nodes(found.iri, SKOS.hasTopConcept),
            key=lambda each: int(found.value(each, NQF.order) or 0),
        )
        return {
            found.value(each, SKOS.notation) or "": tone(number, len(levels))
            for number, each in enumerate(levels, 1)
        }


TONES = 8
"""Number of level colours that the style sheet has."""


def tone(order: int, number: int) -> int:
    """Return which of the level colours the ``order``-th of ``number`` levels has, both counted from 1."""
    return TONES if number <= 1 else 1 + round((order - 1) * (TONES - 1) / (number - 1))


def _close(*closers: Callable[[], None]) -> None:
    for close in closers:
        close()


OpenGraphs = Callable[[Release], GraphStore]
"""Opens the graphs of a release; raises StoreUnavailable if they cannot be asked."""


def open_local(release: Release) -> GraphStore:
    """Open the store that is part of a release; raises StoreUnavailable if it is damaged."""
    return open_store(str(release.store_folder), read_only=True)


def open_release(release: Release, open_graphs: OpenGraphs = open_local) -> OpenRelease:
    """Open a release for reading; raises StoreUnavailable or ReleaseError if it is damaged."""
    store = open_graphs(release)
    try:
        search = Search(release.search_path)
    except ReleaseError:
        store.close()
        raise
    return OpenRelease(release, store, search, _since(release))


def _since(release: Release) -> datetime:
    """Return when the pointer was moved, or the release published where that was later or nothing points."""
    published = release.manifest.created
    try:
        moved = os.lstat(release.folder.parent / CURRENT).st_mtime
    except OSError:
        return published
    return max(published, datetime.fromtimestamp(moved, UTC))
