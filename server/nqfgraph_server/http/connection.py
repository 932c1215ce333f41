"""A client's connection: uvicorn's, with limits on what a client may send and how long it may take."""

from __future__ import annotations

import math
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD = 64 * 1024
"""Bytes that the head of a request may have, unless it comes at once."""
HEAD_SECONDS = 20.0
"""Longest time in which the head of a request has to come, from its first byte or the connection's begin."""
BODY_SECONDS = 60.0
"""Longest time in which the body has to come after it, beside what its bytes may take."""
BODY_BYTES_A_SECOND = 16 * 1024
"""Bytes of a body for which a client gets one second more, so that a large file may come over a slow line."""
STALLED_SECONDS = 60.0
"""Longest time without a client taking what is ready for it: with 64 KiB ready, a bit over 1 KiB/s."""

_END = b"\r\n\r\n"
_HINT = b"pgrade"
_UPGRADE = re.compile(rb"(?<=\r\n)Upgrade(?=:)", re.IGNORECASE)
_IGNORED = b"Ignored"
_LINE = b"\r\n"
_NOT_ASCII = re.compile(rb"[\x80-\xff]")

_TOO_LARGE = "The head of a request may have 64 KiB; this one has more."
_REFUSAL = (
    "HTTP/1.1 431 Request Header Fields Too Large\r\n"
    f"content-type: text/plain; charset=utf-8\r\ncontent-length: {len(_TOO_LARGE)}\r\n"
    f"connection: close\r\n\r\n{_TOO_LARGE}"
).encode()


class Connection(HttpToolsProtocol):
    """Reads requests and writes answers; `overdue` is asked from time to time.

    The parser gets the head of a request whole. It would take one that offers to change to HTTP/2, as those
    of Java's client do, for the end of HTTP and drop the body, so it does not get to see the offer. It would
    refuse an address with letters as they are typed, which curl sends so; they are percent-encoded for it.
    """

    _between_requests = True
    """True while the parser is at the end of a request."""
    _head = b""
    """What has come of a head that the parser has not got yet."""
    _in_head = False
    """True while the parser is inside a head, which began behind the body of another request."""
    _read_by = math.inf
    """When the client has to have sent what it has begun, in the loop's time."""
    _written_by = math.inf
    """When the client has to have taken what is ready for it."""

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request."""
        super().connection_made(transport)
        self._read_by = self.loop.time() + HEAD_SECONDS

    def data_received(self, data: bytes) -> None:
        """Read; a head that grows too long is refused before it is whole."""
        if self._between_requests:
            data = self._head + data if self._head else data
            end = data.find(_END)
            if end < 0 and data[:1].isalpha():  # else it is no request, and refused at once
                self._keep(data)
                return
            self._head = b""
            data = _UPGRADE.sub(_IGNORED, data[:end]) + data[end:] if _HINT in data[:end] else data
            data = _encode_address(data)
        elif self._in_head:
            self._head += data
            self._limit_head()
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin with the head of a request."""
        self._between_requests, self._in_head = False, True
        self._read_by = self.loop.time() + HEAD_SECONDS
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Begin with a request whose head has come whole."""
        self._in_head, self._head = False, b""
        self._read_by = self.loop.time() + BODY_SECONDS
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._read_by += len(body) / BODY_BYTES_A_SECOND
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the client has said all it had to."""
        self._between_requests = True
        self._read_by = math.inf
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._written_by = self.loop.time() + STALLED_SECONDS

    def resume_writing(self) -> None:
        """Note that the client has read."""
        super().resume_writing()
        self._written_by = math.inf

    def on_response_complete(self) -> None:
        """Wait for the client to read the rest, if the system has not taken it all."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._written_by = self.loop.time() + STALLED_SECONDS

    def overdue(self, now: float) -> bool:
        """Say whether the client has kept the server waiting for too long; ``now`` is the loop's time."""
        if now > self._written_by and not self.transport.get_write_buffer_size():
            self._written_by = math.inf
        return now > min(self._read_by, self._written_by)

    def _keep(self, data: bytes) -> None:
        """Wait for the rest of a head."""
        self._head = data
        self._read_by = min(self._read_by, self.loop.time() + HEAD_SECONDS)
        self._limit_head()

    def _limit_head(self) -> None:
        if len(self._head) > MOST_HEAD and not self.transport.is_closing():
            self.transport.write(_REFUSAL)
            self.transport.close()


def _encode_address(head: bytes) -> bytes:
    """Percent-encode the bytes of a request's first line that are not ASCII (RFC 3987, section 3.1)."""
    end = max(head.find(_LINE), 0)
    if head[:end].isascii():
        return head
    return _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], head[:end]) + head[end:]
