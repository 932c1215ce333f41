"""Compresses what is written and takes its checksum, on the way and with the same bytes every time."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from nqfgraph.files import as_file

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from typing_extensions import Buffer

_GZIP_LEVEL = 6
_ZSTD_LEVEL = 6
_BLOCK = 1 << 18

PACKINGS: Mapping[str, str] = MappingProxyType({".gz": "gzip", ".zst": "zstd"})
"""Codings by the end of a file's name."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is handed out: its size in bytes and its SHA-256 in lower-case hexadecimal."""

    size: int
    sha256: str


class Measured(io.RawIOBase):
    """A binary file to write to that counts and digests what passes; what is written goes on to others."""

    def __init__(self, *outputs: IO[bytes]) -> None:
        super().__init__()
        self._outputs = outputs
        self._digest = hashlib.sha256()
        self._size = 0

    def writable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the number of bytes that were written."""
        return self._size

    def write(self, data: Buffer) -> int:
        """Write to all of the files."""
        content = bytes(data)
        self._digest.update(content)
        self._size += len(content)
        for each in self._outputs:
            each.write(content)
        return len(content)

    def file(self) -> File:
        """Return size and checksum of what was written."""
        return File(self._size, self._digest.hexdigest())


@contextmanager
def packed(output: IO[bytes] | Measured, coding: str) -> Iterator[IO[bytes]]:
    """Give a file whose content goes to ``output`` as ``gzip`` or ``zstd``, without a time or a name."""
    if coding == "gzip":
        with gzip.GzipFile(
            filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=output, mtime=0
        ) as file:
            yield as_file(file)
    else:
        with zstd.ZstdFile(as_file(output), "w", level=_ZSTD_LEVEL) as file:
            yield as_file(file)


def read_packed(path: Path) -> Iterator[bytes]:
    """Yield the content of a file that `packed` wrote, in blocks; OSError if it cannot be read."""
    opening = gzip.open if PACKINGS[path.suffix] == "gzip" else zstd.open
    with opening(path) as file:
        while block := file.read(_BLOCK):
            yield block
