"""Endpoints that refuse, break off, lie or dawdle: the client has the whole answer, or an error."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

import pytest

from nqfgraph import __version__
from nqfgraph.client import Client, PatienceSpent
from nqfgraph.client.addresses import parameter
from nqfgraph.client.opening import Deadline
from nqfgraph.errors import (
    InputError,
    NqfgraphError,
    QueryError,
    QueryMemory,
    QueryRefused,
    QueryTimeout,
    ReleaseError,
    StoreBusy,
    StoreUnavailable,
)

SELECT = "SELECT ?x WHERE { ?x ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
TRIPLES = b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n" * 50
NTRIPLES = "application/n-triples"


def table(number: int) -> bytes:
    """Return a table of so many rows."""
    rows = [{"x": {"type": "literal", "value": f"row {each}"}} for each in range(number)]
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}}).encode()


def ask(script, query=SELECT, **settings):
    return list(Client(script.endpoint, **{"timeout": 10, "patience": 0} | settings).rows(query))


# -- how it asks


def test_a_request_says_who_asks_and_what_is_understood(script, reply):
    served = script(reply(table(1)))
    ask(served, language="az")
    (request,) = served.requests
    assert request.method == "GET"
    assert request.query == SELECT
    assert request.target.count("=") == 1, "only the query is sent, not the format in three spellings"
    assert request.fields["user-agent"] == f"nqfgraph/{__version__}"
    assert request.fields["accept"] == "application/sparql-results+json"
    assert request.fields["accept-encoding"] == "gzip"
    assert request.fields["accept-language"] == "az"


def test_a_long_query_is_sent_as_a_form(script, reply):
    served = script(reply(table(1)))
    query = f"{SELECT} # {'ə' * 3000}"
    ask(served, query)
    (request,) = served.requests
    assert (request.method, request.query) == ("POST", query)


@pytest.mark.parametrize("word", ["add", "INSERT", "ask", "CONSTRUCT"])
def test_words_of_comments_and_prefixes_are_not_taken_for_the_form(script, reply, word):
    served = script(reply(table(1)))
    query = f"PREFIX {word}: <http://example.org/{word}/> # {word}\n{SELECT}"
    assert ask(served, query) == [{"x": "row 0"}]
    assert served.requests[0].query == query
    assert served.requests[0].fields["accept"] == "application/sparql-results+json"


def test_an_update_is_not_sent(script, reply):
    served = script(reply(table(1)))
    with pytest.raises(QueryRefused, match="this is an update"):
        ask(served, "DROP ALL")
    assert served.requests == []


# -- busy endpoints


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_busy_endpoint_is_asked_again_when_it_says(script, reply, status, form):
    past = format_datetime(datetime.now(UTC) - timedelta(seconds=5), usegmt=True)
    served = script(reply(b"", status, retry_after={"seconds": "0", "date": past}[form]), reply(table(2)))
    assert len(ask(served, patience=5)) == 2
    assert len(served.requests) == 2


def test_a_wait_is_as_long_as_the_endpoint_says(script, reply):
    served = script(reply(b"", 429, retry_after="1"), reply(table(2)))
    began = time.monotonic()
    assert len(ask(served, patience=5)) == 2
    assert time.monotonic() - began >= 1


def test_an_endpoint_that_is_busy_for_too_long_is_left_with_a_word_on_when_to_come_back(script, reply):
    problem = b'{"title":"Too Many Requests","detail":"Your budget is used up."}'
    served = script(reply(problem, 429, "application/problem+json", retry_after="600"))
    with pytest.raises(PatienceSpent, match=r"status 429.*Ask again in 600 seconds") as caught:
        ask(served, patience=30)
    assert caught.value.retry_seconds == 600
    assert isinstance(caught.value, StoreBusy)
    assert len(served.requests) == 1


def test_the_budget_that_is_left_is_told(script, reply):
    served = script(reply(table(1), ratelimit='"work";r=41;t=9'))
    client = Client(served.endpoint)
    assert client.budget is None
    list(client.rows(SELECT))
    assert client.budget is not None
    assert (client.budget.remaining, client.budget.reset_seconds) == (41, 9)


# -- refusals


def test_a_wrong_query_is_shown_with_its_place(script, reply):
    problem = {"detail": "Expected a term.", "place": "query, line 2, column 9"}
    served = script(reply(json.dumps(problem).encode(), 400, "application/problem+json"))
    query = "SELECT ?x WHERE {\n  ?x ?p }\n"
    with pytest.raises(
        QueryError, match=r"(?s)line 2, column 9: .*Expected a term\.\n {6}\?x \?p }\n {12}\^"
    ) as caught:
        ask(served, query)
    assert caught.value.place is not None
    assert caught.value.place.line == 2


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"Lexical error at line 1, column 8", r"\n    SELECT \?x WHERE { \?x \?p \?o }\n {11}\^"),
        (b"Virtuoso 37000 Error SP030: SPARQL compiler, line 1: syntax error", r"\n    SELECT \?x"),
        (b"<html><style>p {}</style><p>Malformed <b>query</b></p></html>", "Malformed query"),
        (b"line 99, column 7: not in the query", "not in the query$"),
        (b"line 1, column 999", r"\n    SELECT .*}$"),
        (b"\xff\xfe" * 2000, "…$"),
        (b"[" * 60_000, "…$"),
        (b"", r"answers 400\.$"),
    ],
)
def test_other_endpoints_say_it_in_other_words(script, reply, body, shown):
    media_type = "text/html" if body.startswith(b"<") else "text/plain"
    with pytest.raises(QueryError, match=shown):
        ask(script(reply(body, 400, media_type)))


def test_of_a_long_line_the_part_around_the_place_is_shown(script, reply):
    query = f"SELECT ?x WHERE {{ ?x ?p '{'a' * 500}' ?o }}"
    served = script(reply(b"line 1, column 530", 400, "text/plain"))
    with pytest.raises(QueryError) as caught:
        ask(served, query)
    line, mark = str(caught.value).splitlines()[-2:]
    assert len(line) < 200
    assert line[mark.index("^")] == query[529]


@pytest.mark.parametrize(
    ("status", "fields", "error", "message"),
    [
        (504, {"query_limits": "seconds=30, wait=5"}, QueryTimeout, "time limit of 30 seconds"),
        (504, {}, QueryTimeout, r"time limit\."),
        (507, {}, QueryMemory, "answers 507"),
        (413, {}, QueryRefused, "answers 413"),
        (401, {}, StoreUnavailable, "answers 401"),
        (404, {}, StoreUnavailable, "Is this the address of a SPARQL endpoint"),
        (500, {}, StoreUnavailable, "answers 500"),
        (204, {}, StoreUnavailable, "answers 204"),
        (304, {}, StoreUnavailable, "answers 304"),
        (206, {}, StoreUnavailable, "answers 206"),
    ],
)
def test_a_refusal_is_an_error_of_its_kind_and_is_not_tried_again(
    script, reply, status, fields, error, message
):
    served = script(reply(b"", status, **fields))
    with pytest.raises(error, match=message):
        ask(served, patience=60)
    assert len(served.requests) == 1


def test_a_release_that_there_is_not_is_said(script, reply):
    served = script(reply(b"There is no such release.", 404, "text/plain"))
    with pytest.raises(
        ReleaseError, match=r"Release 2020-01-01\.1 cannot be asked.*There is no such release"
    ):
        ask(served, release="2020-01-01.1")


def test_an_endpoint_that_does_not_know_releases_is_not_believed(script, reply):
    with pytest.raises(StoreUnavailable, match="does not say that it answers from it"):
        ask(script(reply(table(1))), release="2026-11-23.1")
    told = script(reply(table(1), memento_datetime="Mon, 23 Nov 2026 12:00:00 GMT"))
    assert len(ask(told, release="2026-11-23.1")) == 1


# -- transfers that break off


def chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def chunked(*pieces: bytes, media_type: str = "application/sparql-results+json") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head.encode() + b"".join(pieces)


def test_a_whole_answer_in_chunks_is_read(script):
    body = table(1000)
    served = script(chunked(*(chunk(body[n : n + 999]) for n in range(0, len(body), 999)), b"0\r\n\r\n"))
    assert len(ask(served)) == 1000


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT])
@pytest.mark.parametrize(
    "cut", ["length", "length at once", "chunks", "chunk", "first chunk", "gzip", "head"]
)
def test_a_transfer_that_breaks_off_is_an_error_and_no_shorter_answer(script, reply, query, cut):
    """The body that arrives is well-formed by itself, so that only the transfer can tell."""
    body, media_type = (
        (TRIPLES, NTRIPLES) if query == CONSTRUCT else (table(100), "application/sparql-results+json")
    )
    played = {
        "length": reply(body, media_type=media_type, content_length=str(len(body) + 7)),
        "length at once": reply(b"", media_type=media_type, content_length="7"),
        "chunks": chunked(chunk(body), media_type=media_type),
        "chunk": chunked(chunk(body)[:-1], media_type=media_type),
        "first chunk": chunked(b"FFFF\r\n", body, media_type=media_type),
        "gzip": reply(
            gzip.compress(body)[:-1], media_type=media_type, content_encoding="gzip", content_length=None
        ),
        "head": b"HTTP/1.1 200 OK\r\nContent-Ty",
    }[cut]
    client = Client(script(played).endpoint, timeout=10)
    with pytest.raises(
        StoreUnavailable, match=r"broke off|cannot be asked|cannot be read|answers in no form"
    ):
        client.graph(query) if query == CONSTRUCT else client.frame(query)


def test_a_table_without_a_length_tells_itself_that_it_was_cut(script, reply):
    assert len(ask(script(reply(table(100), content_length=None)))) == 100
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        ask(script(reply(table(100)[:-20], content_length=None)))


def test_triples_without_a_length_could_be_cut_between_lines(script, reply):
    client = Client(script(reply(TRIPLES, media_type=NTRIPLES, content_length=None)).endpoint)
    with pytest.raises(StoreUnavailable, match="may have been cut"):
        client.graph(CONSTRUCT)
    packed = reply(gzip.compress(TRIPLES), media_type=NTRIPLES, content_length=None, content_encoding="gzip")
    assert Client(script(packed).endpoint).graph(CONSTRUCT) == TRIPLES


def test_an_answer_that_is_shorter_in_its_middle_does_not_have_its_digest(script, reply):
    digest = f"sha-256=:{b64encode(sha256(table(3)).digest()).decode()}:"
    assert len(ask(script(reply(table(3), repr_digest=digest)))) == 3
    packed = reply(gzip.compress(table(3)), content_encoding="gzip", repr_digest=digest)
    assert len(ask(script(packed))) == 3
    with pytest.raises(StoreUnavailable, match="changed on its way"):
        ask(script(reply(table(2), repr_digest=digest)))


@pytest.mark.parametrize(
    ("fields", "body", "message"),
    [
        ({"content_encoding": "br"}, b"x", "“br”, which was not asked for"),
        ({"content_encoding": "gzip"}, b"not gzip", "is damaged"),
        ({"content_encoding": "gzip"}, gzip.compress(table(1)) + b"more", "broke off"),
        ({"x_sparql_maxrows": "3"}, table(3), "it may be cut"),
        ({"x_sql_state": "S1TAT"}, table(3), "its time was over"),
    ],
)
def test_what_may_be_cut_or_damaged_is_refused(script, reply, fields, body, message):
    with pytest.raises(StoreUnavailable, match=message):
        ask(script(reply(body, **fields)))


def test_an_answer_may_have_fewer_rows_than_the_endpoint_gives(script, reply):
    assert len(ask(script(reply(table(2), x_sparql_maxrows="3")))) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_is_too_large_is_not_held(script, reply, monkeypatch, packed):
    monkeypatch.setattr("nqfgraph.client.replies.LARGEST", 10_000)
    body = table(2000)
    played = reply(gzip.compress(body), content_encoding="gzip") if packed else reply(body)
    with pytest.raises(StoreUnavailable, match="larger than 10000 bytes"):
        ask(script(played))


def test_of_a_refusal_only_the_beginning_is_read(script, reply):
    with pytest.raises(QueryError, match="answers 400"):
        ask(script(reply(b"x" * 1_000_000, 400, "text/plain")))


# -- answers that are none


@pytest.mark.parametrize(
    ("body", "media_type", "message"),
    [
        (b"<html>Log in first</html>", "text/html", "answers in text/html.*Is this the address"),
        (b"x\r\n1\r\n", "text/csv", "answers in text/csv"),
        (b"<html>", "application/sparql-results+json", "cannot be read"),
        (b"[]", "application/sparql-results+json", "no table of results"),
        (b'{"head":{},"boolean":true}', "application/sparql-results+json", "no table of results"),
        (b'{"head":{"vars":"x"},"results":{"bindings":[]}}', "application/sparql-results+json", "no table"),
        (
            b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":1}]}}',
            "application/sparql-results+json",
            "no table",
        ),
        (b"\xff", "application/sparql-results+json", "cannot be read"),
        (b"[" * 100_000, "application/sparql-results+json", "cannot be read"),
    ],
)
def test_what_is_no_answer_is_said(script, reply, body, media_type, message):
    with pytest.raises(StoreUnavailable, match=message):
        ask(script(reply(body, media_type=media_type)))


@pytest.mark.parametrize(
    "body",
    [
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"no iri"}}]}}',
        b'{"head":{"vars":["x"]},"results":{"bindings":[]},"boolean":true}',
    ],
)
def test_an_answer_that_other_programs_would_not_read_has_no_digest(script, reply, body):
    told = Client(script(reply(body)).endpoint).frame(SELECT).attrs
    assert told["digest"] is None
    assert told["permalink"].endswith("%7D")


def test_an_answer_without_a_type_is_none(script):
    with pytest.raises(StoreUnavailable, match="answers in no form"):
        ask(script(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))


@pytest.mark.parametrize("body", [table(1), b"{}", b"[]", b'{"boolean":"true"}'])
def test_what_is_neither_true_nor_false_is_said(script, reply, body):
    with pytest.raises(StoreUnavailable, match="neither true nor false"):
        Client(script(reply(body)).endpoint).ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("body", "media_type", "message"),
    [
        (b"<http://example.org/a> <b> .", NTRIPLES, "cannot be read"),
        (TRIPLES, "text/turtle", "answers in text/turtle"),
    ],
)
def test_what_is_no_graph_is_said(script, reply, body, media_type, message):
    with pytest.raises(StoreUnavailable, match=message):
        Client(script(reply(body, media_type=media_type)).endpoint).graph(CONSTRUCT)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: " + b"b" * 70_000,
    ],
)
def test_what_is_no_http_is_said(script, garbage):
    with pytest.raises(StoreUnavailable, match="cannot be asked"):
        ask(script(garbage))


def test_nobody_there_is_said():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(StoreUnavailable, match=r"cannot be asked: .*refused"):
        Client(f"http://127.0.0.1:{port}/sparql").ask("ASK { ?s ?p ?o }")


# -- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_host_is_followed(script, reply, status):
    served = script(reply(b"", status, location="/elsewhere?query=x"), reply(table(2)))
    assert len(ask(served)) == 2
    assert served.requests[1].target == "/elsewhere?query=x"
    assert served.requests[1].fields["accept"] == "application/sparql-results+json"
    assert served.requests[1].fields["user-agent"].startswith("nqfgraph/")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not(script, reply, status):
    other = script(reply(table(5)))
    served = script(reply(b"", status, location=f"{other.endpoint}?query=secret"))
    with pytest.raises(StoreUnavailable, match=f"sends the query to {other.endpoint}\\."):
        ask(served)
    assert other.requests == []


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "ftp://127.0.0.1/", "https://127.0.0.1/", "//[", "http://127.0.0.1:x/"]
)
def test_a_redirect_to_another_kind_of_place_is_not_followed(script, reply, target):
    with pytest.raises(StoreUnavailable, match=r"sends the query to|cannot be asked"):
        ask(script(reply(b"", 302, location=target)))


def test_a_redirect_of_a_form_is_not_followed(script, reply):
    served = script(reply(b"", 302, location="/elsewhere"), reply(table(2)))
    with pytest.raises(StoreUnavailable, match="sends the query to"):
        ask(served, f"{SELECT} # {'x' * 9000}")
    assert len(served.requests) == 1


def test_redirects_end(script, reply):
    served = script(reply(b"", 302, location="/sparql"))
    with pytest.raises(StoreUnavailable, match="redirects more than 5 times"):
        ask(served)
    assert len(served.requests) == 5


# -- endpoints that dawdle


def drip(head: bytes, body: bytes):
    """Send a byte every now and then, so that no single wait is long."""

    def play(connection: socket.socket) -> None:
        connection.sendall(head)
        for number in range(len(body)):
            connection.sendall(body[number : number + 1])
            time.sleep(0.05)

    return play


def silence(connection: socket.socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize("where", ["silence", "head", "body", "body without a length"])
def test_an_answer_that_does_not_end_in_time_is_an_error(script, reply, where):
    whole, unmeasured = reply(table(100)), reply(table(100), content_length=None)
    plays = {
        "silence": silence,
        "head": drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000),
        "body": drip(whole[:200], whole[200:]),
        "body without a length": drip(unmeasured[:200], unmeasured[200:]),
    }
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"had not answered in full after 0\.5 seconds"):
        ask(script(plays[where]), timeout=0.5)
    assert time.monotonic() - began < 10


def test_a_deadline_that_is_over_ends_what_begins_late():
    deadline = Deadline(0)
    with deadline:
        while not deadline.late:
            time.sleep(0.001)
    one, other = socket.socketpair()
    with one, other:
        deadline.hold(one)
        assert other.recv(1) == b""
    deadline.hold(one)  # closed, which does no harm


# -- addresses


def test_tls_is_spoken_where_the_address_says_so():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        received: list[bytes] = []

        def answer_plainly() -> None:
            connection, _ = listener.accept()
            with connection:
                received.append(connection.recv(1))
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

        thread = threading.Thread(target=answer_plainly)
        thread.start()
        with pytest.raises(StoreUnavailable, match=r"cannot be asked: .*SSL"):
            Client(f"https://127.0.0.1:{listener.getsockname()[1]}/sparql").ask("ASK { ?s ?p ?o }")
        thread.join()
    assert received == [b"\x16"], "the first byte of a handshake"


def test_an_address_that_cannot_be_read_has_no_parameters():
    assert parameter("//[?release=1", "release") is None
    assert parameter("/sparql?release=1&release=2", "release") is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "127.0.0.1:8000/sparql",
        "ftp://127.0.0.1/sparql",
        "file:///etc/hostname",
        "http://",
        "http://[/",
        "http://127.0.0.1:x/sparql",
        "http://127.0.0.1/sp arql",
        "http://127.0.0.1/sparql?timeout=1",
        "http://əlçatan.example/",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(InputError, match="not the address of a SPARQL endpoint"):
        Client(address)


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(InputError, match="has a name or a password in it") as caught:
        Client("http://me:secret@127.0.0.1/sparql")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("settings", [{"language": "az\r\nX: y"}, {"timeout": 0}, {"timeout": float("nan")}])
def test_settings_that_cannot_be_are_refused(settings):
    with pytest.raises(InputError):
        Client(**settings)


def test_half_a_letter_is_said():
    with pytest.raises(QueryError, match="half a letter"):
        Client().ask("ASK { ?s ?p '\ud800' }")


def test_every_error_is_one_of_ours(script, reply):
    for played in (
        reply(b"", 418),
        reply(b"{"),
        b"\0" * 100,
        reply(b"", 302, location="http://127.0.0.1:1/"),
    ):
        with pytest.raises(NqfgraphError):
            ask(script(played))
