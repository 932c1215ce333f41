"""The releases that are held for queries: which, whether in memory or on disk, and for how long."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nqfgraph.errors import NqfgraphError, StoreBusy, StoreUnavailable
from nqfgraph.settings import Settings
from nqfgraph.store.workers.crew import Crew
from nqfgraph.store.workers.nursery import LOOK_SECONDS, Nursery

FindEngine = Callable[[Path], dict[str, Any]]
"""Returns the order of the engine that has the release of a folder; raises StoreError if none has it."""

MOST_HELD = 4
"""Releases that are held at a time; a stranger can ask for any past one."""
_MOST_IN_MEMORY = 2
"""Releases of them that may be in memory, beside the current one while it takes the place of another."""
_UNUSED_SECONDS = 60.0


class Holdings:
    """The crews of a pool, by release folder.

    All methods but `give_up` are called with the pool's ``lock`` held. The release that was held last on
    purpose stays; others are let go when nobody has asked them for a minute, or sooner to make room.
    """

    def __init__(
        self, settings: Settings, lock: threading.Lock, find_engine: FindEngine | None = None
    ) -> None:
        self._settings = settings
        self._find_engine = find_engine
        self._lock = lock
        self._crews: dict[Path, Crew] = {}
        self._leaving: list[Crew] = []
        self._current: Path | None = None

    def get(self, folder: Path) -> Crew | None:
        """Return the crew of a release that is held."""
        return self._crews.get(folder) or self._crews.get(folder.resolve())  # “current” is a link

    def all(self) -> list[Crew]:
        """Return all crews, also those that only end what they have begun."""
        return [*self._crews.values(), *self._leaving]

    def hold(self, folder: Path) -> Crew:
        """Return the crew of what is now the current release, which may not be ready yet."""
        crew = self.get(folder)
        if crew and not crew.in_memory:  # it was asked as a past one
            self._leaving.append(self._crews.pop(crew.folder))
            crew = None
        if crew is None:
            crew = self._begin(folder.resolve(), in_memory=True)
        self._current = crew.folder
        return crew

    def find(self, folder: Path) -> Crew:
        """Return the crew of a release that is asked; raises StoreBusy if too many others are."""
        crew = self.get(folder)
        if crew is None:
            if len(self._crews) >= MOST_HELD:
                self._make_room()
            held = sum(each.in_memory for each in self.all())
            crew = self._begin(folder.resolve(), in_memory=held < _MOST_IN_MEMORY)
        crew.last_used = time.monotonic()
        return crew

    def clear(self, error: NqfgraphError) -> list[Crew]:
        """Take everything out, telling those who wait; what is returned is to be let go."""
        crews = self.all()
        self._crews.clear()
        self._leaving.clear()
        for crew in crews:
            crew.fail(error)
        return crews

    def take_unused(self, now: float) -> list[Crew]:
        """Take out what nobody asks any more; what is returned is to be let go."""
        for crew in self._spare():
            if now - crew.last_used > _UNUSED_SECONDS:
                self._leaving.append(self._crews.pop(crew.folder))
        unused = [crew for crew in self._leaving if crew.unused]
        self._leaving = [crew for crew in self._leaving if not crew.unused]
        return unused

    def next_look(self, now: float) -> float:
        """Return when something may be unused; never while there is only one release."""
        return now + LOOK_SECONDS if len(self._crews) + len(self._leaving) > 1 else math.inf

    def give_up(self, crew: Crew, error: NqfgraphError) -> None:
        """Forget a release that cannot be asked, and end its processes; the next query tries anew.

        Takes the lock itself.
        """
        with self._lock:
            crew.fail(error)
            if self._crews.get(crew.folder) is crew:
                del self._crews[crew.folder]
            if crew in self._leaving:
                self._leaving.remove(crew)
        crew.let_go()

    def _spare(self) -> list[Crew]:
        """Return the crews that could be let go, the least recently asked first."""
        by_age = sorted(self._crews.values(), key=lambda crew: crew.last_used)
        staying = self._current if self._current in self._crews else by_age[-1].folder if by_age else None
        return [crew for crew in by_age if crew.unused and crew.folder != staying]

    def _make_room(self) -> None:
        spare = self._spare()
        if not spare:
            raise StoreBusy(
                f"{MOST_HELD} releases are being asked; there is no room for another one.",
                remedy="Ask again in a few seconds, or ask the current release.",
            )
        self._leaving.append(self._crews.pop(spare[0].folder))

    def _begin(self, folder: Path, *, in_memory: bool) -> Crew:
        crew = self._crews[folder] = Crew(folder, in_memory)
        threading.Thread(target=self._prepare, args=(crew,), name="nqfgraph-release", daemon=True).start()
        return crew

    def _prepare(self, crew: Crew) -> None:
        """Start the zygote and its workers; a thread of its own, because a large release takes a while."""
        try:
            engine = self._find_engine(crew.folder) if self._find_engine else None
            in_memory = crew.in_memory and engine is None
            nursery = Nursery(
                crew.folder,
                release_megabytes=self._settings.release_megabytes if in_memory else 0,
                query_megabytes=self._settings.query_megabytes,
                engine=engine,
            )
            with self._lock:
                crew.nursery = nursery
                given_up = crew.error
            if given_up:
                nursery.close()
                return
            nursery.wait()
            workers = [nursery.make() for _ in range(self._settings.workers)]
        except NqfgraphError as error:
            self.give_up(crew, error)
            return
        except OSError as error:
            self.give_up(crew, StoreUnavailable(f"No process can be started: {error}."))
            return
        with self._lock:
            for worker in workers:
                crew.give(worker)
            crew.prepared.set()
