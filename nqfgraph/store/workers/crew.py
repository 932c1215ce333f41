"""The workers of one release, and the queries that wait for one."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from nqfgraph.errors import NqfgraphError
from nqfgraph.store.workers.nursery import Nursery, Worker
from nqfgraph.store.workers.statistics import ReleaseStatistics

Place = queue.SimpleQueue[Worker | NqfgraphError]
"""A place in the line: gets the worker, or what went wrong."""


@dataclass(eq=False)
class Crew:
    """A release that is held by a zygote, or will be; touched with the lock of its pool held only."""

    folder: Path
    in_memory: bool
    """Whether it may be held in memory, if it is small enough."""
    nursery: Nursery | None = None
    prepared: threading.Event = field(default_factory=threading.Event)
    """Set when the release can be asked, or has turned out not to be readable."""
    error: NqfgraphError | None = None
    idle: list[Worker] = field(default_factory=list)
    line: deque[Place] = field(default_factory=deque)
    used_by: int = 0
    """Answers that are under way, and queries that wait for a worker."""
    last_used: float = field(default_factory=time.monotonic)

    @property
    def ready(self) -> bool:
        """True if the release has been read and can be asked."""
        return self.prepared.is_set() and self.error is None

    @property
    def unused(self) -> bool:
        """True if nothing would break off without it."""
        return self.prepared.is_set() and self.used_by == 0

    def line_up(self) -> Place:
        """Wait behind all the others."""
        place = Place()
        self.line.append(place)
        return place

    def give(self, worker: Worker) -> None:
        """Hand a free worker to the first in the line, or keep it."""
        if self.line:
            self.line.popleft().put(worker)
        else:
            self.idle.append(worker)

    def fail(self, error: NqfgraphError) -> None:
        """Tell all who wait that there will be no worker."""
        self.error = error
        while self.line:
            self.line.popleft().put(error)
        self.prepared.set()

    def statistics(self, busy: int) -> ReleaseStatistics:
        """Return what is told of this release; ``busy`` is the number of workers that are not idle."""
        in_memory = self.nursery is not None and self.nursery.in_memory
        return ReleaseStatistics(self.folder.name, in_memory, len(self.idle) + busy)

    def let_go(self) -> None:
        """End its processes; without the lock, because it takes a moment."""
        if self.nursery:
            self.nursery.close()
        for worker in self.idle:
            worker.connection.close()


def anew(error: NqfgraphError) -> NqfgraphError:
    """Return an error of its own for each of those who are told the same."""
    return type(error)(error.message, place=error.place, remedy=error.remedy)
