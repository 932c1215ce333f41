"""Runs one engine once, in a process of its own: ``python -m benchmarks.validation.engines ENGINE FOLDER``.

Prints what it took as JSON and writes the results to ``FOLDER/ENGINE.results``, one a line, sorted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import pyoxigraph as ox

from benchmarks.validation.data import BASE
from nqfgraph.files import data_folder
from nqfgraph.iris import Iris

PROFILES: Mapping[str, str] = {
    "elm-loq": "model.nt",
    "elm-vocabularies": "model.nt",
    "framework": "whole.nt",
    "register": "whole.nt",
}
"""The profiles, and the file that each is applied to."""
EVERYTHING = 10**9
_OTHER_PATH = "(a path)"
"""Engines write paths of several steps in different ways."""


@dataclass
class Run:
    """What a run took and found."""

    seconds: dict[str, float] = field(default_factory=dict)
    """By what was done."""
    results: list[str] = field(default_factory=list)

    def clock(self, name: str, since: float) -> float:
        """Add the time since a moment to what is done; return the present moment."""
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - since
        return now

    def add(self, profile: str, focus: str, path: str, value: str, component: str) -> None:
        """Add a result; terms in N-Triples form, an empty text for what is not there."""
        kept = path if path.startswith("<") or not path else _OTHER_PATH
        self.results.append(" ".join((profile, focus, kept, canonical(value), component.rsplit("#")[-1])))


def canonical(value: str) -> str:
    """Return a value in the form that a store gives it, so that 4.0 and 4.00 are the same."""
    if not value.startswith('"'):
        return value
    store = ox.Store()
    store.load(f"<urn:s> <urn:p> {value} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    return str(next(iter(store)).object)


def run_nqfgraph(folder: Path, run: Run) -> None:
    """Check the dump as a build does: in slices, on every core."""
    from nqfgraph.validation.dumps import validate_dump

    since = time.perf_counter()
    report = validate_dump(folder / "dump.nq", tuple(PROFILES), Iris(BASE), limit=EVERYTHING)
    run.clock("read and validate", since)
    _add_findings(run, report.findings)


def run_in_memory(folder: Path, run: Run) -> None:
    """Load the files as a submission is, and check them on every core."""
    from nqfgraph.validation import find_profile
    from nqfgraph.validation.engine import run_all
    from nqfgraph.validation.source import Source

    since = time.perf_counter()
    sources: dict[str, Source] = {}
    for name in dict.fromkeys(PROFILES.values()):
        store = ox.Store()
        store.load(path=str(folder / name), format=ox.RdfFormat.N_TRIPLES)
        sources[name] = Source(store)
    since = run.clock("read", since)
    pairs = [(sources[name], find_profile(profile).shapes()) for profile, name in PROFILES.items()]
    outcomes = run_all(pairs, limit=EVERYTHING)
    run.clock("validate", since)
    for outcome in outcomes:
        _add_findings(run, outcome.findings)


def _add_findings(run: Run, findings: Iterable[object]) -> None:
    from nqfgraph.validation import PROFILES as OURS
    from nqfgraph.validation import Finding

    shapes = {shape.name: name for name in PROFILES for shape in OURS[name].shapes().shapes.values()}
    for each in findings:
        assert isinstance(each, Finding)
        path = "" if each.path is None else each.path if "<" in each.path else f"<{each.path}>"
        path = path if path.count("<") < 2 and not path.startswith("(") else _OTHER_PATH
        focus = each.focus if each.focus.startswith(("_:", '"')) else f"<{each.focus}>"
        run.add(shapes[each.shape], focus, path, each.value or "", each.constraint)


def run_shacl(folder: Path, run: Run) -> None:
    """Check the files with the package `shacl`, which reads and validates in one call."""
    shacl = import_module("shacl")
    since = time.perf_counter()
    reports = {
        profile: shacl.Shapes.from_file(str(_shapes(profile))).validate_file(str(folder / name))
        for profile, name in PROFILES.items()
    }
    run.clock("read and validate", since)
    for profile, report in reports.items():
        for each in report.results:
            run.add(profile, each.focus_node, each.path or "", each.value or "", each.component.strip("<>"))


def run_pyshacl(folder: Path, run: Run) -> None:
    """Check the files with pySHACL over rdflib."""
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    since = time.perf_counter()
    graphs = {
        name: rdflib.Graph().parse(folder / name, format="nt") for name in dict.fromkeys(PROFILES.values())
    }
    since = run.clock("read", since)
    reports = {
        profile: pyshacl.validate(
            graphs[name], shacl_graph=rdflib.Graph().parse(_shapes(profile)), inference="none", inplace=True
        )[1]
        for profile, name in PROFILES.items()
    }
    run.clock("validate", since)
    for profile, report in reports.items():
        for result in report.objects(None, SH.result):
            terms = [report.value(result, each) for each in (SH.focusNode, SH.resultPath, SH.value)]
            texts = ["" if each is None else each.n3() for each in terms]
            component = str(report.value(result, SH.sourceConstraintComponent))
            run.add(profile, texts[0], texts[1], texts[2], component)


def _shapes(profile: str) -> Path:
    return data_folder("shapes") / f"{profile}.ttl"


ENGINES: Mapping[str, Callable[[Path, Run], None]] = {
    "nqfgraph": run_nqfgraph,
    "nqfgraph in memory": run_in_memory,
    "shacl": run_shacl,
    "pyshacl": run_pyshacl,
}


def results_of(folder: Path, engine: str) -> Path:
    """Return the file with the results of an engine."""
    return folder / f"{engine.replace(' ', '-')}.results"


def main() -> None:
    """Run the engine that the command line names."""
    engine, folder = sys.argv[1], Path(sys.argv[2])
    run = Run()
    ENGINES[engine](folder, run)
    results_of(folder, engine).write_text(_lines(sorted(run.results)), encoding="utf-8")
    print(json.dumps({"seconds": run.seconds, "results": len(run.results)}))


def _lines(results: Iterable[str]) -> str:
    return "".join(f"{each}\n" for each in results)


def read_results(folder: Path, engine: str) -> Iterator[str]:
    """Yield the results that an engine wrote, sorted."""
    with results_of(folder, engine).open(encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


if __name__ == "__main__":
    main()
