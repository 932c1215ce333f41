"""Sorts more lines than fit into memory: in runs that go to scratch files, which are merged."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO


def sort_lines(chunks: Iterable[list[bytes]], scratch: Path, run: int) -> Iterator[bytes]:
    """Yield the lines of all chunks, sorted by bytes (as ``LC_ALL=C sort`` does).

    ``run`` is the number of lines sorted in memory at a time; scratch files in the folder ``scratch`` vanish
    when they are closed.
    """
    runs: list[IO[bytes]] = []
    lines: list[bytes] = []
    try:
        for chunk in chunks:
            lines += chunk
            if len(lines) >= run:
                runs.append(_write_run(lines, scratch))
                lines.clear()
        lines.sort()
        yield from heapq.merge(*runs, lines) if runs else lines
    finally:
        for file in runs:
            file.close()


def _write_run(lines: list[bytes], scratch: Path) -> IO[bytes]:
    lines.sort()
    file = TemporaryFile(dir=scratch)  # noqa: SIM115 - closed by sort_lines once it is merged
    file.writelines(lines)
    file.seek(0)
    return file
