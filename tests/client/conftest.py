"""A served release to ask, and endpoints that behave as a script tells them."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from nqfgraph.release import Silence, build

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "server" / "register"
TRUE = b'{"head":{},"boolean":true}'
JSON = "application/sparql-results+json"

Play = bytes | Callable[[socket.socket], None]


@contextmanager
def serving(home: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the home on a free port and give the address of its endpoint."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "nqfgraph.cli", "serve", "--port", "0", "--workers", "1"],
        cwd=home,
        env={**environment, "NQFGRAPH_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        written, found = [], None
        for line in server.stdout:
            written.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                break
        assert found, "".join(written)
        # What it writes from now on is read away, or it would stop when the pipe is full.
        threading.Thread(target=lambda: [None for _ in server.stdout or ()], daemon=True).start()
        try:
            yield f"{found[0]}sparql"
        finally:
            server.send_signal(signal.SIGTERM)


@pytest.fixture(scope="session")
def endpoint(shipped_home: Callable[[], Path], plain_environment: Mapping[str, str]) -> Iterator[str]:
    """The endpoint of the shipped register."""
    with serving(shipped_home(), plain_environment) as address:
        yield address


@pytest.fixture(scope="session")
def small(
    tmp_path_factory: pytest.TempPathFactory, plain_environment: Mapping[str, str]
) -> Iterator[tuple[str, Callable[[int], str]]]:
    """The endpoint of a small register with a limit of a second, and what publishes it with other titles."""
    home, source = tmp_path_factory.mktemp("small"), tmp_path_factory.mktemp("source") / "register"
    shutil.copytree(SMALL, source)
    table = source / "qualifications.csv"
    written = table.read_text(encoding="utf-8")

    def publish(day: int) -> str:
        table.write_text(written.replace("Computer", f"Day {day} computer"), encoding="utf-8")
        return build(source, home, now=datetime(2026, 11, day, 12, tzinfo=UTC), progress=Silence()).version

    publish(1)
    with serving(home, {**plain_environment, "NQFGRAPH_QUERY_SECONDS": "1"}) as address:
        yield address, publish


@dataclass
class Request:
    """A request as it came."""

    method: str
    target: str
    fields: dict[str, str]
    body: bytes

    @property
    def query(self) -> str:
        """The SPARQL query in it."""
        pairs = self.body.decode() if self.method == "POST" else urlsplit(self.target).query
        return parse_qs(pairs).get("query", [""])[0]


@dataclass
class Script:
    """An endpoint on a free port that plays one reply a request, the last one again and again.

    ``ASK {}``, by which clients look for releases, is answered by the way.
    """

    plays: list[Play]
    release: str | None = None
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}/sparql"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        # A thread that waits in accept is not woken by close alone.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(20)
                try:
                    self._answer(connection)
                except OSError:
                    continue  # the client went away, as some tests want it

    def _answer(self, connection: socket.socket) -> None:
        request = _receive(connection)
        if request.query == "ASK {}":
            place = f"/sparql?query=ASK+%7B%7D&release={self.release}" if self.release else None
            connection.sendall(reply(TRUE, content_location=place))
            return
        self.requests.append(request)
        play = self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]
        if isinstance(play, bytes):
            connection.sendall(play)
        else:
            play(connection)


def _receive(connection: socket.socket) -> Request:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionResetError
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(fields.get("content-length", 0)):
        body += connection.recv(65536)
    method, target, _ = first.split(" ")
    return Request(method, target, fields, body)


def reply(body: bytes, status: int = 200, media_type: str = JSON, **fields: str | None) -> bytes:
    """Return a whole response; ``fields`` are header fields with ``_`` for ``-``, None for one left out."""
    told = {
        "Content-Type": media_type,
        "Content-Length": str(len(body)),
        "Connection": "close",
        **{name.replace("_", "-").title(): value for name, value in fields.items()},
    }
    lines = [f"{name}: {value}" for name, value in told.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *lines, "", ""]).encode() + body


@pytest.fixture(name="reply")
def _reply() -> Callable[..., bytes]:
    return reply


@pytest.fixture
def script() -> Iterator[Callable[..., Script]]:
    """Return a function that starts an endpoint which plays replies."""
    with ExitStack() as stack:

        def start(*plays: Play, release: str | None = None) -> Script:
            made = Script(list(plays), release)
            stack.callback(made.close)
            return made

        yield start
