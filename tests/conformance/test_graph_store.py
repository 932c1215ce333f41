"""The W3C test cases of the SPARQL 1.1 Graph Store Protocol: every reading request, over a socket.

A release never changes, so what a case writes is refused; it is then published as the next release instead,
and the requests that read what was written are sent.
"""

from __future__ import annotations

import http.client
import io
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from wsgiref.simple_server import WSGIRequestHandler, make_server

import flask
import pyoxigraph as ox
import pytest

from nqfgraph.settings import Settings
from nqfgraph.store import EmbeddedStore
from nqfgraph.store.embedded import ask
from nqfgraph.store.formats import write_results
from nqfgraph_server import graphs, headers, problems
from nqfgraph_server.budgets import Budgets
from nqfgraph_server.sparql.cache import ResultCache

pytestmark = pytest.mark.conformance

FOLDER = "conformance/w3c/sparql/sparql11"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
DAWG = "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HOST = "http://www.example/"
SUITE, OURS = f"{HOST}gsp/", f"{HOST}graph/"
"""The suite's graphs stand under ``/gsp/``; a program puts its own prefix there."""

STATUSES = {"OK": 200, "NotFound": 404}

EXCEPTIONS = {
    "post_get_new_graph": "a store that names a new graph by itself is one for writing; the case needs that",
}
"""Cases that are not run, with the reason."""


@dataclass(frozen=True)
class Request:
    """One request of a case and what is expected of its answer."""

    method: str
    path: str
    fields: dict[str, str]
    body: str
    statuses: frozenset[str]
    expected: str | None
    """The graph that the answer holds, in Turtle."""

    @property
    def reads(self) -> bool:
        return self.method in ("GET", "HEAD")

    @property
    def graph(self) -> str | None:
        """The graph that the request is about, as a register would name it; None for the default graph."""
        path, _, query = self.path.partition("?")
        if query == "default":
            return None
        # Unquoted once, as the protocol says; the manifests encode nothing but these characters.
        iri = query.removeprefix("graph=").replace("%3A", ":").replace("%2F", "/").replace("%31", "1")
        iri = iri.replace("%25", "%") if query else f"{HOST}{path.removeprefix('/')}"
        return iri.replace(SUITE, OURS)


class Manifest:
    """The manifests, read into requests by case."""

    def __init__(self, paths: list[Path]) -> None:
        self._graph = ox.Store()
        for path in paths:
            self._graph.load(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())

    def cases(self) -> dict[str, list[Request]]:
        entries = self._graph.quads_for_pattern(None, ox.NamedNode(f"{MF}entries"), None)
        return {
            case.value.rpartition("#")[2]: [
                self._request(each)
                for each in self._list(self._one(self._one(case, "action"), "requests", HT))
            ]
            for quad in entries
            for case in self._list(quad.object)
        }

    def _request(self, node) -> Request:
        response = self._one(node, "resp", HT)
        return Request(
            method=self._one(node, "methodName", HT).value,
            path=self._one(node, "absolutePath", HT).value,
            fields=self._fields(node),
            body=self._text(self._one(node, "body", HT)) or "",
            statuses=frozenset(
                each.value.rpartition("#")[2] for each in self._all(response, "expectedStatus")
            ),
            expected=self._text(self._one(response, "body", HT)),
        )

    def _fields(self, node) -> dict[str, str]:
        return {
            self._one(each, "fieldName", HT).value: self._one(each, "fieldValue", HT).value
            for each in self._list(self._one(node, "headers", HT))
        }

    def _text(self, body) -> str | None:
        return None if body is None else self._one(body, "chars", CNT).value

    def _all(self, subject, name: str, namespace: str = MF):
        quads = self._graph.quads_for_pattern(subject, ox.NamedNode(f"{namespace}{name}"), None)
        return [quad.object for quad in quads]

    def _one(self, subject, name: str, namespace: str = MF):
        return next(iter(self._all(subject, name, namespace)), None)

    def _list(self, node):
        while node is not None and node.value != f"{RDF}nil":
            yield self._one(node, "first", RDF)
            node = self._one(node, "rest", RDF)


class Store:
    """What is published, and an engine over it that answers in the process."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.budgets = Budgets(self.settings)
        self.results = ResultCache(1)
        self.pool = self
        self._data = EmbeddedStore.in_memory().store
        self._number = 0

    def publish(self, request: Request) -> None:
        """Do what a writing request asks for, as the next release."""
        name = ox.DefaultGraph() if request.graph is None else ox.NamedNode(request.graph)
        if request.method != "POST":
            self._data.remove_graph(name)
        for text in _parts(request):
            for quad in ox.parse(text.replace(SUITE, OURS), format=ox.RdfFormat.TURTLE):
                self._data.add(ox.Quad(*quad.triple, name))
        self._number += 1

    def release(self, version: str | None = None) -> SimpleNamespace:
        names = {graph.value.removeprefix(OURS): 1 for graph in self._data.named_graphs()}
        return SimpleNamespace(
            version=str(self._number),
            iris=SimpleNamespace(base=HOST),
            release=SimpleNamespace(folder=Path()),
            manifest=SimpleNamespace(
                counts=SimpleNamespace(graphs=names), created=datetime(2026, 11, 23, tzinfo=UTC)
            ),
            since=datetime(2026, 11, 23, tzinfo=UTC),
        )

    def run(self, folder: Path, query: str, media_type: str, *, default_graphs, **others) -> Iterator[bytes]:
        output = io.BytesIO()
        write_results(ask(self._data, query, default_graphs=default_graphs), media_type, output)
        others["settled"](0.0)
        return _Answer(output.getvalue())


class _Answer:
    """An answer that is there at once."""

    whole = True

    def __init__(self, content: bytes) -> None:
        self._pieces = iter([content])

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        pass


def _parts(request: Request) -> list[str]:
    """Return the documents of a request: its body, or the parts of a body that has several."""
    if "multipart" not in request.fields.get("content-type", ""):
        return [request.body]
    return re.findall(r"\n\r?\n(.*?)\r?\n--", request.body, re.DOTALL)


@pytest.fixture(scope="module")
def cases(shared: Callable[[str], Path]) -> dict[str, list[Request]]:
    names = ("manifest-direct.ttl", "manifest-indirect.ttl")
    return Manifest([shared(f"{FOLDER}/graph-store-protocol/{name}") for name in names]).cases()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def address(store: Store) -> Iterator[tuple[str, int]]:
    """The server over what is published, on a free port."""
    app = flask.Flask(__name__)
    app.extensions["nqfgraph"] = store
    problems.set_up(app)
    headers.set_up(app)
    app.register_blueprint(graphs.blueprint)
    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_address[0], server.server_port
        server.shutdown()
        thread.join()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


NAMES = [
    "put_get_repeat_direct",
    "put_delete_get_delete_direct",
    "post_get_post_get_direct",
    "head_existing_direct",
    "put_get_repeat_indirect",
    "put_get_default",
    "put_delete_get_delete_indirect",
    "post_get_post_get_indirect",
    "head_existing_indirect",
    "head_non_existing_indirect",
    "put_get_uri_pct_encoded_indirect",
    "put_get_uri_pct_encoded_twice",
]


def test_the_suite_has_the_cases_that_are_run_or_excepted(cases):
    assert set(cases) == {*NAMES, *EXCEPTIONS}


def test_the_older_suite_is_replaced_by_this_one(shared):
    graph = ox.Store()
    path = shared(f"{FOLDER}/http-rdf-update/manifest.ttl")
    graph.load(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    kind = ox.NamedNode(f"{MF}GraphStoreProtocolTest")
    cases = [quad.subject for quad in graph.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), kind)]
    assert len(cases) == 18
    for case in cases:
        (approval,) = graph.quads_for_pattern(case, ox.NamedNode(f"{DAWG}approval"), None)
        assert approval.object == ox.NamedNode(f"{DAWG}Deprecated")


@pytest.mark.parametrize("name", NAMES)
def test_case(cases, store, address, name):
    for request in cases[name]:
        status, content_type, allowed, body = send(address, request)
        if request.reads:
            assert status in {STATUSES[each] for each in request.statuses}
            if status == 200:
                assert content_type == "text/turtle; charset=utf-8"
            if request.expected is not None:
                assert canonical(body) == canonical(request.expected.replace(SUITE, OURS))
        else:
            assert (status, allowed) == (405, "GET, HEAD, OPTIONS")
            store.publish(request)
    assert any(request.reads for request in cases[name])


def canonical(content: bytes | str) -> set[ox.Triple]:
    dataset = ox.Dataset(ox.parse(content, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {quad.triple for quad in dataset}


def send(address: tuple[str, int], request: Request) -> tuple[int, str, str | None, bytes]:
    path = request.path.replace("/gsp?", "/sparql/graphs?", 1)
    # Inside of the parameter the prefix stands encoded or not.
    path = path.replace("/gsp/", "/graph/").replace("%2Fgsp%2F", "%2Fgraph%2F")
    connection = http.client.HTTPConnection(*address, timeout=20)
    try:
        connection.request(request.method, path, request.body.encode() or None, request.fields)
        response = connection.getresponse()
        fields = response.headers
        return response.status, fields.get("Content-Type", ""), fields.get("Allow"), response.read()
    finally:
        connection.close()
