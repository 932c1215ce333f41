"""One answer on its way from a worker to a reader."""

from __future__ import annotations

import contextlib
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nqfgraph.errors import NqfgraphError, QueryMemory, QueryRefused, QueryTimeout, StoreUnavailable
from nqfgraph.store.workers import framing, limits
from nqfgraph.store.workers.nursery import Worker
from nqfgraph.store.workers.statistics import Outcome

if TYPE_CHECKING:
    from nqfgraph.store.workers.pool import QueryPool

_AHEAD_SIZE = 128 * 1024
_AHEAD_SECONDS = 0.001
"""How long the first piece may be held back to see whether the rest comes at once."""


class Answer(Iterator[bytes]):
    """The bytes of an answer, in pieces; to be closed unless it is read to its end."""

    def __init__(
        self,
        pool: QueryPool,
        worker: Worker,
        seconds: float,
        *,
        abandoned: Callable[[], bool] | None = None,
        settled: Callable[[float], None] | None = None,
    ) -> None:
        self.worker = worker
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.look_at = self.deadline
        """When the pool looks after this answer next."""
        self._work_before = limits.processor_seconds(worker.process)
        self.slow = False
        """True once another worker has been made in the place of this one."""
        self.late = False
        self._pool = pool
        self._seconds = seconds
        self._abandoned = abandoned
        self._settled = settled
        self._ahead: deque[bytes] = deque()
        self._over = False
        self._whole = False
        self._streams = False

    @property
    def whole(self) -> bool:
        """True if every piece that remains is here already, so that none has to be waited for."""
        return self._whole

    def is_slow(self, seconds: float) -> bool:
        """Say whether the worker has really been busy for ``seconds``, or waits for a reader.

        On a machine with too much to do, a light query may take long without having had a processor.
        """
        work = limits.processor_seconds(self.worker.process) - self._work_before
        return self._streams or not work < seconds / 2

    def begin(self, order: bytes) -> None:
        """Ask, and wait for the first piece; raises what stands in its place."""
        with contextlib.suppress(OSError):  # a worker that has died meanwhile is noticed by the reading
            self.worker.connection.sendall(order)
        self._read_ahead()
        self._streams = True

    def __next__(self) -> bytes:
        """Return the next piece; StopIteration only if the answer is whole."""
        piece = self._ahead.popleft() if self._ahead else self._read()
        if piece is None:
            raise StopIteration
        return piece

    def close(self) -> None:
        """Let the worker go; one that is still at work is ended."""
        if not self._over:
            self._over = True
            self._pool.settle(self, "abandoned", reusable=False)
            self.worker.connection.close()

    def tell_settled(self) -> None:
        """Say how long the worker was at work; called once, by the pool."""
        if self._settled:
            self._settled(time.monotonic() - self.begun)

    def _read_ahead(self) -> None:
        """Read the first piece, and the rest if it is short and comes at once.

        So a worker is free again before a slow client has taken a short answer, and what goes wrong in the
        middle of one is still told by a status.
        """
        piece = self._read()
        size = 0
        until = time.monotonic() + _AHEAD_SECONDS
        while piece is not None:
            self._ahead.append(piece)
            size += len(piece)
            if size > _AHEAD_SIZE or not self._comes_before(until):
                return
            piece = self._read()

    def _comes_before(self, until: float) -> bool:
        if self.worker.frames.arrived:
            return True
        poll = select.poll()
        poll.register(self.worker.connection, select.POLLIN)
        return bool(poll.poll(max(0.0, until - time.monotonic()) * 1000))

    def _read(self) -> bytes | None:
        if self._over:
            return None
        kind, content = self._frame()
        if kind == framing.PIECE:
            return content
        self._over = True
        self._whole = kind == framing.END
        error = framing.read_error(content) if kind == framing.FAILURE else None
        outcome: Outcome = "over_memory" if isinstance(error, QueryMemory) else "answered"
        retires = content == framing.RETIRE or outcome == "over_memory" or self.worker.alone
        self._pool.settle(self, outcome, reusable=not retires)
        if retires or self.slow:
            self.worker.connection.close()
        if error:
            raise error
        return None

    def _frame(self) -> tuple[bytes, bytes]:
        """Return the next frame; raises what happened if there is none."""
        while True:
            try:
                return self.worker.frames.next()
            except BlockingIOError as error:  # the time to look whether it is still wanted
                if self._abandoned and self._abandoned():
                    self.close()
                    raise client_gone() from error
            except (EOFError, OSError) as error:
                raise self._broken() from error

    def _broken(self) -> NqfgraphError:
        """Say why the worker is gone, and have it replaced."""
        ended_by = self._pool.settle(self, None, reusable=False)
        self._over = True
        self.worker.connection.close()
        if self.late:
            return QueryTimeout(self._seconds)
        if ended_by == signal.SIGABRT:  # what Rust does when memory is refused
            self._pool.count("over_memory")
            return QueryMemory(
                f"The query was stopped: it needs more memory than its limit of {self._pool.megabytes} MiB.",
                remedy="Ask for less at once, or download the dump and query it locally.",
            )
        self._pool.count("crashed")
        if ended_by == signal.SIGSEGV:  # what the kernel does when the stack is used up
            return QueryRefused(
                "The query cannot be answered: it has too many parts in a row or inside each other.",
                remedy="Use fewer groups, parentheses or operators; many values belong in VALUES.",
            )
        return StoreUnavailable(
            "The process that answered the query has ended before it was done.",
            remedy="Ask again; if it happens again, ask for less at once.",
        )


def client_gone() -> QueryRefused:
    """Return the error of a query that nobody waits for any more."""
    return QueryRefused("The client has gone.")


def wake_reader(connection: socket.socket) -> None:
    """Let a thread that reads from a connection see its end, without taking the descriptor from it."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
