"""Measures a build: ``python -m benchmarks.build N`` for a synthetic register of N qualifications.

The register is made by ``benchmarks.tables`` and built in a fresh home by ``nqfgraph build`` in a process of
its own. Then the titles of every hundredth qualification are changed and it is built again, and the lists are
asked as a page would. Writes ``benchmarks/results/build-N.json``.
"""

from __future__ import annotations

import argparse
import csv
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
from benchmarks.memory import Watch
from nqfgraph.release import Release, Releases
from nqfgraph.search import Filters, Search

RESULTS = Path(__file__).resolve().parent / "results"
RUNS = 15
EVERY = 100
"""One qualification in so many is changed for the second build."""


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
    first = _build(register, home)
    _change(register)
    second = _build(register, home)
    release = Releases(home).current()
    assert release is not None
    return {
        "qualifications": release.manifest.counts.qualifications,
        "quads": release.manifest.counts.quads,
        **first,
        "second": second | {"changed": release.manifest.changes["changed"]},
        "second_of_first": round(second["seconds"] / first["seconds"], 3),
        "megabytes": _sizes(release),
        "lists_milliseconds": _lists(release),
        "machine": describe_machine("pyoxigraph", "nqfgraph"),
    }


def _build(register: Path, home: Path) -> dict[str, Any]:
    """Build, and return what that took: of the clock, of the processors, and of memory at most."""
    command = [sys.executable, "-m", "nqfgraph.cli", "build", str(register), "--home", str(home)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        watch = Watch(process.pid)
        watch.start()
        process.wait()
        watch.stop()
    seconds = time.monotonic() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    release = Releases(home).current()
    assert release is not None
    return {
        "seconds": round(seconds, 1),
        "processor_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "stages": dict(release.manifest.seconds),
        "peak_megabytes": watch.most // 1024,
    }


def _change(register: Path) -> None:
    """Change the English title of every hundredth qualification."""
    path = register / "qualifications.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names = list(reader.fieldnames or ())
        rows = list(reader)
    for row in rows[::EVERY]:
        row["title_en"] += " revised"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


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
