"""The server's side of one zygote: makes and ends the workers of one release."""

from __future__ import annotations

import array
import contextlib
import json
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nqfgraph.errors import StoreUnavailable
from nqfgraph.store.workers import framing

DUMP = "dump.nq"
STORE = "store"

LOOK_SECONDS = 0.5
"""How long a thread waits for a worker before it looks whether anybody still wants the answer."""

_MEMORY_PER_BYTE = 3
"""Bytes of memory for a byte of N-Quads: 3.1 measured for 740,000 triples (111 MB)."""

_ANSWER_SECONDS = 30.0
_LEAVE_SECONDS = 2.0
_TIMEVAL = struct.Struct("ll")


@dataclass(eq=False)
class Worker:
    """A worker process and the server's end of its connection, on which reading waits `LOOK_SECONDS`."""

    process: int
    connection: socket.socket
    alone: bool = False
    """True if it may reach other endpoints, and so answers one query only."""
    frames: framing.Frames = field(init=False)

    def __post_init__(self) -> None:
        """Limit the waiting in the kernel, where it costs no call of its own."""
        limit = _TIMEVAL.pack(int(LOOK_SECONDS), int(LOOK_SECONDS % 1 * 1_000_000))
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        self.frames = framing.Frames(self.connection)


class Nursery:
    """A zygote that holds the release in ``folder`` (``dump.nq``, ``store/``), and its workers.

    ``release_megabytes`` is the most memory the data may take, in MiB, before the disk store is used
    instead; ``query_megabytes`` the most a query may take beyond them. ``engine`` is the order of a
    `nqfgraph.store.remote_worker.Engine` that has the release in the place of the folder. Making one starts
    the process and returns; `wait` waits until the release is held.
    """

    def __init__(
        self,
        folder: Path,
        *,
        release_megabytes: int,
        query_megabytes: int,
        engine: dict[str, Any] | None = None,
    ) -> None:
        self.folder = folder
        self.in_memory = _fits(folder / DUMP, release_megabytes)
        self._lock = threading.Lock()
        self._control, other = socket.socketpair()
        self._frames = framing.Frames(self._control)
        with other:
            # -P: a folder that happens to be the working directory is no place to import from.
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "nqfgraph.store.workers.zygote", str(other.fileno())],
                pass_fds=(other.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        order = {
            "dump": str(folder / DUMP) if self.in_memory else None,
            "store": str(folder / STORE),
            "megabytes": query_megabytes,
            "engine": engine,
        }
        self._control.sendall(framing.write_value(framing.ORDER, order))

    def wait(self) -> None:
        """Wait until the release is held; raises StoreUnavailable if it cannot be."""
        with self._lock:
            self._result()
            self._control.settimeout(_ANSWER_SECONDS)

    def make(self, *, federated: bool = False) -> Worker:
        """Fork a worker; raises StoreUnavailable if the zygote is gone or no process can be started.

        One that is ``federated`` may open sockets, for one query.
        """
        mine, other = socket.socketpair()
        try:
            with other:
                done = self._do({"act": "fork", "federated": federated}, other)
        except StoreUnavailable:
            mine.close()
            raise
        return Worker(done["process"], mine, alone=federated)

    def exchange(self, worker: Worker) -> Worker:
        """Return a federated worker in the place of a free one, which is ended; raises StoreUnavailable."""
        self.kill(worker)
        worker.connection.close()
        return self.make(federated=True)

    def slow_down(self, worker: Worker) -> None:
        """Let a worker have only the processor time that others leave; raises StoreUnavailable."""
        self._do({"act": "slow", "process": worker.process})

    def kill(self, worker: Worker) -> None:
        """End a worker, whatever it does, without waiting until its memory has been given back.

        A zygote that is gone has taken its workers along.
        """
        with contextlib.suppress(StoreUnavailable):
            self._do({"act": "kill", "process": worker.process})

    def end(self, worker: Worker) -> int:
        """End a worker that has broken off; return the signal that ended it, 0 if it went by itself."""
        try:
            return int(self._do({"act": "end", "process": worker.process})["signal"])
        except StoreUnavailable:
            return 0

    def close(self) -> None:
        """End the zygote and with it all workers; returns when the zygote has gone."""
        with contextlib.suppress(OSError):  # wakes a thread that still waits for an answer; it closes nothing
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:  # it is stuck
            self.process.kill()
            self.process.wait()
        with self._lock:
            self._control.close()

    def _do(self, order: dict[str, Any], passed: socket.socket | None = None) -> dict[str, Any]:
        descriptors = array.array("i", [passed.fileno()] if passed else [])
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)] if passed else []
        with self._lock:
            try:
                self._control.sendmsg([json.dumps(order).encode()], ancillary)
            except OSError as error:
                raise self._gone() from error
            return self._result()

    def _result(self) -> dict[str, Any]:
        try:
            kind, content = self._frames.next()
        except (EOFError, OSError) as error:
            raise self._gone() from error
        if kind == framing.FAILURE:
            raise framing.read_error(content)
        result: dict[str, Any] = json.loads(content)
        return result

    def _gone(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"The process that holds the release {self.folder.name} has ended.",
            remedy="Ask again; it is started anew.",
        )


def _fits(dump: Path, megabytes: int) -> bool:
    try:
        return dump.stat().st_size * _MEMORY_PER_BYTE <= megabytes * 1024 * 1024
    except FileNotFoundError:
        return False
