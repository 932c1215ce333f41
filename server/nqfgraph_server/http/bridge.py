"""Brings requests of the event loop (ASGI) to a WSGI application and its answers back."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import nullcontext
from functools import partial
from typing import Any

from nqfgraph.errors import NqfgraphError
from nqfgraph_server.http.body import Body
from nqfgraph_server.http.exchange import CLIENT_GONE, NO_ROOM, Application, Exchange, Head, environ_of
from nqfgraph_server.http.threads import Threads

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_LOG = logging.getLogger(__name__)

_LINGER_SECONDS = 1.0
"""How long a client may go on sending what is not read, so that it gets to see the answer."""

_NOTICE_SECONDS = 0.02
"""How long it takes at most to notice that a client had gone before anybody asked."""

_DATA_PATHS = ("/sparql",)
"""Paths that may take long; they have threads of their own, so that pages never wait for them."""
_UPLOAD_PATHS = ("/validate",)
"""Paths that files are sent to, with threads of their own too."""
_MOST_UPLOADS = 16
"""Files that are received at the same time; each may take as much disk as a file may have bytes."""


_LARGE = 64 * 1024
"""Bytes of a body that is held in memory and is not small."""
_MOST_LARGE = 64
"""Requests with such a body that are read and answered at the same time; more of them wait to be read."""


class Bridge:
    """An ASGI application that calls ``app`` in threads.

    ``threads`` is the number for queries, for uploads and for everything else, each; ``most_bytes`` how much
    of a body is read before the application is called, ``upload_bytes`` the same where files are sent. Of a
    longer one it gets no more, and its length, to refuse it by.
    """

    def __init__(self, app: Application, *, threads: int, most_bytes: int, upload_bytes: int = 0) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._upload_bytes = max(upload_bytes, most_bytes)
        self._uploads = 0
        self._large_bodies = asyncio.Semaphore(_MOST_LARGE)
        self._query_threads = Threads(threads, "nqfgraph-query")
        self._upload_threads = Threads(threads, "nqfgraph-upload")
        self._threads = Threads(threads, "nqfgraph-page")

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request; returns early if the answer breaks off, which closes the connection."""
        announced = _announced(scope)
        is_upload = announced != 0 and scope["path"] in _UPLOAD_PATHS
        has_room = self._uploads < _MOST_UPLOADS
        most = self._upload_bytes if is_upload else self._most_bytes
        self._uploads += is_upload
        is_large = not is_upload and (announced is None or announced > _LARGE)
        try:
            async with self._large_bodies if is_large else nullcontext():
                body = await _read(receive, Body(announced, most if has_room or not is_upload else 0))
                if body is not None:
                    await self._exchange(scope, body, receive, send, has_room=has_room)
        finally:
            self._uploads -= is_upload

    def close(self) -> None:
        """Let the threads end."""
        self._query_threads.close()
        self._upload_threads.close()
        self._threads.close()

    async def _exchange(
        self, scope: MutableMapping[str, Any], body: Body, receive: Receive, send: Send, *, has_room: bool
    ) -> None:
        """Let the application answer a request whose body has been read."""
        environ = environ_of(scope, body)
        client = _Client(receive)
        environ[CLIENT_GONE] = client.has_gone
        environ[NO_ROOM] = not has_room
        threads = self._threads_for(environ["PATH_INFO"])
        exchange = Exchange(self._app, environ)
        try:
            await _answer(exchange, threads, client, _closing(send, client) if body.is_too_long else send)
        except NqfgraphError as error:  # the status has been sent; all that is left is to break off
            if not client.has_left:
                _LOG.warning("An answer broke off: %s", error)
        except asyncio.CancelledError:  # the server does not wait any longer
            raise
        except BaseException:
            _LOG.exception("The application has failed.")
            raise
        finally:
            client.forget()
            if exchange.over:
                body.close()
            else:
                threads.submit(partial(_end, exchange, body))

    def _threads_for(self, path: str) -> Threads:
        if path.startswith(_DATA_PATHS):
            return self._query_threads
        return self._upload_threads if path.startswith(_UPLOAD_PATHS) else self._threads


def _end(exchange: Exchange, body: Body) -> None:
    exchange.close()
    body.close()


async def _read(receive: Receive, body: Body) -> Body | None:
    """Return the body as far as it is read, or None if the client went away."""
    more = body.announced != 0
    while more and not body.is_too_long:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            return None
        body.add(message.get("body", b""))
        more = bool(message.get("more_body"))
    body.file.seek(0)
    return body


async def _answer(exchange: Exchange, threads: Threads, client: _Client, send: Send) -> None:
    head, piece = await threads.run(exchange.begin)
    await send(_start(head))
    while not exchange.over:
        client.watch()
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        if client.has_left:
            return
        piece = await threads.run(exchange.take)
    await send({"type": "http.response.body", "body": piece})


def _start(head: Head) -> Message:
    return {"type": "http.response.start", "status": head.status, "headers": head.fields}


def _announced(scope: MutableMapping[str, Any]) -> int | None:
    """Return the length of the body; None if it comes in chunks. The parser has checked the number."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    for name, value in headers:
        if name == b"content-length":
            return int(value)
    return None if any(name == b"transfer-encoding" for name, _ in headers) else 0


class _Client:
    """Notices that a client has closed its connection, once somebody wants to know."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._watcher: asyncio.Task[None] | None = None
        self._forgotten = False
        self._left = threading.Event()

    @property
    def has_left(self) -> bool:
        """True if the client has gone, as far as anybody has watched."""
        return self._left.is_set()

    def has_gone(self) -> bool:
        """Say whether the client has gone; asked by the application, in its thread."""
        if self._watcher is None:
            self._loop.call_soon_threadsafe(self.watch)
            return self._left.wait(_NOTICE_SECONDS)
        return self._left.is_set()

    def watch(self) -> None:
        """Begin to watch, in the event loop."""
        if self._watcher is None and not self._forgotten:
            self._watcher = self._loop.create_task(self._wait())

    async def wait(self, seconds: float) -> None:
        """Wait until the client leaves, at most for some seconds."""
        self.watch()
        if self._watcher:
            await asyncio.wait([self._watcher], timeout=seconds)

    def forget(self) -> None:
        """Watch no longer; what comes after the answer is another request."""
        self._forgotten = True
        if self._watcher:
            self._watcher.cancel()

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass  # the rest of a body that nobody wants
        self._left.set()


def _closing(send: Send, client: _Client) -> Send:
    """Return a way to answer a request whose body was not read, which ends the connection.

    It is not closed at once: data that is still on its way would wipe the answer out at the client's end.
    """

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send({**message, "headers": [*message["headers"], (b"connection", b"close")]})
            return
        await send({**message, "more_body": True})
        if not message.get("more_body"):
            await client.wait(_LINGER_SECONDS)
            await send({"type": "http.response.body", "body": b""})

    return answer
