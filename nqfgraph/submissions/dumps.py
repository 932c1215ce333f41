"""Puts findings in a release into the lines of its dump, which is sorted: lines are found by halving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from mmap import ACCESS_READ, mmap
from pathlib import Path

from nqfgraph.places import Place
from nqfgraph.validation import Finding


def locate_in_dump(dump: Path, name: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings with their lines in a dump, which places call ``name``.

    A value has the line that states it, what is missing the first line about its subject; of nodes that the
    dump says nothing about the place is not known.
    """
    if not findings or not dump.stat().st_size:
        return tuple(findings)
    with dump.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as lines:
        offsets = [_find(lines, finding) for finding in findings]
        numbers = _line_numbers(lines, {each for each in offsets if each is not None})
    return tuple(
        finding if offset is None else replace(finding, place=Place(file=name, line=numbers[offset]))
        for finding, offset in zip(findings, offsets, strict=True)
    )


def _find(lines: mmap, finding: Finding) -> int | None:
    if finding.focus.startswith(("_:", '"')):
        return None
    subject = f"<{finding.focus}> "
    prefixes = [subject]
    if finding.path is not None and "<" not in finding.path:
        prefixes.insert(0, f"{subject}<{finding.path}> ")
        if finding.value is not None:
            prefixes.insert(0, f"{prefixes[0]}{finding.value} ")
    for prefix in prefixes:
        wanted = prefix.encode()
        offset = _first(lines, wanted)
        if lines[offset : offset + len(wanted)] == wanted:
            return offset
    return None


def _first(lines: mmap, wanted: bytes) -> int:
    """Return where the first line begins that is not before ``wanted``."""
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", start) + 1 or len(lines)
        if lines[start : start + len(wanted)] < wanted:
            low = end
        else:
            high = start
    return low


def _line_numbers(lines: mmap, offsets: Iterable[int]) -> Mapping[int, int]:
    """Return the number of the line that begins at each offset, in one pass."""
    numbers: dict[int, int] = {}
    number, counted = 1, 0
    for offset in sorted(offsets):
        while counted < offset:
            end = min(counted + _PIECE, offset)
            number += lines[counted:end].count(b"\n")
            counted = end
        numbers[offset] = number
    return numbers


_PIECE = 1 << 20
