"""Asks with wrk, a load generator in C: a Python client would take the cores that it measures."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from benchmarks.sparql.servers import Missing

ACCEPT = "application/sparql-results+json, application/n-triples"
FORM: Mapping[str, str] = MappingProxyType(
    {"Content-Type": "application/x-www-form-urlencoded", "Accept": ACCEPT}
)
_STRIDE = 10_000_000
"""More requests than one round can make, so that numbers never meet."""

_SCRIPT = """-- Written by benchmarks.sparql.
local bodies = {{}}
for line in io.lines({file}) do bodies[#bodies + 1] = line end
local number = {start}
wrk.method = {method}
{headers}
function request()
  number = number + 1
  local body = bodies[number % #bodies + 1]
{give}
end
function done(summary, latency, requests)
  local errors = summary.errors
  local pattern = "measured requests=%d microseconds=%d p50=%d p95=%d p99=%d refused=%d broken=%d\\n"
  local p50, p95, p99 = latency:percentile(50), latency:percentile(95), latency:percentile(99)
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(pattern, summary.requests, summary.duration, p50, p95, p99, errors.status, broken))
end
"""
_POSTED = '  return wrk.format(nil, nil, nil, "query=" .. body{stamp})'
_GOT = '  return wrk.format(nil, wrk.path .. "?query=" .. body{stamp})'
_STAMP = ' .. "%20%23{name}-" .. number'
_MEASURED = re.compile(r"^measured ((?:\w+=\d+ ?)+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked: queries one after the other, each once or again and again."""

    name: str
    queries: Sequence[str]
    again: bool = False
    """Send the texts as they are; else each gets a comment that makes it a new one."""
    posted: bool = True
    longer: int = 1
    """How many times as long as others it is asked, because its answers take their time."""
    headers: Mapping[str, str] = field(default_factory=lambda: FORM)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one round of wrk gives: requests a second, latencies in milliseconds, and what failed."""

    rate: float
    p50: float
    p95: float
    p99: float
    refused: int
    """Answers with a status of 400 and above."""
    broken: int
    """Connections that failed or answers that did not come in time."""

    def as_json(self) -> dict[str, Any]:
        """Return it for a file of results."""
        return asdict(self)


def find_wrk() -> str:
    """Return the path of wrk; raises Missing."""
    found = shutil.which("wrk")
    if found is None:
        raise Missing("wrk is not installed: it is the Debian package “wrk” (apt-get install wrk).")
    return found


def run_wrk(
    load: Load, endpoint: str, *, turn: int, seconds: float, folder: Path, connections: int = 8
) -> Measured:
    """Ask ``endpoint`` for ``seconds``; the same ``turn`` sends the same texts, another one other texts."""
    script = folder / "script.lua"
    bodies = folder / "bodies.txt"
    bodies.write_text("".join(f"{quote(query, safe='')}\n" for query in load.queries), encoding="ascii")
    script.write_text(write_script(load, bodies, turn), encoding="utf-8")
    duration = f"-d{math.ceil(seconds)}s"
    command = [
        find_wrk(),
        "-t1",
        f"-c{connections}",
        duration,
        "--timeout",
        "60s",
        "-s",
        str(script),
        endpoint,
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=seconds + 120)
    if done.returncode:
        raise RuntimeError(f"wrk ended with {done.returncode} on {endpoint}: {done.stdout}{done.stderr}")
    return read_output(done.stdout)


def write_script(load: Load, bodies: Path, turn: int) -> str:
    """Return the Lua script that makes wrk send ``load``; ``bodies`` holds its encoded queries by line."""
    stamp = "" if load.again else _STAMP.format(name=quote(load.name, safe=""))
    headers = "\n".join(f"wrk.headers[{_lua(name)}] = {_lua(value)}" for name, value in load.headers.items())
    return _SCRIPT.format(
        file=_lua(str(bodies)),
        start=turn * _STRIDE,
        method=_lua("POST" if load.posted else "GET"),
        headers=headers,
        give=(_POSTED if load.posted else _GOT).format(stamp=stamp),
    )


def read_output(text: str) -> Measured:
    """Return what the script printed; ValueError if it did not."""
    found = _MEASURED.search(text)
    if found is None:
        raise ValueError(f"wrk printed no measurement:\n{text}")
    values = {name: int(value) for name, value in (each.split("=") for each in found[1].split())}
    return Measured(
        rate=round(values["requests"] / values["microseconds"] * 1e6, 1),
        p50=values["p50"] / 1000,
        p95=values["p95"] / 1000,
        p99=values["p99"] / 1000,
        refused=values["refused"],
        broken=values["broken"],
    )


def _lua(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
