"""Watches how much memory a process and those that it starts hold."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

_EVERY = 0.1
_SYSTEM = Path("/proc")


class Watch(threading.Thread):
    """Takes note of the memory of a process and its children; pages that a fork shares count in each."""

    def __init__(self, process: int) -> None:
        """Take the number of the process."""
        super().__init__(daemon=True)
        self._process = process
        self._ended = threading.Event()
        self.most = 0

    def run(self) -> None:
        """Look again and again until it is stopped; ``most`` is in kB."""
        while not self._ended.wait(_EVERY):
            self.most = max(self.most, sum(map(_kilobytes, _family(self._process))))

    def stop(self) -> None:
        """Stop looking."""
        self._ended.set()
        self.join()


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = (_SYSTEM / str(process) / "task" / str(process) / "children").read_text()
        threads = list((_SYSTEM / str(process) / "task").iterdir())
        for thread in threads:
            if thread.name != str(process):
                children += " " + (thread / "children").read_text()
    except OSError:
        return
    for each in children.split():
        yield from _family(int(each))


def _kilobytes(process: int) -> int:
    """The memory of a process that is not that of files."""
    try:
        status = (_SYSTEM / str(process) / "status").read_text()
    except OSError:
        return 0
    lines = [each for each in status.splitlines() if each.startswith("RssAnon:")]
    return int(lines[0].split()[1]) if lines else 0
