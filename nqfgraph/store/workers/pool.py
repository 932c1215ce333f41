"""The server's side: hands queries to workers, stops those that take too long, and replaces what has died."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from nqfgraph.errors import NqfgraphError, StoreBusy, StoreUnavailable
from nqfgraph.settings import Settings
from nqfgraph.store.federation import mentions_service, read_endpoints
from nqfgraph.store.workers import framing
from nqfgraph.store.workers.answer import Answer, client_gone, wake_reader
from nqfgraph.store.workers.crew import Crew, Place, anew
from nqfgraph.store.workers.holdings import FindEngine, Holdings
from nqfgraph.store.workers.nursery import LOOK_SECONDS, Worker
from nqfgraph.store.workers.statistics import Outcome, PoolStatistics
from nqfgraph.store.workers.watch import Watch


class QueryPool:
    """Worker processes for the releases that are asked: ``settings.workers`` each, shared by all threads.

    Nothing is started before the first `run` or `start`. Queries get workers in the order they came. One that
    runs longer than ``settings.slow_query_seconds`` goes on in a lane of its own with a low priority, and
    another worker takes its place, as long as fewer than ``settings.slow_workers`` are there.
    """

    def __init__(self, settings: Settings, find_engine: FindEngine | None = None) -> None:
        self.megabytes = settings.query_megabytes
        """Most memory a query may take, in MiB."""
        self._settings = settings
        self._endpoints = () if settings.store else read_endpoints(settings.service_endpoints)
        self._lock = threading.Lock()
        self._holdings = Holdings(settings, self._lock, find_engine)
        self._running: dict[Answer, Crew] = {}
        self._slow = 0
        self._counts: Counter[Outcome | str] = Counter()
        self._watch = Watch(self._look)
        self._closed = False

    def start(self, folder: Path | None = None, *, wait: bool = False) -> None:
        """Begin to hold the release in ``folder``, or the current one of the settings' home, if there is one.

        With ``wait`` this returns when it can be asked, and raises StoreUnavailable if it cannot be read.
        """
        folder = folder or self._settings.home / "releases" / "current"
        if not folder.exists():
            return
        with self._lock:
            self._check_open()
            crew = self._holdings.hold(folder)
        self._watch.start()
        if wait:
            crew.prepared.wait()
            if crew.error:
                raise anew(crew.error)

    def ready(self, folder: Path) -> bool:
        """Say whether the release in ``folder`` can be asked without waiting for it to be read."""
        with self._lock:
            crew = self._holdings.get(folder)
            return crew is not None and crew.ready

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
        settled: Callable[[float], None] | None = None,
    ) -> Answer:
        """Ask the release in ``folder`` (it holds ``dump.nq`` and ``store/``); return its answer as bytes.

        ``media_type`` is one of `nqfgraph.store.formats` that fits the query's form. ``seconds`` can only
        lower the limit of the settings; the transfer counts. The graphs are the dataset of the protocol;
        ``base`` is what relative IRIs are resolved against. ``abandoned`` is asked from time to time whether
        nobody waits for the answer any more. ``settled`` is called once, when the worker is given back or
        ended, with the seconds it was at work.

        Raises QueryError, QueryRefused, QueryTimeout, QueryMemory, StoreBusy (no worker was free in time) or
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
        others = self._endpoints if self._endpoints and mentions_service(query) else ()
        crew, worker = self._take(folder, abandoned)
        if others:
            order["endpoints"] = list(others)
            worker = self._let_out(crew, worker)
        answer = Answer(self, worker, limit, abandoned=abandoned, settled=settled)
        answer.look_at = min(answer.deadline, answer.begun + self._settings.slow_query_seconds)
        with self._lock:
            self._running[answer] = crew
        self._watch.look_at(answer.look_at)
        try:
            answer.begin(framing.write_value(framing.ORDER, order))
        except BaseException:
            answer.close()
            raise
        return answer

    def statistics(self) -> PoolStatistics:
        """Return what the pool does now and what it has done since it was made."""
        with self._lock:
            crews = self._holdings.all()
            running = Counter(crew.folder for answer, crew in self._running.items() if not answer.slow)
            return PoolStatistics(
                idle=sum(len(crew.idle) for crew in crews),
                busy=running.total(),
                slow=self._slow,
                waiting=sum(len(crew.line) for crew in crews),
                answered=self._counts["answered"],
                late=self._counts["late"],
                over_memory=self._counts["over_memory"],
                crashed=self._counts["crashed"],
                abandoned=self._counts["abandoned"],
                busy_refusals=self._counts["busy"],
                releases=tuple(crew.statistics(running[crew.folder]) for crew in crews),
            )

    def close(self) -> None:
        """End all processes; answers that are under way break off."""
        with self._lock:
            self._closed = True
            crews = self._holdings.clear(_stopping())
        for crew in crews:
            crew.let_go()
        self._watch.stop()

    def count(self, outcome: Outcome) -> None:
        """Take note of how a query ended."""
        with self._lock:
            self._counts[outcome] += 1

    # -- workers, taken and given back

    def _take(self, folder: Path, abandoned: Callable[[], bool] | None) -> tuple[Crew, Worker]:
        self._watch.start()
        with self._lock:
            self._check_open()
            crew = self._holdings.find(folder)
            crew.used_by += 1
            if crew.idle:
                return crew, crew.idle.pop()
            place = crew.line_up()
        try:
            return crew, self._wait(crew, place, abandoned)
        except BaseException:
            with self._lock:
                crew.used_by -= 1
            raise

    def _let_out(self, crew: Crew, worker: Worker) -> Worker:
        """Return a worker that may reach other endpoints, for one query, in the place of one that may not."""
        assert crew.nursery is not None  # there is a worker
        try:
            return crew.nursery.exchange(worker)
        except StoreUnavailable as error:
            with self._lock:
                crew.used_by -= 1
            self._holdings.give_up(crew, error)
            raise

    def _wait(self, crew: Crew, place: Place, abandoned: Callable[[], bool] | None) -> Worker:
        until = time.monotonic() + self._settings.query_wait_seconds
        given: Worker | NqfgraphError | None = None
        gone = False
        while given is None:
            try:
                given = place.get(timeout=max(0.0, min(LOOK_SECONDS, until - time.monotonic())))
            except queue.Empty:
                gone = abandoned is not None and abandoned()
                if gone or time.monotonic() >= until:
                    given = self._leave(crew, place, gone)
        if isinstance(given, NqfgraphError):
            raise anew(given)
        if gone:
            with self._lock:
                crew.give(given)
            raise client_gone()
        return given

    def _leave(self, crew: Crew, place: Place, gone: bool) -> Worker | NqfgraphError:
        """Leave the line; return the worker that has come in the last moment, or say that there is none."""
        with self._lock:
            if place not in crew.line:
                return place.get()
            crew.line.remove(place)
            if gone:
                self._counts["abandoned"] += 1
                return client_gone()
            self._counts["busy"] += 1
        return StoreBusy(
            "All processes that answer queries are busy.",
            remedy="Ask again in a few seconds.",
        )

    def settle(self, answer: Answer, outcome: Outcome | None, *, reusable: bool) -> int:
        """Give back the worker of an answer, or end and replace it; ``outcome`` is None for a broken one.

        Returns the signal that ended a broken one, or 0. Nothing is done for an answer that has been settled
        before.
        """
        with self._lock:
            crew = self._running.pop(answer, None)
            if crew is None:
                return 0
            crew.last_used = time.monotonic()
            crew.used_by -= 1
            if outcome:
                self._counts[outcome] += 1
            if answer.slow:
                self._slow -= 1
            elif reusable:
                crew.give(answer.worker)
        answer.tell_settled()
        if reusable and not answer.slow:
            return 0
        return self._end(crew, answer, broken=outcome is None)

    def _end(self, crew: Crew, answer: Answer, *, broken: bool) -> int:
        nursery = crew.nursery
        assert nursery is not None  # there was a worker
        ended_by = nursery.end(answer.worker) if broken else 0
        if not broken:
            nursery.kill(answer.worker)
            wake_reader(answer.worker.connection)
        if not answer.slow:
            self._add_worker(crew)
        return ended_by

    def _add_worker(self, crew: Crew) -> None:
        nursery = crew.nursery
        assert nursery is not None  # it had workers
        try:
            fresh = nursery.make()
        except StoreUnavailable as error:
            self._holdings.give_up(crew, error)
            return
        with self._lock:
            crew.give(fresh)

    # -- looking after what runs, in the thread of the watch

    def _look(self, now: float) -> float:
        """Stop what is late, move what is slow, let go of what is unused; return when to look again."""
        with self._lock:
            due = [answer for answer in self._running if answer.look_at <= now]
            late = [answer for answer in due if answer.deadline <= now]
            for answer in due:
                answer.look_at = min(answer.deadline, now + LOOK_SECONDS)
            room = max(0, self._settings.slow_workers - self._slow)
            moved = [(self._running[each], each) for each in due if self._goes_slow(each, now)][:room]
            self._slow += len(moved)
            for _, answer in moved:
                answer.slow = True
                answer.look_at = answer.deadline
            unused = self._holdings.take_unused(now)
        for answer in late:
            answer.late = True
            self.settle(answer, "late", reusable=False)
        for crew, answer in moved:
            self._move(crew, answer)
        for crew in unused:
            crew.let_go()
        with self._lock:
            return min([self._holdings.next_look(now), *(answer.look_at for answer in self._running)])

    def _goes_slow(self, answer: Answer, now: float) -> bool:
        return answer.deadline > now and answer.is_slow(self._settings.slow_query_seconds)

    def _move(self, crew: Crew, answer: Answer) -> None:
        """Let a slow query go on at a low priority, and put another worker in its place."""
        assert crew.nursery is not None  # it has workers
        try:
            crew.nursery.slow_down(answer.worker)
        except StoreUnavailable as error:
            self._holdings.give_up(crew, error)
        else:
            self._add_worker(crew)

    def _check_open(self) -> None:
        if self._closed:
            raise _stopping()


def _stopping() -> StoreUnavailable:
    return StoreUnavailable("The server is stopping.")
