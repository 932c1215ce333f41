"""Answers that are kept: a question asked again costs nothing, one that many ask at once is answered once.

A release never changes, so an answer stays right for as long as it is kept. Whole answers up to a sixteenth
of the cache are kept, with their compressed forms; the least recently used ones are given up first.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from nqfgraph.errors import QueryTimeout
from nqfgraph.store.base import EngineAnswer
from nqfgraph_server.sparql.flight import Compute, Flight, Stream
from nqfgraph_server.sparql.kept import Kept, Representation

_SHARE = 16
"""Part of the cache that one answer may take."""


@dataclass(frozen=True, slots=True)
class CacheStatistics:
    """The state of a cache (entries, bytes) and what it has counted since it was made."""

    entries: int = 0
    bytes: int = 0
    hits: int = 0
    """Answers that were given from the cache."""
    misses: int = 0
    """Answers that had to be computed."""
    waits: int = 0
    """Requests that waited for another one with the same question."""


class ResultCache:
    """Whole answers by their question, and the computations that are under way; shared by all threads.

    With 0 megabytes (of 1,048,576 bytes) nothing is kept and nobody waits for another.
    """

    def __init__(self, megabytes: int) -> None:
        self._most_bytes = max(0, megabytes) * 1024 * 1024
        self._largest = self._most_bytes // _SHARE
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._flights: dict[tuple[str, float], Flight] = {}
        self._bytes = self._hits = self._misses = self._waits = 0

    def answer(
        self, key: str, compute: Compute, *, seconds: float, gone: Callable[[], bool] | None = None
    ) -> Kept | EngineAnswer:
        """Return the answer that is kept under ``key``, else the one that ``compute`` gives.

        Requests with the same key and ``seconds`` wait for the first one, at most so long, and get its answer
        or its error. If the answer is not whole at once, the first gets it as a stream; if it grows too large
        to be kept, each of the others has it computed anew. ``gone`` says whether the client of this request
        has gone.

        Raises QueryTimeout if the waiting took too long, and what ``compute`` raises.
        """
        until = time.monotonic() + seconds
        while self._most_bytes:
            found, first = self._look_up((key, seconds))
            if isinstance(found, Kept):
                return found
            if first:
                return self._lead(found, compute, gone)
            kept = self._follow(found, until)
            if kept:
                return kept
            if found.outgrown:
                break
        return answer_alone(compute, gone)

    def find(self, key: str) -> Kept | None:
        """Return the answer that is kept under ``key``."""
        with self._lock:
            kept = self._kept.get(key)
            if kept:
                self._kept.move_to_end(key)
                self._hits += 1
            return kept

    def coded(self, key: str, kept: Kept, coding: str) -> Representation:
        """Return an answer in a content coding, which is kept with it."""
        if coding in kept.codings:
            return kept.codings[coding]
        made = kept.coded(coding)
        with self._lock:
            if self._kept.get(key) is kept and coding not in kept.codings:
                kept.codings[coding] = made
                self._bytes += len(made.content)
                self._make_room()
        return made

    def statistics(self) -> CacheStatistics:
        """Return what the cache holds and has done."""
        with self._lock:
            return CacheStatistics(len(self._kept), self._bytes, self._hits, self._misses, self._waits)

    def _look_up(self, question: tuple[str, float]) -> tuple[Kept | Flight, bool]:
        """Return what is kept, or the flight to follow, or (True) a new one to lead."""
        key, _ = question
        with self._lock:
            kept = self._kept.get(key)
            if kept:
                self._kept.move_to_end(key)
                self._hits += 1
                return kept, False
            flight = self._flights.get(question)
            if flight:
                flight.wanted += 1
                self._waits += 1
                return flight, False
            self._misses += 1
            flight = self._flights[question] = Flight(question, self._largest)
            return flight, True

    def _lead(self, flight: Flight, compute: Compute, gone: Callable[[], bool] | None) -> Kept | EngineAnswer:
        try:
            flight.begin(compute, (lambda: gone() and self._give_up(flight)) if gone else None)
        except BaseException:
            self._leave(flight, first=True)
            raise
        if flight.kept:
            self._leave(flight, first=True)
            return flight.kept
        return Stream(flight, lambda: self._leave(flight, first=True))

    def _follow(self, flight: Flight, until: float) -> Kept | None:
        """Wait for another request's answer; None if it has no whole one."""
        try:
            if not flight.finish(until):
                raise QueryTimeout(flight.question[1])
            if flight.everybodys_error:
                raise flight.everybodys_error.with_traceback(None)
            return flight.kept
        finally:
            self._leave(flight)

    def _leave(self, flight: Flight, *, first: bool = False) -> None:
        """Count out a request: keep an answer that is whole, stop a computation that nobody wants."""
        with self._lock:
            flight.wanted -= 1
            flight.wanted_by_first = flight.wanted_by_first and not first
            unwanted = not flight.wanted
            if (unwanted or flight.over) and self._flights.get(flight.question) is flight:
                del self._flights[flight.question]
                if flight.kept:
                    self._keep(flight.question[0], flight.kept)
        if unwanted:
            flight.drop()

    def _give_up(self, flight: Flight) -> bool:
        """Say whether nobody but the first request wants the answer; then no other joins it any more."""
        with self._lock:
            if flight.wanted > flight.wanted_by_first:
                return False
            self._flights.pop(flight.question, None)
            return True

    def _keep(self, key: str, kept: Kept) -> None:
        if kept.size <= self._largest and key not in self._kept:
            self._kept[key] = kept
            self._bytes += kept.size
            self._make_room()

    def _make_room(self) -> None:
        while self._bytes > self._most_bytes:
            _, forgotten = self._kept.popitem(last=False)
            self._bytes -= forgotten.size


def answer_alone(compute: Compute, gone: Callable[[], bool] | None = None) -> Kept | EngineAnswer:
    """Return the answer that ``compute`` gives, in one piece if it is whole at once."""
    answer = compute(gone)
    return Kept(b"".join(answer)) if answer.whole else answer
