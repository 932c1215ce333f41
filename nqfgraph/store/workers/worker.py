"""The process that answers queries, one after the other, over one connection; forked from the zygote."""

from __future__ import annotations

import json
import os
import signal
import socket
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from nqfgraph.errors import NqfgraphError, QueryMemory
from nqfgraph.store.base import Session, SessionSource
from nqfgraph.store.embedded import EmbeddedStore, ask
from nqfgraph.store.failures import asking_others, translated
from nqfgraph.store.federation import refuse_service
from nqfgraph.store.formats import write_results
from nqfgraph.store.inspection import form_of
from nqfgraph.store.workers import framing, limits, wall

_FIRST_SIZE = 7 * 1024
"""pyoxigraph writes blocks of up to 8 KiB: one this large is not the last one."""
_PIECE_SIZE = 64 * 1024
_KEPT_MEMORY = 64 * 1024 * 1024
"""A worker that once held this many bytes more than at its start is replaced, which gives them back."""

_CONNECTION = 3


def run(
    connection: socket.socket,
    store: ox.Store | Path | SessionSource,
    megabytes: int,
    parent: int,
    *,
    federated: bool = False,
) -> None:
    """Serve ``connection`` in a process fresh from ``fork``, and end the process; does not return.

    ``store`` is the release in memory, the folder of its disk store, or what opens a connection to an engine
    that has it; ``parent`` is the zygote. A ``federated`` worker over a release may reach other endpoints if
    its only query may.
    """
    limits.die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches everybody; the server decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    connection = _only_descriptor(connection)
    opened = _open(store)
    limits.be_first_to_go()
    limits.use_at_most(megabytes)
    walled = wall.open_nothing_more if isinstance(store, ox.Store) else wall.open_no_socket
    if isinstance(opened, ox.Store) and not federated:
        walled()
    serve(connection, opened, once=federated)
    os._exit(0)


def _open(store: ox.Store | Path | SessionSource) -> ox.Store | Session:
    if isinstance(store, ox.Store):
        return store
    return EmbeddedStore.at(store, read_only=True).store if isinstance(store, Path) else store.open()


def serve(connection: socket.socket, store: ox.Store | Session, *, once: bool = False) -> None:
    """Answer the queries that come over ``connection`` until it is closed, or memory is to be given back.

    An order is a JSON object with ``query``, ``media_type``, ``default_graphs``, ``named_graphs`` and
    ``base``, as the arguments of `nqfgraph.store.embedded.ask` are, and in ``endpoints`` what SERVICE may
    name, if anything. With ``once`` one query is answered.
    """
    most_memory = 0 if once else limits.peak_memory() + _KEPT_MEMORY
    orders = framing.Frames(connection)
    try:
        while True:
            order = json.loads(orders.next()[1])
            retire = answer(connection, store, order, most_memory)
            if retire or once:
                return
    except (EOFError, OSError):
        return  # the server has gone, or it no longer wants the answer


def answer(
    connection: socket.socket, store: ox.Store | Session, order: dict[str, Any], most_memory: int
) -> bool:
    """Answer one query; True if the process has held more than ``most_memory`` bytes and has to go."""
    output = _Output(connection)
    try:
        if isinstance(store, ox.Store):
            _write(store, order, output)
        else:
            store.answer(order, output)
    except NqfgraphError as error:
        if output.broken:
            raise EOFError from error
        connection.sendall(framing.write_error(error))
        return False
    except MemoryError:
        refusal = QueryMemory("The query was stopped: it needs more memory than a query may take.")
        connection.sendall(framing.write_error(refusal))
        return True
    retire = limits.peak_memory() > most_memory
    output.finish(retire)
    return retire


def _write(store: ox.Store, order: dict[str, Any], output: _Output) -> None:
    form_of(order["query"])
    endpoints = order.get("endpoints")
    federated = refuse_service(order["query"], endpoints or ())
    if endpoints and not federated:  # the word alone stood there, and the wall can go up
        wall.open_no_socket()  # and not the other one: the store may be on the disk
    with asking_others() if federated else nullcontext():
        results = ask(
            store,
            order["query"],
            default_graphs=order["default_graphs"],
            named_graphs=order["named_graphs"],
            base=order["base"],
        )
        with translated():
            write_results(results, order["media_type"], output)


class _Output:
    """Sends the first piece at once, for the reader's sake, and later ones in larger frames.

    Pieces come in blocks of 8 KiB, so a shorter answer is one frame and its end, sent together.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._waiting = bytearray()
        self._limit = _FIRST_SIZE
        self.broken = False
        """True once the other side no longer takes anything."""

    def write(self, data: bytes, /) -> int:
        self._waiting += data
        if len(self._waiting) >= self._limit:
            self._send(framing.write(framing.PIECE, self._waiting))
            self._waiting.clear()
            self._limit = _PIECE_SIZE
        return len(data)

    def flush(self) -> None:
        pass

    def finish(self, retire: bool) -> None:
        end = framing.write(framing.END, framing.RETIRE if retire else b"")
        self._send(framing.write(framing.PIECE, self._waiting) + end if self._waiting else end)

    def _send(self, frames: bytes) -> None:
        try:
            self._connection.sendall(frames)
        except OSError:
            self.broken = True
            raise


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
