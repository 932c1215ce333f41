"""The event streams, replicated by the reference client of LDES; what it gives is compared with the dump.

Its exit code is 0 even where it leaves members out, so only the data count. It fetches everything from the
host that it is pointed at, although the register has another base.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from werkzeug.serving import make_server

from nqfgraph.changelog import ChangeLog
from nqfgraph.release import Releases, Silence, build
from nqfgraph.settings import Settings
from nqfgraph_server import create_app
from nqfgraph_server.feeds import tree
from nqfgraph_server.validation import jobs_of

pytestmark = pytest.mark.conformance

FOLDER = Path(__file__).parent / "ldes"
REGISTER = Path(__file__).parents[1] / "server" / "register"
BASE = "https://hillside.example/"
DELETE = "https://www.w3.org/ns/activitystreams#Delete"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PATHS = {
    "ldes": ("http://purl.org/dc/terms/isVersionOf", "http://www.w3.org/ns/prov#generatedAtTime"),
    "activities": (
        "https://www.w3.org/ns/activitystreams#object",
        "https://www.w3.org/ns/activitystreams#published",
    ),
}

Row = dict[str, str]
Members = dict[str, list[ox.Quad]]


@pytest.fixture(scope="module")
def installed() -> Path:
    """The client's program, or skip; in CI its absence is a failure."""
    found = FOLDER / "node_modules" / ".bin" / "ldes-client"
    if found.exists() and shutil.which("node"):
        return found
    reason = "needs Node.js 20 and “npm ci” in tests/conformance/ldes"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a home on a free port, with small pages, and gives the address."""
    monkeypatch.setattr(tree, "PAGE", 20)
    monkeypatch.setattr(tree, "FAN", 3)
    with ExitStack() as stack:

        def start(home: Path) -> str:
            app = create_app(Settings(home=home, workers=1))
            stack.callback(app.extensions["nqfgraph"].pool.close)
            stack.callback(jobs_of(app).close)
            server = make_server("127.0.0.1", 0, app, threaded=True)
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.port}/"

        yield start


def publish(register: Path, home: Path, change: Callable[[list[Row]], list[Row]]) -> None:
    """Change the rows of the qualifications and publish a release."""
    path = register / "qualifications.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=columns)
        writer.writeheader()
        writer.writerows(change(rows))
    build(register, home, now=datetime.now(UTC), progress=Silence())


def replicate(program: Path, address: str, *options: str) -> Members:
    """Run the client to the end of the stream and return what it gives, by member."""
    run = subprocess.run(
        [str(program), address, "--poll-interval", "100", *options],
        capture_output=True,
        timeout=120,
        check=True,
    )
    quads = read(run.stdout)
    members = {
        each.subject.value: [each]
        for each in quads
        if each.predicate.value in {path for path, _ in PATHS.values()}
        and each.subject.value.startswith(f"{BASE}feeds/versions/")
    }
    for each in quads:
        owner = each.graph_name if isinstance(each.graph_name, ox.NamedNode) else each.subject
        members[owner.value].append(each)
    return members


def read(written: bytes) -> list[ox.Quad]:
    """Read what the client writes: N-Quads, but for numbers and truth values, which are as in Turtle."""

    def spell(found: re.Match[bytes]) -> bytes:
        value = found[2]
        kind = b"boolean" if value.isalpha() else b"decimal" if b"." in value else b"integer"
        return found[1] + b' "' + value + b'"^^<http://www.w3.org/2001/XMLSchema#' + kind + b">"

    proper = re.sub(rb"(?m)^(<[^>]*> <[^>]*>) (true|false|[-+]?[0-9.]*[0-9])(?= )", spell, written)
    return list(ox.parse(proper, format=ox.RdfFormat.N_QUADS))


def things(members: Members, stream: str) -> dict[str, set[str]]:
    """Return the triples of each thing as its last member has them."""
    version_of, time = PATHS[stream]
    standing: dict[str, tuple[tuple[str, int], set[str]]] = {}
    for iri, quads in members.items():
        said = {each.predicate.value: each.object.value for each in quads if each.subject.value == iri}
        order = (said[time], int(iri.partition("#")[0].rpartition("/")[2]))
        triples = {str(each.triple) for each in quads if each.graph_name == ox.NamedNode(iri)}
        assert bool(triples) != (said.get(TYPE) == DELETE), iri
        if said[version_of] not in standing or standing[said[version_of]][0] < order:
            standing[said[version_of]] = (order, triples)
    return {iri: triples for iri, (_, triples) in standing.items()}


def served(home: Path) -> set[str]:
    release = Releases(home).current()
    assert release is not None
    return {str(quad.triple) for quad in ox.parse(path=release.dump, format=ox.RdfFormat.N_QUADS)}


def together(found: dict[str, set[str]]) -> set[str]:
    return {line for lines in found.values() for line in lines}


def test_the_lock_file_names_digests_and_no_registry() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: part for path, part in lock["packages"].items() if path}
    assert packages["node_modules/ldes-client"]["version"] == "0.3.0"
    for path, part in packages.items():
        assert part["integrity"].startswith("sha512-"), path
        assert "resolved" not in part, path


@pytest.mark.parametrize(("stream", "order"), [("ldes", "ascending"), ("activities", "none")])
def test_the_client_has_what_is_served_at_first_and_after_every_change(
    installed: Path, serve: Callable[[Path], str], tmp_path: Path, stream: str, order: str
) -> None:
    register, home, state = tmp_path / "register", tmp_path / "home", str(tmp_path / "state")
    shutil.copytree(REGISTER, register)
    cook: list[Row] = []

    def remove(rows: list[Row]) -> list[Row]:
        cook.extend(row for row in rows if row["code"] == "cook")
        return [row for row in rows if row["code"] != "cook"]

    def multiply(rows: list[Row]) -> list[Row]:
        copies = ({**cook[0], "key": f"x/{number}", "code": f"x{number}"} for number in range(12))
        return [*rows, *cook, *copies]

    def rename(rows: list[Row]) -> list[Row]:
        return [{**row, "title_en": f"{row['title_en']} again", "status": "withdrawn"} for row in rows[:-5]]

    publish(register, home, lambda rows: rows)
    address = f"{serve(home)}feeds/{stream}"
    options = ("--save", state, "--ordered", order)
    held = things(replicate(installed, address, *options), stream)
    assert together(held) == served(home)
    for change in (remove, multiply, rename):
        publish(register, home, change)
        held |= things(replicate(installed, address, *options), stream)
        assert together(held) == served(home)
    everything = replicate(installed, address, "--ordered", order)
    assert together(things(everything, stream)) == served(home)
    log = ChangeLog.open(home)
    assert log is not None
    assert len(everything) == log.last() > 20 * tree.FAN
    log.close()


def test_the_client_makes_things_out_of_their_versions(
    installed: Path, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    build(REGISTER, tmp_path, now=datetime.now(UTC), progress=Silence())
    run = subprocess.run(
        [str(installed), f"{serve(tmp_path)}feeds/ldes", "--materialize"],
        capture_output=True,
        timeout=60,
        check=True,
    )
    triples = {str(each.triple) for each in read(run.stdout)}
    assert triples >= served(tmp_path)
    assert not {each for each in triples if DELETE in each}
