"""The forms in which an answer can be written, by media type."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import pyoxigraph as ox

from nqfgraph.errors import QueryError
from nqfgraph.files import as_file
from nqfgraph.store.base import Results

TABLES: Mapping[str, ox.QueryResultsFormat] = MappingProxyType(
    {
        "application/sparql-results+json": ox.QueryResultsFormat.JSON,
        "application/sparql-results+xml": ox.QueryResultsFormat.XML,
        "text/csv": ox.QueryResultsFormat.CSV,
        "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    }
)
"""The four results formats of SPARQL 1.1 for SELECT; the first two are also for ASK."""

GRAPHS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/trig": ox.RdfFormat.TRIG,
        "application/n-quads": ox.RdfFormat.N_QUADS,
    }
)
"""The RDF formats for CONSTRUCT and DESCRIBE."""


class Writer(Protocol):
    """What an answer is written to: pyoxigraph calls ``write`` with pieces of about 8 KiB, then ``flush``."""

    def write(self, data: bytes, /) -> int:
        """Take a piece of the answer."""
        ...

    def flush(self) -> None:
        """Take note that the answer is whole."""
        ...


def write_results(results: Results, media_type: str, output: Writer) -> None:
    """Write an answer in the form ``media_type``; QueryError if that form does not fit the answer."""
    if isinstance(results, ox.QueryTriples):
        graph_format = GRAPHS.get(media_type)
        if graph_format is None:
            raise _unfit(media_type, "a graph", GRAPHS)
        results.serialize(as_file(output), format=graph_format)
        return
    table_format = TABLES.get(media_type)
    if table_format is None:
        kind = "yes or no" if isinstance(results, ox.QueryBoolean) else "a table"
        raise _unfit(media_type, kind, TABLES)
    results.serialize(as_file(output), format=table_format)


def _unfit(media_type: str, kind: str, offered: Mapping[str, object]) -> QueryError:
    return QueryError(
        f"The answer is {kind}, which cannot be written as {media_type}.",
        remedy=f"Ask for one of: {', '.join(offered)}.",
    )
