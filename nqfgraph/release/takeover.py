"""Makes a dump from that of the release before and the lines that are new, without sorting all of them again.

Taken over is what is said of qualifications that have not changed: of themselves, of their records and of
their own outcomes. Nearly all of a dump is that, in a few ranges of bytes between the lines of those that did
change. All other lines are new.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO

from nqfgraph.iris import Iris
from nqfgraph.release.dump import DumpCounts, check_lines, name_graphs
from nqfgraph.release.folder import Release
from nqfgraph.validation.slices.sorted_dump import SortedDump

_GENERIC = b"award-type/"
"""What the keys of generic outcomes begin with."""
_KINDS = ("learning-outcome", "qualification", "record")
_PIECE = 1 << 24

_BEYOND = b"\xff"
"""Comes after every line."""

Range = tuple[int, int]


def take_over(
    previous: Release, changed: Collection[str], lines: Iterable[bytes], path: Path
) -> DumpCounts | None:
    """Write the dump to ``path``: ``lines``, which are sorted, and what is taken over of ``previous``.

    ``changed`` are the keys, as they stand in IRIs, of the qualifications that are not as they were. None is
    returned, and what has been written is of no use, if a line speaks of what is taken over. Raises
    ReleaseError as `write_dump`.
    """
    iris = previous.iris
    added: dict[bytes, int] = {}
    with SortedDump(previous.dump) as before, path.open("wb") as file:
        merge = _Merge(before, _dropped(before, changed, iris), file)
        for line in check_lines(lines, added):
            if not merge.insert(line):
                return None
        merge.finish()
        file.flush()
        os.fsync(file.fileno())
    counts = previous.manifest.counts.graphs.items()
    left = Counter({f"{iris.base}graph/{name}": number for name, number in counts})
    left.subtract(merge.left_out)
    left.update(name_graphs(added))
    found = {graph: number for graph, number in sorted(left.items()) if number}
    return DumpCounts(sum(found.values()), found)


def is_mixed(key: str) -> bool:
    """Whether the outcomes of a qualification stand among generic ones, so that it cannot be taken over."""
    return f"{key}/".encode().startswith(_GENERIC)


def _dropped(dump: SortedDump, changed: Collection[str], iris: Iris) -> list[Range]:
    """Return the ranges of a dump that are not taken over, in their order."""
    kept, dropped = [], []
    for kind in _KINDS:
        start = f"<{iris.things()}{kind}/".encode()
        kept.append(_range(dump, start))
        if kind == "learning-outcome":
            dropped.append(_range(dump, start + _GENERIC))
            dropped += (each for key in changed for each in _outcomes(dump, start + key.encode() + b"/"))
        else:
            ends = (b"#", b">")
            dropped += (_range(dump, start + key.encode() + end) for key in changed for end in ends)
    edges = [0, *(edge for each in kept for edge in each), len(dump)]
    outside = zip(edges[::2], edges[1::2], strict=True)
    return _united(sorted({*outside, *dropped}))


def _range(dump: SortedDump, start: bytes) -> Range:
    """Return where the lines stand that begin with something."""
    return dump.find(start), dump.find(start[:-1] + bytes([start[-1] + 1]))


def _outcomes(dump: SortedDump, start: bytes) -> Iterator[Range]:
    """Yield where the outcomes of a qualification stand; those of one whose key goes on have a part more."""
    position, end = _range(dump, start)
    while position < end:
        head = dump.head(position)
        following = dump.find(head[:-1] + b"!")
        if b"/" not in head[len(start) :].partition(b"#")[0]:
            yield position, following
        position = following


def _united(ranges: Iterable[Range]) -> list[Range]:
    """Return sorted ranges without those that are empty, and those that touch as one."""
    found: list[Range] = []
    for start, end in ranges:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


class _Merge:
    """Writes what is taken over and new lines, both in their order."""

    def __init__(self, dump: SortedDump, dropped: list[Range], file: IO[bytes]) -> None:
        self._dump = dump
        self._file = file
        self._starts = [start for start, _ in dropped]
        self._ends = [end for _, end in dropped]
        self._done = 0
        self._next = b""
        """The line that is taken over and that new lines stand before."""
        self._near: tuple[bytes, ...] = ()
        """The heads of this line and of that before it."""
        self.left_out: Counter[str] = Counter()
        """The quads that were not taken over, by graph IRI."""

    def insert(self, line: bytes) -> bool:
        """Write a new line at its place; False if what is taken over speaks of its subject too."""
        if line >= self._next:
            self._go_to(self._dump.find(line))
        if line.startswith(self._near):
            return False
        self._file.write(line)
        return True

    def finish(self) -> None:
        """Write what is left of the old dump."""
        self._copy(len(self._dump))

    def _go_to(self, place: int) -> None:
        """Write the old dump up to an offset, and do without what is dropped there."""
        number = bisect_right(self._starts, place) - 1
        start = place
        if number >= 0 and place <= self._ends[number]:
            start, place = self._starts[number], self._ends[number]
        self._copy(place)
        self._next = self._dump.line(place) or _BEYOND
        before = self._dump.head(self._dump.start_before(start)) if start else b""
        self._near = tuple(filter(None, (before, self._dump.head(place))))

    def _copy(self, end: int) -> None:
        """Write the old dump up to an offset, and count what is left out."""
        while self._done < end:
            number = bisect_right(self._starts, self._done) - 1
            if number >= 0 and self._done < self._ends[number]:
                until = min(end, self._ends[number])
                self._leave_out(self._done, until)
            else:
                until = min([end, *self._starts[number + 1 : number + 2]])
                self._take_over(self._done, until)
            self._done = until

    def _take_over(self, start: int, end: int) -> None:
        for place in range(start, end, _PIECE):
            self._file.write(self._dump.read(place, min(place + _PIECE, end)))
            self._dump.forget()

    def _leave_out(self, start: int, end: int) -> None:
        for line in self._dump.read(start, end).splitlines():
            self.left_out[line[line.rindex(b" <") + 2 : -3].decode()] += 1
