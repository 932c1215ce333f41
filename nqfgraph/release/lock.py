"""Keeps two builds of one home from running at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from nqfgraph.errors import ReleaseError
from nqfgraph.exclusion import hold

FILE = ".lock"


def exclusive(folder: Path) -> AbstractContextManager[None]:
    """Hold the lock of a folder of releases; ReleaseError, saying who holds it, if somebody else does."""

    def busy(holder: str) -> ReleaseError:
        return ReleaseError(
            f"The releases in {folder} are being changed by {holder}.",
            remedy="Wait until it has finished, then try again.",
        )

    return hold(folder / FILE, busy)


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
