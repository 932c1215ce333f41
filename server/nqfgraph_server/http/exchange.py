"""One request as a WSGI application sees it, and its answer (PEP 3333)."""

from __future__ import annotations

import contextvars
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from nqfgraph_server.http.body import Body

CLIENT_GONE = "nqfgraph.client_gone"
"""Key of the environment: a function that says whether the client has closed its connection."""
NO_ROOM = "nqfgraph.no_room"
"""Key of the environment: true if the body was not read, because too many others are being received."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_AT_ONCE = 256 * 1024
"""Bytes of an answer of known length that are taken from the application in one go."""

_PLAIN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True)
class Head:
    """Status and header fields of an answer."""

    status: int
    fields: list[tuple[bytes, bytes]]
    length: int | None
    """The length that the answer says it has, in bytes."""


class Exchange:
    """Calls the application once and takes its answer, one method at a time, in any thread."""

    def __init__(self, app: Application, environ: dict[str, Any]) -> None:
        self._app = app
        self._environ = environ
        self._context = contextvars.copy_context()
        self._lock = threading.Lock()
        self._head: Head | None = None
        self._body: Iterable[bytes] = ()
        self._pieces: Iterator[bytes] = iter(())
        self._over = False

    @property
    def over(self) -> bool:
        """True if there is nothing more to be taken."""
        return self._over

    def begin(self) -> tuple[Head, bytes]:
        """Call the application; return what it answers, as far as it comes at once.

        Raises what the application raises, as `take` does.
        """
        with self._lock:
            return self._context.run(self._begin)

    def take(self) -> bytes:
        """Return more of the answer; empty only at its end."""
        with self._lock:
            return self._context.run(self._take)

    def close(self) -> None:
        """Let the application give up the rest; closing twice is no error."""
        with self._lock:
            self._context.run(self._close)

    def _begin(self) -> tuple[Head, bytes]:
        self._body = self._app(self._environ, self._start)
        self._pieces = iter(self._body)
        # An application may name its status as late as with the first piece.
        first = self._take()
        if self._head is None:
            self._close()
            raise RuntimeError("The application has answered without a status.")
        return self._head, first

    def _take(self) -> bytes:
        if self._over:
            return b""
        pieces = []
        size = 0
        try:
            for piece in self._pieces:
                pieces.append(piece)
                size += len(piece)
                # How long the next piece takes is not known, unless all of them are there already.
                known = self._head is not None and self._head.length is not None
                if size >= (_AT_ONCE if known else 1):
                    break
            else:
                self._close()
        except BaseException:
            self._close()
            raise
        if self._head and self._head.length is not None and size >= self._head.length:
            self._close()
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _close(self) -> None:
        if self._over:
            return
        self._over = True
        close = getattr(self._body, "close", None)
        if close:
            close()

    def _start(
        self, status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], None]:
        length = next((value for name, value in headers if name.lower() == "content-length"), None)
        lowered = ((name.lower(), value) for name, value in headers)
        # The server writes the date itself, and there may be one only (RFC 9110 § 5.3).
        fields = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in lowered if name != "date"
        ]
        self._head = Head(int(status[:3]), fields, int(length) if length is not None else None)
        return _refuse_writing


def environ_of(scope: Mapping[str, Any], body: Body) -> dict[str, Any]:
    """Return the environment of a request; ``body`` is what has been read of it.

    Fields whose names have an underscore are left out: as variables they would look like those of a proxy.
    """
    path: bytes = scope["raw_path"]
    server, client = scope["server"] or ("", 0), scope["client"] or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body.file,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _wrap_file,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue
        text = name.decode("latin-1")
        key = _PLAIN.get(text) or f"HTTP_{text.upper().replace('-', '_')}"
        known = environ.get(key)
        environ[key] = value.decode("latin-1") if known is None else f"{known},{value.decode('latin-1')}"
    environ.pop("HTTP_TRANSFER_ENCODING", None)  # there are no chunks any more
    if body.size or body.announced is not None:
        environ["CONTENT_LENGTH"] = str(body.size if body.announced is None else body.announced)
    return environ


def _wrap_file(file: Any, size: int = 0) -> FileWrapper:
    return FileWrapper(file, _AT_ONCE)


def _refuse_writing(content: bytes) -> None:
    raise NotImplementedError("An answer is returned in pieces, not written.")
