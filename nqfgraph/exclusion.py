"""Keeps two processes from changing the same folder at the same time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


@contextmanager
def hold(path: Path, busy: Callable[[str], Exception]) -> Iterator[None]:
    """Hold the lock file ``path``; if somebody else does, raise what ``busy`` makes of who that is.

    The operating system takes the lock back when the process ends, however it ends.
    """
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise busy(file.read().strip() or "another process") from error
        file.truncate(0)
        file.write(f"process {os.getpid()}, which began at {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
