"""The door to engines: addresses, ways in, and what their errors mean."""

from __future__ import annotations

import hashlib
import re

import httpx
import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError, QueryError, QueryRefused, QueryTimeout, StoreUnavailable
from nqfgraph.settings import Settings
from nqfgraph.store import remote_http
from nqfgraph.store.address import Address
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.remote_http import TooLarge

ADDRESS = "https://store.example/sparql"
TRIPLE = ox.Triple(*[ox.NamedNode("http://example.org/a")] * 3)
GRAPH = "http://example.org/g"
SECRET = "very-secret"


def store_with(handler, **credentials) -> RemoteStore:
    address = Address(query=ADDRESS, **credentials)
    client = remote_http.connect(address, 5.0)
    client._transport = httpx.MockTransport(handler)
    return RemoteStore(address, client=client)


def test_an_address_holds_no_password():
    with pytest.raises(InputError, match="NQFGRAPH_STORE_PASSWORD") as caught:
        Address(query=f"https://me:{SECRET}@store.example/")
    assert SECRET not in str(caught.value)
    with pytest.raises(InputError, match="holds a user"):
        Address(query=ADDRESS, graphs=f"https://me:{SECRET}@store.example/")


def test_there_is_one_way_in():
    with pytest.raises(InputError, match="Both a token and a user"):
        Address(query=ADDRESS, user="me", token=SECRET)


def test_secrets_come_from_the_settings_and_are_not_shown():
    settings = Settings.from_environment(
        {
            "NQFGRAPH_STORE": f"{ADDRESS}?key={SECRET}",
            "NQFGRAPH_STORE_USER": SECRET,
            "NQFGRAPH_STORE_PASSWORD": SECRET,
        }
    )
    address = Address.of(settings)
    assert (address.user, address.password) == (SECRET, SECRET)
    assert address.shown == ADDRESS
    assert SECRET not in f"{address.shown} {settings!r}".replace(f"?key={SECRET}", "")


def test_a_token_goes_with_every_request():
    seen = []

    def note(request):
        seen.append(request.headers["Authorization"])
        return httpx.Response(204)

    store = store_with(note, token=SECRET)
    store.drop_graph(GRAPH)
    assert seen == [f"Bearer {SECRET}"]


def test_basic_is_answered_when_it_is_asked_for():
    seen = []

    def door(request):
        seen.append(request.headers.get("Authorization"))
        return httpx.Response(204 if seen[-1] else 401, headers={"WWW-Authenticate": 'Basic realm="x"'})

    store = store_with(door, user="me", password="word")
    store.drop_graph(GRAPH)
    store.drop_graph(GRAPH)
    basic = httpx.BasicAuth("me", "word")._auth_header
    assert seen == [None, basic, basic]


def test_digest_is_answered_when_it_is_asked_for_and_the_body_sent_again():
    bodies = []

    def door(request):
        bodies.append(request.read())
        given = request.headers.get("Authorization", "")
        if "response=" not in given:
            asked = 'Digest realm="R", nonce="abc", qop="auth", algorithm="MD5", opaque="o"'
            return httpx.Response(401, headers={"WWW-Authenticate": asked})
        field = dict(re.findall(r'(\w+)="?([^",]*)', given))
        ha1, ha2 = (_md5(each) for each in ("me:R:word", f"{request.method}:{request.url.raw_path.decode()}"))
        expected = _md5(":".join([ha1, "abc", field["nc"], field["cnonce"], "auth", ha2]))
        return httpx.Response(204 if field["response"] == expected else 403)

    store = store_with(door, user="me", password="word")
    store.replace_graph(GRAPH, [TRIPLE])
    store.replace_graph(GRAPH, [TRIPLE])
    line = f"{TRIPLE} .\n".encode()
    assert bodies == [line, line, line]  # the second time the way is known


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


@pytest.mark.parametrize("asked", ["Negotiate", 'Basic realm="x"', ""])
def test_a_closed_door_is_an_error_that_tells_no_secret(asked):
    store = store_with(
        lambda request: httpx.Response(401, headers={"WWW-Authenticate": asked}), user="me", password=SECRET
    )
    with pytest.raises(StoreUnavailable, match="does not let this program in") as caught:
        store.drop_graph(GRAPH)
    assert SECRET not in f"{caught.value} {caught.value.remedy}"
    assert "NQFGRAPH_STORE_PASSWORD" in str(caught.value.remedy)


def test_errors_do_not_show_the_parameters_of_an_address():
    address = Address(query=f"{ADDRESS}?key={SECRET}")

    def fail(request):
        raise httpx.ConnectError("refused")

    for handler in (
        fail,
        lambda request: httpx.Response(500),
        lambda request: httpx.Response(302, headers={"Location": f"{ADDRESS}?key={SECRET}"}),
    ):
        store = RemoteStore(address, client=httpx.Client(transport=httpx.MockTransport(handler)))
        with pytest.raises(StoreUnavailable) as caught:
            store.query("ASK {}")
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (413, "", TooLarge),
        (500, "Virtuoso S1T00 Error SR171: Transaction timed out\n", QueryTimeout),
        (500, "Virtuoso 22023 Error SR353: Sorted TOP clause\n\nSPARQL query:\nSELECT secret", QueryRefused),
        (400, "Virtuoso 37000 Error SP030: syntax", QueryError),
        (500, "out of order", StoreUnavailable),
    ],
)
def test_what_virtuoso_says_is_understood(status, body, kind):
    store = store_with(lambda request: httpx.Response(status, text=body))
    with pytest.raises(kind) as caught:
        store.query("ASK {}")
    assert type(caught.value) is kind
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [({"X-SPARQL-MaxRows": "10000"}, QueryRefused), ({"X-SQL-State": "S1TAT"}, QueryTimeout)],
)
def test_an_answer_that_was_cut_is_an_error(headers, kind):
    content = b'{"head": {"vars": []}, "results": {"bindings": []}}'
    headers = headers | {"Content-Type": "application/sparql-results+json"}
    store = store_with(lambda request: httpx.Response(200, headers=headers, content=content))
    with pytest.raises(kind):
        store.query("SELECT * {}")


def test_a_body_has_a_length():
    seen = []

    def note(request):
        seen.append((request.headers.get("Content-Length"), request.headers.get("Transfer-Encoding")))
        return httpx.Response(204)

    store = store_with(note)
    store.replace_graph(GRAPH, (TRIPLE for _ in range(2)))
    store.put(GRAPH, b"abc")
    store.add(GRAPH, b"")
    assert seen == [(str(2 * len(f"{TRIPLE} .\n")), None), ("3", None), ("0", None)]
