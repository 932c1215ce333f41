"""Measures a build: ``python -m benchmarks.build N`` for a synthetic register of N qualifications.

The register is made by ``benchmarks.tables``, built in a fresh home by ``nqfgraph build`` in a process of its
own, and the lists are then asked as a page would. Writes ``benchmarks/results/build-N.json``.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.machine import describe_machine
from nqfgraph.release import Release, Releases
from nqfgraph.search import Filters, Search

RESULTS = Path(__file__).resolve().parent / "results"
RUNS = 15


def main() -> None:
    """Build, measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("qualifications", type=int)
    parser.add_argument("--keep", type=Path, help="Folder to build in, which is kept.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = measure(arguments.qualifications, folder)
    text = json.dumps(result, indent=1)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"build-{arguments.qualifications}.json").write_text(f"{text}\n", encoding="utf-8")


def measure(qualifications: int, folder: Path) -> dict[str, Any]:
    """Return what a build of ``qualifications`` in ``folder`` takes and gives."""
    register, home = folder / "register", folder / "home"
    subprocess.run(
        [sys.executable, "-m", "benchmarks.tables", str(qualifications), str(register)], check=True
    )
    # Only the build is waited for from here on, so the largest child is the build unless making tables was.
    tables_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "nqfgraph.cli", "build", str(register), "--home", str(home)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    release = Releases(home).current()
    assert release is not None
    return {
        "qualifications": release.manifest.counts.qualifications,
        "quads": release.manifest.counts.quads,
        "seconds": round(seconds, 1),
        "stages": dict(release.manifest.seconds),
        "peak_megabytes": round(peak / 1024),
        "peak_is_of_the_build": peak > tables_peak,
        "megabytes": _sizes(release),
        "lists_milliseconds": _lists(release),
        "machine": describe_machine("pyoxigraph", "nqfgraph"),
    }


def _sizes(release: Release) -> dict[str, float]:
    sizes: dict[str, int] = {}
    for path, entry in release.manifest.files.items():
        name = path.partition("/")[0]
        sizes[name] = sizes.get(name, 0) + entry.size
    return {name: round(size / 1e6, 1) for name, size in sizes.items()}


def _lists(release: Release) -> dict[str, dict[str, float]]:
    started = time.perf_counter()
    search = Search(release.search_path)
    search.qualifications(Filters(), "en")
    opened = (time.perf_counter() - started) * 1000
    last = search.qualifications(Filters(), "en").pages
    word = search.qualifications(Filters(), "en").items[0].title.split()[0]
    questions: dict[str, Callable[[], object]] = {
        "first page": lambda: search.qualifications(Filters(), "az"),
        "last page by level": lambda: search.qualifications(Filters(), "az", sort="level", page=last),
        "level and field": lambda: search.qualifications(Filters(level=("6",), field=("06",)), "en"),
        "word by relevance": lambda: search.qualifications(Filters(text=word), "en", sort="relevance"),
        "word by title": lambda: search.qualifications(Filters(text=word), "en"),
        "one letter by relevance": lambda: search.qualifications(Filters(text="a"), "en", sort="relevance"),
        "one letter, level, last page": lambda: search.qualifications(
            Filters(text="a", level=("6",)), "az", page=last
        ),
        "organisations": lambda: search.organisations((), "ru"),
    }
    times = {name: _times(question) for name, question in questions.items()}
    search.close()
    return {"first answer": {"median": round(opened, 1), "p95": round(opened, 1)}} | times


def _times(question: Callable[[], object]) -> dict[str, float]:
    question()
    measured = []
    for _ in range(RUNS):
        started = time.perf_counter()
        question()
        measured.append((time.perf_counter() - started) * 1000)
    return {
        "median": round(statistics.median(measured), 1),
        "p95": round(statistics.quantiles(measured, n=20)[-1], 1),
    }


if __name__ == "__main__":
    main()
