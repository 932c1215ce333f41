"""The endpoint over a socket: what a client sees of answers that break off, and of many at once."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import flask
import pytest

from nqfgraph_server.http.server import Server

ASK = "ASK { ?s ?p ?o }"
ENDLESS = "SELECT * WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?x ?y ?o . ?o ?z ?w }"
JSON = "application/sparql-results+json"
DIRECT = "application/sparql-query"


@pytest.fixture(scope="module")
def app(make_app) -> flask.Flask:
    return make_app(workers=2, query_seconds=3.0, query_wait_seconds=8.0)


@pytest.fixture(scope="module")
def address(app) -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ready = threading.Event()
        server = Server(app, listening, threads=16, most_bytes=1_000_000, ready=ready.set)
        thread = threading.Thread(target=server.serve_until_stopped)
        thread.start()
        assert ready.wait(10)
        yield listening.getsockname()
        server.stop()
        thread.join(10)
        assert not thread.is_alive()


def fetch(
    address: tuple[str, int],
    query: str,
    accept: str = JSON,
    *,
    method: str = "POST",
    path: str = "/sparql",
    **headers: str,
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*address, timeout=20)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, query, {"Content-Type": DIRECT, "Accept": accept, **headers})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_the_method_query_passes_the_server(address):
    status, body = fetch(address, ASK, method="QUERY")
    assert (status, json.loads(body)["boolean"]) == (200, True)


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_an_answer_that_breaks_off_is_seen_to_be_broken(address, coding):
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        fetch(address, ENDLESS, "text/csv", path="/sparql?timeout=0.5", Accept_Encoding=coding)


def test_a_client_that_leaves_frees_the_worker(address):
    for _ in range(4):
        connection = http.client.HTTPConnection(*address, timeout=20)
        connection.request("POST", "/sparql", ENDLESS, {"Content-Type": DIRECT, "Accept": "text/csv"})
        connection.getresponse().read(1000)
        connection.close()
    start = time.monotonic()
    assert fetch(address, ASK)[0] == 200
    assert time.monotonic() - start < 5


def test_twenty_clients_at_once_are_all_answered(address):
    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(lambda _: fetch(address, ASK), range(60)))
    assert {status for status, _ in answers} == {200}
    assert {json.loads(body)["boolean"] for _, body in answers} == {True}


def test_a_question_of_many_clients_is_computed_once(app, address):
    before = app.extensions["nqfgraph"].results.statistics()
    with ThreadPoolExecutor(100) as clients:
        answers = list(clients.map(lambda _: fetch(address, COUNT), range(200)))
    after = app.extensions["nqfgraph"].results.statistics()
    assert {status for status, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1
    assert after.misses - before.misses == 1
