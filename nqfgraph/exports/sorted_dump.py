"""Reads a release's dump, whose lines are sorted by bytes, from one place on and thing by thing.

What is held in memory are the lines of one thing and of those whose IRIs its IRI begins with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

import pyoxigraph as ox


class Thing(NamedTuple):
    """A thing as the dump has it: its IRI without fragment, and the lines about it and its parts."""

    iri: str
    lines: list[bytes]

    def triples(self) -> list[ox.Triple]:
        """Return what is said of the thing and of its parts, in the order of the dump."""
        content = b"".join(self.lines)
        return [each.triple for each in ox.parse(content, format=ox.RdfFormat.N_QUADS)]


def read_lines(dump: Path, prefix: bytes = b"") -> Iterator[bytes]:
    """Yield the lines of a dump that begin with ``prefix``, found by bisection; OSError as of `open`."""
    with dump.open("rb") as file:
        if prefix:
            file.seek(_first(file, prefix, dump.stat().st_size))
        for line in file:
            if not line.startswith(prefix):
                return
            yield line


def read_things(lines: Iterable[bytes]) -> Iterator[Thing]:
    """Yield the things that sorted lines tell of; each is given once, with all its parts.

    In byte order what is said of ``…/60`` stands between ``…/6#part`` and ``…/6`` itself, so a thing is kept
    open until a line comes that stands behind its own.
    """
    open_things: list[tuple[bytes, list[bytes]]] = []
    for line in lines:
        subject = line[: line.index(b" ")]
        start = subject.partition(b"#")[0].removesuffix(b">")
        while open_things and open_things[-1][0] != start and open_things[-1][0] + b">" < subject:
            yield _thing(*open_things.pop())
        if not open_things or open_things[-1][0] != start:
            open_things.append((start, []))
        open_things[-1][1].append(line)
    while open_things:
        yield _thing(*open_things.pop())


def _thing(start: bytes, lines: list[bytes]) -> Thing:
    return Thing(start[1:].decode(), lines)


def _first(file: IO[bytes], prefix: bytes, size: int) -> int:
    """Return where the first line begins that does not stand before ``prefix``."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        start = _line_from(file, middle)
        if start < size and file.readline() < prefix:
            low = file.tell()
        else:
            high = middle
    return _line_from(file, low)


def _line_from(file: IO[bytes], position: int) -> int:
    """Go to the first line that begins at ``position`` or later, and return where that is."""
    file.seek(max(position - 1, 0))
    if position:
        file.readline()
    return file.tell()
