"""A served register, a served register with hostile content, and one browser that looks at both.

The browser is Debian's Chromium, driven by Playwright from a program of Node.js beside this file; each task
is a line of JSON and so is its answer, so that Python says what is right and JavaScript only looks.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import nqfgraph_server
from nqfgraph.release import Silence, build
from nqfgraph_server.languages import LANGUAGES

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OVERRIDE = "safe\u202egpj.exe \u2066x"
"""A title that turns what follows it around, and never turns it back."""

Answer = dict[str, Any]
Drive = Callable[..., Answer]
Read = Callable[..., tuple[int, Message]]


@pytest.fixture(scope="session")
def drive(program: Callable[[str], str]) -> Iterator[Drive]:
    """Return a function that gives the browser a task by its name and returns what it saw."""
    node, chromium = program("node"), program("chromium")
    if not (FOLDER / "node_modules").exists():
        reason = "needs “npm ci” in tests/browser"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with subprocess.Popen(
        [node, str(FOLDER / "drive.mjs")],
        env={**os.environ, "CHROMIUM": chromium},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert "browser" in json.loads(process.stdout.readline())

        def do(task: str, **given: object) -> Answer:
            process.stdin.write(json.dumps({"task": task, **given}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert "error" not in answer, answer.get("error")
            return dict(answer["result"])

        yield do
        process.stdin.close()


@pytest.fixture(scope="session")
def serve(plain_environment: Mapping[str, str]) -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a home on a free port and gives its origin."""
    with ExitStack() as stack:

        def start(home: Path) -> str:
            command = [sys.executable, "-u", "-m", "nqfgraph.cli", "serve", "--home", str(home)]
            server = stack.enter_context(
                subprocess.Popen(
                    [*command, "--port", "0", "--workers", "1"],
                    env=plain_environment,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(server.send_signal, signal.SIGTERM)
            assert server.stdout is not None
            found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in server.stdout)
            return next(match[0] for match in found if match)

        yield start


@pytest.fixture(scope="session")
def register(serve: Callable[[Path], str], shipped_home: Callable[[], Path]) -> str:
    """Return the origin of the register that comes with nqfgraph, served."""
    return serve(shipped_home())


@pytest.fixture(scope="session")
def hostile(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the origin of a small register by strangers, served: bad titles, and one entry gone."""
    folder = tmp_path_factory.mktemp("hostile")
    source = Path(shutil.copytree(FOLDER.parent / "server" / "register", folder / "register"))
    table = source / "qualifications.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = {"x/long": "w" * 10_000, "x/words": "verylongword " * 760 + "end", "x/override": OVERRIDE}
    for key, title in titles.items():
        names = dict.fromkeys(("title_az", "title_en", "title_ru"), title)
        rows.append({**rows[-1], **names, "key": key, "code": key.rpartition("/")[2], "status": "valid"})
    rows.append({**rows[-1], "key": "x/gone", "code": "gone"})
    for number, kept in enumerate((rows, rows[:-1])):
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(kept)
        build(source, folder / "home", now=NOW.replace(day=23 + number), progress=Silence())
    return serve(folder / "home")


@pytest.fixture(scope="session")
def words() -> Callable[[str, str], str]:
    """Return a function that gives an English text of the interface in a language."""
    folder = Path(nqfgraph_server.__file__).parent / "translations"
    catalogues: dict[str, Catalog] = {}
    for language in LANGUAGES:
        if language != "en":
            with (folder / f"{language}.po").open("rb") as file:
                catalogues[language] = read_po(file)

    def translate(text: str, language: str) -> str:
        if language == "en":
            return text
        message = catalogues[language].get(text)
        assert message, f"{text!r} is not a text of the interface"
        return str(message.string)

    return translate


@pytest.fixture(scope="session")
def read() -> Read:
    """Return a function that asks as a browser does, follows no redirect, and gives status and headers."""

    class Staying(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object, **__: object) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Staying)

    def get(address: str, **headers: str) -> tuple[int, Message]:
        given = {"Accept": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
        try:
            with opener.open(urllib.request.Request(address, headers=given), timeout=30) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers

    return get
