"""The difference of two sorted sets of statements, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

Sign = Literal["+", "-"]


def difference(old: Iterable[bytes], new: Iterable[bytes]) -> Iterator[tuple[Sign, bytes]]:
    """Yield the lines that are only in ``new`` (``+``) and only in ``old`` (``-``), in their order.

    Both are sorted by bytes and hold no line twice, as the dumps of releases do.
    """
    left, right = iter(old), iter(new)
    before, after = next(left, None), next(right, None)
    while before is not None or after is not None:
        if before == after:
            before, after = next(left, None), next(right, None)
        elif after is None or (before is not None and before < after):
            assert before is not None
            yield "-", before
            before = next(left, None)
        else:
            yield "+", after
            after = next(right, None)
