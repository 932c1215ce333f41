"""One contract for every store; ``remote`` speaks to a small SPARQL server over an embedded store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

import httpx
import pyoxigraph as ox
import pytest

from nqfgraph.errors import QueryError
from nqfgraph.store import EmbeddedStore
from nqfgraph.store.base import GraphStore
from nqfgraph.store.embedded import ask
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.views import View

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def sparql_server(store: EmbeddedStore) -> Application:
    """Queries by POST form, Graph Store Protocol with ?graph=; the default graph is the union."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        parameters = parse_qs(environ.get("QUERY_STRING", ""))
        if environ["REQUEST_METHOD"] == "PUT":
            store.replace_graph(
                parameters["graph"][0],
                [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)],
            )
            start_response("204 No Content", [])
            return []
        if environ["REQUEST_METHOD"] == "DELETE":
            known = store.store.contains_named_graph(ox.NamedNode(parameters["graph"][0]))
            store.drop_graph(parameters["graph"][0])
            start_response("204 No Content" if known else "404 Not Found", [])
            return []
        fields = parse_qs(body.decode())
        try:
            results = ask(store.store, fields["query"][0], default_graphs=fields.get("default-graph-uri"))
        except QueryError as error:
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [str(error).encode()]
        accept = environ["HTTP_ACCEPT"].partition(",")[0]
        table = ox.QueryResultsFormat.from_media_type(accept)
        form = (
            table
            if table and not isinstance(results, ox.QueryTriples)
            else ox.RdfFormat.from_media_type(accept)
        )
        content = results.serialize(format=form)
        start_response("200 OK", [("Content-Type", form.media_type)])
        return [content]

    return application


@pytest.fixture(params=["memory", "folder", "remote", "oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[GraphStore]:
    if request.param == "memory":
        opened: GraphStore = EmbeddedStore.in_memory()
    elif request.param == "folder":
        opened = EmbeddedStore.at(tmp_path / "store")
    elif request.param in ("oxigraph", "virtuoso"):
        # A release in a server that others use too: the graphs of the view are all that there is of it.
        dialect = "virtuoso" if request.param == "virtuoso" else ""
        view = View("http://example.org/", "2026-11-23.1", {"a": 2, "b": 1}, dialect=dialect)
        opened = RemoteStore(request.getfixturevalue(request.param), view=view)
        for graph in view.graphs:
            opened.drop_graph(f"{view.base}graph/{graph}")
    else:
        transport = httpx.WSGITransport(sparql_server(EmbeddedStore.in_memory()))
        opened = RemoteStore("http://store.example/sparql", client=httpx.Client(transport=transport))
    yield opened
    opened.close()
