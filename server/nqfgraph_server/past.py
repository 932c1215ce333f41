"""Releases beside the one that is served: opened when they are asked for, a few kept open."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future

from nqfgraph.errors import NqfgraphError, ReleaseError
from nqfgraph.release import Releases
from nqfgraph.release.releases import is_version
from nqfgraph_server.inspection import reason
from nqfgraph_server.languages import marked as _
from nqfgraph_server.opened import NotServing, OpenGraphs, OpenRelease, open_local, open_release

KEPT_OPEN = 4
"""Releases that stay open although nobody holds them; each has its files and some megabytes of memory."""

_NAMED = 10


class UnknownRelease(ReleaseError):
    """The release that a request asks for is not kept here, or never was."""


class Past:
    """Releases by version; safe for use by many threads.

    A release is opened once, however many ask for it at the same time. Beyond ``kept_open`` the one that was
    asked for least recently is let go, and closed when the last request that holds it is over.
    """

    def __init__(
        self, releases: Releases, *, kept_open: int = KEPT_OPEN, open_graphs: OpenGraphs = open_local
    ) -> None:
        self._releases = releases
        self._open_graphs = open_graphs
        self._kept_open = kept_open
        self._lock = threading.Lock()
        self._open: OrderedDict[str, OpenRelease] = OrderedDict()
        self._opening: dict[str, Future[OpenRelease]] = {}

    def get(self, version: str) -> OpenRelease:
        """Return a release; raises UnknownRelease if there is none, NotServing if it cannot be opened."""
        if not is_version(version) or not (self._releases.folder / version).is_dir():
            with self._lock:
                self._open.pop(version, None)
            raise unknown(version, self._releases.versions())
        with self._lock:
            if version in self._open:
                self._open.move_to_end(version)
                return self._open[version]
            opening = self._opening.get(version)
            first = opening is None
            if opening is None:
                opening = self._opening[version] = Future()
        if first:
            self._settle(version, opening)
        return opening.result()

    def _settle(self, version: str, opening: Future[OpenRelease]) -> None:
        """Open a release for all who wait for it."""
        try:
            opened = open_release(self._releases.get(version), self._open_graphs)
        except NqfgraphError as error:
            with self._lock:
                del self._opening[version]
            folder = self._releases.folder / version
            opening.set_exception(NotServing(reason(error, folder), remedy=error.remedy))
        except BaseException as error:
            with self._lock:
                del self._opening[version]
            opening.set_exception(error)
            raise
        else:
            with self._lock:
                del self._opening[version]
                self._open[version] = opened
                while len(self._open) > self._kept_open:
                    self._open.popitem(last=False)
            opening.set_result(opened)


def unknown(version: str, kept: tuple[str, ...]) -> UnknownRelease:
    """Return the error for a release that is not kept, with what can be asked instead."""
    newest = ", ".join(reversed(kept[-_NAMED:])) or "none"
    more = " and older ones" if len(kept) > _NAMED else ""
    return UnknownRelease(
        _("This release is not kept here, or has never been."),
        remedy=f"Asked for: {version}. These can be asked: {newest}{more}; the list is at /releases.",
    )
