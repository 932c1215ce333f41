"""``python -m benchmarks.harvest N``: what a full copy and an increment of one hundredth cost a harvester.

Makes a register of N qualifications, publishes it, replicates it over LDES, OAI-PMH and as a dump; then
changes nine in a thousand qualifications and removes one in a thousand, publishes again, and lets each client
follow.
Writes ``benchmarks/results/harvest-N.json``.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from benchmarks.harvest.event_stream import Replica
from benchmarks.harvest.repository import Harvest
from benchmarks.harvest.transport import Line
from benchmarks.machine import describe_machine
from benchmarks.sparql.servers import serving
from nqfgraph.release import Release, Releases

RESULTS = Path(__file__).resolve().parent.parent / "results"
_SWITCH_SECONDS = 600


@dataclass
class Clients:
    """The clients, each with a connection of its own."""

    address: str
    stream: Replica = field(init=False)
    repository: Harvest = field(init=False)
    dump: Line = field(init=False)

    def __post_init__(self) -> None:
        """Make the clients; nothing is fetched yet."""
        self.stream = Replica(Line(self.address))
        self.repository = Harvest(Line(self.address))
        self.dump = Line(self.address)

    def follow(self, release: Release) -> dict[str, dict[str, float]]:
        """Let each follow to the release; return what that took; RuntimeError if one misses anything."""
        costs = {
            "LDES": _measured(self.stream.line, self.stream.follow),
            "OAI-PMH (elm)": _measured(self.repository.line, self.repository.follow),
            "dump.nq": _measured(self.dump, lambda: _read_dump(self.dump, release)),
        }
        if release.manifest.previous:
            costs["change set"] = _measured(self.dump, lambda: _read_change_set(self.dump, release))
        _compare(self.stream.triples, _triples(release), "LDES")
        qualifications = {each for each in self.repository.present if "/id/qualification/" in each}
        expected = {
            quad.subject.value
            for quad in ox.parse(path=release.dump, format=ox.RdfFormat.N_QUADS)
            if isinstance(quad.object, ox.NamedNode)
            and quad.object.value.endswith("/snb/model/elm/Qualification")
        }
        _compare({each[each.index("http") :] for each in qualifications}, expected, "OAI-PMH")
        return costs


def main() -> None:
    """Publish, harvest, compare, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("qualifications", type=int)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        result = _measure(arguments.qualifications, Path(temporary))
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1)
    (RESULTS / f"harvest-{arguments.qualifications}.json").write_text(f"{text}\n", encoding="utf-8")
    print(_table(result))


def _measure(qualifications: int, folder: Path) -> dict[str, Any]:
    register, home = folder / "register", folder / "home"
    _run("benchmarks.tables", str(qualifications), str(register))
    first = _build(register, home)
    with serving("nqfgraph", first, folder) as running:
        address = f"http://127.0.0.1:{running.port}"
        clients = Clients(address)
        whole = clients.follow(first)
        changed = _change(register)
        second = _build(register, home)
        _wait(address, second.version)
        increment = clients.follow(second)
    return {
        "qualifications": qualifications,
        "quads": first.manifest.counts.quads,
        "changed_rows": changed,
        "changes": dict(second.manifest.changes),
        "machine": describe_machine("nqfgraph", "pyoxigraph"),
        "whole": whole,
        "increment": increment,
    }


def _build(register: Path, home: Path) -> Release:
    _run("nqfgraph.cli", "build", str(register), "--home", str(home))
    release = Releases(home).current()
    if release is None:
        raise RuntimeError(f"There is no release in {home}.")
    return release


def _run(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, stderr=subprocess.DEVNULL)


def _change(register: Path) -> int:
    """Give nine in a thousand qualifications another title, leave one in a thousand out; return how many."""
    rows = _read_table(register / "qualifications.csv")
    removed = {f"{row['edition']}/{row['code']}" for row in rows[::1000]}
    for number, row in enumerate(rows):
        if number % 1000 in range(1, 10):
            row["title_en"] += " (revised)"
    _write_table(register / "qualifications.csv", [row for number, row in enumerate(rows) if number % 1000])
    outcomes = _read_table(register / "learning-outcomes.csv")
    kept = [row for row in outcomes if row["qualification"] not in removed]
    _write_table(register / "learning-outcomes.csv", kept)
    return sum(number % 1000 < 10 for number in range(len(rows)))


def _read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _wait(address: str, version: str) -> None:
    until = time.monotonic() + _SWITCH_SECONDS
    while time.monotonic() < until:
        with urllib.request.urlopen(f"{address}/readyz", timeout=60) as response:
            if json.load(response).get("release") == version:
                return
        time.sleep(0.2)
    raise RuntimeError(f"{version} was not served within {_SWITCH_SECONDS} seconds.")


def _measured(line: Line, follow: Callable[[], None]) -> dict[str, float]:
    with line.measure():
        follow()
    return line.cost.as_json()


def _read_dump(line: Line, release: Release) -> None:
    body = line.fetch(f"/releases/{release.version}/dump.nq")
    if sum(1 for _ in ox.parse(body, format=ox.RdfFormat.N_QUADS)) != release.manifest.counts.quads:
        raise RuntimeError("The dump is not whole.")


def _read_change_set(line: Line, release: Release) -> None:
    body = line.fetch(f"/feeds/changesets/{release.version}.zip")
    with zipfile.ZipFile(BytesIO(body)) as archive:
        if archive.testzip():
            raise RuntimeError("The change set is damaged.")


def _triples(release: Release) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(path=release.dump, format=ox.RdfFormat.N_QUADS)}


def _compare(found: set[str], expected: set[str], name: str) -> None:
    if found != expected:
        raise RuntimeError(
            f"{name}: {len(expected - found)} are missing, such as {sorted(expected - found)[:1]};"
            f" {len(found - expected)} should not be there, such as {sorted(found - expected)[:1]}."
        )


def _table(result: dict[str, Any]) -> str:
    lines = [
        "| interface | all: requests, MB, s | increment: requests, MB, s |",
        "|---|---|---|",
    ]
    for name, increment in result["increment"].items():
        cells = [
            f"{cost['requests']:,}, {cost['bytes'] / 1e6:.2f}, {cost['seconds']}" if cost else "–"
            for cost in (result["whole"].get(name), increment)
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
