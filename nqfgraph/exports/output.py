"""Where an answer goes: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from nqfgraph.errors import InputError

STANDARD_OUTPUT = Path("-")


@contextmanager
def open_output(path: Path) -> Iterator[IO[bytes]]:
    """Give a binary file to write to: standard output for ``-``, else a temporary one beside ``path``.

    The temporary file takes the name when everything has been written, so an old file stays whole until then,
    and also if the writing fails. Raises InputError if the file cannot be written.
    """
    if path == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}.", remedy="Name another file with --output."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
