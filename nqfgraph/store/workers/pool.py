"""The server's side: hands queries to workers, stops those that take too long, and replaces what has died."""

from __future__ import annotations

import contextlib
import math
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nqfgraph.errors import NqfgraphError, StoreBusy, StoreUnavailable
from nqfgraph.settings import Settings
from nqfgraph.store.workers.answer import Answer
from nqfgraph.store.workers.nursery import Nursery, Worker

_RELEASES_HELD = 2
_UNUSED_SECONDS = 60.0
_LOOK_SECONDS = 0.5
"""How often somebody looks whether a release is still used."""


@dataclass(eq=False)
class _Held:
    """A release that is held by a zygote, or will be."""

    folder: Path
    nursery: Nursery | None = None
    idle: list[Worker] = field(default_factory=list)
    used_by: int = 0
    """Answers that are under way, and callers that wait for a worker."""
    last_used: float = field(default_factory=time.monotonic)
    error: NqfgraphError | None = None


class QueryPool:
    """Worker processes for the releases that are asked: ``settings.workers`` each, shared by all threads.

    Nothing is started before the first `run` or `start`. A release that was replaced by a newer one is let go
    when its queries have ended and a minute has passed.
    """

    def __init__(self, settings: Settings) -> None:
        self.megabytes = settings.query_megabytes
        """Most memory a query may take, in MiB."""
        self._settings = settings
        self._changed = threading.Condition()
        self._held: dict[Path, _Held] = {}
        self._running: dict[Answer, _Held] = {}
        self._watchdog: threading.Thread | None = None
        self._closed = False

    def start(self, folder: Path | None = None, *, wait: bool = False) -> None:
        """Begin to hold the release in ``folder``, or the current one of the settings' home, if there is one.

        With ``wait`` this returns when it can be asked, and raises StoreUnavailable if it cannot be read.
        """
        folder = folder or self._settings.home / "releases" / "current"
        if not folder.exists():
            return
        with self._changed:
            held = self._find(folder)
            while wait and not held.idle:
                self._check(held)
                self._changed.wait()

    def run(  # noqa: PLR0913 - a query with its dataset and its limits is one thing
        self,
        folder: Path,
        query: str,
        media_type: str,
        *,
        seconds: float | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        base: str | None = None,
        abandoned: Callable[[], bool] | None = None,
    ) -> Answer:
        """Ask the release in ``folder`` (it holds ``dump.nq`` and ``store/``); return its answer as bytes.

        ``media_type`` is one of `nqfgraph.store.formats` that fits the query's form. ``seconds`` can only
        lower the limit of the settings; the transfer counts. The graphs are the dataset of the protocol;
        ``base`` is what relative IRIs are resolved against.
        ``abandoned`` is asked, until the answer begins, whether nobody waits for it any more.

        Raises QueryError, QueryRefused, QueryTimeout, StoreBusy (no worker was free in time) or
        StoreUnavailable before the first byte; the answer raises the same behind it.
        """
        limit = min(seconds or self._settings.query_seconds, self._settings.query_seconds)
        order = {
            "query": query,
            "media_type": media_type,
            "default_graphs": None if default_graphs is None else list(default_graphs),
            "named_graphs": None if named_graphs is None else list(named_graphs),
            "base": base,
        }
        held, worker = self._take(folder)
        answer = Answer(self, worker, limit)
        with self._changed:
            self._running[answer] = held
            self._changed.notify_all()
        try:
            answer.begin(order, abandoned)
        except BaseException:
            answer.close()
            raise
        return answer

    def close(self) -> None:
        """End all processes; answers that are under way break off."""
        with self._changed:
            self._closed = True
            held = list(self._held.values())
            self._held.clear()
            self._changed.notify_all()
        for each in held:
            self._let_go(each)
        if self._watchdog:
            self._watchdog.join()

    # -- workers, taken and given back

    def _take(self, folder: Path) -> tuple[_Held, Worker]:
        until = time.monotonic() + self._settings.query_wait_seconds
        with self._changed:
            held = self._find(folder)
            held.used_by += 1
            try:
                while not held.idle:
                    self._check(held)
                    if not self._changed.wait(until - time.monotonic()) and time.monotonic() >= until:
                        raise StoreBusy(
                            "All processes that answer queries are busy.",
                            remedy="Ask again in a few seconds.",
                        )
                self._check(held)
            except BaseException:
                held.used_by -= 1
                raise
            return held, held.idle.pop()

    def settle(self, answer: Answer, *, reusable: bool) -> int:
        """Give back the worker of an answer, or end and replace it; return the signal that ended it, or 0.

        Nothing is done for an answer that has been settled before.
        """
        with self._changed:
            if answer not in self._running:
                return 0
            held = self._running.pop(answer)
            held.last_used = time.monotonic()
            if reusable:
                held.used_by -= 1
                held.idle.append(answer.worker)
                self._changed.notify_all()
                return 0
        return self._replace(held, answer.worker)

    def _replace(self, held: _Held, worker: Worker) -> int:
        with contextlib.suppress(OSError):  # wakes the thread that reads; the answer closes its own end
            worker.connection.shutdown(socket.SHUT_RDWR)
        nursery = held.nursery
        assert nursery is not None  # there was a worker
        ended_by = nursery.end(worker)
        try:
            fresh = nursery.make()
        except StoreUnavailable as error:
            with self._changed:
                held.used_by -= 1
                self._forget(held, error)
            self._let_go(held)
            return ended_by
        with self._changed:
            held.used_by -= 1
            held.idle.append(fresh)
            self._changed.notify_all()
        return ended_by

    # -- releases, held and let go

    def _find(self, folder: Path) -> _Held:
        """Return the release, which may not be ready yet; the lock is held."""
        folder = folder.resolve()  # “current” is a link
        if self._closed:
            raise _stopping()
        held = self._held.get(folder)
        if held is None:
            held = self._held[folder] = _Held(folder)
            threading.Thread(target=self._prepare, args=(held,), name="nqfgraph-release", daemon=True).start()
        if self._watchdog is None:
            self._watchdog = threading.Thread(target=self._watch, name="nqfgraph-deadlines", daemon=True)
            self._watchdog.start()
        held.last_used = time.monotonic()
        return held

    def _check(self, held: _Held) -> None:
        if self._closed:
            raise _stopping()
        if held.error:
            raise StoreUnavailable(held.error.message, remedy=held.error.remedy) from held.error

    def _prepare(self, held: _Held) -> None:
        """Start the zygote and its workers; a thread of its own, because a large release takes a while."""
        try:
            nursery = Nursery(
                held.folder,
                release_megabytes=self._settings.release_megabytes,
                query_megabytes=self._settings.query_megabytes,
            )
            with self._changed:
                held.nursery = nursery
                closed = self._closed
            if closed:
                nursery.close()
                return
            nursery.wait()
            workers = [nursery.make() for _ in range(self._settings.workers)]
        except (NqfgraphError, OSError) as error:
            with self._changed:
                self._forget(held, error)
            self._let_go(held)
            return
        with self._changed:
            held.idle.extend(workers)
            self._changed.notify_all()

    def _forget(self, held: _Held, error: NqfgraphError | OSError) -> None:
        """Tell those who wait for a release that it failed; the next query tries anew. The lock is held."""
        if isinstance(error, OSError):
            error = StoreUnavailable(f"No process can be started: {error}.")
        held.error = error
        if self._held.get(held.folder) is held:
            del self._held[held.folder]
        self._changed.notify_all()

    def _let_go(self, held: _Held) -> None:
        if held.nursery:
            held.nursery.close()
        for worker in held.idle:
            worker.connection.close()

    def _unused(self, now: float) -> list[_Held]:
        """Take out the releases that nobody asks any more; the lock is held."""
        by_age = sorted(self._held.values(), key=lambda held: held.last_used)
        surplus = [
            held
            for place, held in enumerate(reversed(by_age))
            if place > 0
            and held.idle
            and held.used_by == 0
            and (place >= _RELEASES_HELD or now - held.last_used > _UNUSED_SECONDS)
        ]
        for held in surplus:
            del self._held[held.folder]
        return surplus

    def _deadlines(self) -> list[float]:
        return [answer.deadline for answer in self._running]

    # -- the watchdog

    def _watch(self) -> None:
        """Stop every answer at its deadline, also one that waits for a reader; let go of unused releases."""
        while True:
            with self._changed:
                if self._closed:
                    return
                now = time.monotonic()
                late = [answer for answer in self._running if answer.deadline <= now]
                unused = self._unused(now)
                if not late and not unused:
                    next_look = now + (_LOOK_SECONDS if len(self._held) > 1 else _UNUSED_SECONDS)
                    self._changed.wait(min(next_look, *self._deadlines(), math.inf) - now)
            for answer in late:
                answer.late = True
                self.settle(answer, reusable=False)
            for held in unused:
                self._let_go(held)


def _stopping() -> StoreUnavailable:
    return StoreUnavailable("The server is stopping.")
