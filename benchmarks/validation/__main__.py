"""The command: ``python -m benchmarks.validation N…``; see the package."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import describe_machine
from benchmarks.validation.data import make_data
from benchmarks.validation.engines import ENGINES
from benchmarks.validation.processes import Taken, run_engine
from benchmarks.validation.report import Disagreement, check_agreement, summarise, write_table

RESULTS = Path(__file__).resolve().parents[1] / "results"
PACKAGES = ("nqfgraph", "pyoxigraph", "pyshacl", "rdflib", "shacl")
LARGEST = {"pyshacl": 1_000, "nqfgraph in memory": 20_000}
"""Beyond so many qualifications an engine is left out: pySHACL takes minutes, memory gigabytes."""
SHORT_RUNS, LONG_RUNS = 5, 3
_SHORT = 3.0
"""Seconds up to which a run is repeated more often."""
_ONCE = 60.0
"""Seconds beyond which it is not repeated."""


def main() -> int:
    """Measure as the command line says; return 1 if the engines disagree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.validation", description=__doc__)
    parser.add_argument("qualifications", type=int, nargs="+", metavar="N")
    parser.add_argument("--without", action="append", default=[], choices=ENGINES, help="Leave one out.")
    parser.add_argument(
        "--pyshacl-up-to", type=int, default=LARGEST["pyshacl"], metavar="N", help="Also at so many."
    )
    arguments = parser.parse_args()
    LARGEST["pyshacl"] = arguments.pyshacl_up_to
    for count in arguments.qualifications:
        with tempfile.TemporaryDirectory(prefix="nqfgraph-") as name:
            try:
                result = measure(count, Path(name), arguments.without)
            except Disagreement as error:
                print(error, file=sys.stderr)
                return 1
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"validation-{count}.json"
        path.write_text(f"{json.dumps(result, indent=1)}\n", encoding="utf-8")
        print(f"\n{write_table(result)}\n\nWritten to {path}.")
    return 0


def measure(count: int, folder: Path, without: Sequence[str]) -> dict[str, Any]:
    """Return what checking ``count`` qualifications takes; raise Disagreement if results differ."""
    machine = describe_machine(*PACKAGES)
    make_data(count, folder)
    os.sync()  # or gigabytes would be on their way to the disk while the first engine runs
    engines = [each for each in ENGINES if each not in without and _is_there(each, count)]
    runs = {engine: [run_engine(engine, folder)] for engine in engines}
    check_agreement(folder, engines)
    for number in range(1, SHORT_RUNS):
        # Each engine is first once in a while: a machine is not the same all the time.
        turn = number % len(engines)
        for engine in (*engines[turn:], *engines[:turn]):
            if number < _wanted(runs[engine]):
                runs[engine].append(run_engine(engine, folder))
    return {
        "qualifications": count,
        "statements": sum(1 for _ in (folder / "whole.nt").open("rb")),
        "engines": summarise(runs),
        "left_out": [each for each in ENGINES if each not in engines],
        "machine": machine,
    }


def _wanted(taken: Sequence[Taken]) -> int:
    if taken[0].checking > _ONCE:
        return 1
    return SHORT_RUNS if taken[0].checking < _SHORT else LONG_RUNS


def _is_there(engine: str, count: int) -> bool:
    if count > LARGEST.get(engine, count):
        print(f"{engine} is left out with {count:,} qualifications.")
        return False
    if engine == "shacl" and importlib.util.find_spec("shacl") is None:
        print("shacl is not installed (pip install --group bench) and left out.")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
