"""Finds the files that come with nqfgraph, writes files whole or not at all, and names what serves as one."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import IO, Protocol, cast

from nqfgraph.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, nothing at the end."""
        ...


class Writable(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take a piece."""
        ...

    def flush(self) -> None:
        """Take note that there may be no more pieces for a while."""
        ...


def as_file(given: io.IOBase | Readable | Writable) -> IO[bytes]:
    """Return what can be read from or written to as the file that a signature asks for.

    ``IO`` promises more than any library uses, and the classes of `io` are not declared to be one.
    """
    return cast(IO[bytes], given)


def data_folder(name: str) -> Path:
    """Return the folder ``ontology``, ``shapes`` or ``registers``.

    A checkout keeps them at its top, an installed wheel under ``nqfgraph/_data/``.
    """
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file (a byte order mark is dropped); InputError if that cannot be done."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8: byte {error.start + 1} cannot be read.",
            remedy="Save the file as UTF-8 and try again.",
        ) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that readers see the old file or the new one, also after a crash."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
