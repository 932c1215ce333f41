"""What pool, zygote and workers say to each other: frames of a kind (1 byte), a length (4 bytes) and content.

A stream of pieces is whole only if an ``END`` follows, so a worker that dies never looks like a short answer.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from nqfgraph import errors
from nqfgraph.places import Place

PIECE = b"P"
"""Bytes of an answer."""
END = b"E"
"""The answer is whole; content ``RETIRE`` if the worker ends now and has to be replaced."""
FAILURE = b"F"
"""An error of nqfgraph, as JSON, in the place of an answer or of the rest of it."""
ORDER = b"O"
"""What is asked, as JSON: a query of a worker, an act of the zygote."""
DONE = b"D"
"""What the zygote has done, as JSON."""

RETIRE = b"retire"

_HEAD = struct.Struct("!cI")
_LARGEST = 64 * 1024 * 1024
_AT_ONCE = 64 * 1024

_ERRORS: dict[str, type[errors.NqfgraphError]] = {
    each.__name__: each
    for each in (
        errors.QueryError,
        errors.QueryRefused,
        errors.QueryMemory,
        errors.StoreBusy,
        errors.StoreUnavailable,
    )
}


def write(kind: bytes, content: bytes | bytearray = b"") -> bytes:
    """Return one frame."""
    return b"".join((_HEAD.pack(kind, len(content)), content))


def write_value(kind: bytes, value: object) -> bytes:
    """Return one frame whose content is JSON."""
    return write(kind, json.dumps(value).encode())


class Frames:
    """Reads the frames that come over a connection, as many at once as have arrived."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._arrived = bytearray()

    @property
    def arrived(self) -> bool:
        """True if something is here that has not been taken yet."""
        return bool(self._arrived)

    def next(self) -> tuple[bytes, bytes]:
        """Return kind and content of the next frame.

        Raises EOFError if the other side has gone, BlockingIOError if the connection has a time limit and
        nothing came within it; asking again is then allowed.
        """
        while (frame := self._take()) is None:
            piece = self._connection.recv(_AT_ONCE)
            if not piece:
                raise EOFError("the other side has gone")
            self._arrived += piece
        return frame

    def _take(self) -> tuple[bytes, bytes] | None:
        arrived = self._arrived
        if len(arrived) < _HEAD.size:
            return None
        kind, length = _HEAD.unpack_from(arrived)
        if length > _LARGEST:
            raise EOFError(f"a frame of {length} bytes is none of ours")
        end = _HEAD.size + length
        if len(arrived) < end:
            return None
        content = bytes(arrived[_HEAD.size : end])
        del arrived[:end]
        return kind, content


def write_error(error: errors.NqfgraphError) -> bytes:
    """Return the frame of an error."""
    place = error.place
    return write_value(
        FAILURE,
        {
            "class": type(error).__name__,
            "message": error.message,
            "remedy": error.remedy,
            "seconds": error.seconds if isinstance(error, errors.QueryTimeout) else None,
            "place": {"file": place.file, "line": place.line, "column": place.column} if place else None,
        },
    )


def read_error(content: bytes) -> errors.NqfgraphError:
    """Return the error whose frame has this content."""
    value: dict[str, Any] = json.loads(content)
    if value["seconds"] is not None:
        return errors.QueryTimeout(value["seconds"])
    place = Place(**value["place"]) if value["place"] else None
    kind = _ERRORS.get(value["class"], errors.StoreUnavailable)
    return kind(value["message"], place=place, remedy=value["remedy"])
