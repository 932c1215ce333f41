"""Runs an engine as a process and watches its memory."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.1
_SYSTEM = Path("/proc")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took."""

    wall: float
    """Seconds from start to end of the process, with all that it imports."""
    seconds: dict[str, float]
    """Seconds by what was done."""
    megabytes: int
    """Most memory of its own that the process and those it started held together."""
    results: int

    @property
    def checking(self) -> float:
        """Seconds from the files to the results."""
        return sum(self.seconds.values())


def run_engine(engine: str, folder: Path, timeout: float | None = None) -> Taken:
    """Run an engine on the data in a folder. Raises CalledProcessError where it fails."""
    command = [sys.executable, "-m", "benchmarks.validation.engines", engine, str(folder)]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        watch = _Watch(process.pid)
        watch.start()
        try:
            output, _ = process.communicate(timeout=timeout)
        finally:
            process.kill()
            watch.stop()
    wall = time.perf_counter() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    told = json.loads(output.splitlines()[-1])
    return Taken(wall, told["seconds"], watch.most // 1024, told["results"])


class _Watch(threading.Thread):
    """Takes note of the memory of a process and its children; pages that a fork shares count in each."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._ended = threading.Event()
        self.most = 0

    def run(self) -> None:
        while not self._ended.wait(_EVERY):
            self.most = max(self.most, sum(map(_kilobytes, _family(self._process))))

    def stop(self) -> None:
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
