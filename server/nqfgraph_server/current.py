"""Which release is served: the one that the pointer names, once it can be, and until then the one before."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType

from nqfgraph.errors import NqfgraphError, ReleaseError
from nqfgraph.release import Release, Releases
from nqfgraph.release.releases import CURRENT, is_version, order
from nqfgraph.store.base import QueryEngine
from nqfgraph_server.inspection import fingerprint, open_sound, reason
from nqfgraph_server.opened import (
    NothingPublished,
    NotServing,
    OpenGraphs,
    OpenRelease,
    open_local,
    open_release,
)

LOOK_SECONDS = 1.0
"""How often a release that was refused is looked at, whether somebody has mended it."""

TRY_SECONDS = 60.0
"""After which time it is tried again though its files are the same: the fault may have been elsewhere."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A release that the pointer names and that cannot be served."""

    version: str
    error: NqfgraphError
    files: tuple[tuple[str, int, int], ...]
    tried: float
    """When it was, on the clock of the object."""


@dataclass(frozen=True, slots=True)
class _State:
    """What was decided when the pointer read ``target``; replaced as a whole, so readers need no lock."""

    target: str | None
    opened: OpenRelease | None
    refused: _Refused | None = None
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Versions that were refused, with what is wrong with them."""


class Current:
    """The release that is served; safe for use by many threads.

    The pointer is read at every question, which takes a microsecond, so a switch is seen at once. While the
    ``engine`` answers queries from the release before, the new one is opened, compared with its checksums and
    read by the engine in the background, and takes its place when all of it is ready. A release that cannot
    be served is refused: the one before stays, or, where there is none, the newest older one that is sound is
    served, until the fault is mended or the pointer moved. ``clock`` gives seconds.
    """

    def __init__(
        self,
        releases: Releases,
        engine: QueryEngine,
        *,
        clock: Callable[[], float] = time.monotonic,
        open_graphs: OpenGraphs = open_local,
    ) -> None:
        self._releases = releases
        self._open_graphs = open_graphs
        self._engine = engine
        self._clock = clock
        self._pointer = str(releases.folder / CURRENT)
        self._state = _State(None, None)
        self._deciding = threading.Lock()
        self._preparing: threading.Thread | None = None
        self._next_look = 0.0
        self._verified: dict[str, tuple[tuple[str, int, int], ...]] = {}
        """Versions whose checksums were right, and the files that they were compared with."""

    @property
    def refused(self) -> Mapping[str, str]:
        """Return the versions that should be served and cannot be, with the reasons; mostly empty.

        The version that is served is among them if it is damaged and there is no other.
        """
        return self._state.reasons

    def get(self) -> OpenRelease:
        """Return the release that is served; raises NothingPublished, or NotServing if none can be opened."""
        state = self._state
        if state.opened is not None and state.refused is None and state.target == self._target():
            return state.opened
        return self._decide()

    def start(self) -> None:
        """Let the engine hold the release that is served; it steps back from one that the engine cannot hold.

        To be called before requests come. Raises NothingPublished, or NotServing if none can be opened.
        """
        tried: set[str] = set()
        while (opened := self.get()).version not in tried:
            tried.add(opened.version)
            try:
                self._engine.start(opened.release.folder, wait=True)
                return
            except NqfgraphError as error:
                with self._deciding:
                    self._state = _State(None, None, reasons=self._state.reasons)
                    self._refuse(self._target(), opened.version, error)

    def _target(self) -> str | None:
        try:
            return os.readlink(self._pointer)
        except OSError:
            return None

    def _decide(self) -> OpenRelease:
        """Follow the pointer; the others who ask meanwhile are answered from what is served, if anything."""
        if self._deciding.acquire(blocking=self._state.opened is None):
            try:
                self._follow()
            finally:
                self._deciding.release()
        state = self._state
        if state.opened is None:
            raise _not_serving(state.refused.error) if state.refused else NothingPublished
        return state.opened

    def _follow(self) -> None:
        """Bring the state in line with the pointer, or begin to; the lock is held."""
        state, target = self._state, self._target()
        if self._preparing is not None or (state.opened and not self._is_due(state, target)):
            return
        if state.opened is None and state.refused and not self._is_due(state, target):
            return
        try:
            version = self._releases.current_version()
        except ReleaseError as error:
            self._refuse(target, target or CURRENT, error)
            return
        if version is None:
            self._state = _State(None, None)
        elif state.opened and version == state.opened.version and version not in state.reasons:
            self._state = _State(target, state.opened)
        elif state.opened and self._engine.ready(state.opened.release.folder):
            self._preparing = threading.Thread(
                target=self._prepare, args=(version,), name="nqfgraph-switch", daemon=True
            )
            self._preparing.start()
        else:
            self._open(version)

    def _is_due(self, state: _State, target: str | None) -> bool:
        """Say whether there is anything to decide: the pointer moved, or a fault may have been mended."""
        if state.target != target or state.refused is None:
            return state.target != target
        now = self._clock()
        if now < self._next_look:
            return False
        self._next_look = now + LOOK_SECONDS
        if now - state.refused.tried >= TRY_SECONDS:
            return True
        return self._files(state.refused.version) != state.refused.files

    def _open(self, version: str) -> None:
        try:
            opened = self._sound(self._releases.get(version), thoroughly=False)
        except NqfgraphError as error:
            self._refuse(version, version, error)
        else:
            self._serve(opened)

    def _prepare(self, version: str) -> None:
        """Get a release ready while the one before is served; runs in a thread of its own."""
        try:
            release = self._releases.get(version)
            self._engine.start(release.folder)
            opened = self._verify(release)
            self._engine.start(release.folder, wait=True)
        except NqfgraphError as error:
            with self._deciding:
                self._refuse(version, version, error)
            self._hold_served()
        else:
            if self._target() == version:
                self._serve(opened)
            else:
                self._hold_served()
        finally:
            # Last, so that nothing else is prepared before the engine knows what is served.
            self._preparing = None

    def _hold_served(self) -> None:
        """Tell the engine that the release that is served is the current one after all."""
        opened = self._state.opened
        if opened is not None:
            with suppress(NqfgraphError):  # a query that needs the engine says so
                self._engine.start(opened.release.folder)

    def _verify(self, release: Release) -> OpenRelease:
        """Open a release that is switched to; checksums are not compared again where nothing was touched."""
        files = self._files(release.version)
        opened = self._sound(release, thoroughly=self._verified.get(release.version) != files)
        self._verified[release.version] = files
        return opened

    def _sound(self, release: Release, *, thoroughly: bool) -> OpenRelease:
        return open_sound(release, thoroughly=thoroughly, open_graphs=self._open_graphs)

    def _serve(self, opened: OpenRelease) -> None:
        self._state = _State(opened.version, opened)

    def _refuse(self, target: str | None, version: str, error: NqfgraphError) -> None:
        """Stay with what is served, or step back to the newest older release that can be opened."""
        folder = self._releases.folder / version
        refused = _Refused(version, error, self._files(version), self._clock())
        reasons = {version: reason(error, folder)}
        if self._state.opened is None:
            reasons = {**self._state.reasons, **reasons}
        opened = self._state.opened or self._step_back(version, reasons) or self._as_it_is(version)
        if reasons != self._state.reasons:
            served = opened.version if opened else "none"
            _logger.error("Release %s cannot be served; release served: %s. %s", version, served, error)
        self._next_look = self._clock() + LOOK_SECONDS
        self._state = _State(target, opened, refused, MappingProxyType(reasons))

    def _step_back(self, version: str, reasons: dict[str, str]) -> OpenRelease | None:
        for older in self._older(version):
            try:
                return self._sound(self._releases.get(older), thoroughly=False)
            except NqfgraphError as error:
                reasons[older] = reason(error, self._releases.folder / older)
        return None

    def _as_it_is(self, version: str) -> OpenRelease | None:
        """Open the only release that there is as far as it goes: what cannot be read of it is told then."""
        try:
            return open_release(self._releases.get(version), self._open_graphs)
        except NqfgraphError:
            return None

    def _older(self, version: str) -> Iterator[str]:
        """Yield the versions below one, the newest first; all, where the pointer names no version at all."""
        for each in reversed(self._releases.versions()):
            if not is_version(version) or order(each) < order(version):
                yield each

    def _files(self, version: str) -> tuple[tuple[str, int, int], ...]:
        return fingerprint(self._releases.folder / version) if is_version(version) else ()


def _not_serving(error: NqfgraphError) -> NotServing:
    return NotServing(error.message, place=error.place, remedy=error.remedy)
