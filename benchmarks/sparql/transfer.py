"""Measures a long answer: when its first byte comes, and when its last."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from benchmarks.sparql.client import FORM
from benchmarks.sparql.servers import Running

RUNS = 21
_SECONDS = 120


def measure_transfer(servers: Sequence[Running], query: str, runs: int = RUNS) -> dict[str, Any]:
    """Return medians in milliseconds by server, of ``runs`` new queries asked one at a time, in turns."""
    times: dict[str, list[tuple[float, float, int]]] = {each.name: [] for each in servers}
    for turn in range(-1, runs):
        for server in servers:
            measured = _once(server, f"{query} # {turn}")
            if turn >= 0:  # the first one warms up
                times[server.name].append(measured)
    return {name: _summary(measured) for name, measured in times.items()}


def _once(server: Running, query: str) -> tuple[float, float, int]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_SECONDS)
    try:
        connection.connect()
        started = time.perf_counter()
        connection.request("POST", server.path, urlencode({"query": query}), dict(FORM))
        response = connection.getresponse()
        content = response.read(1)
        first = time.perf_counter() - started
        content += response.read()
        total = time.perf_counter() - started
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise RuntimeError(f"{server.name} answers {response.status}: {content[:300]!r}")
    return first * 1000, total * 1000, len(content)


def _summary(measured: Sequence[tuple[float, float, int]]) -> dict[str, Any]:
    first, total, sizes = zip(*measured, strict=True)
    return {
        "first_byte": _spread(first),
        "total": _spread(total),
        "bytes": sizes[0],
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(values), 1),
        "least": round(min(values), 1),
        "most": round(max(values), 1),
    }
