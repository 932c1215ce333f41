"""The wall behind the refusal of SERVICE: a query that gets past it cannot reach a network."""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 22, 38  # linux/prctl.h
_SECCOMP_MODE_FILTER = 2  # linux/seccomp.h
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EACCES
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h
_NUMBER, _ARCHITECTURE = 0, 4
"""Where a filter finds the number of the system call and the architecture (struct seccomp_data)."""
_X32 = 0x40000000
"""From here on the calls of x86-64 are those of a second table."""


@dataclass(frozen=True, slots=True)
class _Machine:
    architecture: int  # linux/audit.h
    socket: int
    io_uring_setup: int = 425


_MACHINES: Mapping[str, _Machine] = MappingProxyType(
    {
        "x86_64": _Machine(architecture=0xC000003E, socket=41),
        "aarch64": _Machine(architecture=0xC00000B7, socket=198),
    }
)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def open_nothing_more() -> None:
    """Take away the right to open files and sockets; those that are open stay usable."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def open_no_socket() -> bool:
    """Take away the right to make a socket, and to get new rights; files can still be opened.

    This is for the disk store, which opens its files when a query comes to them. It holds for this thread, in
    which queries are answered, and for those that it starts. Returns False where there is no such means: it
    is the kernel's filter of system calls on Linux for x86-64 and AArch64 (prctl(2), PR_SET_SECCOMP; the
    system call of that name is one that services are often denied). Elsewhere the refusal of SERVICE stands
    alone.
    """
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None:
        return False
    text = _filter(machine)
    program = _Program(len(text) // struct.calcsize(_INSTRUCTION), text)
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong)
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, None, 0, 0):
        return False
    refused: int = prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0)
    return refused == 0


_INSTRUCTION = "HBBI"
"""Code, how many instructions to skip if true, how many if false, and a number (struct sock_filter)."""


def _filter(machine: _Machine) -> bytes:
    """Return the instructions: whatever can open a way to a network is refused, all else allowed."""
    instructions = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 0, 5, machine.architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 3, 0, _X32),
        (_IF_EQUAL, 2, 0, machine.socket),
        (_IF_EQUAL, 1, 0, machine.io_uring_setup),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return b"".join(struct.pack(_INSTRUCTION, *each) for each in instructions)
