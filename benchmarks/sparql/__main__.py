"""The command: ``python -m benchmarks.sparql N``; see the package."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.machine import describe_machine
from benchmarks.sparql import processes, runaways
from benchmarks.sparql.agreement import check_agreement
from benchmarks.sparql.client import ACCEPT, Load, Measured, find_wrk, run_wrk
from benchmarks.sparql.report import summarise, write_rate, write_table
from benchmarks.sparql.servers import OXIGRAPH, RDFLIB, SERVERS, Missing, Running, load, require, serving
from benchmarks.sparql.transfer import measure_transfer
from benchmarks.sparql.workload import HEAVY, LIGHT, TABLE, Subjects, read_subjects, write_mix, write_sample
from nqfgraph.release import Release, Releases

RESULTS = Path(__file__).resolve().parents[1] / "results"
LARGEST_FOR_RDFLIB = 20_000
PACKAGES = ("nqfgraph", "pyoxigraph", "oxigraph", "rdflib", "rdflib-endpoint", "uvicorn", "Flask", "granian")
_TEXTS = 11_000
_SAMPLE = 5
_QUIET_SECONDS = 60
_LONGER = 2


def main() -> int:
    """Measure as the command line says; return 1 if something is not installed."""
    arguments = _read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # which stops the servers
    try:
        names = _choose(arguments.qualifications, arguments.without)
    except Missing as error:
        print(error, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = measure(arguments, names, folder)
    RESULTS.mkdir(exist_ok=True)
    held = "" if arguments.release_megabytes is None else "-in-memory"
    path = RESULTS / f"sparql-{arguments.qualifications}{held}.json"
    path.write_text(f"{json.dumps(result, indent=1, ensure_ascii=False)}\n", encoding="utf-8")
    print(f"\n{write_table(result)}\n\nWritten to {path}.")
    return 0


def measure(arguments: argparse.Namespace, names: Sequence[str], folder: Path) -> dict[str, Any]:
    """Return everything that is measured about the servers ``names``; ``folder`` takes what they need."""
    machine = describe_machine(*PACKAGES)
    megabytes = arguments.release_megabytes
    release = _release(arguments.home or _build(arguments.qualifications, folder))
    subjects = read_subjects(release)
    if OXIGRAPH in names:
        load(release, folder)
    result: dict[str, Any] = {
        "qualifications": release.manifest.counts.qualifications,
        "quads": release.manifest.counts.quads,
        "rounds": arguments.rounds,
        "seconds": arguments.seconds,
        "machine": machine,
        "servers": list(names),
        "release_megabytes": megabytes,
    }
    with contextlib.ExitStack() as stack:
        servers = []
        for name in names:
            _say(f"starting {name}")
            servers.append(stack.enter_context(serving(name, release, folder, megabytes=megabytes)))
        _say("comparing answers")
        result["compared"] = check_agreement(servers, write_sample({**LIGHT, **HEAVY}, subjects, _SAMPLE))
        result["loads"] = _measure_loads(arguments, servers, subjects, folder)
        _say("long answers")
        result["transfer"] = measure_transfer(servers, TABLE)
    result["runaways"] = _measure_runaways(arguments, release, subjects, folder, names)
    return result


def _measure_loads(
    arguments: argparse.Namespace, servers: Sequence[Running], subjects: Subjects, folder: Path
) -> dict[str, Any]:
    light = write_mix(LIGHT, subjects, _TEXTS, "light")
    one = write_mix({"list page": LIGHT["list page"]}, subjects, 1, "again")
    got = {"Accept": ACCEPT}
    loads = [
        Load("new light queries", light),
        Load("new aggregates and text filters", write_mix(HEAVY, subjects, 600, "heavy"), longer=_LONGER),
        Load("the same query again", one, again=True, posted=False, headers=got),
        Load("the same query again, posted", one, again=True),
        Load("ASK {}", ["ASK {}"]),
    ]
    if arguments.kinds:
        for name, kind in {**LIGHT, **HEAVY}.items():
            queries = write_mix({name: kind}, subjects, 2000, name)
            loads.append(Load(f"new: {name}", queries, longer=_LONGER if name in HEAVY else 1))
    found = {
        each.name: _rounds(arguments, each, {server: each for server in servers}, folder) for each in loads
    }
    conditional = {server: _conditional(server, one[0]) for server in servers}
    found["the same query again, if changed"] = _rounds(
        arguments, Load("conditional", one), conditional, folder
    )
    return found


def _conditional(server: Running, query: str) -> Load:
    """Return a load that asks only for a changed answer, where the server has validators; else as it is."""
    headers = {"Accept": ACCEPT}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(connection):
        address = f"{server.path}?{urlencode({'query': query})}"
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        response.read()
        validator = response.getheader("ETag")
        if validator:
            headers["If-None-Match"] = validator
            connection.request("GET", address, headers=headers)
            status = connection.getresponse().status
            if status != http.client.NOT_MODIFIED:
                raise RuntimeError(f"{server.name} gave an ETag, but answers {status} to If-None-Match.")
    return Load("conditional", [query], again=True, posted=False, headers=headers)


def _rounds(
    arguments: argparse.Namespace, load: Load, loads: Mapping[Running, Load], folder: Path
) -> dict[str, Any]:
    """Measure a load in rounds, in each of which every server has its turn, another one first."""
    measured: dict[str, list[Measured]] = {server.name: [] for server in loads}
    order = list(loads)
    seconds = arguments.seconds * load.longer
    for turn in range(arguments.rounds):
        for server in order[turn % len(order) :] + order[: turn % len(order)]:
            one = run_wrk(loads[server], server.endpoint, turn=turn, seconds=seconds, folder=folder)
            measured[server.name].append(one)
            # What the last clients left is still worked at, and would take the cores from the next server.
            processes.wait_for_quiet(server.process, _QUIET_SECONDS)
            measure = f"{write_rate(one.rate)}/s, p95 {one.p95:.1f} ms"
            _say(f"{load.name}, round {turn + 1}, {server.name}: {measure}")
    return summarise(measured)


def _measure_runaways(
    arguments: argparse.Namespace, release: Release, subjects: Subjects, folder: Path, names: Sequence[str]
) -> dict[str, Any]:
    """Measure runaways, each time on a fresh server, because some never end.

    rdflib-endpoint has no deadline and answers nobody else meanwhile.
    """
    others = Load("others", write_mix(LIGHT, subjects, _TEXTS, "others"))
    deadline, megabytes = arguments.deadline, arguments.release_megabytes
    found: dict[str, Any] = {}
    for name in names:
        if name == RDFLIB:
            _say(f"{name} has no deadline for queries: left out of the measure of runaways")
            continue
        found[name] = {"deadline_seconds": deadline}
        for number in runaways.NUMBERS:
            _say(f"{number} runaways, {name}")
            with serving(name, release, folder, deadline=deadline, megabytes=megabytes) as server:
                found[name][str(number)] = runaways.measure_beside(
                    server, number, others, deadline=deadline, folder=folder
                )
        _say(f"memory, {name}")
        with serving(name, release, folder, deadline=deadline, megabytes=megabytes) as server:
            found[name]["memory"] = runaways.measure_memory(server, deadline)
    return found


def _choose(qualifications: int, without: Sequence[str]) -> list[str]:
    """Return the names of the servers; raises Missing if one or wrk is not installed."""
    find_wrk()
    names = [name for name in SERVERS if name not in without]
    if RDFLIB in names and qualifications > LARGEST_FOR_RDFLIB:
        _say(f"{RDFLIB} is left out: rdflib would load {qualifications:,} qualifications for half an hour")
        names.remove(RDFLIB)
    for name in names:
        require(name)
    return names


def _build(qualifications: int, folder: Path) -> Path:
    register, home = folder / "register", folder / "home"
    if not home.exists():
        _say("building the release")
        python = [sys.executable, "-m"]
        subprocess.run([*python, "benchmarks.tables", str(qualifications), str(register)], check=True)
        build = [*python, "nqfgraph.cli", "build", str(register), "--home", str(home)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return home


def _release(home: Path) -> Release:
    release = Releases(home.resolve()).current()
    if release is None:
        raise SystemExit(f"There is no release in {home}.")
    return release


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sparql")
    parser.add_argument("qualifications", type=int, help="size of the register that is made")
    parser.add_argument("--home", type=Path, help="home with a built release of that size, used instead")
    parser.add_argument("--keep", type=Path, help="folder for what is made, which is kept and used again")
    parser.add_argument("--without", action="append", default=[], choices=SERVERS, help="leave a server out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=6, help="length of a round")
    parser.add_argument("--deadline", type=float, default=12.0, help="of runaway queries, in seconds")
    parser.add_argument(
        "--release-megabytes", type=int, help="most memory ours may hold the release in; else its default"
    )
    parser.add_argument("--kinds", action="store_true", help="also measure every kind of query by itself")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
