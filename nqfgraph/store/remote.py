"""The store at an address: any server that speaks SPARQL 1.1 Protocol and Graph Store Protocol.

The only place that knows httpx; everything it raises is translated here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox

from nqfgraph.errors import (
    InputError,
    QueryError,
    QueryTimeout,
    StoreBusy,
    StoreError,
    StoreUnavailable,
)
from nqfgraph.store import formats
from nqfgraph.store.base import Results
from nqfgraph.store.inspection import Form, form_of

LARGEST_ANSWER = 256 * 1024 * 1024
"""Most bytes of one answer that ``query`` and ``stream`` read, unless another limit is given."""

_SECONDS = 60.0
_CONNECT_SECONDS = 10.0
_NO_GRAPH = "urn:nqfgraph:no-graph"
_TABLE_ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_GRAPH_ACCEPT = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_MESSAGE_LENGTH = 300

FAILURES: Mapping[type[Exception], type[StoreError]] = MappingProxyType(
    {
        httpx.ConnectTimeout: StoreUnavailable,
        httpx.PoolTimeout: StoreUnavailable,
        httpx.TimeoutException: QueryTimeout,
        httpx.HTTPError: StoreUnavailable,
        httpx.InvalidURL: StoreUnavailable,
        httpx.StreamError: StoreUnavailable,
        httpx.CookieConflict: StoreUnavailable,
    }
)
"""What each exception of httpx becomes; one that is not listed, what its nearest listed parent does."""

STATUSES: Mapping[int, type[StoreError]] = MappingProxyType(
    {400: QueryError, 408: QueryTimeout, 429: StoreBusy, 503: StoreBusy, 504: QueryTimeout}
)
"""What each HTTP status becomes; every other one that is no success becomes StoreUnavailable."""


class RemoteStore:
    """A SPARQL server whose default graph is the union of its named graphs, as its settings have to say.

    ``address`` is the query endpoint; ``graph_store`` where the server keeps its Graph Store Protocol
    (default: the same address). ``seconds`` is the longest silence, ``largest_answer`` the most bytes read
    of one answer. Redirects are not followed: a query goes to the server that was named or nowhere.
    """

    def __init__(
        self,
        address: str,
        *,
        graph_store: str | None = None,
        read_only: bool = False,
        client: httpx.Client | None = None,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        for each in (address, graph_store or address):
            if urlsplit(each).scheme.lower() not in ("http", "https") or not urlsplit(each).netloc:
                raise InputError(
                    f"“{each}” is not the address of a SPARQL server.",
                    remedy="Give an address that starts with http:// or https://.",
                )
        self._address = address
        self._graph_store = graph_store or address
        self._read_only = read_only
        self._largest_answer = largest_answer
        self._client = client or httpx.Client(timeout=httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS))

    def query(self, sparql: str, *, graphs: Sequence[str] | None = None) -> Results:
        """Answer a query; the whole answer is read before this returns. Raises any StoreError."""
        form = form_of(sparql)
        is_graph = form is not None and form.is_graph
        with self._ask(sparql, _GRAPH_ACCEPT if is_graph else _TABLE_ACCEPT, graphs) as response:
            body = b"".join(self._pieces(response))
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return _read_graph(body, media_type) if is_graph else _read_table(body, media_type, form)

    def stream(self, sparql: str, media_type: str) -> Iterator[bytes]:
        """Answer a query as bytes, passed on as they come; errors are raised where the reader stands."""
        with self._ask(sparql, media_type, None) as response:
            found = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if found != media_type:
                raise QueryError(
                    f"The server at {self._address} answers in {found or 'no form'}, not {media_type}."
                )
            yield from self._pieces(response)

    def replace_graph(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Replace a graph by PUT (Graph Store Protocol § 5.3), which servers do in one transaction."""
        content = (f"{triple} .\n".encode() for triple in triples)
        self._write("PUT", graph, content)

    def drop_graph(self, graph: str) -> None:
        """Remove a graph by DELETE (Graph Store Protocol § 5.4); that there is none is not an error."""
        self._write("DELETE", graph, None)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def _ask(self, sparql: str, accept: str, graphs: Sequence[str] | None) -> Iterator[httpx.Response]:
        fields: dict[str, str | list[str]] = {"query": sparql}
        if graphs is not None:
            # A list without graphs means an empty default graph; the protocol has no other way to say that.
            fields["default-graph-uri"] = list(dict.fromkeys(graphs)) or [_NO_GRAPH]
        with (
            self._translated(),
            self._client.stream("POST", self._address, data=fields, headers={"Accept": accept}) as response,
        ):
            self._check(response)
            yield response

    def _write(self, method: str, graph: str, content: Iterator[bytes] | None) -> None:
        if self._read_only:
            raise StoreUnavailable(f"The store at {self._address} was opened for reading only.")
        headers = {"Content-Type": "application/n-triples"} if content is not None else {}
        with (
            self._translated(),
            self._client.stream(
                method, self._graph_store, params={"graph": graph}, content=content, headers=headers
            ) as response,
        ):
            if method != "DELETE" or response.status_code != httpx.codes.NOT_FOUND:
                self._check(response)

    def _pieces(self, response: httpx.Response) -> Iterator[bytes]:
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self._largest_answer:
                raise StoreUnavailable(
                    f"The answer of {self._address} is longer than {self._largest_answer} bytes.",
                    remedy="Ask for less at once.",
                )
            yield piece

    def _check(self, response: httpx.Response) -> None:
        """Raise what the status of an answer means, with what the server says about it."""
        if response.is_success:
            return
        status = f"{response.status_code} {response.reason_phrase}".strip()
        if response.has_redirect_location:
            target = response.headers["Location"]
            raise StoreUnavailable(
                f"The server at {self._address} answers {status}: it redirects to {target}.",
                remedy="Use that address if you trust it; redirects are not followed.",
            )
        said = _said(next(response.iter_bytes(4 * _MESSAGE_LENGTH), b""))
        kind = STATUSES.get(response.status_code, StoreUnavailable)
        if kind is QueryTimeout:
            raise QueryTimeout(self._seconds())
        raise kind(f"The server at {self._address} answers {status}{said}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except tuple(FAILURES) as error:
            kind = translation(type(error))
            if kind is QueryTimeout:
                raise QueryTimeout(self._seconds()) from error
            raise kind(
                f"The server at {self._address} cannot be asked: {error or type(error).__name__}.",
                remedy="Check the address and that the server runs.",
            ) from error

    def _seconds(self) -> float:
        return self._client.timeout.read or _SECONDS


def translation(kind: type[Exception]) -> type[StoreError]:
    """Return what an exception class of httpx becomes."""
    return next(FAILURES[each] for each in kind.__mro__ if each in FAILURES)


def _said(body: bytes) -> str:
    """Return what an error answer says, to follow the status; of a problem document the detail."""
    text = body.decode("utf-8", "replace")
    try:
        text = str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        text = " ".join(text.split())
    text = text[:_MESSAGE_LENGTH].strip()
    return f": {text}" if text else "."


def _read_table(body: bytes, media_type: str, form: Form | None) -> Results:
    table_format = formats.TABLES.get(media_type)
    if table_format is None:
        raise StoreUnavailable(
            f"The server answers in {media_type or 'no form'}, which is no form of SPARQL results."
        )
    try:
        results = ox.parse_query_results(body, format=table_format)
    except (SyntaxError, ValueError) as error:
        raise StoreUnavailable(f"The answer of the server cannot be read: {error}.") from error
    if isinstance(results, ox.QueryBoolean) != (form is Form.ASK):
        raise StoreUnavailable("The server answers another question than the one that was asked.")
    return results


def _read_graph(body: bytes, media_type: str) -> Results:
    graph_format = formats.GRAPHS.get(media_type)
    if graph_format is None:
        found = media_type or "no form"
        raise StoreUnavailable(f"The server answers in {found}, which is no form of RDF.")
    answer = ox.Store()
    try:
        answer.load(body, format=graph_format)
    except (SyntaxError, ValueError) as error:
        raise StoreUnavailable(f"The answer of the server cannot be read: {error}.") from error
    # Only a query makes pyoxigraph's own type for triples.
    return answer.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
