"""A register that changes from release to release, served over a real socket."""

from __future__ import annotations

import csv
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from nqfgraph.release import Release, Silence, build

REGISTER = Path(__file__).parents[1] / "register"
Row = dict[str, str]


class _Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """Write nothing."""


@dataclass
class History:
    """A home, and the tables that its releases are built from."""

    register: Path
    home: Path

    def publish(
        self, change: Callable[[list[Row]], object] = lambda rows: None, table: str = "qualifications"
    ) -> Release:
        """Change the rows of a table and publish a release."""
        path = self.register / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=columns)
            writer.writeheader()
            writer.writerows(rows)
        return build(self.register, self.home, now=datetime.now(UTC), progress=Silence())


@pytest.fixture
def history(tmp_path: Path) -> History:
    register = tmp_path / "register"
    shutil.copytree(REGISTER, register)
    return History(register, tmp_path / "home")


@pytest.fixture
def serve() -> Iterator[Callable[[flask.Flask], str]]:
    """Return a function that serves an application on a free port and gives its address."""
    with ExitStack() as stack:

        def start(app: flask.Flask) -> str:
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.port}/"

        yield start
