"""Looks things up in a dump: N-Quads without blank nodes, sorted by bytes, as a release has them."""

from __future__ import annotations

import mmap
import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from types import TracebackType

_FIRST_STEP = 1 << 12
_BLOCK = 1 << 14
_WINDOW = 1 << 26
"""So many bytes are looked through before the memory that they take is given back."""
_FEW = 4
"""So many predicates are looked for one by one."""
BLANK_OBJECT = b"> _:"
"""How a blank node begins that is a value or a graph, with the end of what stands before it."""
_LINK = re.compile(rb"^(<[^<> ]*> )(<[^<> ]*> )(<[^<> ]*> )", re.MULTILINE)


class SortedDump:
    """A dump that stays on the disk; to be closed."""

    def __init__(self, path: Path) -> None:
        """Open a dump; OSError if it cannot be read."""
        with path.open("rb") as file:
            # Nothing can be mapped of an empty file.
            empty = not file.read(1)
            self._bytes = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._last = 0

    def __enter__(self) -> SortedDump:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.close()

    def __len__(self) -> int:
        return len(self._bytes)

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes between two offsets."""
        return self._bytes[start:end]

    def has_blank_subjects(self) -> bool:
        """Tell whether there are blank nodes that something is said of."""
        # Sorted by bytes, their lines stand last.
        last = self._bytes.rfind(b"\n", 0, max(len(self._bytes) - 1, 0)) + 1
        return self._bytes[last : last + 2] == b"_:"

    def has_blank_nodes(self) -> bool:
        """Tell whether there may be blank nodes: a text can look like one."""
        return self.has_blank_subjects() or self._search(BLANK_OBJECT, 0) >= 0

    def ranges(self, size: int, first: int = 0, last: int | None = None) -> list[tuple[int, int]]:
        """Cut the dump into ranges of about ``size`` bytes that part no subject's lines from each other.

        Only what stands between two offsets, which part none either, if they are given.
        """
        last = len(self._bytes) if last is None else last
        cuts = [first]
        while (start := cuts[-1] + size) < last:
            cuts.append(min(self.next_subject(start), last))
        cuts.append(last)
        return [(start, end) for start, end in pairwise(cuts) if start < end]

    def next_subject(self, offset: int) -> int:
        """Return where the first subject begins at or after an offset, if no line before has it."""
        start = self._line_after(offset)
        before = self._bytes[self._bytes.rfind(b"\n", 0, max(start - 1, 0)) + 1 : start]
        subject = before[: before.find(b" ") + 1]
        while subject and self._bytes[start : start + len(subject)] == subject:
            start = self._line_after(start + 1)
        return start

    def _line_after(self, offset: int) -> int:
        if offset == 0:
            return 0
        found = self._bytes.find(b"\n", offset - 1)
        return len(self._bytes) if found < 0 else found + 1

    def head(self, offset: int) -> bytes:
        """Return the subject of the line at an offset with the space behind it; empty at the end."""
        return self._bytes[offset : self._bytes.find(b" ", offset) + 1]

    def line(self, offset: int) -> bytes:
        """Return the line at an offset with its end; nothing at the end of the dump."""
        return self._bytes[offset : self._bytes.find(b"\n", offset) + 1]

    def start_before(self, offset: int) -> int:
        """Return where the line begins that ends at an offset; 0 at the beginning."""
        return self._bytes.rfind(b"\n", 0, max(offset - 1, 0)) + 1

    def lines_of(self, head: bytes) -> Iterator[bytes]:
        """Yield the lines of a subject, given as `head` returns it.

        Subjects that are asked for in the order of the dump are found fastest.
        """
        position = self.find(head)
        while self._bytes[position : position + len(head)] == head:
            end = self._bytes.find(b"\n", position) + 1
            yield self._bytes[position:end]
            position = end
        self._last = position

    def find(self, head: bytes) -> int:
        """Return where the first line begins that is not before a subject, or before what one begins with."""
        if self._bytes[self._last : self._last + len(head)] == head:
            return self._last
        low = self._last if self._is_before(self._last, head) else 0
        high, step = low, _FIRST_STEP
        while high < len(self._bytes) and self._is_before(high, head):
            low = high
            high = self._line_after(min(high + step, len(self._bytes)))
            step *= 4
        while low < high:
            middle = self._bytes.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if self._is_before(middle, head):
                low = self._line_after(middle + 1)
            else:
                high = middle
        return low

    def _is_before(self, offset: int, head: bytes) -> bool:
        return offset < len(self._bytes) and self._bytes[offset : offset + len(head)] < head

    def subjects_with(self, predicate: str, value: str, most: int) -> list[bytes] | None:
        """Return the heads of the subjects that have a value; None if there are more than ``most``.

        ``predicate`` and ``value`` are IRIs; heads are as `head` returns them.
        """
        found: list[bytes] = []
        for line in self.lines_with(predicate, value):
            if len(found) == most:
                return None
            found.append(line[: line.find(b" ") + 1])
        return found

    def lines_with(self, predicate: str, value: str | None = None) -> Iterator[bytes]:
        """Yield the lines with a predicate, and a value if one is given; both are IRIs."""
        part = f"> <{predicate}> ".encode() if value is None else f"> <{predicate}> <{value}> ".encode()
        position = self._search(part, 0)
        while position >= 0:
            start = self._bytes.rfind(b"\n", 0, position) + 1
            end = self._bytes.find(b"\n", position) + 1
            # The same characters may stand in a text.
            if self._bytes.find(b" ", start) == position + 1:
                yield self._bytes[start:end]
            position = self._search(part, end)

    def links(self, predicates: Collection[str]) -> Iterator[tuple[bytes, bytes]]:
        """Yield the heads of subject and value of the lines with some predicates and IRIs as values."""
        if len(predicates) <= _FEW:
            for predicate in predicates:
                for line in self.lines_with(predicate):
                    subject, _, value, _ = line.split(b" ", 3)
                    yield subject + b" ", value + b" "
            return
        sought = {b"<%b> " % each.encode() for each in predicates}
        for start, end in self.ranges(_WINDOW):
            for found in _LINK.finditer(self._bytes, start, end):
                if found[2] in sought:
                    yield found[1], found[3]
            self.forget()

    def find_changed(self, other: SortedDump) -> Iterator[bytes]:
        """Yield the lines that only one of two dumps has, in their order."""
        return (line for line, _ in self.differences(other))

    def differences(self, other: SortedDump) -> Iterator[tuple[bytes, bool]]:
        """Yield the lines that only one of two dumps has, in their order, and whether it is the other one."""
        mine = theirs = remembered = 0
        while True:
            mine, theirs = _skip_same(self._bytes, mine, other._bytes, theirs)
            if mine - remembered > _WINDOW:
                self.forget()
                other.forget()
                remembered = mine
            left, right = self.line(mine), other.line(theirs)
            if not (left or right):
                return
            if left == right:
                mine, theirs = mine + len(left), theirs + len(right)
            elif not right or (left and left < right):
                yield left, False
                mine += len(left)
            else:
                yield right, True
                theirs += len(right)

    def _search(self, part: bytes, start: int) -> int:
        """Return where a part begins at or after an offset, or -1."""
        while start < len(self._bytes):
            end = start + _WINDOW
            found = self._bytes.find(part, start, end + len(part) - 1)
            if found >= 0:
                return found
            self.forget()
            start = end
        return -1

    def forget(self) -> None:
        """Give back the memory that what was read takes; it is read again when it is needed."""
        if isinstance(self._bytes, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._bytes.madvise(mmap.MADV_DONTNEED)


def _skip_same(
    one: bytes | mmap.mmap, start: int, other: bytes | mmap.mmap, beginning: int
) -> tuple[int, int]:
    """Return where two dumps go on behind whole lines that they have in common."""
    last = start + _WINDOW
    while start < last and (block := one[start : start + _BLOCK]):
        if block != other[beginning : beginning + _BLOCK]:
            break
        size = block.rfind(b"\n") + 1
        if not size:
            break
        start, beginning = start + size, beginning + size
    return start, beginning
