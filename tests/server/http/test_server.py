"""The HTTP server with small applications: what goes over the wire, and who waits for whom."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from nqfgraph.errors import QueryTimeout
from nqfgraph_server.http import connection, server
from nqfgraph_server.http.exchange import CLIENT_GONE
from nqfgraph_server.http.server import Server

MOST_BYTES = 1000
GUARD_SECONDS = 10.0


class Running:
    """A server in a thread, and ways to ask it."""

    def __init__(self, app: Callable[..., object], threads: int) -> None:
        self.listening = socket.socket()
        self.listening.bind(("127.0.0.1", 0))
        self.address = self.listening.getsockname()
        ready = threading.Event()
        self.server = Server(
            app,
            self.listening,
            threads=threads,
            most_bytes=MOST_BYTES,
            ready=ready.set,
        )
        self._thread = threading.Thread(target=self.server.serve_until_stopped)
        self._thread.start()
        assert ready.wait(GUARD_SECONDS)

    def stop(self) -> None:
        self.server.stop()
        self._thread.join(GUARD_SECONDS)
        assert not self._thread.is_alive()
        self.listening.close()

    @contextlib.contextmanager
    def connect(self) -> Iterator[socket.socket]:
        with socket.create_connection(self.address, timeout=GUARD_SECONDS) as client:
            yield client

    def exchange(self, sent: bytes) -> bytes:
        """Send bytes and return everything that comes until the server closes."""
        with self.connect() as client:
            client.sendall(sent)
            return read_to_end(client)

    def get(self, path: str = "/") -> bytes:
        return self.exchange(request(f"GET {path} HTTP/1.1"))


def request(line: str, *fields: str, body: bytes = b"") -> bytes:
    return "\r\n".join([line, "Host: test", "Connection: close", *fields, "", ""]).encode("latin-1") + body


def read_to_end(client: socket.socket) -> bytes:
    received = bytearray()
    while piece := client.recv(65536):
        received += piece
    return bytes(received)


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + GUARD_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def serve() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(app: Callable[..., object], threads: int = 2) -> Running:
        running.append(Running(app, threads))
        return running[-1]

    yield begin
    for each in running:
        each.stop()


def answering(*pieces: bytes, length: int | None = None, status: str = "200 OK"):
    """An application that answers the same always."""

    def app(environ, start):
        start(status, [] if length is None else [("Content-Length", str(length))])
        return iter(pieces)

    return app


def echo(environ, start):
    """Answers what it was asked."""
    body = environ["wsgi.input"].read()
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_LENGTH", "CONTENT_TYPE", "REMOTE_ADDR")
    told = {name: environ.get(name) for name in [*names, *(key for key in environ if key[:5] == "HTTP_")]}
    content = repr((told, body)).encode()
    start("200 OK", [("Content-Length", str(len(content)))])
    return [content]


# -- answers


def test_an_answer_of_known_length_comes_in_one_piece(serve):
    head, body = serve(answering(b"ab", b"", b"cd", length=4)).get().split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-length: 4" in head
    assert body == b"abcd"


def test_an_answer_of_unknown_length_comes_in_chunks_and_says_its_end(serve):
    head, body = serve(answering(b"", b"ab", b"cde")).get().split(b"\r\n\r\n", 1)
    assert b"transfer-encoding: chunked" in head
    assert body == b"2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"


def test_an_answer_has_one_date(serve):
    def dated(environ, start):
        start("200 OK", [("Date", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Content-Length", "0")])
        return []

    for app in (dated, answering()):
        assert serve(app).get().lower().count(b"\r\ndate: ") == 1


def test_an_empty_answer_has_an_end_too(serve):
    assert serve(answering()).get().endswith(b"\r\n\r\n0\r\n\r\n")
    assert serve(answering(status="304 Not Modified")).get().endswith(b"\r\n\r\n")


def test_a_long_answer_is_sent_as_it_comes(serve):
    more = threading.Event()

    def pieces():
        yield b"first"
        assert more.wait(GUARD_SECONDS)
        yield b"second"

    def app(environ, start):
        start("200 OK", [])
        return pieces()

    with serve(app).connect() as client:
        client.sendall(request("GET / HTTP/1.1"))
        received = b""
        while b"first" not in received:
            received += client.recv(65536)
        more.set()
        assert read_to_end(client).endswith(b"6\r\nsecond\r\n0\r\n\r\n")


def test_a_file_is_sent_whole(serve, tmp_path):
    content = bytes(range(256)) * 4000
    (tmp_path / "file").write_bytes(content)

    def app(environ, start):
        start("200 OK", [("Content-Length", str(len(content)))])
        return environ["wsgi.file_wrapper"]((tmp_path / "file").open("rb"), 8192)

    assert serve(app).get().split(b"\r\n\r\n", 1)[1] == content


def test_an_answer_that_fails_in_the_middle_breaks_off_visibly(serve, caplog):
    def pieces(error):
        yield b"x" * 10
        raise error

    def app(environ, start):
        start("200 OK", [("Content-Length", "20")] if environ["PATH_INFO"] == "/known" else [])
        error = ValueError("odd") if environ["PATH_INFO"] == "/odd" else QueryTimeout(3)
        return pieces(error)

    running = serve(app)
    for path, incomplete in [("/", b"a\r\nxxxxxxxxxx\r\n"), ("/odd", b"a\r\nxxxxxxxxxx\r\n")]:
        assert running.get(path).endswith(b"\r\n\r\n" + incomplete)
    assert "broke off: The query was stopped" in caplog.text
    assert "ValueError: odd" in caplog.text
    client = http.client.HTTPConnection(*running.address)
    client.request("GET", "/")
    with pytest.raises(http.client.IncompleteRead):
        client.getresponse().read()
    client.close()


def test_an_application_that_fails_before_it_answers_is_500_and_logged(serve, caplog):
    def app(environ, start):
        raise ValueError("odd")

    def silent(environ, start):
        return []

    for each in (app, silent):
        assert serve(each).get().startswith(b"HTTP/1.1 500 ")
    assert "ValueError: odd" in caplog.text
    assert "without a status" in caplog.text


def test_what_the_application_opened_is_closed_however_the_answer_ends(serve):
    closed: list[str] = []

    class Body:
        def __init__(self, path: str, fail: bool) -> None:
            self._path, self._fail = path, fail

        def __iter__(self) -> Iterator[bytes]:
            yield b"a"
            if self._fail:
                raise QueryTimeout(1)

        def close(self) -> None:
            closed.append(self._path)

    def app(environ, start):
        start("200 OK", [])
        return Body(environ["PATH_INFO"], environ["PATH_INFO"] == "/fails")

    running = serve(app)
    for path in ("/whole", "/fails"):
        running.get(path)
    wait_until(lambda: closed == ["/whole", "/fails"])


# -- requests


def test_an_application_sees_what_was_asked(serve):
    answer = serve(echo).exchange(
        request(
            "QUERY /a%2Fb/%C9%99%FF?q=%20x HTTP/1.1", "Content-Length: 3", "X-A: 1", "X-A: 2", body=b"abc"
        )
    )
    told, body = eval(answer.split(b"\r\n\r\n", 1)[1])
    assert body == b"abc"
    assert told["REQUEST_METHOD"] == "QUERY"
    assert told["PATH_INFO"].encode("latin-1") == b"/a/b/\xc9\x99\xff"
    assert told["QUERY_STRING"] == "q=%20x"
    assert told["HTTP_X_A"] == "1,2"
    assert told["CONTENT_LENGTH"] == "3"
    assert told["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize("path", ["/az/sənət", "/az/s%C9%99nət"])
def test_an_address_may_have_letters_as_they_are_typed(serve, path):
    answer = serve(echo).exchange(f"GET {path}?q=kompüter HTTP/1.0\r\nX-A: ü\r\n\r\n".encode())
    told, _ = eval(answer.split(b"\r\n\r\n", 1)[1])
    assert told["PATH_INFO"].encode("latin-1").decode() == "/az/sənət"
    assert told["QUERY_STRING"] == "q=komp%C3%BCter"
    assert told["HTTP_X_A"].encode("latin-1").decode() == "ü"


def test_a_field_that_only_looks_like_one_of_a_proxy_is_not_passed_on(serve):
    answer = serve(echo).exchange(request("GET / HTTP/1.1", "X_Forwarded_For: 1.2.3.4"))
    assert b"1.2.3.4" not in answer


def test_a_body_in_chunks_is_put_together(serve):
    answer = serve(echo).exchange(
        request("POST / HTTP/1.1", "Transfer-Encoding: chunked", body=b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
    )
    told, body = eval(answer.split(b"\r\n\r\n", 1)[1])
    assert (body, told["CONTENT_LENGTH"]) == (b"abc", "3")
    assert "HTTP_TRANSFER_ENCODING" not in told


def test_a_client_that_waits_for_leave_to_send_gets_it(serve):
    with serve(echo).connect() as client:
        client.sendall(request("POST / HTTP/1.1", "Content-Length: 2", "Expect: 100-continue"))
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"ab")
        assert b"b'ab'" in read_to_end(client)


def test_one_connection_serves_many_requests(serve):
    client = http.client.HTTPConnection(*serve(echo).address)
    for method in ("GET", "POST", "HEAD", "OPTIONS"):
        client.request(method, "/", body=b"x" if method == "POST" else None)
        answer = client.getresponse()
        assert answer.status == 200
        assert bool(answer.read()) == (method != "HEAD")
    client.close()


def test_requests_that_come_in_shreds_or_at_once_are_all_answered(serve):
    running = serve(echo)
    two = b"POST /1 HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc" + request("GET /2 HTTP/1.1")
    for size in (1, 60, 75, 1000):
        with running.connect() as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for start in range(0, len(two), size):
                client.sendall(two[start : start + size])
                time.sleep(0.001)
            answer = read_to_end(client)
        assert answer.count(b"HTTP/1.1 200 OK") == 2
        assert b"b'abc'" in answer
        assert b"'/2'" in answer


@pytest.mark.parametrize("size", [20, 10_000])
def test_an_offer_to_change_the_protocol_is_passed_over(serve, size):
    """As Java's HTTP client sends it with every first request, and Apache Jena with it."""
    sent = request(
        "POST / HTTP/1.1", "upgrade: h2c", "HTTP2-Settings: AAM", "Content-Length: 5", body=b"query"
    )
    sent = sent.replace(b"Connection: close", b"Connection: Upgrade, HTTP2-Settings")
    with serve(echo).connect() as client:
        for _ in range(2):
            for start in range(0, len(sent), size):
                client.sendall(sent[start : start + size])
                time.sleep(0.001)
            received = b""
            while not received.endswith(b"b'query')"):
                received += client.recv(65536)


def refusing(environ, start):
    """Refuses what is longer than it may be, without reading it."""
    too_long = int(environ.get("CONTENT_LENGTH") or 0) > MOST_BYTES
    start("413 Too Much" if too_long else "200 OK", [("Content-Length", "2")])
    return [b"no" if too_long else b"ok"]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_long_is_refused_before_it_is_read(serve, chunked):
    field = "Transfer-Encoding: chunked" if chunked else "Content-Length: 1000000000"
    with serve(refusing).connect() as client:
        client.sendall(request("POST / HTTP/1.1", field))
        for _ in range(20):
            client.sendall(b"40\r\n" + b"x" * 64 + b"\r\n" if chunked else b"x" * 64)
        answer = read_to_end(client)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer
    assert answer.endswith(b"no")


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad\x00Name: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"\x16\x03\x01\x00",
    ],
)
def test_what_is_not_http_is_refused(serve, sent):
    assert serve(echo).exchange(sent).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("before", [b"", b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\na"])
def test_a_head_without_an_end_is_refused(serve, before):
    running = serve(echo)
    with running.connect() as client:
        client.sendall(before + b"GET / HTTP/1.1\r\nX: ")
        if before:
            assert client.recv(12) == b"HTTP/1.1 200"
        with contextlib.suppress(ConnectionError):
            for _ in range(10_000):
                client.sendall(b"x" * 1024)
        wait_until(lambda: not running.server.server_state.connections)


def test_a_head_that_is_too_long_is_told_its_limit(serve):
    with serve(echo).connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * connection.MOST_HEAD)
        assert read_to_end(client).startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")


# -- clients that are slow or leave


def test_slow_senders_take_no_thread(serve):
    running = serve(echo, threads=1)
    with contextlib.ExitStack() as stack:
        for _ in range(5):
            client = stack.enter_context(running.connect())
            client.sendall(request("POST / HTTP/1.1", "Content-Length: 10") + b"x")
        assert running.get().startswith(b"HTTP/1.1 200 ")


def endless(environ, start):
    """Answers for ever, or shortly."""
    start("200 OK", [])
    return iter(lambda: b"x" * 65536, b"") if environ["PATH_INFO"] == "/endless" else [b"short"]


def test_slow_readers_take_no_thread_and_what_they_do_not_read_is_not_made(serve):
    running = serve(endless, threads=1)
    with contextlib.ExitStack() as stack:
        for _ in range(5):
            client = stack.enter_context(running.connect())
            client.sendall(request("GET /endless HTTP/1.1"))
            assert client.recv(1)
        assert running.get().endswith(b"5\r\nshort\r\n0\r\n\r\n")


def test_queries_that_take_all_their_threads_leave_pages_alone(serve):
    done = threading.Event()

    def app(environ, start):
        if environ["PATH_INFO"] == "/sparql":
            assert done.wait(GUARD_SECONDS)
        start("200 OK", [("Content-Length", "0")])
        return []

    running = serve(app, threads=1)
    with ThreadPoolExecutor(3) as clients:
        waiting = [clients.submit(running.get, "/sparql") for _ in range(3)]
        assert running.get("/").startswith(b"HTTP/1.1 200 ")
        done.set()
        assert all(each.result().startswith(b"HTTP/1.1 200 ") for each in waiting)


@pytest.mark.parametrize(
    ("limit", "sent"),
    [
        ("HEAD_SECONDS", b""),
        ("HEAD_SECONDS", b"GET / HT"),
        ("BODY_SECONDS", request("POST / HTTP/1.1", "Content-Length: 10", body=b"x")),
        ("STALLED_SECONDS", request("GET /endless HTTP/1.1")),
    ],
)
def test_a_client_that_keeps_the_server_waiting_is_cut_off(serve, monkeypatch, limit, sent):
    monkeypatch.setattr(connection, limit, 0.1)
    monkeypatch.setattr(server, "_TICKS", 1)
    running = serve(endless)
    with running.connect() as client:
        client.sendall(sent)
        wait_until(lambda: len(running.server.server_state.connections) == 1 or not sent)
        wait_until(lambda: not running.server.server_state.connections)


def test_a_client_that_reads_to_the_end_is_not_cut_off(serve, monkeypatch):
    monkeypatch.setattr(connection, "STALLED_SECONDS", 0.3)
    monkeypatch.setattr(server, "_TICKS", 1)
    running = serve(answering(b"x" * 3_000_000, length=3_000_000))
    with running.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        received = 0
        while received < 3_000_000:
            received += len(client.recv(100_000))
            time.sleep(0.002)
        time.sleep(0.5)
        client.sendall(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        assert client.recv(15) == b"HTTP/1.1 200 OK"


def test_an_application_learns_that_its_client_has_gone(serve):
    learned = threading.Event()

    def app(environ, start):
        deadline = time.monotonic() + GUARD_SECONDS
        while not environ[CLIENT_GONE]() and time.monotonic() < deadline:
            time.sleep(0.01)
        learned.set()
        start("200 OK", [("Content-Length", "0")])
        return []

    with serve(app).connect() as client:
        client.sendall(request("GET / HTTP/1.1"))
        time.sleep(0.1)
        assert not learned.is_set()
    assert learned.wait(GUARD_SECONDS)


def test_an_answer_whose_client_has_gone_is_given_up(serve):
    given_up = threading.Event()

    def pieces():
        try:
            while True:
                yield b"x" * 10_000
                time.sleep(0.001)
        finally:
            given_up.set()

    def app(environ, start):
        start("200 OK", [])
        return pieces()

    with serve(app).connect() as client:
        client.sendall(request("GET / HTTP/1.1"))
        assert client.recv(100)
    assert given_up.wait(GUARD_SECONDS)


# -- the end


def test_a_server_that_is_stopped_finishes_what_it_is_answering(serve):
    asked, more = threading.Event(), threading.Event()

    def app(environ, start):
        asked.set()
        assert more.wait(GUARD_SECONDS)
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    running = serve(app)
    with running.connect() as idle, running.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        assert asked.wait(GUARD_SECONDS)
        running.server.stop()
        assert idle.recv(1) == b""
        with pytest.raises(OSError):  # noqa: PT011 - refused or reset
            socket.create_connection(running.address, timeout=1).close()
        more.set()
        assert read_to_end(client).endswith(b"\r\n\r\nok")


def test_a_server_that_is_stopped_does_not_wait_for_ever(serve, monkeypatch):
    monkeypatch.setattr(server, "GRACE_SECONDS", 0.2)
    closed = threading.Event()

    class Endless:
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b"x" * 65536

        def close(self) -> None:
            closed.set()

    def app(environ, start):
        start("200 OK", [])
        return Endless()

    running = serve(app)
    with running.connect() as client:
        client.sendall(request("GET / HTTP/1.1"))
        assert client.recv(1)
        running.stop()
    assert closed.wait(GUARD_SECONDS)
