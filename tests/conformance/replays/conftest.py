"""A register whose base is the address that it is served at, so that clients follow what its feeds say."""

from __future__ import annotations

import csv
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph.settings import Settings
from nqfgraph_server import create_app
from nqfgraph_server.validation import jobs_of

REGISTER = Path(__file__).parents[2] / "server" / "register"
Row = dict[str, str]
Change = Callable[[list[Row]], object]


class _Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """Write nothing."""


@dataclass
class Register:
    """The tables, the home and the server of a register."""

    folder: Path
    base: str
    server: BaseWSGIServer

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def publish(self, change: Change = lambda rows: None, table: str = "qualifications") -> None:
        """Change the rows of a table and publish a release."""
        path = self.folder / "register" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=columns)
            writer.writeheader()
            writer.writerows(rows)
        build(self.folder / "register", self.home, now=datetime.now(UTC), progress=Silence())

    def happenings(self) -> Iterator[str]:
        """Publish releases and take them back; yield after each what came about."""
        kept: list[Row] = []

        def remove(rows: list[Row]) -> None:
            kept.extend(row for row in rows if row["code"] == "cook")
            rows[:] = [row for row in rows if row["code"] != "cook"]

        self.publish(lambda rows: rows.extend(_copies(rows[-1], 3)))
        yield "an addition"
        self.publish(lambda rows: _named(rows, "1203.01").update(title_en="Renamed", status="withdrawn"))
        yield "a change"
        self.publish(lambda rows: rows[0].update(title_en="Another outcome"), "learning-outcomes")
        yield "a change of a part"
        self.publish(remove)
        yield "a deletion"
        self.publish(lambda rows: rows.extend(kept))
        yield "a resurrection"
        self.publish()
        yield "nothing"
        Releases(self.home).switch(self.versions[1])
        yield "a release that was taken back"
        Releases(self.home).switch(self.versions[4])
        yield "a release with a deletion, again"
        Releases(self.home).prune(keep=1)
        self.publish(lambda rows: _named(rows, "1203.01").update(title_en="At last"))
        yield "a release after all others were pruned"

    @property
    def versions(self) -> tuple[str, ...]:
        return Releases(self.home).versions()

    @property
    def release(self) -> Release:
        release = Releases(self.home).current()
        assert release is not None
        return release

    def triples(self) -> set[str]:
        """Return the statements of the release that is served."""
        return {str(quad.triple) for quad in ox.parse(path=self.release.dump, format=ox.RdfFormat.N_QUADS)}


def _copies(row: Row, count: int) -> list[Row]:
    return [{**row, "key": f"copy/{number}", "code": f"copy-{number}"} for number in range(count)]


def _named(rows: list[Row], code: str) -> Row:
    (row,) = [row for row in rows if row["code"] == code]
    return row


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """A register with one release, served on a free port."""
    with ExitStack() as stack:
        server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=_Quiet)
        stack.callback(server.server_close)
        made = Register(tmp_path, f"http://127.0.0.1:{server.port}/", server)
        shutil.copytree(REGISTER, tmp_path / "register")
        described = tmp_path / "register" / "register.toml"
        text = described.read_text(encoding="utf-8")
        described.write_text(re.sub('base = ".*"', f'base = "{made.base}"', text), encoding="utf-8")
        made.publish()
        app = create_app(Settings(home=made.home, workers=1))
        stack.callback(app.extensions["nqfgraph"].pool.close)
        stack.callback(jobs_of(app).close)
        server.app = app
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield made


@pytest.fixture
def break_off(register: Register) -> Callable[[int], None]:
    """Return a function after which the server answers some requests more, then one with an error."""
    answered = register.server.app

    def arrange(most: int) -> None:
        left = [most]

        def app(environment: Any, start: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                start("503 Service Unavailable", [("Content-Length", "0")])
                return []
            return answered(environment, start)

        register.server.app = app

    return arrange
