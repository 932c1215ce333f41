"""What nqfgraph asks of a triple store: named graphs behind one question, a SPARQL text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import pyoxigraph as ox

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
