"""Files that are sent: put on disk, bounded, and never in the way of pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import closing
from typing import Any

import pytest

from nqfgraph_server.http import bridge
from nqfgraph_server.http.body import Body
from nqfgraph_server.http.bridge import Bridge
from nqfgraph_server.http.exchange import NO_ROOM

Message = MutableMapping[str, Any]
GUARD_SECONDS = 30
LARGE = 5 * 1024 * 1024


def scope(path: str, length: int | None) -> dict[str, Any]:
    headers = [(b"content-length", str(length).encode())] if length is not None else []
    chunked = [] if headers else [(b"transfer-encoding", b"chunked")]
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers + chunked,
        "scheme": "http",
        "http_version": "1.1",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }


class Client:
    """Sends a body in pieces and keeps the answer."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self.answer = b""
        self.status = 0

    async def receive(self) -> Message:
        piece = next(self._pieces, None)
        if piece is None:
            await asyncio.sleep(GUARD_SECONDS)
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": piece != b"end"}

    async def send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.answer += message.get("body", b"")


def application(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
    start("200 OK", [])
    file = environ["wsgi.input"]
    told = (type(file).__name__, len(file.read()), environ.get("CONTENT_LENGTH"), environ[NO_ROOM])
    return [repr(told).encode()]


@pytest.fixture
def made() -> Iterator[Bridge]:
    with closing(Bridge(application, threads=1, most_bytes=1000, upload_bytes=LARGE)) as each:
        yield each


def ask(made: Bridge, path: str, pieces: list[bytes], length: int | None) -> Client:
    client = Client(pieces)

    async def go() -> None:
        await asyncio.wait_for(made(scope(path, length), client.receive, client.send), GUARD_SECONDS)

    asyncio.run(go())
    return client


def test_a_file_is_read_to_its_end_and_kept_on_disk(made: Bridge) -> None:
    pieces = [b"x" * 1_000_000] * 5 + [b"end"]
    assert (
        ask(made, "/validate", pieces, None).answer == b"('SpooledTemporaryFile', 5000003, '5000003', False)"
    )


def test_other_bodies_stay_small(made: Bridge) -> None:
    client = ask(made, "/other", [b"x" * 600] * 5 + [b"end"], None)
    assert client.answer == b"('BytesIO', 1200, '1200', False)"


def test_of_a_file_that_is_too_large_nothing_is_read(made: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "_LINGER_SECONDS", 0.01)
    client = ask(made, "/validate", [], LARGE + 1)
    assert client.answer == f"('SpooledTemporaryFile', 0, '{LARGE + 1}', False)".encode()


def test_only_so_many_files_are_received_at_once(made: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "_MOST_UPLOADS", 0)
    monkeypatch.setattr(bridge, "_LINGER_SECONDS", 0.01)
    assert ask(made, "/validate", [], 10).answer.endswith(b"'10', True)")


def test_a_client_that_leaves_while_it_sends_is_forgotten(made: Bridge) -> None:
    async def go() -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            raise AssertionError

        await made(scope("/validate", None), receive, send)

    asyncio.run(go())


def test_a_body_knows_when_it_is_too_long() -> None:
    body = Body(None, 3)
    with closing(body):
        body.add(b"abc")
        assert not body.is_too_long
        body.add(b"d")
        assert body.is_too_long
