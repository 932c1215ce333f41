"""Finds the files of a vocabulary: a folder, a zip, one file; each plain or gzipped. Sizes are limited."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from nqfgraph.errors import InputError
from nqfgraph.files import Readable
from nqfgraph.places import Place

if TYPE_CHECKING:
    from typing_extensions import Buffer

MOST_BYTES = 4 * 1024**3
"""Most bytes of one file once it is unpacked."""
MOST_FILES = 1_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file, wherever it is packed."""

    name: str
    """Its own name without folders and without ``.gz``."""
    shown: str
    """How messages call it."""
    open_raw: Callable[[], IO[bytes]]
    gzipped: bool

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Give its unpacked bytes; InputError if they cannot be read or are too many."""
        try:
            with self.open_raw() as raw:
                stream = gzip.GzipFile(fileobj=raw) if self.gzipped else raw
                yield io.BufferedReader(_Limited(stream, self.shown), 1 << 20)
        except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise InputError(
                f"The file cannot be read: {error}.",
                place=Place(file=self.shown),
                remedy="Fetch the file again; archives with a password have to be unpacked first.",
            ) from error


class _Limited(io.RawIOBase):
    """Bytes of a stream up to a limit."""

    def __init__(self, stream: Readable, name: str) -> None:
        super().__init__()
        self._stream = stream
        self._name = name
        self._left = MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        room = memoryview(buffer).cast("B")
        content = self._stream.read(len(room))
        self._left -= len(content)
        if self._left < 0:
            raise InputError(
                f"The file has more than {MOST_BYTES:,} bytes when it is unpacked.",
                place=Place(file=self._name),
            )
        room[: len(content)] = content
        return len(content)


def find_files(path: Path) -> tuple[SourceFile, ...]:
    """Return the files at a path, sorted by name; InputError if there is nothing or too much."""
    if path.is_dir():
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        found = [each for file in inside for each in _of(file, str(file.relative_to(path)))]
    elif path.is_file():
        found = list(_of(path, path.name))
    else:
        raise InputError(f"There is no file or folder {path}.")
    if len(found) > MOST_FILES:
        raise InputError(f"{path} has {len(found):,} files; {MOST_FILES:,} are allowed.")
    return tuple(sorted(found, key=lambda each: each.shown))


def _of(path: Path, shown: str) -> Iterator[SourceFile]:
    if path.suffix.lower() != ".zip":
        yield _file(path.name, shown, lambda: path.open("rb"))
        return
    try:
        with zipfile.ZipFile(path) as archive:
            names = [each.filename for each in archive.infolist() if not each.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(f"The archive cannot be read: {error}.", place=Place(file=shown)) from error
    for name in names:
        yield _file(name.rpartition("/")[2], f"{shown}: {name}", _member(path, name))


def _file(name: str, shown: str, open_raw: Callable[[], IO[bytes]]) -> SourceFile:
    gzipped = name.lower().endswith(".gz")
    return SourceFile(name[:-3] if gzipped else name, shown, open_raw, gzipped)


def _member(path: Path, name: str) -> Callable[[], IO[bytes]]:
    def open_member() -> IO[bytes]:
        # The archive closes with the last of its members.
        with zipfile.ZipFile(path) as archive:
            return archive.open(name)

    return open_member
