"""Cuts a dump into slices, so that what is checked together stands together.

The things of a register are sorted by their kinds, and within each kind by the same keys: the record and the
learning outcomes of a qualification have its key (`nqfgraph.iris`). A slice therefore takes the same keys of
every kind, which leaves little to be looked up elsewhere. Any other cut gives the same results, only slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nqfgraph.validation.slices.sorted_dump import SortedDump

Range = tuple[int, int]
"""Offsets in the dump."""
_KEY_END = re.compile(rb"[#> ]")


def cut(dump: SortedDump, things: str | None, size: int, workers: int = 1) -> list[tuple[Range, ...]]:
    """Return slices of about ``size`` bytes, each as ranges that part no subject's lines from each other.

    ``things`` is what the IRIs of things begin with, up to their kind; None if that is not known. Each of so
    many ``workers`` gets as many slices as the others.
    """
    kinds = [] if things is None or len(dump) <= size else list(_kinds(dump, things))
    if not kinds:
        return [(each,) for each in dump.ranges(size)]
    first, last = kinds[0][1], kinds[-1][2]
    others = [each for ends in ((0, first), (last, len(dump))) for each in dump.ranges(size, *ends)]
    return [*((each,) for each in others), *_together(dump, kinds, size, workers)]


def _kinds(dump: SortedDump, things: str) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kinds of things, each with its beginning and the offsets that its lines stand between."""
    beginning = f"<{things}".encode()
    start = dump.find(beginning)
    while (head := dump.head(start)).startswith(beginning):
        kind = head[: head.find(b"/", len(beginning)) + 1] or head
        end = dump.find(kind[:-1] + bytes([kind[-1] + 1]))
        yield kind, start, end
        start = end


def _together(
    dump: SortedDump, kinds: Sequence[tuple[bytes, int, int]], size: int, workers: int
) -> Iterator[tuple[Range, ...]]:
    """Yield slices of all kinds, cut where the keys of the kind that takes most space say."""
    kind, start, end = max(kinds, key=lambda each: each[2] - each[1])
    wanted = -(-sum(last - first for _, first, last in kinds) // size)
    wanted += -wanted % workers
    middles = (start + (end - start) * number // wanted for number in range(1, wanted))
    keys = sorted({_KEY_END.split(dump.head(dump.next_subject(each))[len(kind) :])[0] for each in middles})
    cuts = [
        [first, *(max(first, min(dump.find(each + key), last)) for key in keys), last]
        for each, first, last in kinds
    ]
    for number in range(len(keys) + 1):
        ranges = tuple((each[number], each[number + 1]) for each in cuts if each[number] < each[number + 1])
        if ranges:
            yield ranges
