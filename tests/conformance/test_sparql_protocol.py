"""The W3C test cases of the SPARQL 1.1 Protocol, against our endpoint over a socket."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, quote_plus
from wsgiref.simple_server import WSGIRequestHandler, make_server

import flask
import pyoxigraph as ox
import pytest

from nqfgraph.iris import Iris
from nqfgraph.settings import Settings
from nqfgraph.store import pointer
from nqfgraph.store.address import Address
from nqfgraph.store.pointer import Pointer
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.remote_pool import RemotePool
from nqfgraph.store.views import View
from nqfgraph_server import compression, headers, problems
from nqfgraph_server.budgets import Budgets
from nqfgraph_server.sparql import answering
from nqfgraph_server.sparql.cache import ResultCache
from nqfgraph_server.workers import QueryPool

pytestmark = pytest.mark.conformance

FOLDER = "conformance/w3c/sparql/sparql11/protocol"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
BASE = "http://kasei.us/2009/09/sparql/"
SUITE_DATA, DATA = f"{BASE}data/", f"{BASE}graph/"
"""Where the suite has its graphs, and where a register has them: the requests are sent with the second."""
VIEW = View(BASE, "2026-11-23.1", {f"data{number}.rdf": 1 for number in (1, 2, 3)})

READ_ONLY = "a release never changes, so the endpoint takes no updates"
EXCEPTIONS = {
    name: READ_ONLY
    for name in (
        "update_dataset_default_graph",
        "update_dataset_default_graphs",
        "update_dataset_named_graphs",
        "update_dataset_full",
        "update_post_form",
        "update_post_direct",
        "update_base_uri",
    )
}
"""Cases that we do not pass, with the reason; every other one has to pass."""


@dataclass(frozen=True)
class Request:
    """One request of a case and what is expected of its answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]
    kind: str | None
    truth: bool | None


class Manifest:
    """The manifest, read into requests by case."""

    def __init__(self, path: Path) -> None:
        self._graph = ox.Store()
        self._graph.load(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())

    def cases(self) -> dict[str, list[Request]]:
        (entries,) = self._graph.quads_for_pattern(None, ox.NamedNode(f"{MF}entries"), None)
        return {
            case.value.rpartition("#")[2]: [self._request(each) for each in self._requests(case)]
            for case in self._list(entries.object)
        }

    def _requests(self, case):
        return self._list(self._one(self._one(case, MF + "action"), HT + "requests"))

    def _request(self, node) -> Request:
        response, body, fields = (self._one(node, HT + each) for each in ("resp", "body", "headers"))
        content = None
        if body is not None:
            encoding = self._one(body, CNT + "characterEncoding").value
            content = _at_home(self._one(body, CNT + "chars").value).encode(encoding)
        kind, truth = self._one(response, MF + "expectedFormat"), self._one(response, MF + "expectedBoolean")
        return Request(
            method=self._one(node, HT + "methodName").value,
            path=_at_home(self._one(node, HT + "absolutePath").value),
            headers={
                self._one(each, HT + "fieldName").value: self._one(each, HT + "fieldValue").value
                for each in self._list(fields)
            },
            body=content,
            statuses=frozenset(each.value[-3] for each in self._all(response, MF + "expectedStatus")),
            kind=kind.value if kind else None,
            truth=truth.value == "true" if truth else None,
        )

    def _all(self, subject, predicate: str):
        quads = self._graph.quads_for_pattern(subject, ox.NamedNode(predicate), None)
        return [quad.object for quad in quads]

    def _one(self, subject, predicate: str):
        found = self._all(subject, predicate)
        return found[0] if found else None

    def _list(self, node):
        while node is not None and node.value != f"{RDF}nil":
            yield self._one(node, RDF + "first")
            node = self._one(node, RDF + "rest")


def _at_home(text: str) -> str:
    for written in (str, quote_plus):
        text = text.replace(written(SUITE_DATA), written(DATA))
    return text


@pytest.fixture(scope="module")
def cases(shared: Callable[[str], Path]) -> dict[str, list[Request]]:
    return Manifest(shared(f"{FOLDER}/manifest.ttl")).cases()


@pytest.fixture(scope="module", params=["local", "oxigraph", "virtuoso"])
def address(
    request: pytest.FixtureRequest, shared: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int]]:
    """The endpoint over the three graphs of the suite, on a free port; local or in a real engine."""
    release = tmp_path_factory.mktemp("release")
    quads = [
        ox.Quad(*quad.triple, ox.NamedNode(f"{DATA}data{number}.rdf"))
        for number in (1, 2, 3)
        for quad in ox.parse(
            _at_home(shared(f"{FOLDER}/data{number}.nt").read_text()), format=ox.RdfFormat.N_TRIPLES
        )
    ]
    assert len(quads) == 3
    ox.serialize(quads, release / "dump.nq", format=ox.RdfFormat.N_QUADS)
    settings = Settings(workers=1, query_wait_seconds=60.0)
    if request.param == "local":
        pool = QueryPool(settings)
    else:
        pool = remote_pool(request.getfixturevalue(request.param), quads)
    opened = SimpleNamespace(
        release=SimpleNamespace(folder=release),
        version="1",
        iris=Iris("http://example.org/"),
        manifest=SimpleNamespace(created=datetime(2026, 11, 23, tzinfo=UTC)),
        since=datetime(2026, 11, 23, tzinfo=UTC),
    )
    app = flask.Flask(__name__)
    app.extensions["nqfgraph"] = SimpleNamespace(
        settings=settings,
        pool=pool,
        budgets=Budgets(settings),
        results=ResultCache(settings.result_cache_megabytes),
        release=lambda version=None: opened,
    )
    compression.set_up(app)
    problems.set_up(app)
    headers.set_up(app)
    app.register_blueprint(answering.blueprint)
    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_address[0], server.server_port
        server.shutdown()
        thread.join()
    pool.close()


def remote_pool(engine: Address, quads: list[ox.Quad]) -> RemotePool:
    store = RemoteStore(engine, view=VIEW)
    for quad in quads:
        store.replace_graph(quad.graph_name.value, [quad.triple])
    pointer.write(RemoteStore(engine), Pointer(BASE, VIEW.version, {VIEW.version: VIEW}))
    settings = Settings(store=engine.query, store_connections=1, query_wait_seconds=60.0)
    return RemotePool(settings, lambda folder: VIEW)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


NAMES = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]

WITHOUT_BODY = {
    "query_dataset_default_graphs_get",
    "query_dataset_named_graphs_get",
    "query_get",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_syntax",
    "bad_update_get",
}
"""Cases of requests without a body, which the method QUERY does not have."""


def test_the_suite_has_the_cases_that_are_run_or_excepted(cases):
    assert len(cases) == 34
    assert set(cases) == {*NAMES, *EXCEPTIONS}


@pytest.mark.parametrize("name", NAMES)
def test_case(cases, address, name):
    assert cases[name]
    check(cases[name], address)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_BODY])
def test_case_by_the_method_query(cases, address, name):
    """The suite is older than the method: what is expected of POST is expected of it (RFC 10008 § 2)."""
    requests = [replace(each, method="QUERY") for each in cases[name] if each.method == "POST"]
    assert requests
    check(requests, address)


def check(requests: list[Request], address: tuple[str, int]) -> None:
    for request in requests:
        status, content_type, body = send(address, request)
        assert str(status)[0] in request.statuses, body
        if request.kind == "boolean":
            assert content_type in ("application/sparql-results+json", "application/sparql-results+xml")
            form = ox.QueryResultsFormat.from_media_type(content_type)
            answer = ox.parse_query_results(body, format=form)
            assert isinstance(answer, ox.QueryBoolean)
            assert request.truth in (None, bool(answer))
        elif request.kind == "tabular":
            form = ox.QueryResultsFormat.from_media_type(content_type)
            assert isinstance(ox.parse_query_results(body, format=form), ox.QuerySolutions)
        elif request.kind == "RDF":
            assert list(ox.parse(body, format=ox.RdfFormat.from_media_type(content_type))) is not None
        else:
            assert request.kind is None


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_excepted_case_is_refused_and_not_ignored(cases, address, name):
    status, _, body = send(address, cases[name][0])
    assert status == 400
    assert b"updates" in body


def send(address: tuple[str, int], request: Request) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(*address, timeout=20)
    try:
        # The suite's own paths are below /sparql/; a program has to put the endpoint's address there.
        path = quote(request.path.replace("/sparql/", "/sparql", 1), safe="/?&=%+")
        connection.putrequest(request.method, path)
        for name, value in request.headers.items():
            connection.putheader(name, value)
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        response = connection.getresponse()
        body = response.read()
        return response.status, response.headers.get("Content-Type", "").partition(";")[0], body
    finally:
        connection.close()
