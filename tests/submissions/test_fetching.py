"""Files from other servers: only from hosts that are listed, and only from where those lead in public."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nqfgraph.errors import InputError
from nqfgraph.submissions.fetching import Fetched, Host, fetch, read_hosts

PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/a%20b.ttl": (200, {"Content-Type": "text/turtle; charset=utf-8"}, b"<urn:a> <urn:b> 1 ."),
    "/plain": (200, {}, b"x"),
    "/moved": (302, {"Location": "/a%20b.ttl"}, b""),
    "/circle": (302, {"Location": "/circle"}, b""),
    "/elsewhere": (301, {"Location": "http://unlisted.example/a.ttl"}, b""),
    "/metadata": (302, {"Location": "http://169.254.169.254/latest"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/large": (200, {}, b"x" * 5000),
    "/broken": (500, {}, b""),
}


class Handler(BaseHTTPRequestHandler):
    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        self.asked.append(
            {"path": self.path, **{name.lower(): value for name, value in self.headers.items()}}
        )
        status, headers, content = PAGES.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Give the port of a server on this machine, and what has been asked of it."""
    asked: list[dict[str, str]] = []
    made = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"asked": asked}))
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made.server_address[1], asked
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def get(server: tuple[int, list[dict[str, str]]]) -> Callable[..., Fetched]:
    """Return a function that fetches a path of the server, which is listed with its port."""

    def fetch_path(path: str, **changed: object) -> Fetched:
        port = server[0]
        given = {"most_bytes": 1000, **changed}
        return fetch(f"http://localhost:{port}{path}", read_hosts(f"http://localhost:{port}"), **given)

    return fetch_path


def test_a_file_comes_with_its_name_and_type(
    get: Callable[..., Fetched], server: tuple[int, list[dict[str, str]]]
) -> None:
    assert get("/a%20b.ttl") == Fetched("a b.ttl", "text/turtle", b"<urn:a> <urn:b> 1 .")
    (asked,) = server[1]
    assert asked["host"] == f"localhost:{server[0]}"
    assert not {"authorization", "cookie", "referer"} & set(asked)


def test_a_redirect_to_the_same_host_is_followed(get: Callable[..., Fetched]) -> None:
    assert get("/moved").name == "a b.ttl"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/circle", "redirects more than 3 times"),
        ("/elsewhere", "unlisted.example"),
        ("/metadata", "169.254.169.254"),
        ("/file", "file:///etc/passwd"),
        ("/large", "larger than"),
        ("/broken", "answers 500"),
        ("/nothing", "answers 404"),
    ],
)
def test_what_is_refused(get: Callable[..., Fetched], path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        get(path)


def test_it_takes_no_longer_than_it_may(get: Callable[..., Fetched]) -> None:
    with pytest.raises(InputError, match="too slow"):
        get("/plain", seconds=-1.0)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
    ],
)
def test_a_host_in_a_private_network_is_not_asked(address: str) -> None:
    hosts = read_hosts("data.example.org")
    with pytest.raises(InputError, match="private network"):
        # One address in public does not make up for it: the connection might go to the other.
        fetch(
            "https://data.example.org/a",
            hosts,
            most_bytes=10,
            resolve=lambda host, port: ["93.184.216.34", address],
        )


def test_the_connection_goes_to_the_address_that_was_checked(
    server: tuple[int, list[dict[str, str]]],
) -> None:
    """A name server that answers otherwise the second time is not asked a second time."""
    port, asked = server
    answers = iter([["127.0.0.1"], ["203.0.113.1"]])
    hosts = read_hosts(f"http://changing.example:{port}")
    found = fetch(
        f"http://changing.example:{port}/plain",
        hosts,
        most_bytes=10,
        resolve=lambda host, port: next(answers),
    )
    assert found.content == b"x"
    assert [each["host"] for each in asked] == [f"changing.example:{port}"]
    assert next(answers) == ["203.0.113.1"]


def test_every_redirect_is_looked_up_and_checked_again(server: tuple[int, list[dict[str, str]]]) -> None:
    port, asked = server
    hosts = [Host("http", "changing.example", port, trusted=False)]
    with pytest.raises(InputError, match="private network"):
        fetch(
            f"http://changing.example:{port}/moved",
            hosts,
            most_bytes=10,
            resolve=lambda host, port: ["127.0.0.1"],
        )
    assert asked == []


@pytest.mark.parametrize("found", [[], OSError("no such name")])
def test_a_host_that_there_is_not(found: object) -> None:
    def resolve(host: str, port: int) -> list[str]:
        if isinstance(found, OSError):
            raise found
        return []

    with pytest.raises(InputError, match=r"There is no host data\.example\.org"):
        fetch("https://data.example.org/", read_hosts("data.example.org"), most_bytes=1, resolve=resolve)


def test_a_server_that_is_not_there(server: tuple[int, list[dict[str, str]]]) -> None:
    with pytest.raises(InputError, match="cannot be asked"):
        fetch("http://127.0.0.1:1/", read_hosts("http://127.0.0.1:1"), most_bytes=1)


@pytest.mark.parametrize(
    "iri",
    [
        "http://data.example.org/",
        "https://data.example.org:444/",
        "https://other.example.org/",
        "https://user@data.example.org/",
        "https://data.example.org/a b",
        "https://data.example.org/é",
        "https://data.example.org:x/",
        "ftp://data.example.org/",
        "data.example.org",
        "https://data.example.org/" + "a" * 3000,
    ],
)
def test_an_address_has_to_be_of_a_listed_host(iri: str) -> None:
    with pytest.raises(InputError, match=r"from these hosts only: https://data\.example\.org"):
        fetch(iri, read_hosts("data.example.org"), most_bytes=1)


def test_nothing_is_fetched_where_no_host_is_listed() -> None:
    with pytest.raises(InputError, match="fetches no files"):
        fetch("https://data.example.org/", read_hosts(""), most_bytes=1)


def test_hosts_are_read() -> None:
    assert read_hosts(" data.example.org , http://old.example.org, https://own.example:8443") == (
        Host("https", "data.example.org", 443, trusted=False),
        Host("http", "old.example.org", 80, trusted=False),
        Host("https", "own.example", 8443, trusted=True),
    )


@pytest.mark.parametrize(
    "text", ["ftp://a.example", "a.example/path", "https://", "u@a.example", "a.example:x"]
)
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="NQFGRAPH_FETCH_HOSTS"):
        read_hosts(text)
