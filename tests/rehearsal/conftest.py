"""A web application that answers what a test says, and a small release."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.rehearsal.asking import Asker
from nqfgraph.release import Release, Silence, build

REGISTER = Path(__file__).parents[1] / "release" / "register"
BASE = "https://demo.example/"
Page = tuple[int, str, bytes | str] | Callable[[dict[str, Any]], tuple[int, str, bytes | str]]


class Site:
    """A WSGI application with pages by path and query; everything else is not there."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.headers: dict[str, list[tuple[str, str]]] = {}
        self.asked: list[str] = []
        self.closed = 0

    def __call__(self, environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        query = environment["QUERY_STRING"]
        address = environment["PATH_INFO"] + (f"?{query}" if query else "")
        self.asked.append(address)
        page = self.pages.get(address, (404, "text/plain", b""))
        status, media_type, body = page(environment) if callable(page) else page
        start(f"{status} Status", [("Content-Type", media_type), *self.headers.get(address, [])])
        return _Body([body.encode() if isinstance(body, str) else body], self)


class _Body(list[bytes]):
    def __init__(self, pieces: list[bytes], site: Site) -> None:
        super().__init__(pieces)
        self._site = site

    def close(self) -> None:
        self._site.closed += 1


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def ask(site: Site) -> Asker:
    return Asker(site, BASE)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    home = tmp_path_factory.mktemp("rehearsal")
    return build(REGISTER, home, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
