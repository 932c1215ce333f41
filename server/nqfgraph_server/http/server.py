"""The server process: an event loop that can be told to end in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import socket
from collections.abc import Callable, Iterator

import uvicorn

from nqfgraph_server.http.bridge import Bridge
from nqfgraph_server.http.connection import Connection
from nqfgraph_server.http.exchange import Application

GRACE_SECONDS = 10
"""How long answers that are under way may take when the server ends."""

_IDLE_SECONDS = 75
"""How long a connection stays open without a request; longer than proxies keep theirs."""
_BACKLOG = 2048
_MOST_FILES = 16_384
_OTHER_FILES = 256
"""Open files that are kept for the stores and for what is sent; the others may be connections."""
_FEWEST_CONNECTIONS = 64
_TICKS = 10
"""How many of uvicorn's ticks of a tenth of a second pass between looks at slow clients."""


def allow_many_connections() -> None:
    """Let this process have as many open files as it may, up to some thousands."""
    soft, hard = _open_files()
    more = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, more), hard))


def _open_files() -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_NOFILE)


class Server(uvicorn.Server):
    """Serves a WSGI application on a socket that is bound already.

    ``threads``, ``most_bytes`` and ``upload_bytes`` are those of `Bridge`; ``ready`` is called once
    requests are taken.
    """

    def __init__(
        self,
        app: Application,
        listening: socket.socket,
        *,
        threads: int,
        most_bytes: int,
        upload_bytes: int = 0,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._bridge = Bridge(app, threads=threads, most_bytes=most_bytes, upload_bytes=upload_bytes)
        self._listening = listening
        self._ready = ready
        # What uvicorn says of malformed requests is of no use, and what fails is told by the bridge.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().__init__(
            uvicorn.Config(
                self._bridge,
                http=Connection,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                proxy_headers=False,  # the application knows how many proxies to believe
                server_header=False,
                backlog=_BACKLOG,
                limit_concurrency=max(_FEWEST_CONNECTIONS, _open_files()[0] - _OTHER_FILES),
                timeout_keep_alive=_IDLE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )

    def serve_until_stopped(self) -> None:
        """Serve until `stop` is called, and until what was being answered then is finished."""
        try:
            self.run([self._listening])
        finally:
            self._bridge.close()

    def stop(self) -> None:
        """End soon; from a signal handler or another thread."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Cut off clients that keep the server waiting, now and then."""
        if counter % _TICKS == 0:
            now = self.servers[0].get_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection) and connection.overdue(now):
                    connection.transport.abort()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is being answered, and break off what takes too long."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=1)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the caller."""
        yield
