"""The store inside the process: Oxigraph in memory or in a folder."""

from __future__ import annotations

import queue
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from nqfgraph.errors import NqfgraphError, StoreUnavailable
from nqfgraph.store.base import Results
from nqfgraph.store.failures import translated
from nqfgraph.store.formats import write_results
from nqfgraph.store.inspection import dataset_of

_PIECES_AHEAD = 16


class EmbeddedStore:
    """A pyoxigraph store, kept in ``store`` for bulk work.

    The default graph is the union of the named graphs, unless FROM clauses or ``graphs`` say otherwise.
    Oxigraph does not merge: a triple that stands in two of the graphs is found twice and counted twice. In a
    release every triple stands in exactly one graph, so union and RDF merge are the same; do not ask this of
    graphs that overlap.
    """

    def __init__(self, store: ox.Store, *, read_only: bool = False) -> None:
        self.store = store
        self._read_only = read_only

    @classmethod
    def in_memory(cls) -> EmbeddedStore:
        """Return an empty store that lives as long as the object."""
        return cls(ox.Store())

    @classmethod
    def at(cls, folder: str | Path, *, read_only: bool = False) -> EmbeddedStore:
        """Open the store in ``folder``, made if it is missing, or only read; raises StoreUnavailable.

        One process at a time can write. A reader sees what had been flushed when it opened the store.
        """
        try:
            store = ox.Store.read_only(str(folder)) if read_only else ox.Store(str(folder))
        except OSError as error:
            raise StoreUnavailable(
                f"The store in {folder} cannot be opened: {error}.",
                remedy="Check that the folder is a store of nqfgraph and that no other program writes to it.",
            ) from error
        return cls(store, read_only=read_only)

    def query(self, sparql: str, *, graphs: Sequence[str] | None = None) -> Results:
        """Answer a query; a graph that is not in the store is an empty one.

        Raises QueryError and StoreUnavailable. With ``graphs`` there are no named graphs beside the default
        one. The results belong to the thread that asked: touched from another one they end the process.
        """
        return ask(self.store, sparql, default_graphs=graphs)

    def stream(self, sparql: str, media_type: str) -> Iterator[bytes]:
        """Answer a query as bytes, computed in a thread of its own a few pieces ahead of the reader.

        Errors are raised where the reader stands. The query has no deadline; public ones are for
        `nqfgraph.store.workers`.
        """
        pieces: queue.Queue[bytes | NqfgraphError | None] = queue.Queue(_PIECES_AHEAD)
        stopped = threading.Event()
        threading.Thread(
            target=self._produce, args=(sparql, media_type, pieces, stopped), daemon=True
        ).start()
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, NqfgraphError):
                    raise piece
                yield piece
        finally:
            stopped.set()
            while not pieces.empty():  # lets a producer that waits for room see that nobody reads
                pieces.get_nowait()

    def _produce(
        self,
        sparql: str,
        media_type: str,
        pieces: queue.Queue[bytes | NqfgraphError | None],
        stopped: threading.Event,
    ) -> None:
        end: NqfgraphError | None = StoreUnavailable("The store ended in the middle of the answer.")
        try:
            with translated():
                write_results(self.query(sparql), media_type, _QueueWriter(pieces, stopped))
            end = None
        except _Stopped:
            pass
        except NqfgraphError as error:
            _let_go_of_results(error)
            end = error
        finally:
            if not stopped.is_set():
                pieces.put(end)

    def replace_graph(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Replace a graph in one transaction; its triples are held in memory twice while that happens."""
        content = "".join(f"{triple} .\n" for triple in triples)
        with translated():
            name = ox.NamedNode(graph)
            self._update(f"DROP SILENT GRAPH {name} ;\nINSERT DATA {{ GRAPH {name} {{\n{content}}} }}")

    def drop_graph(self, graph: str) -> None:
        """Remove a graph; not an error if there is none."""
        with translated():
            self._update(f"DROP SILENT GRAPH {ox.NamedNode(graph)}")

    def close(self) -> None:
        """Flush a store on disk and let it go."""
        if not self._read_only:
            with translated():
                self.store.flush()
        self.store = ox.Store()

    def _update(self, sparql: str) -> None:
        if self._read_only:
            raise StoreUnavailable("The store was opened for reading only.")
        self.store.update(sparql)


def ask(
    store: ox.Store,
    sparql: str,
    *,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
    base: str | None = None,
) -> Results:
    """Answer a query over a dataset; QueryError and StoreUnavailable as for any store.

    Relative IRIs are resolved against ``base``; without one they are errors.

    Graphs that are given are the dataset, whatever FROM says (SPARQL 1.1 Protocol § 2.1.4), and a list that
    is missing beside a given one is empty. Else the FROM clauses are; without any, the default graph is the
    union.
    """
    with translated():
        if default_graphs is None and named_graphs is None:
            dataset = dataset_of(sparql, base)
            if dataset is None:
                return store.query(sparql, base_iri=base, use_default_graph_as_union=True)
            default_graphs, named_graphs = dataset
        return store.query(
            sparql,
            base_iri=base,
            default_graph=_nodes(default_graphs or ()),
            named_graphs=_nodes(named_graphs or ()),
        )


def _nodes(iris: Sequence[str]) -> list[Any]:
    # Oxigraph answers a graph that is named twice twice.
    return [ox.NamedNode(iri) for iri in dict.fromkeys(iris)]


def _let_go_of_results(error: BaseException | None) -> None:
    """Empty the frames that an error holds: the thread that it goes to may not free results in them."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


class _Stopped(Exception):
    """Nobody reads the answer any more."""


class _QueueWriter:
    def __init__(self, pieces: queue.Queue[bytes | NqfgraphError | None], stopped: threading.Event) -> None:
        self._pieces = pieces
        self._stopped = stopped

    def write(self, data: bytes, /) -> int:
        if self._stopped.is_set():
            raise _Stopped
        self._pieces.put(data)
        return len(data)

    def flush(self) -> None:
        pass
