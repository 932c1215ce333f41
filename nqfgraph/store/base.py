"""What nqfgraph asks of a triple store: named graphs behind one question, a SPARQL text.

`GraphStore` is for the program's own questions, `QueryEngine` for those of strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

if TYPE_CHECKING:
    from nqfgraph.store.formats import Writer
    from nqfgraph.store.workers.statistics import PoolStatistics

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class GraphStore(Protocol):
    """A store of named graphs whose default graph is their union.

    Every method raises only subclasses of ``StoreError``. Results are consumed in the thread that asked.
    """

    def query(self, sparql: str, *, graphs: Sequence[str] | None = None) -> Results:
        """Answer a SPARQL 1.1 query in pyoxigraph's own types.

        ``graphs`` names the graphs whose merge is the default graph; None takes all of them.
        """
        ...

    def stream(self, sparql: str, media_type: str) -> Iterator[bytes]:
        """Answer a query as bytes of ``media_type`` (a results format or an RDF format), piece by piece."""
        ...

    def replace_graph(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Put ``triples`` in the place of everything in ``graph``; readers see all of it or nothing."""
        ...

    def drop_graph(self, graph: str) -> None:
        """Remove ``graph``; not an error if there is none."""
        ...

    def close(self) -> None:
        """Give back what the store holds; the store is not used again."""
        ...


class Session(Protocol):
    """A connection to whatever answers the orders of a worker in the place of a release's own store."""

    def answer(self, order: dict[str, Any], output: Writer) -> None:
        """Write the answer to an order of a query pool; any StoreError, also in the middle of it."""
        ...


class SessionSource(Protocol):
    """What a zygote holds in the place of a release, to have its workers open a session each."""

    def open(self) -> Session:
        """Connect, in the process that is going to ask."""
        ...


class EngineAnswer(Protocol):
    """The bytes of an answer, in pieces; to be closed unless it is read to its end."""

    @property
    def whole(self) -> bool:
        """True if every piece that remains is here already, so that none has to be waited for."""
        ...

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces."""
        ...

    def __next__(self) -> bytes:
        """Return the next piece; StopIteration only if the answer is whole, else a StoreError."""
        ...

    def close(self) -> None:
        """Stop the query if it still runs; closing twice is no error."""
        ...


class QueryEngine(Protocol):
    """Answers strangers' queries within limits: local workers (`nqfgraph.store.workers.QueryPool`) or an
    engine at an address (`nqfgraph.store.remote_pool.RemotePool`).
    """

    def start(self, folder: Path | None = None, *, wait: bool = False) -> None:
        """Get ready for the release in ``folder``, or the current one, if there is one.

        With ``wait`` this returns when that is done, and raises StoreUnavailable if it cannot be.
        """
        ...

    def run(  # noqa: PLR0913 - a query with its dataset and its limits is one thing
        self,
        folder: Path,
        query: str,
        media_type: str,
        *,
        seconds: float | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        base: str | None = None,
        abandoned: Callable[[], bool] | None = None,
        settled: Callable[[float], None] | None = None,
    ) -> EngineAnswer:
        """Ask the release in ``folder``; return its answer as bytes of ``media_type``.

        ``seconds`` can only lower the limit of the settings. The graphs are the dataset of the protocol, by
        the names that the release gives them; ``base`` is what relative IRIs are resolved against.
        ``abandoned`` is asked, until the answer begins, whether nobody waits for it any more; ``settled`` is
        told once how many seconds of work it was, however the answer ends.

        Raises any StoreError before the first byte; the answer raises the same behind it.
        """
        ...

    def ready(self, folder: Path) -> bool:
        """Say whether the release in ``folder`` can be asked without waiting for it to be read."""
        ...

    def statistics(self) -> PoolStatistics:
        """Return the state and the counts of the engine."""
        ...

    def close(self) -> None:
        """Stop everything; answers that are under way break off."""
        ...
