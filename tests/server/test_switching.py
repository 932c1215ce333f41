"""A release is switched while the server is busy: every request is answered from one release or the other."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import flask
import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from nqfgraph.release import Releases, Silence, build

REGISTER = Path(__file__).parent / "register"
OLD, NEW = "2026-11-23.1", "2026-11-23.2"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?q a <http://data.europa.eu/snb/model/elm/Qualification> }"
PATHS = ("/readyz", "/en/qualifications", f"/sparql?format=csv&query={quote(COUNT)}")
CLIENTS, SWITCHES = 3, 4
BETWEEN = 2 * CLIENTS * len(PATHS)
"""Answers that are waited for behind every switch."""
PATIENCE = 30.0


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """Return two releases, of which the second has a qualification less; the first is current."""
    register = Path(shutil.copytree(REGISTER, tmp_path / "register"))
    home = tmp_path / "home"
    now = datetime(2026, 11, 23, tzinfo=UTC)
    build(register, home, now=now, progress=Silence())
    table = register / "qualifications.csv"
    rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(each for each in rows if "1203.01" not in each), encoding="utf-8")
    build(register, home, now=now, progress=Silence())
    found = Releases(home)
    found.switch(OLD)
    return found


@pytest.fixture
def address(make_app: Callable[..., flask.Flask], releases: Releases) -> Iterator[tuple[str, int]]:
    """The server on a free port, with its query workers started."""
    app = make_app(home=releases.home, client_seconds=0.0)
    app.extensions["nqfgraph"].start()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.host, server.port
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *arguments: object) -> None:
        pass


def get(address: tuple[str, int], path: str) -> tuple[int, str | None, str]:
    connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.headers["ETag"], response.read().decode()
    finally:
        connection.close()


def served(address: tuple[str, int]) -> str:
    return str(json.loads(get(address, "/readyz")[2])["release"])


def wait(arrived: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not arrived():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_no_request_fails_while_releases_are_switched(address: tuple[str, int], releases: Releases) -> None:
    answers: list[tuple[str, int, str | None, str]] = []

    switched = threading.Event()

    def ask() -> None:
        while not switched.is_set():
            for path in PATHS:
                answers.append((path, *get(address, path)))
                time.sleep(0.02)  # leaves the processor to the switch too

    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    try:
        for number in range(SWITCHES):
            target = (NEW, OLD)[number % 2]
            releases.switch(target)
            wait(lambda target=target: served(address) == target)
            enough = len(answers) + BETWEEN
            wait(lambda enough=enough: len(answers) >= enough)
    finally:
        switched.set()
        for each in clients:
            each.join()

    assert len(answers) >= SWITCHES * BETWEEN
    assert {status for _, status, _, _ in answers} == {200}
    told: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for path, _, tag, body in answers:
        told[path, tag].add(_what_it_says(path, body))
    # A validator stands for one answer only, and no page mixes the two releases.
    assert all(len(each) == 1 for (path, _), each in told.items() if path != "/readyz")
    by_path = {path: set().union(*(told[key] for key in told if key[0] == path)) for path in PATHS}
    assert by_path["/readyz"] == {OLD, NEW}
    assert by_path[PATHS[1]] == {f"{OLD} 5", f"{NEW} 4"}
    assert by_path[PATHS[2]] == {"5", "4"}


def _what_it_says(path: str, body: str) -> str:
    """Return the release and the number of qualifications that an answer tells, as far as it does."""
    if path == "/readyz":
        return str(json.loads(body)["release"])
    if path.startswith("/sparql"):
        return body.split()[1]
    release = re.search(r"Release (\S+) of", body)
    number = re.search(r'role="status">(\d+) qualification', body)
    assert release
    assert number
    return f"{release[1]} {number[1]}"
