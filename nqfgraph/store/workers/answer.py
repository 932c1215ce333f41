"""One answer on its way from a worker to a reader."""

from __future__ import annotations

import contextlib
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from nqfgraph.errors import NqfgraphError, QueryRefused, QueryTimeout, StoreUnavailable
from nqfgraph.store.workers import framing
from nqfgraph.store.workers.nursery import Worker

if TYPE_CHECKING:
    from nqfgraph.store.workers.pool import QueryPool

_LOOK_SECONDS = 0.5
"""How often somebody looks whether the client is still there."""

_AHEAD_SIZE = 128 * 1024
_AHEAD_SECONDS = 0.01


class Answer(Iterator[bytes]):
    """The bytes of an answer, in pieces; to be closed unless it is read to its end."""

    def __init__(self, pool: QueryPool, worker: Worker, seconds: float) -> None:
        self.worker = worker
        self.deadline = time.monotonic() + seconds
        self.late = False
        self._pool = pool
        self._seconds = seconds
        self._ahead: deque[bytes] = deque()
        self._over = False

    def begin(self, order: dict[str, Any], abandoned: Callable[[], bool] | None) -> None:
        """Ask, and wait for the first piece; raises what stands in its place."""
        with contextlib.suppress(OSError):  # a worker that has died meanwhile is noticed by the reading
            framing.send_value(self.worker.connection, framing.ORDER, order)
        if abandoned:
            while not _is_readable(self.worker.connection, _LOOK_SECONDS):
                if abandoned():
                    raise QueryRefused("The client has gone.")
        self._read_ahead()

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
            self._pool.settle(self, reusable=False)
            self.worker.connection.close()

    def _read_ahead(self) -> None:
        """Read the first piece, and the rest if it is short and comes at once.

        So a worker is free again before a slow client has taken a short answer, and what goes wrong in the
        middle of one is still told by a status.
        """
        piece = self._read()
        size = 0
        while piece is not None:
            self._ahead.append(piece)
            size += len(piece)
            if size > _AHEAD_SIZE or not _is_readable(self.worker.connection, _AHEAD_SECONDS):
                return
            piece = self._read()

    def _read(self) -> bytes | None:
        if self._over:
            return None
        try:
            kind, content = framing.receive(self.worker.connection)
        except (EOFError, OSError) as error:
            raise self._broken() from error
        if kind == framing.PIECE:
            return content
        retires = content == framing.RETIRE
        self._over = True
        self._pool.settle(self, reusable=not retires)
        if retires:
            self.worker.connection.close()
        if kind == framing.FAILURE:
            raise framing.read_error(content)
        return None

    def _broken(self) -> NqfgraphError:
        """Say why the worker is gone, and have it replaced."""
        ended_by = self._pool.settle(self, reusable=False)
        self._over = True
        self.worker.connection.close()
        if self.late:
            return QueryTimeout(self._seconds)
        if ended_by == signal.SIGABRT:  # what Rust does when memory is refused
            return QueryRefused(
                f"The query was stopped: it needs more memory than its limit of {self._pool.megabytes} MiB.",
                remedy="Ask for less at once, or download the dump and query it locally.",
            )
        return StoreUnavailable(
            "The process that answered the query has ended before it was done.",
            remedy="Ask again; if it happens again, ask for less at once.",
        )


def _is_readable(connection: socket.socket, seconds: float) -> bool:
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
