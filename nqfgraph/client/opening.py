"""Opens connections: http and https and nothing else, no redirects, and an end at the deadline."""

from __future__ import annotations

import socket
import threading
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from types import TracebackType
from typing import Any, Self
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request


class Deadline:
    """Ends a transfer after ``seconds`` by shutting its socket down, wherever it waits.

    The time-out of a socket counts from byte to byte, so an endpoint that sends one byte now and then would
    never be too late.
    """

    def __init__(self, seconds: float) -> None:
        self.late = False
        """True once the time is over."""
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Start the clock."""
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the clock."""
        self._timer.cancel()

    def hold(self, opened: socket.socket) -> None:
        """Take the socket that the deadline is for."""
        with self._lock:
            self._socket = opened
            if self.late:
                _shut(opened)

    def _end(self) -> None:
        with self._lock:
            self.late = True
            if self._socket is not None:
                _shut(self._socket)


def _shut(opened: socket.socket) -> None:
    try:
        opened.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already


def open_request(request: Request, seconds: float, deadline: Deadline) -> HTTPResponse:
    """Send a request and return the response, whatever its status, before its body is read.

    ``seconds`` is the longest silence. Proxies of the environment are used. Raises what urllib raises.
    """
    opener = OpenerDirector()
    for handler in (ProxyHandler(), _Plain(deadline), _Secure(deadline)):
        opener.add_handler(handler)
    response: HTTPResponse = opener.open(request, timeout=seconds)
    return response


class _Plain(HTTPHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_PlainConnection, self._deadline), req)


class _Secure(HTTPSHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_SecureConnection, self._deadline), req)


class _PlainConnection(HTTPConnection):
    def __init__(self, deadline: Deadline, host: str, **settings: Any) -> None:
        super().__init__(host, **settings)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.hold(self.sock)


class _SecureConnection(HTTPSConnection):
    def __init__(self, deadline: Deadline, host: str, **settings: Any) -> None:
        super().__init__(host, **settings)
        self._deadline = deadline

    def connect(self) -> None:
        super().connect()
        self._deadline.hold(self.sock)
