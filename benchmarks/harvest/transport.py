"""Fetches over one kept connection, as harvesters do, and counts what goes over the line."""

from __future__ import annotations

import gzip
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Self
from urllib.parse import urlsplit


@dataclass
class Cost:
    """What a harvest took: requests, bytes of bodies as they were sent, seconds with reading them."""

    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, float]:
        """Return it for a file of results."""
        return {"requests": self.requests, "bytes": self.bytes, "seconds": round(self.seconds, 2)}


@dataclass
class Line:
    """A connection to a server at ``address`` (``http://host:port``); counts into ``cost``."""

    address: str
    cost: Cost = field(default_factory=Cost)
    _connection: http.client.HTTPConnection | None = None

    def fetch(self, path: str, accept: str = "*/*", *, compressed: bool = True) -> bytes:
        """Return the body of an answer, unpacked; raises RuntimeError for every status but 200."""
        headers = {"Accept": accept, **({"Accept-Encoding": "gzip"} if compressed else {})}
        status, told, body = self._ask(path, headers)
        if status != http.client.OK:
            raise RuntimeError(f"{path} answered {status}: {body[:300]!r}")
        return gzip.decompress(body) if told.get("Content-Encoding") == "gzip" else body

    def measure(self) -> Clock:
        """Return a context whose time counts, on a new connection; what was counted before is forgotten."""
        self.close()  # the server has given an idle one up by now
        self.cost = Cost()
        return Clock(self)

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _ask(self, path: str, headers: Mapping[str, str]) -> tuple[int, Message, bytes]:
        if self._connection is None:
            parts = urlsplit(self.address)
            self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=600)
        self._connection.request("GET", path, headers=dict(headers))
        response = self._connection.getresponse()
        body = response.read()
        self.cost.requests += 1
        self.cost.bytes += len(body)
        return response.status, response.headers, body


@dataclass
class Clock:
    """Adds the time of a block to the cost of a line."""

    line: Line
    _since: float = 0.0

    def __enter__(self) -> Self:
        self._since = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.line.cost.seconds += time.perf_counter() - self._since
