"""The store at an address: any server that speaks SPARQL 1.1 Protocol and Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO

import httpx
import pyoxigraph as ox

from nqfgraph.errors import QueryRefused, StoreUnavailable
from nqfgraph.store import dialects, formats, remote_answers, remote_http
from nqfgraph.store.address import Address
from nqfgraph.store.base import Results
from nqfgraph.store.inspection import Form, form_of
from nqfgraph.store.remote_answers import Answer
from nqfgraph.store.rewriting import rewrite
from nqfgraph.store.views import NO_GRAPH, PublicNames, View

LARGEST_ANSWER = 256 * 1024 * 1024
"""Most bytes of one answer that ``query`` and ``stream`` read, unless another limit is given."""

N_TRIPLES = "application/n-triples"

_SECONDS = 60.0
_IN_MEMORY = 8 * 1024 * 1024
_PIECE = 256 * 1024
_MANY = 20_001


class RemoteStore:
    """A SPARQL server; its default graph is the union of its named graphs, as its settings have to say.

    With ``view`` it is the release of that view, by its public names and whatever else the server holds.
    ``seconds`` is the longest silence, ``largest_answer`` the most bytes read of one answer. Redirects are
    not followed: a query goes to the server that was named or nowhere. Used by many threads at a time.
    """

    def __init__(
        self,
        address: Address | str,
        *,
        view: View | None = None,
        read_only: bool = False,
        client: httpx.Client | None = None,
        seconds: float = _SECONDS,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        given = Address(query=address) if isinstance(address, str) else address
        self._address = given.query
        self._graph_store = given.graphs or given.query
        self._view = view
        self._read_only = read_only
        self._largest_answer = largest_answer
        self._client = client or remote_http.connect(given, seconds)
        self._seconds = seconds
        self._dialect = dialects.DIALECTS.get(view.dialect if view else "", dialects.STANDARD)
        self.server = ""
        """What the server says it is, once it has answered."""

    def query(self, sparql: str, *, graphs: Sequence[str] | None = None) -> Results:
        """Answer a query; the whole answer is read before this returns. Raises any StoreError."""
        form = form_of(sparql)
        is_graph = form is not None and form.is_graph
        accepted = remote_answers.GRAPH_ACCEPT if is_graph else remote_answers.TABLE_ACCEPT
        with self._ask(sparql, accepted, graphs) as response:
            body = b"".join(self._pieces(response))
            media_type = remote_http.kind_of(response)
        if self._view:
            names = self._view.to_public()
            body = names.feed(body) + names.end()
        return _read_graph(body, media_type) if is_graph else _read_table(body, media_type, form)

    def stream(self, sparql: str, media_type: str) -> Iterator[bytes]:
        """Answer a query as bytes; errors are raised where the reader stands, before the first piece."""
        form = form_of(sparql)
        with SpooledTemporaryFile(_IN_MEMORY) as file:
            output = PublicNames(self._view, file)
            with self._ask(sparql, remote_answers.accept(form, media_type), None) as response:
                answer = Answer(
                    self._pieces(response), remote_http.kind_of(response), form, self._dialect.repairs
                )
                answer.write(media_type, output)
            output.finish()
            yield from _File(file)

    def replace_graph(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Replace a graph by PUT (Graph Store Protocol § 5.3), which servers do in one transaction.

        The triples are put into a file first: a source that breaks changes nothing, and the server is told
        the length, without which Virtuoso 7.2 takes the body for empty and says 201.
        """
        with SpooledTemporaryFile(_IN_MEMORY) as file:
            for triple in triples:
                line = f"{triple} .\n".encode()
                file.write(self._view.stored_line(line) if self._view else line)
            self._write("PUT", graph, _File(file))

    def put(self, graph: str, content: bytes) -> None:
        """Put N-Triples in the place of everything in ``graph``."""
        self._write("PUT", graph, content)

    def add(self, graph: str, content: bytes) -> None:
        """Add N-Triples to ``graph`` by POST (Graph Store Protocol § 5.5); doing it twice is no harm."""
        self._write("POST", graph, content)

    def drop_graph(self, graph: str) -> None:
        """Remove a graph by DELETE (Graph Store Protocol § 5.4); that there is none is not an error."""
        self._write("DELETE", graph, None)

    def refuse_cutting(self, graphs: Sequence[str], triples: int) -> None:
        """Raise StoreUnavailable if the server cuts answers off after 20,000 rows or less, as Virtuoso can.

        ``graphs`` hold so many ``triples``. Of rows it says so in each answer, of graphs it does not: an
        answer to CONSTRUCT would be short and look whole.
        """
        # Pairs only where there are few: engines make all of them before they give the first.
        pattern = "?a ?b ?c" if triples >= _MANY else "?a ?b ?c . ?d ?e ?f"
        query = f"SELECT (1 AS ?one) WHERE {{ {pattern} }} LIMIT {_MANY}"
        try:
            with self._ask(query, remote_answers.TABLE_ACCEPT, graphs):
                return  # the header has said it
        except QueryRefused as error:
            raise StoreUnavailable(error.message, remedy=error.remedy) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def _ask(self, sparql: str, accepted: str, graphs: Sequence[str] | None) -> Iterator[httpx.Response]:
        fields = self._fields(sparql, graphs) | self._dialect.fields(self._seconds)
        with (
            remote_http.translated(self._address, self._client),
            self._client.stream("POST", self._address, data=fields, headers={"Accept": accepted}) as response,
        ):
            self.server = response.headers.get("Server", "")
            remote_http.check(response, self._address, self._client)
            remote_http.refuse_cut(response, self._address, self._client)
            yield response

    def _fields(self, sparql: str, graphs: Sequence[str] | None) -> dict[str, str | list[str]]:
        if self._view:
            asked = rewrite(sparql, self._view, default_graphs=graphs)
            return {
                "query": self._dialect.own(asked.text, form_of(sparql)),
                "default-graph-uri": asked.default_graphs,
                "named-graph-uri": asked.named_graphs,
            }
        if graphs is None:
            return {"query": sparql}
        # Left out, the named graphs of Virtuoso are all that it has.
        default = list(dict.fromkeys(graphs)) or [NO_GRAPH]
        return {"query": sparql, "default-graph-uri": default, "named-graph-uri": NO_GRAPH}

    def _write(self, method: str, graph: str, content: bytes | _File | None) -> None:
        if self._read_only:
            raise StoreUnavailable(f"The store at {self._address} was opened for reading only.")
        name = self._view.stored(graph) if self._view else graph
        headers = {}
        if content is not None:
            headers = {"Content-Type": N_TRIPLES, "Content-Length": str(len(content))}
        with (
            remote_http.translated(self._graph_store, self._client),
            self._client.stream(
                method, self._graph_store, params={"graph": name}, content=content, headers=headers
            ) as response,
        ):
            if method != "DELETE" or response.status_code != httpx.codes.NOT_FOUND:
                remote_http.check(response, self._graph_store, self._client)

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


class _File:
    """What a file holds, as often as it is sent: a server may ask for a password first."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._size = file.tell()

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece


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
