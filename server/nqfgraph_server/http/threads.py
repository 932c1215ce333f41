"""Threads that do jobs for an event loop."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """At most ``number`` threads, each started when there is a job that no other one is free for.

    They do not keep the process from ending.
    """

    def __init__(self, number: int, name: str) -> None:
        self._number = number
        self._name = name
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._started = 0
        self._busy = 0

    async def run(self, job: Callable[[], T]) -> T:
        """Do a job in a thread; return or raise what it does. Called in the event loop only."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def do() -> None:
            result: Any = None
            error: BaseException | None = None
            try:
                result = job()
            except BaseException as raised:  # noqa: BLE001 - it is raised again where it is awaited
                error = raised
            with suppress(RuntimeError):  # the loop has ended, and nobody waits
                loop.call_soon_threadsafe(self._settle, done, result, error)

        self.submit(do)
        self._busy += 1
        return await done

    def submit(self, job: Callable[[], None]) -> None:
        """Have a job done that raises nothing and that nobody waits for. Called in the event loop only."""
        if self._started < self._number and self._busy >= self._started:
            self._started += 1
            threading.Thread(target=self._work, name=f"{self._name}-{self._started}", daemon=True).start()
        self._jobs.put(job)

    def close(self) -> None:
        """Let the threads end when the jobs that have come are done."""
        for _ in range(self._started):
            self._jobs.put(None)

    def _settle(self, done: asyncio.Future[T], result: T, error: BaseException | None) -> None:
        self._busy -= 1
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
