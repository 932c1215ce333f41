"""Runs an engine as a process and watches its memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import Watch


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
        watch = Watch(process.pid)
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
