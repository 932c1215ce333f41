"""Whole answers to queries, with what it takes to cite them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from nqfgraph.client.replies import Reply
from nqfgraph.client.terms import Value, read
from nqfgraph.errors import StoreUnavailable

RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"

LARGEST_DIGEST = 4 * 1024 * 1024
"""Most bytes of an answer, as lines, whose digest an endpoint of ours checks; larger ones get none."""

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from and when."""

    endpoint: str
    query: str
    """The query as it was sent, with its values in it."""
    release: str | None
    """Version of the release that was asked; None if the endpoint does not tell."""
    retrieved: datetime
    """When the endpoint gave or confirmed the answer, in UTC."""
    digest: str | None
    """``sha-256:…`` of the lines of the answer as TSV, sorted; None if it has none."""
    permalink: str
    """An address that gives the answer again, from the same release where the endpoint has releases."""


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to SELECT."""

    variables: tuple[str, ...]
    cells: list[Mapping[str, Mapping[str, Any]]]
    """The rows as in SPARQL results as JSON; a variable without a value is missing."""
    reply: Reply

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.cells)

    def rows(self) -> Iterator[dict[str, Value | None]]:
        """Give each row by variable, None where there is no value; raises StoreUnavailable as `read` does."""
        for cells in self.cells:
            yield {name: read(cells[name]) if name in cells else None for name in self.variables}


def read_table(reply: Reply) -> Table:
    """Return the table of a reply in JSON; raises StoreUnavailable if it is no whole table."""
    document = _document(reply)
    try:
        variables = document["head"]["vars"]
        cells = document["results"]["bindings"]
    except (KeyError, TypeError) as error:
        raise _unreadable(reply, "it is no table of results") from error
    well_formed = (
        isinstance(variables, list)
        and all(isinstance(each, str) for each in variables)
        and isinstance(cells, list)
        and all(
            isinstance(row, dict) and all(isinstance(each, dict) for each in row.values()) for row in cells
        )
    )
    if not well_formed:
        raise _unreadable(reply, "it is no table of results")
    return Table(tuple(dict.fromkeys(variables)), cells, reply)


def read_truth(reply: Reply) -> bool:
    """Return the answer to ASK; raises StoreUnavailable if the reply is none."""
    document = _document(reply)
    truth = document.get("boolean") if isinstance(document, dict) else None
    if not isinstance(truth, bool):
        raise _unreadable(reply, "it is neither true nor false")
    return truth


def read_triples(reply: Reply) -> bytes:
    """Return the N-Triples of a reply, every line of which was read; raises StoreUnavailable if one is wrong.

    N-Triples that break off between two lines look whole, so a transfer that does not say where it ends
    is refused.
    """
    if reply.media_type != TRIPLES:
        raise _wrong_type(reply, TRIPLES)
    if not reply.measured:
        raise _unreadable(reply, "the transfer does not say where it ends, so it may have been cut")
    try:
        for _ in ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES):
            pass
    except (SyntaxError, ValueError) as error:
        raise _unreadable(reply, str(error)) from error
    return reply.body


def make_source(endpoint: str, query: str, release: str | None, reply: Reply) -> Source:
    """Return what an answer that has just come is cited by."""
    digest = digest_of(reply)
    return Source(
        endpoint=endpoint,
        query=query,
        release=release,
        retrieved=datetime.now(UTC),
        digest=digest,
        permalink=permalink(endpoint, query, release, digest),
    )


def digest_of(reply: Reply) -> str | None:
    """Return the digest of a table, whatever the order of its rows; None if it has none.

    It is that of `nqfgraph_server.sparql.citation`. Tables without one: those that are too large, that differ
    every time (``no-store``), and that cannot be written as TSV.
    """
    if "no-store" in reply.field("Cache-Control").lower():
        return None
    lines = _tabbed(reply)
    if lines is None or len(lines) > LARGEST_DIGEST:
        return None
    digest = hashlib.sha256()
    for line in sorted(lines.removesuffix(b"\n").split(b"\n")):
        digest.update(line + b"\n")
    return f"sha-256:{digest.hexdigest()}"


def permalink(endpoint: str, query: str, release: str | None, digest: str | None) -> str:
    """Return the address of an answer; release and digest are left out where there are none."""
    parameters = [("query", query)]
    if release:
        parameters.append(("release", release))
        parameters += [("digest", digest)] if digest else []
    return f"{endpoint}?{urlencode(parameters, quote_via=quote)}"


def _tabbed(reply: Reply) -> bytes | None:
    try:
        results = ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
        tabbed = isinstance(results, ox.QuerySolutions)
        return results.serialize(format=ox.QueryResultsFormat.TSV) if tabbed else None
    except (SyntaxError, ValueError):
        return None  # IRIs that are none, as some endpoints have them


def _document(reply: Reply) -> Any:
    if reply.media_type not in (RESULTS, "application/json"):
        raise _wrong_type(reply, RESULTS)
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise _unreadable(reply, str(error)) from error


def _wrong_type(reply: Reply, wanted: str) -> StoreUnavailable:
    found = reply.media_type or "no form"
    return StoreUnavailable(
        f"{reply.iri} answers in {found[:80]}, not in {wanted}.",
        remedy="Is this the address of a SPARQL endpoint, and not of a page?",
    )


def _unreadable(reply: Reply, reason: str) -> StoreUnavailable:
    return StoreUnavailable(f"The answer of {reply.iri} cannot be read: {reason}.")
