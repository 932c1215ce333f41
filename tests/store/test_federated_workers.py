"""Queries that ask other endpoints: only those that the operator allows, and nothing beside them."""

from __future__ import annotations

import contextlib
import http.server
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nqfgraph.errors import (
    InputError,
    NqfgraphError,
    QueryError,
    QueryRefused,
    QueryTimeout,
    StoreUnavailable,
)
from nqfgraph.settings import Settings
from nqfgraph.store.workers import QueryPool

CSV = "text/csv"
ANY = "{ ?s ?p ?o }"
RESULTS = b'{"head": {"vars": ["o"]}, "results": {"bindings": [{"o": {"type": "literal", "value": "%s"}}]}}'


@dataclass
class Listener:
    """An endpoint on this machine: what it answers, and what it was asked."""

    address: str = ""
    status: int = 200
    location: str = ""
    content: bytes = RESULTS % b"from elsewhere"
    silent: bool = False
    heard: list[tuple[str, bytes]] = field(default_factory=list)


@pytest.fixture(scope="module")
def make_listener() -> Iterator[Callable[..., Listener]]:
    servers: list[http.server.ThreadingHTTPServer] = []
    over = threading.Event()

    def make(**behaviour: object) -> Listener:
        listener = Listener(**behaviour)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append((self.path, body))
                if listener.silent:
                    over.wait(30)
                    return
                self.send_response(listener.status)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.send_header("Content-Length", str(len(listener.content)))
                if listener.location:
                    self.send_header("Location", listener.location)
                self.end_headers()
                self.wfile.write(listener.content)

            do_GET = do_POST

            def log_message(self, *words: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        listener.address = f"http://127.0.0.1:{server.server_address[1]}/sparql"
        return listener

    yield make
    over.set()
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases") / "2026-11-23.1"
    folder.mkdir()
    line = '<http://example.org/s> <http://example.org/p> "here" <http://example.org/g> .\n'
    (folder / "dump.nq").write_text(line)
    return folder


@pytest.fixture
def make_pool() -> Iterator[Callable[..., QueryPool]]:
    pools: list[QueryPool] = []

    def make(*endpoints: str, **changed: object) -> QueryPool:
        settings = Settings(workers=1, service_endpoints=", ".join(endpoints), **changed)
        pools.append(QueryPool(settings))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


def ask(pool: QueryPool, release: Path, query: str) -> list[str]:
    return b"".join(pool.run(release, query, CSV)).decode().split("\r\n")[1:-1]


def federated(address: str) -> str:
    return f"SELECT ?o {{ {{ SERVICE <{address}> {ANY} }} UNION {ANY} }} ORDER BY ?o"


def test_an_allowed_endpoint_is_asked_and_no_other(make_listener, make_pool, release):
    allowed, also_allowed = make_listener(), make_listener(content=RESULTS % b"from a third")
    pool = make_pool(allowed.address, also_allowed.address)
    assert ask(pool, release, federated(allowed.address)) == ["from elsewhere", "here"]
    ((path, sent),) = allowed.heard
    assert path == "/sparql"
    assert sent.startswith(b"SELECT")
    assert b"?s ?p ?o" in sent
    assert also_allowed.heard == []
    assert ask(pool, release, federated(also_allowed.address)) == ["from a third", "here"]
    assert ask(pool, release, f"SELECT ?o {ANY}") == ["here"]


REFUSED = {
    "another endpoint": f"SELECT * {{ SERVICE <OTHER> {ANY} }}",
    "lower case": f"select * {{ service silent <OTHER> {ANY} }}",
    "comments": f"SELECT * {{ SERVICE#x\nSILENT#y\n<OTHER>#z {{\n{ANY} }}",
    "behind an allowed one": f"SELECT * {{ SERVICE <ALLOWED> {ANY} SERVICE <OTHER> {ANY} }}",
    "before an allowed one": f"SELECT * {{ SERVICE <OTHER> {ANY} SERVICE <ALLOWED> {ANY} }}",
    "inside an allowed one": f"SELECT * {{ SERVICE <ALLOWED> {{ SERVICE <OTHER> {ANY} }} }}",
    "a variable": f"SELECT * {{ BIND(<OTHER> AS ?x) SERVICE ?x {ANY} }}",
    "a variable from data": f"SELECT * {{ VALUES ?x {{ <ALLOWED> <OTHER> }} SERVICE ?x {ANY} }}",
    "a prefixed name": f"PREFIX e: <OTHER> SELECT * {{ SERVICE e: {ANY} }}",
    "a prefixed name of an allowed one": f"PREFIX e: <ALLOWED> SELECT * {{ SERVICE e: {ANY} }}",
    "looks like a name": f"PREFIX service: <http://x/> PREFIX : <OTHER> SELECT * {{ service:x {ANY} }}",
    "a relative IRI": f"BASE <OTHER> SELECT * {{ SERVICE <> {ANY} }}",
    "the allowed one is the base": f"BASE <OTHER> SELECT * {{ SERVICE <ALLOWED> {ANY} SERVICE <x> {ANY} }}",
    "an escape": f"SELECT * {{ SERVICE <ESCAPED> {ANY} }}",
    "an escape in the keyword": f"SELECT * {{ SERVICE <ALLOWED> {ANY} S\\u0045RVICE <OTHER> {ANY} }}",
    "hidden behind an operator": (
        f"SELECT * {{ SERVICE <ALLOWED> {ANY} FILTER(?s<'>'||1) SERVICE <OTHER> {ANY} FILTER(''='') }}"
    ),
    "hidden in a long string that is none": (
        f'SELECT * {{ SERVICE <ALLOWED> {ANY} VALUES ?v {{ """x" }} SERVICE <OTHER> {ANY} }} # \\ud800 """'
    ),
    "no space": f"SELECT * {{ SERVICE<ALLOWED>{ANY} ?s ?p trueSERVICE<OTHER>{ANY} }}",
    "a path below an allowed one": f"SELECT * {{ SERVICE <ALLOWED/other> {ANY} }}",
    "a query of an allowed one": f"SELECT * {{ SERVICE <ALLOWED?x=1> {ANY} }}",
    "a user at an allowed one": f"SELECT * {{ SERVICE <WITHUSER> {ANY} }}",
    "LOAD": "LOAD <ALLOWED>",
    "LOAD behind a comment": "# ASK\nload silent <ALLOWED> into graph <http://x/>",
    "LOAD behind a query": f"SELECT * {ANY} ; LOAD <OTHER>",
    "INSERT with SERVICE": f"INSERT {ANY} WHERE {{ SERVICE <ALLOWED> {ANY} }}",
}
"""Queries that may not leave; OTHER is a listener that is not allowed."""


@pytest.fixture(scope="module")
def guarded(make_listener) -> Iterator[tuple[QueryPool, Listener, Listener]]:
    """A pool, the listener that its queries may ask, and another one."""
    allowed, other = make_listener(), make_listener()
    pool = QueryPool(Settings(workers=1, service_endpoints=allowed.address))
    yield pool, allowed, other
    pool.close()


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_no_request_leaves_for_anything_else(guarded, release, query):
    pool, allowed, other = guarded
    for name, address in {
        "ALLOWED": allowed.address,
        "OTHER": other.address,
        "ESCAPED": f"\\u0068{allowed.address[1:]}",
        "WITHUSER": allowed.address.replace("//", "//user:word@"),
    }.items():
        query = query.replace(name, address)
    with pytest.raises((QueryRefused, QueryError)):
        ask(pool, release, query)
    assert (allowed.heard, other.heard) == ([], [])


def test_the_refusal_names_what_may_be_asked(make_pool, release):
    pool = make_pool("http://127.0.0.1:1/a", "http://127.0.0.1:1/b")
    with pytest.raises(QueryRefused, match=r"<http://127\.0\.0\.1:1/c>") as caught:
        ask(pool, release, f"SELECT * {{ SERVICE <http://127.0.0.1:1/c> {ANY} }}")
    assert "<http://127.0.0.1:1/a>, <http://127.0.0.1:1/b>" in caught.value.remedy
    with pytest.raises(QueryRefused, match="xxx…, which"):
        ask(pool, release, f"SELECT * {{ SERVICE <http://127.0.0.1:1/{'x' * 5000}> {ANY} }}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere(make_listener, make_pool, release, status):
    other = make_listener()
    allowed = make_listener(status=status, location=other.address)
    with pytest.raises(StoreUnavailable, match="endpoint that the query asks has not answered"):
        ask(make_pool(allowed.address), release, federated(allowed.address))
    assert len(allowed.heard) == 1
    assert other.heard == []


def test_a_proxy_of_the_environment_is_not_asked(make_listener, make_pool, release, monkeypatch):
    allowed, proxy = make_listener(), make_listener()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.address)
    assert ask(make_pool(allowed.address), release, federated(allowed.address)) == ["from elsewhere", "here"]
    assert proxy.heard == []


def test_an_endpoint_that_never_answers_is_left_at_the_deadline(make_listener, make_pool, release):
    pool = make_pool((silent := make_listener(silent=True)).address, query_seconds=1.0)
    with pytest.raises(QueryTimeout):
        ask(pool, release, federated(silent.address))
    assert ask(pool, release, f"SELECT ?o {ANY}") == ["here"]


@pytest.mark.parametrize(
    "behaviour",
    [{"status": 500}, {"content": b"<html>"}, {"content": b'{"head": {"vars": ["o"]}, "results": {'}],
    ids=["an error", "no results", "cut off"],
)
def test_what_goes_wrong_elsewhere_is_told_and_costs_nothing_else(
    make_listener, make_pool, release, behaviour
):
    broken = make_listener(**behaviour)
    pool = make_pool(broken.address)
    with pytest.raises(NqfgraphError):
        ask(pool, release, federated(broken.address))
    assert len(broken.heard) == 1
    silent = federated(broken.address).replace("SERVICE", "SERVICE SILENT")
    assert ask(pool, release, f"SELECT ?o {ANY}") == ["here"]
    assert "here" in ask(pool, release, silent)


def test_a_worker_that_may_go_out_answers_one_query_only(make_listener, make_pool, release):
    """Neither an answer nor a refusal nor an error gives it back to those that wait for other queries."""
    allowed, broken = make_listener(), make_listener(status=500)
    pool = make_pool(allowed.address, broken.address)
    pool.start(release, wait=True)
    ended = []
    for query in (
        federated(allowed.address),
        federated(broken.address),
        f"SELECT * {{ SERVICE <http://127.0.0.1:1/> {ANY} }}",
        "SELECT (1 AS ?service) {}",
        "SELECT ?service {",
    ):
        made = _watch_workers(pool)
        with contextlib.suppress(NqfgraphError):
            ask(pool, release, query)
        ended += made
        assert ask(pool, release, f"SELECT ?o {ANY}") == ["here"]
    assert len(ended) == 5
    assert all(worker.alone for worker in ended)
    (crew,) = pool._holdings.all()
    assert [worker.alone for worker in crew.idle] == [False]


def _watch_workers(pool: QueryPool) -> list:
    """Return a list that gets the next worker that may go out."""
    (crew,) = pool._holdings.all()
    exchange = type(crew.nursery).exchange
    made: list = []

    def watched(worker):
        made.append(exchange(crew.nursery, worker))
        return made[-1]

    crew.nursery.exchange = watched
    return made


def test_the_word_alone_is_no_service(make_pool, release):
    pool = make_pool("http://127.0.0.1:1/")
    assert ask(pool, release, "SELECT ('service' AS ?x) {}") == ["service"]
    assert ask(pool, release, "SELECT ?o { ?service ?p ?o }") == ["here"]


def test_a_query_that_is_judged_to_stay_stays(make_listener, make_pool, release, monkeypatch, tmp_path):
    """The wall goes up in a worker that could go out, if its query only has the word."""
    (tmp_path / "sitecustomize.py").write_text(
        "import nqfgraph.store.federation as f\nf.refuse_service = lambda *text: False\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    allowed = make_listener()
    with pytest.raises((QueryError, StoreUnavailable)):
        ask(make_pool(allowed.address), release, federated(allowed.address))
    assert allowed.heard == []


def test_a_lost_zygote_is_told(make_pool, release):
    pool = make_pool("http://127.0.0.1:1/")
    pool.start(release, wait=True)
    (crew,) = pool._holdings.all()
    os.kill(crew.nursery.process.pid, 9)
    crew.nursery.process.wait()
    with pytest.raises(StoreUnavailable):
        ask(pool, release, f"SELECT * {{ SERVICE <http://127.0.0.1:1/> {ANY} }}")
    assert ask(pool, release, f"SELECT ?o {ANY}") == ["here"]


@pytest.mark.parametrize(
    "text",
    [
        "example.org/sparql",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https:///sparql",
        "https://user:word@example.org/",
        "https://example.org/#x",
        "https://example.org:port/",
        "https://exa<mple.org/",
        "https://example.org/\\u0041",
        "https://good.example/sparql ?x",
        "https://[::1/",
    ],
)
def test_what_is_no_address_of_an_endpoint_is_not_taken(text):
    with pytest.raises(InputError, match="NQFGRAPH_SERVICE_ENDPOINTS"):
        QueryPool(Settings(service_endpoints=text))
