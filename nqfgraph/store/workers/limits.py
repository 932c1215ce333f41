"""What a worker may not do: take more memory, open a file or a socket, outlive its parent."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_STATUS = Path("/proc/self/statm")


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


def open_nothing_more() -> None:
    """Take away the right to open files and sockets; those that are open stay usable.

    This stands behind the refusal of SERVICE: a query that gets past it cannot reach a network. The disk
    store has all its files open by then.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def peak_memory() -> int:
    """Return the most memory this process has held so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
