"""The store at an address: what can go wrong on the way."""

from __future__ import annotations

import inspect

import httpx
import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError, QueryError, QueryTimeout, StoreBusy, StoreError, StoreUnavailable
from nqfgraph.store import open_store
from nqfgraph.store.address import Address
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.remote_http import translation

ADDRESS = "http://store.example/sparql"
JSON = {"Content-Type": "application/sparql-results+json"}
EXCEPTIONS = [
    each
    for _, each in inspect.getmembers(httpx, inspect.isclass)
    if issubclass(each, Exception) and not issubclass(each, Warning)
]


def answering(handler, **options) -> RemoteStore:
    address = Address(query=ADDRESS, graphs=options.pop("graphs", ""))
    return RemoteStore(address, client=httpx.Client(transport=httpx.MockTransport(handler)), **options)


def with_response(status: int = 200, **options) -> RemoteStore:
    return answering(lambda request: httpx.Response(status, **options))


@pytest.mark.parametrize("kind", EXCEPTIONS, ids=lambda each: each.__name__)
def test_every_exception_of_httpx_is_translated(kind):
    assert issubclass(translation(kind), StoreError)


def test_there_are_exceptions_to_translate():
    assert httpx.ReadTimeout in EXCEPTIONS
    assert len(EXCEPTIONS) > 20


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (httpx.ConnectError("refused"), StoreUnavailable),
        (httpx.ConnectTimeout("slow"), StoreUnavailable),
        (httpx.ReadTimeout("slow"), QueryTimeout),
        (httpx.RemoteProtocolError("cut off"), StoreUnavailable),
        (httpx.InvalidURL("wrong"), StoreUnavailable),
    ],
)
def test_what_httpx_raises_comes_out_as_an_error_of_the_store(raised, expected):
    def fail(request):
        raise raised

    store = answering(fail)
    for act in (
        lambda: store.query("ASK {}"),
        lambda: list(store.stream("ASK {}", JSON["Content-Type"])),
        lambda: store.replace_graph("http://example.org/g", []),
        lambda: store.drop_graph("http://example.org/g"),
    ):
        with pytest.raises(expected) as caught:
            act()
        assert caught.value.__cause__ is raised


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, QueryError),
        (401, StoreUnavailable),
        (404, StoreUnavailable),
        (408, QueryTimeout),
        (429, StoreBusy),
        (500, StoreUnavailable),
        (503, StoreBusy),
        (504, QueryTimeout),
    ],
)
def test_a_status_that_is_no_success_is_an_error(status, expected):
    with pytest.raises(expected):
        with_response(status).query("ASK {}")


def test_an_error_says_what_the_server_says():
    with pytest.raises(QueryError, match="400 Bad Request: line 3 is wrong"):
        with_response(400, json={"detail": "line 3 is wrong"}).query("ASK {}")
    with pytest.raises(StoreUnavailable, match="500 Internal Server Error: out of order"):
        with_response(500, text="out  of\norder").query("ASK {}")


def test_a_redirect_is_not_followed():
    asked = []

    def redirect(request):
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://elsewhere.example/"})

    with pytest.raises(StoreUnavailable, match=r"redirects to http://elsewhere\.example/"):
        answering(redirect).query("ASK {}")
    assert asked == [ADDRESS]


def test_an_answer_may_not_be_longer_than_the_limit():
    store = with_response(content=b" " * 101, headers=JSON)
    store._largest_answer = 100
    with pytest.raises(StoreUnavailable, match="longer than 100 bytes"):
        store.query("ASK {}")
    with pytest.raises(StoreUnavailable, match="longer than 100 bytes"):
        list(store.stream("ASK {}", JSON["Content-Type"]))


@pytest.mark.parametrize(
    ("query", "content", "media_type"),
    [
        ("ASK {}", b"{", "application/sparql-results+json"),
        ("ASK {}", b"<html>", "text/html"),
        ("ASK {}", b"{}", None),
        (
            "ASK {}",
            b'{"head": {"vars": ["a"]}, "results": {"bindings": []}}',
            "application/sparql-results+json",
        ),
        ("SELECT * {}", b'{"head": {}, "boolean": true}', "application/sparql-results+json"),
        ("DESCRIBE <http://example.org/>", b"<a", "text/turtle"),
        ("DESCRIBE <http://example.org/>", b"<a>", "text/html"),
    ],
)
def test_an_answer_that_is_none_is_an_error(query, content, media_type):
    headers = {"Content-Type": media_type} if media_type else {}
    with pytest.raises(StoreUnavailable):
        with_response(content=content, headers=headers).query(query)


def test_a_stream_in_a_form_that_is_none_is_an_error():
    with pytest.raises(StoreUnavailable, match="answers in text/html"):
        list(
            with_response(content=b"<html>", headers={"Content-Type": "text/html"}).stream(
                "ASK {}", "text/csv"
            )
        )


def test_an_update_is_refused_before_it_is_sent():
    with pytest.raises(StoreError, match="update"):
        answering(lambda request: pytest.fail("it was sent")).query("DROP ALL")


@pytest.mark.parametrize("address", ["ftp://example.org/", "/path", "http:", "file:///etc/passwd"])
def test_only_web_addresses_are_stores(address):
    with pytest.raises(InputError, match="not the address of a SPARQL server"):
        RemoteStore(address)


def test_a_graph_store_can_be_elsewhere():
    asked = []

    def note(request):
        asked.append((request.method, str(request.url), request.content))
        return httpx.Response(204)

    store = answering(note, graphs="http://store.example/data")
    store.replace_graph("http://example.org/g", [ox.Triple(*[ox.NamedNode("http://example.org/a")] * 3)])
    address = "http://store.example/data?graph=http%3A%2F%2Fexample.org%2Fg"
    a = b"<http://example.org/a>"
    assert asked == [("PUT", address, b" ".join([a, a, a]) + b" .\n")]


def test_a_read_only_store_is_not_written():
    store = answering(lambda request: pytest.fail("it was sent"), read_only=True)
    with pytest.raises(StoreUnavailable, match="for reading only"):
        store.replace_graph("http://example.org/g", [])
    with pytest.raises(StoreUnavailable, match="for reading only"):
        store.drop_graph("http://example.org/g")


def test_an_address_opens_a_remote_store():
    store = open_store("HTTP://127.0.0.1:9/sparql")
    assert isinstance(store, RemoteStore)
    with pytest.raises(StoreUnavailable, match="cannot be asked"):
        store.query("ASK {}")
    store.close()
