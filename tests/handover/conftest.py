"""A release with a file for QDR, and a host that may be told of it."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from nqfgraph.handover import Made, make_file
from nqfgraph.release import Release, Silence, build

REGISTER = Path(__file__).parents[1] / "release" / "register"
MAPPED = '\n[qdr.levels]\n"6" = "http://data.europa.eu/snb/qdr/c_6919ed25"\n'


OFFERED = """[[tables]]
kind = "learning_opportunity"
file = "learning-opportunities.csv"
"""
OPPORTUNITIES = """key,qualification,title_en,provided_by[1],homepage,default_language,content
day,2024/100,Economics by day,ganja,https://ganja.example/day,AZE,official
evening,2024/100,Economics in the evening,ganja,https://ganja.example/evening,AZE,official
mistyped,2024/10,Networks,ganja,https://https://ganja.example/,AZE,official
"""


@dataclass
class Host:
    """A host with what it was sent, and what it answers: a status, a body, and seconds of waiting."""

    address: str = ""
    answers: list[tuple[int, bytes, float]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    """Header fields of every answer."""
    endless: bool = False
    sent: list[tuple[dict[str, str], dict[str, object]]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)


@pytest.fixture
def host() -> Iterator[Host]:
    """Give a host that listens on this machine."""
    told = Host()
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.sent.append((dict(self.headers), body))
            status, content, wait = told.answers.pop(0) if told.answers else (204, b"", 0.0)
            stopping.wait(wait)
            self.send_response(status)
            for name, value in told.fields.items():
                self.send_header(name, value)
            # Who called may be gone by now.
            with suppress(OSError):
                self.end_headers()
                self.wfile.write(content)
                while told.endless and not stopping.is_set():
                    self.wfile.write(b"x" * 65536)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}/tell?version=1"
    yield told
    stopping.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a release of which QDR takes a part; tests do not change it."""
    folder = tmp_path_factory.mktemp("handover")
    register = Path(shutil.copytree(REGISTER, folder / "register"))
    toml = register / "register.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + MAPPED, encoding="utf-8")
    build(register, folder / "home", now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    return folder / "home"


@pytest.fixture(scope="session")
def offering_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a release that has learning opportunities; tests do not change it."""
    folder = tmp_path_factory.mktemp("offering")
    register = Path(shutil.copytree(REGISTER, folder / "register"))
    (register / "learning-opportunities.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    toml = register / "register.toml"
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{OFFERED}{MAPPED}", encoding="utf-8")
    build(register, folder / "home", now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    return folder / "home"


@pytest.fixture(scope="session")
def release(home: Path) -> Release:
    return Release.open(home / "releases" / "2026-11-23.1")


@pytest.fixture(scope="session")
def made(home: Path, release: Release) -> Made:
    return make_file(home, release)
