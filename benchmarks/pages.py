"""Measures the pages: ``python -m benchmarks.pages N [--home HOME]`` at N qualifications.

Serves a release as `nqfgraph serve` does and asks each kind of page with wrk, every time another address,
with one connection and with eight. Prints the medians over the rounds of the latencies, and what a first
visit weighs.
Writes ``benchmarks/results/pages-N.json``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.machine import describe_machine
from benchmarks.sparql.client import find_wrk
from benchmarks.sparql.servers import serving
from nqfgraph.release import Release, Releases
from nqfgraph.search import Filters, Search

RESULTS = Path(__file__).resolve().parent / "results"
ROUNDS = 5
SECONDS = 4
ADDRESSES = 400
CONNECTIONS = (1, 8)
_ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"')
_MEASURED = re.compile(r"measured p50=(\d+) p95=(\d+) requests=(\d+) refused=(\d+)")
_SCRIPT = """
local paths = {{}}
for line in io.lines("{paths}") do paths[#paths + 1] = line end
local number = {start}
wrk.headers["Accept-Encoding"] = "gzip"
function request()
  number = number + 1
  return wrk.format("GET", paths[number % #paths + 1])
end
function done(summary, latency, requests)
  io.write(string.format("measured p50=%d p95=%d requests=%d refused=%d\\n",
    latency:percentile(50), latency:percentile(95), summary.requests, summary.errors.status))
end
"""


def main() -> None:
    """Serve, measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("qualifications", type=int)
    parser.add_argument("--home", type=Path, help="home with a built release of that size, used instead")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        home = arguments.home or _build(arguments.qualifications, folder)
        release = Releases(home).current()
        if release is None:
            parser.error(f"There is no release in {home}.")
        result = _measure(release, folder)
    text = json.dumps(result, indent=1)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"pages-{arguments.qualifications}.json").write_text(f"{text}\n", encoding="utf-8")
    print(_table(result))


def _build(qualifications: int, folder: Path) -> Path:
    register, home = folder / "register", folder / "home"
    for command in (
        ["benchmarks.tables", str(qualifications), str(register)],
        ["nqfgraph.cli", "build", str(register), "--home", str(home)],
    ):
        subprocess.run([sys.executable, "-m", *command], check=True, stderr=subprocess.DEVNULL)
    return home


def _measure(release: Release, folder: Path) -> dict[str, Any]:
    kinds = dict(_addresses(release))
    with serving("nqfgraph", release, folder) as running:
        server = f"http://127.0.0.1:{running.port}"
        weights = {name: _weight(server, paths[0]) for name, paths in kinds.items()}
        latencies = {
            name: {str(number): _latency(server, paths, number, folder) for number in CONNECTIONS}
            for name, paths in kinds.items()
        }
    return {
        "qualifications": release.manifest.counts.qualifications,
        "machine": describe_machine("nqfgraph", "Flask", "uvicorn"),
        "milliseconds": latencies,
        "first_visit_bytes": weights,
    }


def _addresses(release: Release) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield kinds of pages with addresses of each, drawn from the release."""
    draw = random.Random(1)
    search = Search(release.search_path)
    found = search.qualifications(Filters(), "en")
    sample = [
        item
        for _ in range(20)
        for item in search.qualifications(Filters(), "en", page=draw.randint(1, found.pages)).items
    ]
    search.close()
    words = sorted({word.strip(",") for item in sample for word in item.title.split() if len(word) > 3})
    base = release.manifest.register.base
    yield "home", ["/en/", "/az/", "/ru/"]
    yield "list", [f"/en/qualifications?page={draw.randint(1, found.pages)}" for _ in range(ADDRESSES)]
    yield (
        "facets",
        [
            f"/{language}/qualifications?level={draw.randint(1, 8)}&page={draw.randint(1, 20)}"
            for language in ("az", "en", "ru")
            for _ in range(ADDRESSES)
        ],
    )
    yield "search for a word", [f"/en/qualifications?q={quote(draw.choice(words))}" for _ in range(ADDRESSES)]
    yield (
        "search for two words",
        [f"/en/qualifications?q={quote(' '.join(draw.sample(words, 2)))}" for _ in range(ADDRESSES)],
    )
    yield (
        "search for the begin of a word",
        [f"/en/qualifications?q={quote(draw.choice(words)[:3])}" for _ in range(ADDRESSES)],
    )
    yield "search for a letter", [f"/en/qualifications?q={letter}" for letter in "abcdefghiklmnoprstuvz"]
    yield "a qualification", [item.iri.replace(f"{base}id/", "/doc/") for item in sample]
    yield "levels", [f"/{language}/levels" for language in ("az", "en", "ru")]
    yield "organisations", [f"/{language}/organisations" for language in ("az", "en", "ru")]


def _latency(server: str, paths: Sequence[str], connections: int, folder: Path) -> dict[str, float]:
    """Return medians over the rounds of the latencies in milliseconds, and of the requests a second."""
    listed, script = folder / "paths.txt", folder / "pages.lua"
    listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    rounds = []
    for number in range(ROUNDS):
        script.write_text(_SCRIPT.format(paths=listed, start=number * 101), encoding="utf-8")
        command = [find_wrk(), "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "30s"]
        done = subprocess.run(
            [*command, "-s", str(script), server], check=True, capture_output=True, text=True, timeout=120
        )
        found = _MEASURED.search(done.stdout)
        if found is None:
            raise RuntimeError(f"wrk printed no measurement:\n{done.stdout}")
        rounds.append([int(each) for each in found.groups()])
    p50, p95, requests, refused = zip(*rounds, strict=True)
    return {
        "p50": round(statistics.median(p50) / 1000, 1),
        "p95": round(statistics.median(p95) / 1000, 1),
        "rate": round(statistics.median(requests) / SECONDS, 1),
        "refused": sum(refused),
    }


def _weight(server: str, path: str) -> int:
    """Return the bytes of a page with its styles and scripts, compressed by gzip."""
    page = _fetch(server + path)
    assets = sorted(set(_ASSETS.findall(page.decode())))
    return sum(len(gzip.compress(each, 6)) for each in (page, *(_fetch(server + asset) for asset in assets)))


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as response:
        return bytes(response.read())


def _table(result: dict[str, Any]) -> str:
    lines = [
        "| page | p50, p95 with 1 client, ms | p50, p95 with 8 clients, ms | first visit, kB |",
        "|---|---|---|---|",
    ]
    for name, measured in result["milliseconds"].items():
        cells = [f"{measured[str(n)]['p50']}, {measured[str(n)]['p95']}" for n in CONNECTIONS]
        lines.append(f"| {name} | {' | '.join(cells)} | {result['first_visit_bytes'][name] / 1000:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
