"""Reads what a server and its children use from ``/proc``; Linux only."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_LOOK_SECONDS = 0.1
_TICK = os.sysconf("SC_CLK_TCK")


def family(process: int) -> list[int]:
    """Return ``process`` and all its descendants that live."""
    children: dict[int, list[int]] = {}
    for number, parent in _parents():
        children.setdefault(parent, []).append(number)
    found = [process]
    for each in found:
        found.extend(children.get(each, ()))
    return found


def memory(process: int) -> dict[str, float]:
    """Return a family's memory in MiB: ``rss`` is the plain sum, ``pss`` counts shared pages once."""
    totals = {"rss": 0, "pss": 0}
    for each in family(process):
        try:
            lines = (_PROC / str(each) / "smaps_rollup").read_text().splitlines()
        except OSError:  # it has ended meanwhile
            continue
        for line in lines:
            name, _, rest = line.partition(":")
            if name.lower() in totals:
                totals[name.lower()] += int(rest.split()[0])
    return {name: round(kilobytes / 1024, 1) for name, kilobytes in totals.items()}


def seconds_of_work(process: int) -> float:
    """Return the processor time that a family has used so far, without members that have ended."""
    return sum(_work(each) for each in family(process))


def wait_for_quiet(process: int, most_seconds: float) -> float:
    """Wait until a family works no more, at most ``most_seconds``; return for how long it still did."""
    started = time.monotonic()
    before = seconds_of_work(process)
    while time.monotonic() - started < most_seconds:
        time.sleep(_LOOK_SECONDS)
        now = seconds_of_work(process)
        if now - before < _LOOK_SECONDS / 2:
            break
        before = now
    return round(time.monotonic() - started - _LOOK_SECONDS, 2)


def _parents() -> Iterator[tuple[int, int]]:
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            fields = _status(int(folder.name))
            if fields:
                yield int(folder.name), int(fields[1])


def _work(process: int) -> float:
    fields = _status(process)
    return (int(fields[11]) + int(fields[12])) / _TICK if fields else 0.0


def _status(process: int) -> list[str]:
    """Return the fields of ``stat`` after the program's name (proc(5)); none if the process has ended."""
    try:
        text = (_PROC / str(process) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()
