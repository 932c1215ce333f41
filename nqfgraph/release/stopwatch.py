"""Measures the stages of a build while it passes on how far it is."""

from __future__ import annotations

import time

from nqfgraph.release.progress import Progress


class Stopwatch:
    """Passes progress on and measures the stages.

    What is done beside a stage is not told from it: the seconds of a stage are those until the next begins.
    """

    def __init__(self, progress: Progress) -> None:
        """Take who is told."""
        self._progress = progress
        self._seconds: dict[str, float] = {}
        self._running = ""
        self._since = time.monotonic()

    def stage(self, name: str) -> None:
        """Say that a stage begins; the one before it is over."""
        self._stop()
        self._running = name
        self._progress.stage(name)

    def advance(self, done: int, total: int | None) -> None:
        """Say how much of the running stage is done; ``total`` is None where it is not known."""
        self._progress.advance(done, total)

    def finish(self) -> dict[str, float]:
        """End the running stage and return the seconds of all."""
        self._stop()
        return self._seconds

    def _stop(self) -> None:
        now = time.monotonic()
        if self._running:
            self._seconds[self._running] = round(now - self._since, 3)
        self._since = now
