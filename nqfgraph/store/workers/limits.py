"""What a worker may not do: take more memory or time than it is given, outlive its parent."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_STATUS = Path("/proc/self/statm")
_BADNESS = Path("/proc/self/oom_score_adj")
_FIRST = "800"
"""How readily the kernel ends a worker when the machine runs out of memory, of 1000."""

_SLOW_NICENESS = 10
_PROCESS_CLOCK = 2
"""CPUCLOCK_SCHED, by which the kernel builds the name of a process's clock (clock_getcpuclockid(3))."""


def die_with_parent(parent: int) -> None:
    """Let the kernel kill this process when its parent ends, also by kill -9; Linux only.

    ``parent`` is the process that forked this one; if it has already gone, this one ends here. Elsewhere the
    zygote kills its workers when it sees the server's end of their connection closed.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)


def use_at_most(megabytes: int) -> None:
    """Limit the memory that is taken from now on, in MiB beyond what the process already has; Linux only.

    An allocation beyond it ends the process, because Rust has no other answer to that.
    """
    if _STATUS.exists():
        taken = int(_STATUS.read_text().split()[0]) * resource.getpagesize()
        limit = taken + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def be_first_to_go() -> None:
    """Let the kernel end this process before the server and its zygote when memory runs out; Linux only."""
    if _BADNESS.exists():
        _BADNESS.write_text(_FIRST)


def slow_down(process: int) -> None:
    """Let a process have the processor only as far as others leave it; there is no way back."""
    os.setpriority(os.PRIO_PROCESS, process, _SLOW_NICENESS)


def processor_seconds(process: int) -> float:
    """Return how long a process has had a processor so far; infinite where that cannot be told."""
    try:
        return time.clock_gettime((~process << 3) | _PROCESS_CLOCK)
    except OSError:  # it has ended, or this is not Linux
        return math.inf


def peak_memory() -> int:
    """Return the most memory this process has held so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
