"""Keeps two builds of one home from running at the same time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from nqfgraph.errors import ReleaseError

FILE = ".lock"


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of releases; ReleaseError, saying who holds it, if somebody else does.

    The operating system takes the lock back when the process ends, however it ends.
    """
    path = folder / FILE
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise ReleaseError(
                f"The releases in {folder} are being changed by {holder}.",
                remedy="Wait until it has finished, then try again.",
            ) from error
        file.truncate(0)
        file.write(f"process {os.getpid()}, which began at {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


@contextmanager
def disk_errors(home: Path) -> Iterator[None]:
    """Say in words that the home cannot be written to: a full disk, a read-only folder, a file in the way."""
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            f"The folder {home} cannot be written to: {error.strerror or error}.",
            remedy="Make room there or allow writing, or choose another folder with --home or NQFGRAPH_HOME.",
        ) from error
