"""A thread that looks after things when it is time to."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

_REST_SECONDS = 60.0


class Watch:
    """Calls ``look`` in a thread of its own, first when it is started and then at the times it was told.

    ``look`` is given the present and returns the moment it wants to be called next, both in seconds of
    ``time.monotonic``; `look_at` brings that forward.
    """

    def __init__(self, look: Callable[[float], float]) -> None:
        self._look = look
        self._next = math.inf
        self._woken = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def start(self) -> None:
        """Start the thread unless it runs already."""
        if self._thread is None:
            with self._starting:
                if self._thread is None and not self._stopped:
                    self._thread = threading.Thread(target=self._run, name="nqfgraph-watch", daemon=True)
                    self._thread.start()

    def look_at(self, moment: float) -> None:
        """Ask for a look at a moment; costs nothing if there is an earlier one anyway."""
        if moment < self._next:
            self._woken.set()

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        with self._starting:
            self._stopped = True
        self._woken.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            self._woken.clear()
            self._next = math.inf  # a request that comes while it looks is looked at once more
            wanted = self._look(time.monotonic())
            self._next = min(wanted, time.monotonic() + _REST_SECONDS)
            self._woken.wait(max(0.0, self._next - time.monotonic()))
