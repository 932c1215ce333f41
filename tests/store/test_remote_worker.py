"""A session with an engine, inside the test's own process."""

from __future__ import annotations

import io
import json

import httpx
import pytest

from nqfgraph.errors import QueryError, QueryRefused, StoreUnavailable
from nqfgraph.store.address import Address
from nqfgraph.store.remote_answers import Answer
from nqfgraph.store.remote_worker import Engine, Session
from nqfgraph.store.views import FRAGILE, View

BASE = "https://a.example/"
VIEW = View(BASE, "2026-11-23.1", {"framework": 1}, (FRAGILE[0],), "virtuoso")
ADDRESS = Address(query="https://store.example/sparql", user="me", password="word")
ENGINE = Engine(ADDRESS, VIEW, 5.0)
JSON = "application/sparql-results+json"


def order(query: str, media_type: str) -> dict[str, object]:
    nothing = dict.fromkeys(("default_graphs", "named_graphs", "base"))
    return {"query": query, "media_type": media_type, **nothing}


def answer(query: str, media_type: str, content: str, found: str = JSON) -> bytes:
    value = {
        "number": 1,
        "current": VIEW.version,
        "releases": {VIEW.version: VIEW.to_value()},
        "unfinished": {},
    }
    rows = [{"value": {"type": "literal", "value": json.dumps(value)}}]
    pointer = json.dumps({"head": {"vars": ["value"]}, "results": {"bindings": rows}})

    def handle(request: httpx.Request) -> httpx.Response:
        is_pointer = b"release%2Fcurrent" in request.read()
        body, kind = (pointer, JSON) if is_pointer else (content, found)
        return httpx.Response(200, content=body.encode(), headers={"Content-Type": kind})

    session = Session(ENGINE, httpx.Client(transport=httpx.MockTransport(handle)))
    output = io.BytesIO()
    session.answer(order(query, media_type), output)
    return output.getvalue()


def test_what_a_zygote_is_told_is_all_that_it_needs():
    told = json.loads(json.dumps(ENGINE.to_order()))
    assert Engine.from_order(told) == ENGINE
    session = Engine.from_order(told).open()
    assert isinstance(session, Session)
    session._client.close()


def test_tables_truths_and_graphs_are_written_anew():
    table = '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "a:b"}}]}}'
    assert answer("SELECT ?x { ?x ?p ?o }", "text/csv", table) == b"x\r\na:b\r\n"
    assert answer("ASK {}", JSON, '{"head": {}, "boolean": true}') == b'{"head":{},"boolean":true}'
    line = '<a:s> <a:p> "P1Y"^^<urn:nqfgraph:xsd:duration> .\n'
    graph = answer("DESCRIBE <a:s>", "text/turtle", line, "application/n-triples")
    assert graph == f'<a:s> <a:p> "P1Y"^^<{FRAGILE[0]}> .\n'.encode()


@pytest.mark.parametrize(
    ("query", "media_type", "content", "kind"),
    [
        ("ASK {}", "text/turtle", "", QueryError),
        ("DESCRIBE <a:s>", "text/csv", "", QueryError),
        ("ASK { SERVICE <a:s> {} }", JSON, "", QueryRefused),
        ("ASK {}", JSON, '{"head": {"vars": []}, "results": {"bindings": []}}', StoreUnavailable),
        ("ASK {}", JSON, '{"head": {}, "bool', StoreUnavailable),
        ("DESCRIBE <a:s>", "text/turtle", "{}", StoreUnavailable),
    ],
)
def test_what_does_not_fit_is_an_error(query, media_type, content, kind):
    with pytest.raises(kind):
        answer(query, media_type, content)


def test_a_body_is_read_like_a_file():
    body = Answer(iter([b"ab", b"", b"cde"]), JSON, None, ((b"cd", b"x"),))
    assert [body.read(1), body.read(5), body.read(), body.read(), body.read()] == [
        b"a",
        b"b",
        b"xe",
        b"",
        b"",
    ]
