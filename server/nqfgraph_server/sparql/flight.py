"""One computation that several requests want: asked for once, and not at the mercy of one client."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from nqfgraph.errors import QueryError, QueryMemory, QueryRefused, QueryTimeout, StoreBusy, StoreError
from nqfgraph.store.base import EngineAnswer
from nqfgraph_server.sparql.kept import Kept

Compute = Callable[[Callable[[], bool] | None], EngineAnswer]
"""Asks the engine; is given what says whether nobody wants the answer any more, where that can be told."""

_EVERYBODYS = (QueryError, QueryRefused, QueryTimeout, QueryMemory, StoreBusy)
"""Errors that everybody gets who asks the same now; after another one somebody tries again."""


class Flight:
    """The answer to one question while it is computed; of a long one ``largest`` bytes and a piece are held.

    Whoever has the turn asks the engine or reads on, the others wait for theirs; so a client that takes its
    answer slowly, or has gone, holds up nobody. Whoever makes the object has the first turn: to `begin`.
    """

    def __init__(self, question: tuple[str, float], largest: int) -> None:
        self.question = question
        """What is asked, as the cache knows it."""
        self.wanted = 1
        """Requests that want the answer, and below whether the first is among them: kept by the cache."""
        self.wanted_by_first = True
        self.kept: Kept | None = None
        """The whole answer, once it is there."""
        self.outgrown = False
        """True if the answer is larger than what is held; the rest is left to the request that asked."""
        self._error: StoreError | None = None
        self._largest = largest
        self._pieces: list[bytes] = []
        self._size = 0
        self._answer: EngineAnswer | None = None
        self._begun = False
        self._turn = threading.Lock()
        self._turn.acquire()

    @property
    def over(self) -> bool:
        """True if waiting brings nothing more."""
        return self._begun and (self._answer is None or self.outgrown)

    @property
    def everybodys_error(self) -> StoreError | None:
        """What the engine raised, if those who waited get it too."""
        return self._error if isinstance(self._error, _EVERYBODYS) else None

    def begin(self, compute: Compute, abandoned: Callable[[], bool] | None) -> None:
        """Ask, and read the answer if it is there whole; raises what the engine raises."""
        try:
            self._answer = compute(abandoned)
            while self._answer and self._answer.whole:
                self._read()
        except StoreError as error:
            self._error = error
            raise
        finally:
            self._begun = True
            self._turn.release()

    def finish(self, until: float | None = None) -> bool:
        """Read to the end or the limit; False if the turn has not come ``until`` then (monotonic seconds)."""
        seconds = -1 if until is None else max(0.0, until - time.monotonic())
        if not self._turn.acquire(timeout=seconds):
            return False
        try:
            while not self.over:
                self._read()
        finally:
            self._turn.release()
        return True

    def read_first(self) -> bytes:
        """Return what is held so far, at least one piece; for the request that asked, as all below."""
        with self._turn:
            if not self._pieces and not self.over:
                self._read()
            return self._held()

    def read_rest(self, position: int) -> bytes:
        """Return what is held behind ``position`` when no more will be; raises what the engine raises."""
        self.finish()
        if self._error:
            raise self._error
        rest = self._held()[position:]
        self._pieces.clear()
        return rest

    def read_beyond(self) -> bytes:
        """Return the next piece of an answer that is outgrown; nothing at its end."""
        return next(self._answer, b"") if self._answer else b""

    def drop(self) -> None:
        """Stop the engine if it is still at work; to be called when nobody wants the answer."""
        if self._answer:
            self._answer.close()

    def _held(self) -> bytes:
        return self.kept.content if self.kept else b"".join(self._pieces)

    def _read(self) -> None:
        """Read one piece; the turn is held."""
        assert self._answer
        try:
            piece = next(self._answer, None)
        except StoreError as error:
            self._error = error
            self._answer = None
            return
        if piece is None:
            self.kept = Kept(b"".join(self._pieces))
            self._pieces.clear()
            self._answer = None
        else:
            self._pieces.append(piece)
            self._size += len(piece)
            self.outgrown = self._size > self._largest


class Stream:
    """An answer that was not whole at once, for the request that asked for it; a `EngineAnswer`.

    The first piece comes as it comes from the engine. Then it is read to its end or as far as it is held,
    without waiting for the client, so that a slow client does not keep a worker from others.
    """

    whole = False

    def __init__(self, flight: Flight, leave: Callable[[], None]) -> None:
        self._flight = flight
        self._leave: Callable[[], None] | None = leave
        self._pieces = self._read()

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> bytes:
        """Return the next piece; StopIteration only if the answer is whole, else a StoreError."""
        return next(self._pieces)

    def close(self) -> None:
        """Say that this request wants no more."""
        leave, self._leave = self._leave, None
        if leave:
            leave()

    def _read(self) -> Iterator[bytes]:
        first = self._flight.read_first()
        yield first
        rest = self._flight.read_rest(len(first))
        if rest:
            yield rest
        while piece := self._flight.read_beyond():
            yield piece
