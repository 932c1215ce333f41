"""The server's side of one zygote: makes and ends the workers of one release."""

from __future__ import annotations

import array
import contextlib
import json
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqfgraph.errors import StoreUnavailable
from nqfgraph.store.workers import framing

DUMP = "dump.nq"
STORE = "store"

_MEMORY_PER_BYTE = 3
"""Bytes of memory for a byte of N-Quads: 3.1 measured for 740,000 triples (111 MB)."""

_ANSWER_SECONDS = 30.0
_LEAVE_SECONDS = 2.0


@dataclass(eq=False)
class Worker:
    """A worker process and the server's end of its connection."""

    process: int
    connection: socket.socket


class Nursery:
    """A zygote that holds the release in ``folder`` (``dump.nq``, ``store/``), and its workers.

    ``release_megabytes`` is the most memory the data may take, in MiB, before the disk store is used
    instead; ``query_megabytes`` the most a query may take beyond them. Making one starts the process and
    returns; `wait` waits until the release is held.
    """

    def __init__(self, folder: Path, *, release_megabytes: int, query_megabytes: int) -> None:
        self.folder = folder
        self.in_memory = _fits(folder / DUMP, release_megabytes)
        self._lock = threading.Lock()
        self._control, other = socket.socketpair()
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
        }
        framing.send_value(self._control, framing.ORDER, order)

    def wait(self) -> None:
        """Wait until the release is held; raises StoreUnavailable if it cannot be."""
        with self._lock:
            self._result()
            self._control.settimeout(_ANSWER_SECONDS)

    def make(self) -> Worker:
        """Fork a worker; raises StoreUnavailable if the zygote is gone."""
        mine, other = socket.socketpair()
        try:
            with other:
                done = self._do({"act": "fork"}, other)
        except StoreUnavailable:
            mine.close()
            raise
        return Worker(done["process"], mine)

    def end(self, worker: Worker) -> int:
        """End a worker, whatever it does; return the signal that ended it, 0 if it had gone by itself.

        A zygote that is gone has taken its workers along.
        """
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
        except subprocess.TimeoutExpired:  # it is busy with loading
            self.process.kill()
            self.process.wait()
        with self._lock:
            self._control.close()

    def _do(self, order: dict[str, Any], passed: socket.socket | None = None) -> dict[str, Any]:
        with self._lock:
            try:
                descriptors = array.array("i", [passed.fileno()] if passed else [])
                ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)] if passed else []
                self._control.sendmsg([b"!"], ancillary)
                framing.send_value(self._control, framing.ORDER, order)
            except OSError as error:
                raise self._gone() from error
            return self._result()

    def _result(self) -> dict[str, Any]:
        try:
            kind, content = framing.receive(self._control)
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
