"""Turns offsets in a file into lines and columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def lines_and_columns(source: str | bytes, offsets: Iterable[int]) -> Mapping[int, tuple[int, int]]:
    """Return line and column, both from 1, of some offsets, in one pass; columns count characters.

    Offsets count the characters of a text or the bytes of one in UTF-8. A line ends with LF or CR LF.
    """
    found: dict[int, tuple[int, int]] = {}
    line, column, counted = 1, 1, 0
    for offset in sorted(set(offsets)):
        passed = source[counted:offset]
        text = passed if isinstance(passed, str) else passed.decode("utf-8", "replace")
        breaks = text.count("\n")
        if breaks:
            line += breaks
            column = len(text) - text.rfind("\n")
        else:
            column += len(text)
        counted = offset
        found[offset] = (line, column)
    return found
