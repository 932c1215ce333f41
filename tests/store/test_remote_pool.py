"""Queries that go to an engine at an address: here to a small server that does what a test tells it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from nqfgraph.errors import (
    QueryError,
    QueryRefused,
    QueryTimeout,
    StoreBusy,
    StoreUnavailable,
)
from nqfgraph.settings import Settings
from nqfgraph.store.remote_pool import RemotePool
from nqfgraph.store.views import View

BASE = "https://a.example/"
VIEW = View(BASE, "2026-11-23.1", {"framework": 1}, dialect="virtuoso")
STORED = f"{BASE}release/2026-11-23.1/graph/framework"
JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"
QUERY = "SELECT ?x { ?x ?p ?o }"
TABLE = {
    "head": {"vars": ["x"]},
    "results": {"bindings": [{"x": {"type": "uri", "value": STORED}} for _ in range(3)]},
}
FOLDER = Path("2026-11-23.1")


class Engine:
    """A SPARQL server: ``answer`` is called for a query; the pointer is answered by itself."""

    def __init__(self) -> None:
        self.listed = True
        self.asked: list[dict[str, list[str]]] = []
        self.closed = threading.Event()
        self.say(json.dumps(TABLE))

    def say(self, body: str, status: int = 200, media_type: str = JSON, **headers: str) -> None:
        """Answer every query so."""

        def answer(handler: Handler) -> None:
            handler.reply(body.encode(), status, media_type, headers)

        self.answer = answer

    def pointer(self) -> bytes:
        value = {"number": 1, "current": VIEW.version, "unfinished": {}}
        value["releases"] = {VIEW.version: VIEW.to_value()}
        bindings = [{"value": {"type": "literal", "value": json.dumps(value)}}] if self.listed else []
        return json.dumps({"head": {"vars": ["value"]}, "results": {"bindings": bindings}}).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        engine = self.server.engine
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if "release/current" in fields["query"][0]:
            self.reply(engine.pointer(), 200, JSON, {})
            return
        engine.asked.append(fields)
        engine.answer(self)

    def reply(self, body: bytes, status: int, media_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Type": media_type, "Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    engine: Engine

    def handle_error(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        server.engine = Engine()
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def engine(server: Server) -> Engine:
    server.engine = Engine()
    return server.engine


@pytest.fixture(scope="module")
def pool(server: Server) -> Iterator[RemotePool]:
    settings = Settings(
        store=f"http://127.0.0.1:{server.server_port}/sparql",
        store_connections=1,
        query_seconds=20.0,
        query_wait_seconds=60.0,
    )
    opened = RemotePool(settings, lambda folder: VIEW)
    yield opened
    opened.close()


def ask(pool: RemotePool, query: str = QUERY, media_type: str = CSV, **options) -> bytes:
    return b"".join(pool.run(FOLDER, query, media_type, **options))


def test_an_answer_is_written_anew_with_public_names(pool):
    line = f"{BASE}graph/framework\r\n".encode()
    assert ask(pool) == b"x\r\n" + 3 * line
    xml = ask(pool, media_type="application/sparql-results+xml")
    assert xml.count(f"<uri>{BASE}graph/framework</uri>".encode()) == 3


def test_the_engine_gets_the_dataset_and_the_longest_time(pool, engine):
    ask(pool, f"SELECT * FROM <{BASE}graph/framework> {{ ?x ?p ?o }}")
    ask(pool, default_graphs=["urn:other"])
    ask(pool, "SELECT * { <b> ?p ?x }", base=f"{BASE}a/")
    from_clause, other, relative = engine.asked
    assert from_clause["default-graph-uri"] == [STORED]
    assert from_clause["named-graph-uri"] == other["default-graph-uri"] == ["urn:nqfgraph:no-graph"]
    assert relative["default-graph-uri"] == relative["named-graph-uri"] == [STORED]
    assert f"<{BASE}a/b>" in relative["query"][0]
    assert {each["timeout"][0] for each in engine.asked} == {"21000"}


def test_truth_values_of_virtuoso_are_put_right(pool, engine):
    datatype = "http://www.w3.org/2001/XMLSchema#boolean"
    binding = {"x": {"type": "typed-literal", "datatype": datatype, "value": "1"}}
    engine.say(json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [binding]}}))
    assert ask(pool) == b"x\r\ntrue\r\n"


def test_graphs_and_truths_are_answered(pool, engine):
    engine.say(f"<a:s> <a:p> <{STORED}> .\n", media_type="application/n-triples")
    assert ask(pool, "DESCRIBE <a:s>", TURTLE) == f"<a:s> <a:p> <{BASE}graph/framework> .\n".encode()
    assert engine.asked[-1]["query"][0].startswith("define sql:describe-mode")
    engine.say('{"head": {}, "boolean": false}')
    assert ask(pool, "ASK {}", JSON) == b'{"head":{},"boolean":false}'


@pytest.mark.parametrize(
    ("query", "media_type"), [("ASK {}", TURTLE), (QUERY, TURTLE), ("CONSTRUCT WHERE { ?s ?p ?o }", CSV)]
)
def test_a_form_that_does_not_fit_is_refused_before_anything_is_sent(pool, engine, query, media_type):
    with pytest.raises(QueryError, match="cannot be written as"):
        ask(pool, query, media_type)
    assert engine.asked == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
        "DROP ALL",
        "define get:soft 'soft' SELECT * FROM <http://x.example/> { ?s ?p ?o }",
        "SELECT * {",
    ],
)
def test_what_is_not_allowed_is_not_sent(pool, engine, query):
    with pytest.raises((QueryRefused, QueryError)):
        ask(pool, query)
    assert engine.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (400, {}, QueryError),
        (500, {}, StoreUnavailable),
        (503, {}, StoreBusy),
        (504, {}, QueryTimeout),
        (200, {"X-SPARQL-MaxRows": "10000"}, QueryRefused),
        (200, {"X-SQL-State": "S1TAT"}, QueryTimeout),
    ],
)
def test_errors_of_the_engine_come_before_the_first_byte(pool, engine, status, headers, kind):
    engine.say(json.dumps(TABLE), status, **headers)
    with pytest.raises(kind):
        pool.run(FOLDER, QUERY, CSV)
    engine.say(json.dumps(TABLE))
    assert ask(pool).count(b"\n") == 4  # the worker is as good as before


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (json.dumps(TABLE)[:-40], JSON),
        ("<html>", "text/html"),
        ('{"head": {}, "boolean": true}', JSON),
        (
            '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "a b"}}]}}',
            JSON,
        ),
    ],
)
def test_an_answer_that_cannot_be_read_is_an_error(pool, engine, body, media_type):
    engine.say(body, media_type=media_type)
    with pytest.raises(StoreUnavailable):
        ask(pool)


def test_an_answer_that_breaks_off_is_seen_to_be_broken(pool, engine):
    def break_off(handler: Handler) -> None:
        rows = json.dumps(TABLE["results"]["bindings"] * 50_000)
        body = f'{{"head": {{"vars": ["x"]}}, "results": {{"bindings": {rows}}}}}'.encode()
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])
        handler.close_connection = True

    engine.answer = break_off
    answer = pool.run(FOLDER, QUERY, CSV)
    assert next(answer).startswith(b"x\r\n")
    with pytest.raises(StoreUnavailable):
        list(answer)


def wait_for_the_end(engine: Engine):
    def answer(handler: Handler) -> None:
        handler.connection.settimeout(20)
        if handler.connection.recv(1) == b"":
            engine.closed.set()
        handler.close_connection = True

    return answer


def test_a_query_is_stopped_at_its_deadline_and_the_connection_closed(pool, engine):
    ask(pool)
    engine.answer = wait_for_the_end(engine)
    with pytest.raises(QueryTimeout, match=r"0\.7 seconds"):
        ask(pool, seconds=0.7)
    assert engine.closed.wait(10)
    engine.say(json.dumps(TABLE))
    assert ask(pool).startswith(b"x\r\n")
    assert pool.statistics().late > 0


def test_a_client_that_leaves_closes_the_connection(pool, engine):
    engine.answer = wait_for_the_end(engine)
    with pytest.raises(QueryRefused, match="client"):
        ask(pool, abandoned=lambda: bool(engine.asked))
    assert engine.closed.wait(10)
    assert pool.statistics().abandoned > 0


def test_no_more_queries_are_sent_at_a_time_than_the_settings_say(server, engine):
    settings = Settings(
        store=f"http://127.0.0.1:{server.server_port}/", store_connections=1, query_wait_seconds=0.3
    )
    pool = RemotePool(settings, lambda folder: VIEW)
    pool._settings = settings
    try:
        assert ask_patiently(pool)
        begun = threading.Event()
        go_on = threading.Event()

        def answer(handler: Handler) -> None:
            begun.set()
            go_on.wait(20)
            handler.reply(json.dumps(TABLE).encode(), 200, JSON, {})

        engine.answer = answer
        first = threading.Thread(target=ask, args=(pool,))
        first.start()
        assert begun.wait(10)
        with pytest.raises(StoreBusy):
            ask(pool)
        go_on.set()
        first.join()
        assert ask(pool)
    finally:
        pool.close()


def ask_patiently(pool: RemotePool) -> bytes:
    for _ in range(100):
        try:
            return ask(pool)
        except StoreBusy:  # the processes are being started
            time.sleep(0.1)
    return b""


def test_a_release_that_was_removed_is_no_longer_answered_from(server, engine):
    engine.listed = False
    pool = RemotePool(Settings(store=f"http://127.0.0.1:{server.server_port}/"), lambda folder: VIEW)
    with pytest.raises(StoreUnavailable, match="no release any more"):
        ask(pool)
    assert engine.asked == []
    pool.close()


def test_a_release_that_the_engine_does_not_have_is_not_ready(server, tmp_path):
    def find(folder: Path) -> View:
        raise StoreUnavailable(f"The engine does not have {folder.name}.")

    pool = RemotePool(Settings(store=f"http://127.0.0.1:{server.server_port}/"), find)
    with pytest.raises(StoreUnavailable, match="does not have"):
        pool.start(tmp_path, wait=True)
    assert not pool.ready(tmp_path)
    pool.close()


def test_the_pool_says_what_it_has(pool, tmp_path):
    pool.start(tmp_path, wait=True)
    assert pool.ready(tmp_path)
    (held,) = [each for each in pool.statistics().releases if each.name == tmp_path.name]
    assert (held.in_memory, held.workers) == (False, 1)
