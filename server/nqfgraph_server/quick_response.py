"""QR codes (ISO/IEC 18004) of addresses: the only place that knows segno."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

_LONGEST = 1000
"""Characters of an address that a code is made for; a denser one is not read by a phone."""


@dataclass(frozen=True, slots=True)
class Squares:
    """The dark squares of a code: its side with the margin, and its rows as runs (x, y, length)."""

    side: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def path(self) -> str:
        """Return the runs as the data of an SVG path, a square a unit."""
        return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in self.runs)


@lru_cache(maxsize=512)
def squares(text: str) -> Squares | None:
    """Return the code of an address, error correction M; None if it is too long for one."""
    if len(text) > _LONGEST:
        return None
    code = segno.make_qr(text, error="m", boost_error=False)
    rows = [bytes(row) for row in code.matrix_iter(border=code.default_border_size)]
    return Squares(len(rows), tuple(run for y, row in enumerate(rows) for run in _runs(row, y)))


def _runs(row: bytes, y: int) -> list[tuple[int, int, int]]:
    found = []
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append((start, y, x - start))
            start = None
    return found
