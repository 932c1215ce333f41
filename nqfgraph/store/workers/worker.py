"""The process that answers queries, one after the other, over one connection; forked from the zygote."""

from __future__ import annotations

import json
import os
import signal
import socket
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from nqfgraph.errors import NqfgraphError, QueryRefused
from nqfgraph.store.embedded import EmbeddedStore, ask
from nqfgraph.store.failures import translated
from nqfgraph.store.federation import refuse_service
from nqfgraph.store.formats import write_results
from nqfgraph.store.inspection import form_of
from nqfgraph.store.workers import framing, limits

_PIECE_SIZE = 64 * 1024
_KEPT_MEMORY = 64 * 1024 * 1024
"""A worker that once held this many bytes more than at its start is replaced, which gives them back."""

_CONNECTION = 3


def run(connection: socket.socket, store: ox.Store | Path, megabytes: int, parent: int) -> None:
    """Serve ``connection`` in a process fresh from ``fork``, and end the process; does not return.

    ``store`` is the release in memory, or the folder of its disk store; ``parent`` the zygote.
    """
    limits.die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches everybody; the server decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    connection = _only_descriptor(connection)
    opened = store if isinstance(store, ox.Store) else EmbeddedStore.at(store, read_only=True).store
    limits.use_at_most(megabytes)
    limits.open_nothing_more()
    serve(connection, opened)
    os._exit(0)


def serve(connection: socket.socket, store: ox.Store) -> None:
    """Answer the queries that come over ``connection`` until it is closed, or memory is to be given back.

    An order is a JSON object with ``query``, ``media_type``, ``default_graphs``, ``named_graphs`` and
    ``base``, as the arguments of `nqfgraph.store.embedded.ask` are.
    """
    start = limits.peak_memory()
    try:
        while True:
            order = json.loads(framing.receive(connection)[1])
            retire = answer(connection, store, order, start + _KEPT_MEMORY)
            if retire:
                return
    except (EOFError, OSError):
        return  # the server has gone, or it no longer wants the answer


def answer(connection: socket.socket, store: ox.Store, order: dict[str, Any], most_memory: int) -> bool:
    """Answer one query; True if the process has held more than ``most_memory`` bytes and has to go."""
    output = _Output(connection)
    try:
        form_of(order["query"])
        refuse_service(order["query"])
        results = ask(
            store,
            order["query"],
            default_graphs=order["default_graphs"],
            named_graphs=order["named_graphs"],
            base=order["base"],
        )
        with translated():
            write_results(results, order["media_type"], output)
    except NqfgraphError as error:
        if output.broken:
            raise EOFError from error
        framing.send_value(connection, framing.FAILURE, framing.write_error(error))
        return False
    except MemoryError:
        refusal = QueryRefused("The query was stopped: it needs more memory than a query may take.")
        framing.send_value(connection, framing.FAILURE, framing.write_error(refusal))
        return True
    retire = limits.peak_memory() > most_memory
    output.finish(retire)
    return retire


class _Output:
    """Sends the first piece at once, for the reader's sake, and later ones in larger frames."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._waiting = bytearray()
        self._limit = 0
        self.broken = False
        """True once the other side no longer takes anything."""

    def write(self, data: bytes, /) -> int:
        self._waiting += data
        if len(self._waiting) > self._limit:
            self._send()
            self._limit = _PIECE_SIZE
        return len(data)

    def flush(self) -> None:
        pass

    def finish(self, retire: bool) -> None:
        self._send()
        framing.send(self._connection, framing.END, framing.RETIRE if retire else b"")

    def _send(self) -> None:
        if self._waiting:
            try:
                framing.send(self._connection, framing.PIECE, bytes(self._waiting))
            except OSError:
                self.broken = True
                raise
            self._waiting.clear()


def _only_descriptor(connection: socket.socket) -> socket.socket:
    """Close everything that was inherited but the standard streams and the connection.

    An inherited end of somebody else's connection would keep it open after its owner has died.
    """
    os.dup2(connection.fileno(), _CONNECTION)
    if connection.fileno() == _CONNECTION:
        connection.detach()
    else:
        connection.close()
    os.closerange(_CONNECTION + 1, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=_CONNECTION)
