"""Answers that are asked again: validators, the cache, content codings, digests and permalinks."""

from __future__ import annotations

import gzip
import hashlib
import re
import sys
import threading
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import parse_qs, urlsplit

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph_server.sparql import citation

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SELECT = "SELECT ?s WHERE { ?s a <http://data.europa.eu/snb/model/elm/Qualification> } ORDER BY ?s"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"
LONG = "SELECT * WHERE { ?s ?p ?o . ?x a <http://data.europa.eu/snb/model/elm/Qualification> }"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
DIRECT = "application/sparql-query"
OTHER_DIGEST = f"sha-256:{'0' * 64}"


def ask(client, query=ASK, accept=None, **parameters):
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", query_string={"query": query, **parameters}, headers=headers)


class Counted:
    """An application whose questions to the query workers are counted."""

    def __init__(self, app: flask.Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = app.test_client()
        self.results = app.extensions["nqfgraph"].results
        self.asked = 0
        self._lock = threading.Lock()
        pool = app.extensions["nqfgraph"].pool
        run = pool.run

        def count(*question: object, **limits: object) -> object:
            with self._lock:
                self.asked += 1
            return run(*question, **limits)

        monkeypatch.setattr(pool, "run", count)


@pytest.fixture
def counted(make_app: Callable[..., flask.Flask], monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(make_app(), monkeypatch)


# -- validators


def test_an_answer_that_is_known_is_not_computed_again(client):
    first = ask(client, SELECT, "text/csv")
    assert first.headers["ETag"].startswith('"')
    again = client.get(
        "/sparql",
        query_string={"query": SELECT},
        headers={"Accept": "text/csv", "If-None-Match": first.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Accept" in again.vary


def test_a_validator_that_a_proxy_made_weak_is_known(client):
    tag = ask(client, SELECT, "text/csv").headers["ETag"]
    headers = {"Accept": "text/csv", "If-None-Match": f"W/{tag}"}
    assert client.get("/sparql", query_string={"query": SELECT}, headers=headers).status_code == 304


def test_another_question_or_form_has_another_validator(client):
    responses = [
        ask(client, SELECT, "text/csv"),
        ask(client, SELECT, XML),
        ask(client, SELECT, "application/xml"),
        ask(client, f"{SELECT} LIMIT 1", "text/csv"),
        ask(client, SELECT, "text/csv", **{"default-graph-uri": "http://example.org/a"}),
        ask(client, SELECT, "text/csv", **{"named-graph-uri": "http://example.org/a"}),
    ]
    assert len({response.headers["ETag"] for response in responses}) == len(responses)


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "uuid()", "STRUUID()", "BNODE()"])
def test_an_answer_that_changes_has_no_validator_and_is_computed_each_time(counted, function):
    query = f"SELECT ({function} AS ?x) WHERE {{}}"
    response = ask(counted.client, query)
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    ask(counted.client, query)
    assert counted.asked == 2


def test_head_is_get_without_the_body(client):
    got = ask(client, SELECT, "text/csv")
    head = client.head("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/csv"})
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "ETag", "Vary"):
        assert head.headers[name] == got.headers[name]
    assert client.head("/sparql?query=SELECT").status_code == 400


def test_the_method_query_is_told_that_the_answer_is_known(client):
    tag = ask(client, SELECT, "text/csv").headers["ETag"]
    headers = {"Accept": "text/csv", "If-None-Match": tag}
    response = client.open("/sparql", method="QUERY", data=SELECT, content_type=DIRECT, headers=headers)
    assert (response.status_code, response.headers["ETag"]) == (304, tag)


def test_post_with_a_validator_that_still_holds_fails_as_http_asks(client):
    first = client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/csv"})
    tag = first.headers["ETag"]
    response = client.post(
        "/sparql", data={"query": SELECT}, headers={"Accept": "text/csv", "If-None-Match": tag}
    )
    assert response.status_code == 412
    assert "QUERY" in response.json["detail"]


def test_a_wrong_query_is_an_error_whatever_the_condition(client):
    headers = {"If-None-Match": "*"}
    assert client.get("/sparql?query=SELECT", headers=headers).status_code == 400


# -- the cache


def test_an_answer_is_computed_once_whatever_the_way_it_is_asked_for(counted):
    client = counted.client
    answers = [
        ask(client, SELECT, JSON),
        ask(client, SELECT, "application/json"),
        client.post("/sparql", data={"query": SELECT, "timeout": "3"}),
        client.open("/sparql", method="QUERY", data=SELECT, content_type=DIRECT),
    ]
    assert len({response.data for response in answers}) == 1
    assert counted.asked == 1


def test_what_a_release_does_not_pin_is_not_mixed_up(counted):
    client = counted.client
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    assert ask(client, count).data != ask(client, count, **{"default-graph-uri": "http://a.example/"}).data
    assert ask(client, count, "text/csv").data != ask(client, count, JSON).data
    assert counted.asked == 3


def test_many_who_ask_at_once_make_one_computation(counted):
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?x ?y ?o }"
    with ThreadPoolExecutor(30) as threads:
        app = counted.client.application
        answers = list(threads.map(lambda _: ask(app.test_client(), query).data, range(100)))
    assert len(set(answers)) == 1
    assert counted.asked == 1


def test_an_answer_that_is_too_large_is_computed_each_time(make_app, monkeypatch):
    counted = Counted(make_app(result_cache_megabytes=1), monkeypatch)
    first, again = ask(counted.client, LONG, "text/csv"), ask(counted.client, LONG, "text/csv")
    assert first.data == again.data
    assert len(first.data) > 1024 * 1024
    assert counted.asked == 2
    assert counted.results.statistics().entries == 0


def test_without_a_cache_everything_is_computed(make_app, monkeypatch):
    counted = Counted(make_app(result_cache_megabytes=0), monkeypatch)
    assert ask(counted.client, SELECT).data == ask(counted.client, SELECT).data
    assert counted.asked == 2


def test_what_is_counted_and_logged_of_a_query(make_app):
    app = make_app()

    def observe(query: str, **parameters: str) -> object:
        with app.test_client() as client:
            with ask(client, query, **parameters) as response:
                assert response.data
            return flask.g.observation

    first, again = observe(SELECT), observe(SELECT)
    assert (first.query, first.form, first.media_type) == (SELECT, "SELECT", JSON)
    assert first.release == app.extensions["nqfgraph"].release().version
    assert (first.cached, again.cached) == (False, True)
    assert first.seconds > 0 == again.seconds
    broken = observe("SELECT")
    assert (broken.form, broken.cached) == ("SELECT", False)


# -- content codings


@pytest.mark.parametrize(("coding", "decode"), [("gzip", gzip.decompress), ("zstd", zstd.decompress)])
def test_a_kept_answer_is_compressed_once(counted, coding, decode):
    plain = ask(counted.client, CONSTRUCT)
    headers = {"Accept-Encoding": coding}
    first, again = (
        counted.client.get("/sparql", query_string={"query": CONSTRUCT}, headers=headers) for _ in range(2)
    )
    assert decode(first.data) == plain.data
    assert first.data == again.data
    assert first.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-{coding}"'
    assert set(first.vary) == set(plain.vary) >= {"Accept", "Accept-Encoding"}
    assert counted.asked == 1
    known = counted.client.get(
        "/sparql",
        query_string={"query": CONSTRUCT},
        headers={**headers, "If-None-Match": first.headers["ETag"]},
    )
    assert (known.status_code, known.headers["ETag"]) == (304, first.headers["ETag"])


def test_a_long_answer_is_compressed_as_it_comes(client):
    headers = {"Accept": "text/csv", "Accept-Encoding": "gzip"}
    response = client.get("/sparql", query_string={"query": LONG}, headers=headers)
    assert gzip.decompress(response.data) == ask(client, LONG, "text/csv").data


# -- digests


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_whole_answer_has_the_digest_of_its_bytes(client, coding):
    response = client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept-Encoding": coding})
    algorithm, _, value = response.headers["Repr-Digest"].partition("=:")
    assert algorithm == "sha-256"
    assert b64decode(value.removesuffix(":")) == hashlib.sha256(response.data).digest()


def test_the_digest_of_a_citation_is_that_of_sorted_lines():
    sorted_lines = hashlib.sha256(b"?s\na\nb\n").hexdigest()
    for lines in (b"?s\na\nb\n", b"?s\nb\na\n", b"?s\nb\na"):
        assert citation.digest_of(lines) == f"sha-256:{sorted_lines}"
    assert citation.digest_of(b"") == f"sha-256:{hashlib.sha256(b'').hexdigest()}"


LINES = {
    SELECT: "text/tab-separated-values",
    CONSTRUCT: "application/n-triples",
    ASK: JSON,
    "DESCRIBE <urn:nothing>": "application/n-triples",
}
"""Queries with the form in which their digests are made."""


def digest_of(client: FlaskClient, query: str) -> str:
    """Return the digest of an answer as the documentation says to make it."""
    lines = sorted(line + b"\n" for line in ask(client, query, LINES[query]).data.splitlines())
    return f"sha-256:{hashlib.sha256(b''.join(lines)).hexdigest()}"


@pytest.mark.parametrize("query", LINES)
@pytest.mark.parametrize("accept", ["*/*", "text/csv, application/rdf+xml, */*;q=0.1", "text/html"])
def test_an_answer_is_compared_with_the_digest_that_is_asked_for(client, query, accept):
    assert ask(client, query, accept, digest=digest_of(client, query)).status_code == 200
    differs = ask(client, query, accept, digest=OTHER_DIGEST)
    assert differs.status_code == 409
    assert OTHER_DIGEST in differs.text
    assert digest_of(client, query) in differs.text


def test_the_digest_of_an_answer_that_is_too_large_is_not_checked(client, monkeypatch):
    monkeypatch.setattr(citation, "LARGEST", 100_000)
    for accept in ("text/csv", "text/html"):
        response = ask(client, LONG, accept, digest=OTHER_DIGEST)
        assert response.status_code == 422
        assert "100000 bytes" in response.text


def test_a_permalink_pins_query_release_and_dataset(client, release):
    graph = release.iris.graph("framework")
    address = urlsplit(permalink(client, SELECT, **{"default-graph-uri": graph, "named-graph-uri": graph}))
    assert (address.scheme, address.netloc, address.path) == ("http", "localhost", "/sparql")
    parameters = parse_qs(address.query)
    assert parameters["query"] == [SELECT]
    assert parameters["release"] == [release.version]
    assert parameters["default-graph-uri"] == parameters["named-graph-uri"] == [graph]
    assert "digest" in parameters
    assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_an_answer_that_differs_each_time_is_cited_without_a_digest(client):
    assert "digest" not in permalink(client, "SELECT (RAND() AS ?x) WHERE {}")


def test_an_answer_that_is_too_large_is_cited_without_a_digest(client, monkeypatch):
    monkeypatch.setattr(citation, "LARGEST", 100_000)
    assert "digest" not in permalink(client, LONG)


def permalink(client: FlaskClient, query: str, **parameters: str) -> str:
    """Return the permalink that the page shows."""
    text = ask(client, query, "text/html", **parameters).text
    found = re.search(r'class="permalink" href="([^"]*)"', text)
    assert found
    return unescape(found[1])
