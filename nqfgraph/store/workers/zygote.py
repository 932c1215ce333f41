"""The process that holds a release and forks workers: ``python -m nqfgraph.store.workers.zygote DESCRIPTOR``.

It is a process of its own so that it never has the server's threads and locks: a fork copies only one
thread. It speaks over the socket with the number DESCRIPTOR. The first order says what to hold; then
``fork`` comes with one end of a new worker's connection, ``end`` with the process id of a worker. When the
socket closes it ends, and its workers with it.
"""

from __future__ import annotations

import array
import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from nqfgraph.errors import NqfgraphError, StoreUnavailable
from nqfgraph.store.embedded import EmbeddedStore
from nqfgraph.store.workers import framing, worker

_REAP_SECONDS = 1.0


def main(descriptor: int) -> None:
    """Serve the control socket until the server closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A server that goes away while the release is being read has nobody left to tell.
    with socket.socket(fileno=descriptor) as control, suppress(EOFError, ConnectionError):
        try:
            order = json.loads(framing.receive(control)[1])
            store = hold(order)
        except NqfgraphError as error:
            framing.send_value(control, framing.FAILURE, framing.write_error(error))
            return
        # Whatever the collector would write into the objects from here on, it would unshare page by page.
        gc.freeze()
        framing.send_value(control, framing.DONE, {})
        _Nursery(control, store, order["megabytes"]).serve()


def hold(order: dict[str, Any]) -> ox.Store | Path:
    """Return the release in memory if its ``dump`` is given, else the folder of its disk ``store``.

    Raises StoreUnavailable if it cannot be read.
    """
    if order["dump"] is None:
        EmbeddedStore.at(order["store"], read_only=True)  # it opens, so it will for the workers
        return Path(order["store"])
    store = ox.Store()
    try:
        store.bulk_load(path=order["dump"], format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        raise StoreUnavailable(f"The release {order['dump']} cannot be read: {error}.") from error
    return store


class _Nursery:
    """The workers that live, by process id."""

    def __init__(self, control: socket.socket, store: ox.Store | Path, megabytes: int) -> None:
        self._control = control
        self._store = store
        self._megabytes = megabytes
        self._workers: set[int] = set()
        self._ended: dict[int, int] = {}

    def serve(self) -> None:
        try:
            while True:
                readable, _, _ = select.select([self._control], [], [], _REAP_SECONDS)
                self._reap()
                if readable and not self._obey():
                    return
        except (EOFError, OSError):
            return
        finally:
            for process in self._workers:
                os.kill(process, signal.SIGKILL)

    def _obey(self) -> bool:
        # One byte comes first, alone: a descriptor travels with it when a worker is to be made.
        mark, ancillary, _, _ = self._control.recvmsg(1, socket.CMSG_SPACE(array.array("i").itemsize))
        if not mark:
            return False
        order = json.loads(framing.receive(self._control)[1])
        if order["act"] == "fork":
            done = {"process": self._fork(_descriptor(ancillary))}
        else:
            done = {"signal": self._end(int(order["process"]))}
        framing.send_value(self._control, framing.DONE, done)
        return True

    def _fork(self, descriptor: int) -> int:
        connection = socket.socket(fileno=descriptor)
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            try:
                worker.run(connection, self._store, self._megabytes, parent)
            finally:
                os._exit(1)
        connection.close()
        self._workers.add(process)
        return process

    def _end(self, process: int) -> int:
        """Kill a worker; return the signal that ended it, 0 if it went by itself, if it had ended before."""
        self._reap()
        if process in self._workers:
            os.kill(process, signal.SIGKILL)
            self._note(*os.waitpid(process, 0))
        return self._ended.pop(process, 0)

    def _reap(self) -> None:
        """Take note of workers that have ended; until then their process ids are not given to others."""
        while self._workers:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            self._note(process, status)

    def _note(self, process: int, status: int) -> None:
        self._workers.discard(process)
        self._ended[process] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _descriptor(ancillary: list[tuple[int, int, bytes]]) -> int:
    numbers = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            numbers.frombytes(content[: numbers.itemsize])
    return numbers[0]


if __name__ == "__main__":
    main(int(sys.argv[1]))
