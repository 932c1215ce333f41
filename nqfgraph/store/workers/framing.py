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

_ERRORS: dict[str, type[errors.NqfgraphError]] = {
    each.__name__: each
    for each in (
        errors.QueryError,
        errors.QueryRefused,
        errors.StoreUnavailable,
    )
}


def send(connection: socket.socket, kind: bytes, content: bytes = b"") -> None:
    """Send one frame."""
    connection.sendall(_HEAD.pack(kind, len(content)) + content)


def send_value(connection: socket.socket, kind: bytes, value: object) -> None:
    """Send one frame whose content is JSON."""
    send(connection, kind, json.dumps(value).encode())


def receive(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return kind and content of the next frame; raises EOFError if the other side has gone."""
    kind, length = _HEAD.unpack(_read(connection, _HEAD.size))
    if length > _LARGEST:
        raise EOFError(f"a frame of {length} bytes is none of ours")
    return kind, _read(connection, length)


def write_error(error: errors.NqfgraphError) -> dict[str, Any]:
    """Return an error as JSON."""
    place = error.place
    return {
        "class": type(error).__name__,
        "message": error.message,
        "remedy": error.remedy,
        "place": {"file": place.file, "line": place.line, "column": place.column} if place else None,
    }


def read_error(content: bytes) -> errors.NqfgraphError:
    """Return the error that `write_error` wrote."""
    value = json.loads(content)
    place = Place(**value["place"]) if value["place"] else None
    kind = _ERRORS.get(value["class"], errors.StoreUnavailable)
    return kind(value["message"], place=place, remedy=value["remedy"])


def _read(connection: socket.socket, size: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        piece = connection.recv(min(size - len(pieces), 1 << 20))
        if not piece:
            raise EOFError("the other side has gone")
        pieces += piece
    return bytes(pieces)
