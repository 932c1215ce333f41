"""What a process that checks a stranger's files may not do: take too much, reach a network, push ahead.

The limits are those of the process, set by itself before it opens a file of the stranger. Where a system
lacks one of them (all but Linux lack the filter) the others still hold.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.store.workers.limits import be_first_to_go, use_at_most

_NICENESS = 10
_LARGEST_FILE = 1024 * 1024 * 1024
_GRACE_SECONDS = 5
"""Seconds between the signal that processor time is used up and the end."""

_PR_SET_NO_NEW_PRIVS = 38  # linux/prctl.h
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2  # linux/seccomp.h
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EACCES
_KILL = 0x80000000
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_GREATER_OR_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h
_AT_NUMBER, _AT_ARCHITECTURE, _AT_ARGUMENT = 0, 4, 16  # struct seccomp_data
_AF_UNIX = 1
_FOREIGN_NUMBERS = 0x40000000
"""From here on x86-64 numbers its calls a second time (x32)."""

_CALLS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
)
"""Machine to its number in linux/audit.h, and those of the calls ``socket`` and ``io_uring_setup``."""


def confine(seconds: int, megabytes: int) -> None:
    """Confine this process for good: ``seconds`` of processor time, ``megabytes`` beyond what it has taken.

    SIGXCPU tells that the time is used up; an allocation beyond the memory is a MemoryError or SIGABRT.
    """
    os.nice(_NICENESS)
    be_first_to_go()
    use_at_most(megabytes)
    _lower(resource.RLIMIT_CPU, seconds, _GRACE_SECONDS)
    _lower(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    cut_off()


def _lower(limit: int, value: int, room: int = 0) -> None:
    """Set a limit, but not above one that is there already."""
    hard = resource.getrlimit(limit)[1]
    most = value + room if hard == resource.RLIM_INFINITY else min(value + room, hard)
    resource.setrlimit(limit, (min(value, most), most))


def cut_off() -> bool:
    """Take away the right to open sockets to other machines; False where the system cannot do that.

    What is left are sockets between processes (AF_UNIX). Nothing in a check needs a network: this stands
    behind the parsers and engines, none of which fetches anything.
    """
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    program = _program(*known)
    code = ctypes.create_string_buffer(program, len(program))
    filters = _Filters(len(program) // 8, ctypes.cast(code, ctypes.c_void_p))
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filters), 0, 0)


class _Filters(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _program(architecture: int, socket: int, io_uring_setup: int) -> bytes:
    """Return the filter (seccomp(2)): jumps say how many instructions to pass over, if true and if not."""
    instructions = (
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _AT_NUMBER),
        (_JUMP_IF_GREATER_OR_EQUAL, 5, 0, _FOREIGN_NUMBERS),
        (_JUMP_IF_EQUAL, 4, 0, io_uring_setup),
        (_JUMP_IF_EQUAL, 0, 2, socket),
        (_LOAD, 0, 0, _AT_ARGUMENT),
        (_JUMP_IF_EQUAL, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return b"".join(struct.pack("HBBI", *each) for each in instructions)
