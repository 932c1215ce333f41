"""What the views work with: the release that is served, opened once, and the pool that answers queries."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import flask

from nqfgraph.describe import Neighbourhood, describe
from nqfgraph.errors import ReleaseError
from nqfgraph.iris import Iris
from nqfgraph.ontology import Ontology
from nqfgraph.release import Manifest, Release, Releases
from nqfgraph.search import Search
from nqfgraph.settings import Settings
from nqfgraph.store import open_store
from nqfgraph.store.base import GraphStore
from nqfgraph.vocab import NQF, SKOS
from nqfgraph_server.languages import marked as _
from nqfgraph_server.workers import QueryPool


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


class Service:
    """Everything a view needs, made once by ``create_app``."""

    def __init__(self, settings: Settings, releases: Releases, ontology: Ontology, pool: QueryPool) -> None:
        self.settings = settings
        self.releases = releases
        self.ontology = ontology
        self.pool = pool
        self._lock = threading.Lock()
        self._open: OpenRelease | None = None

    def release(self) -> OpenRelease:
        """Return the current release; the same one for the whole of a request. Raises NothingPublished."""
        if not flask.has_request_context():
            return self._current()
        if "open_release" not in flask.g:
            flask.g.open_release = self._current()
        return cast(OpenRelease, flask.g.open_release)

    def _current(self) -> OpenRelease:
        """Return the release the pointer names, opened anew when it has moved."""
        try:
            version = self.releases.current_version()
            if version is None:
                raise NothingPublished
            with self._lock:
                if self._open is None or self._open.version != version:
                    self._open = open_release(self.releases.get(version))
                return self._open
        except NotServing:
            raise
        except ReleaseError as error:
            raise NotServing(error.message, place=error.place, remedy=error.remedy) from error


def open_release(release: Release) -> OpenRelease:
    """Open a release for reading; raises StoreUnavailable or ReleaseError if it is damaged."""
    store = open_store(str(release.store_folder), read_only=True)
    return OpenRelease(release, store, Search(release.search_path))


def current_service() -> Service:
    """Return the service of the application that answers the request."""
    return cast(Service, flask.current_app.extensions["nqfgraph"])
