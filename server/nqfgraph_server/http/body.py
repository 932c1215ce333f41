"""The body of a request as far as it is read: in memory, a long one in a file without a name."""

from __future__ import annotations

import io
from tempfile import SpooledTemporaryFile
from typing import IO

_IN_MEMORY = 4 * 1024 * 1024
"""Bytes that a body may have before it is put into a file."""


class Body:
    """A body of at most ``most`` bytes, not read any further; ``announced`` is its stated length."""

    def __init__(self, announced: int | None, most: int) -> None:
        self.announced = announced
        self.size = 0
        self.file: IO[bytes] = io.BytesIO()
        if most > _IN_MEMORY:
            self.file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - see close
        self._most = most

    @property
    def is_too_long(self) -> bool:
        """True if there is more than may be, which then is not all read."""
        return max(self.size, self.announced or 0) > self._most

    def add(self, piece: bytes) -> None:
        """Add what has come."""
        self.size += len(piece)
        self.file.write(piece)

    def close(self) -> None:
        """Give the file up."""
        self.file.close()
