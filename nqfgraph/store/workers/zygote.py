"""The process that holds a release and forks workers: ``python -m nqfgraph.store.workers.zygote DESCRIPTOR``.

It is a process of its own so that it never has the server's threads and locks: a fork copies only one
thread. It speaks over the socket with the number DESCRIPTOR. The first order says what to hold; then
``fork`` comes with one end of a new worker's connection, and ``slow``, ``kill`` and ``end`` with the process
id of a worker. When the socket closes it ends, and its workers with it.
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
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from nqfgraph.errors import NqfgraphError, StoreUnavailable
from nqfgraph.store.base import SessionSource
from nqfgraph.store.embedded import EmbeddedStore
from nqfgraph.store.workers import framing, limits, worker

_REAP_SECONDS = 1.0
_REAP_SOON_SECONDS = 0.05
_LONGEST_ORDER = 4096


def main(descriptor: int) -> None:
    """Serve the control socket until the server closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A server that goes away while the release is being read has nobody left to tell.
    with socket.socket(fileno=descriptor) as control, suppress(EOFError, ConnectionError):
        try:
            order = json.loads(framing.Frames(control).next()[1])
            with _ending_with(control):
                store = hold(order)
        except NqfgraphError as error:
            control.sendall(framing.write_error(error))
            return
        # Whatever the collector would write into the objects from here on, it would unshare page by page.
        gc.freeze()
        control.sendall(framing.write_value(framing.DONE, {}))
        _Nursery(control, store, order["megabytes"]).serve()


@contextmanager
def _ending_with(control: socket.socket) -> Iterator[None]:
    """End this process as soon as the server closes ``control``, also in the middle of loading.

    The kernel's own means (`limits.die_with_parent`) is of no use here: it goes by the thread that started
    this process, and that one ends before the server does.
    """
    stopped, stop = socket.socketpair()

    def watch() -> None:
        ready = select.poll()
        ready.register(control, select.POLLIN)
        ready.register(stopped, select.POLLIN)
        if control.fileno() in dict(ready.poll()):  # nothing is said while the release is being read
            os._exit(0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.close()
        watcher.join()  # workers are forked from one thread only
        stopped.close()


def hold(order: dict[str, Any]) -> ox.Store | Path | SessionSource:
    """Return the release in memory if its ``dump`` is given, else the folder of its disk ``store``.

    With ``engine`` it is what connects to the engine that has the release (`nqfgraph.store.remote_worker`).
    Raises StoreUnavailable if it cannot be read.
    """
    if order.get("engine"):
        # Only here is an HTTP client of use, which takes time and memory.
        from nqfgraph.store.remote_worker import Engine

        return Engine.from_order(order["engine"])
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

    def __init__(
        self, control: socket.socket, store: ox.Store | Path | SessionSource, megabytes: int
    ) -> None:
        self._control = control
        self._store = store
        self._megabytes = megabytes
        self._workers: set[int] = set()
        self._killed: set[int] = set()
        self._ended: dict[int, int] = {}

    def serve(self) -> None:
        ready = select.poll()  # the descriptor may be too high for select.select
        ready.register(self._control, select.POLLIN)
        try:
            while True:
                readable = ready.poll((_REAP_SOON_SECONDS if self._killed else _REAP_SECONDS) * 1000)
                self._reap()
                if readable and not self._obey():
                    return
        except (EOFError, OSError):
            return
        finally:
            for process in self._workers:
                os.kill(process, signal.SIGKILL)

    def _obey(self) -> bool:
        # The descriptor of a worker that is to be made travels with the first byte.
        message, ancillary, _, _ = self._control.recvmsg(
            _LONGEST_ORDER, socket.CMSG_SPACE(array.array("i").itemsize)
        )
        if not message:
            return False
        order = json.loads(message)
        try:
            done = self._do(order, ancillary)
        except NqfgraphError as error:
            self._control.sendall(framing.write_error(error))
        else:
            self._control.sendall(framing.write_value(framing.DONE, done))
        return True

    def _do(self, order: dict[str, Any], ancillary: list[tuple[int, int, bytes]]) -> dict[str, int]:
        act, process = order["act"], order.get("process", 0)
        if act == "fork":
            return {"process": self._fork(_descriptor(ancillary), federated=order["federated"])}
        if act == "end":
            return {"signal": self._end(process)}
        self._reap()
        if process not in self._workers:
            self._ended.pop(process, None)
        elif act == "kill":
            os.kill(process, signal.SIGKILL)
            self._killed.add(process)
        else:
            limits.slow_down(process)
        return {}

    def _fork(self, descriptor: int, *, federated: bool) -> int:
        parent = os.getpid()
        with socket.socket(fileno=descriptor) as connection:
            try:
                process = os.fork()
            except OSError as error:
                raise StoreUnavailable(f"No process can be started for queries: {error}.") from error
            if process == 0:
                try:
                    worker.run(connection, self._store, self._megabytes, parent, federated=federated)
                finally:
                    os._exit(1)
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
        if process in self._killed:
            self._killed.remove(process)
        else:
            self._ended[process] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _descriptor(ancillary: list[tuple[int, int, bytes]]) -> int:
    numbers = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            numbers.frombytes(content[: numbers.itemsize])
    return numbers[0]


if __name__ == "__main__":
    main(int(sys.argv[1]))
