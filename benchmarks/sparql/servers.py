"""Starts the servers on a release, and stops them."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from nqfgraph.release import Release

OURS, OXIGRAPH, RDFLIB = "nqfgraph", "oxigraph", "rdflib-endpoint"
START_SECONDS = 1800
_STOP_SECONDS = 5


class Missing(Exception):
    """Something that the measurement needs is not installed; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    name: str
    process: int
    port: int
    path: str

    @property
    def endpoint(self) -> str:
        """Address of the SPARQL endpoint."""
        return f"http://127.0.0.1:{self.port}{self.path}"


@dataclass(frozen=True, slots=True)
class _Kind:
    path: str
    command: Callable[[Release, Path, int, float | None], Sequence[str]]
    environment: Callable[[Release, float | None], Mapping[str, str]]


def require(name: str) -> None:
    """Raise Missing if the server ``name`` is not installed."""
    wanted = {OXIGRAPH: _oxigraph() is not None, RDFLIB: all(map(find_spec, ("rdflib_endpoint", "uvicorn")))}
    if not wanted.get(name, True):
        raise Missing(
            f"{name} is not installed: run “pip install --group bench” in the checkout, or leave it out"
            f" with “--without {name}”."
        )


def load(release: Release, folder: Path) -> None:
    """Load the release's dump into Oxigraph's own store in ``folder``, unless it is there."""
    store = folder / OXIGRAPH
    if not (store / "CURRENT").exists():
        command = [
            str(_oxigraph()),
            "load",
            "--location",
            str(store),
            "--file",
            str(release.folder / "dump.nq"),
        ]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


@contextmanager
def serving(
    name: str,
    release: Release,
    folder: Path,
    *,
    deadline: float | None = None,
    megabytes: int | None = None,
) -> Iterator[Running]:
    """Start the server ``name`` over ``release``, give it when it answers, and stop it.

    ``folder`` holds what `load` made; ``deadline`` is the longest time of a query in seconds, None for what
    the server does by itself; ``megabytes`` is the most memory that ours may hold the release in, None for
    its default. Oxigraph has no longest time by itself, and pays for one with a thread that sleeps until then
    for every query: thousands a second end it.
    """
    kind = _KINDS[name]
    port = _free_port()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("NQFGRAPH_")}
    if megabytes is not None:
        inherited["NQFGRAPH_RELEASE_MEGABYTES"] = str(megabytes)
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            kind.command(release, folder, port, deadline),
            env=inherited | dict(kind.environment(release, deadline)),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    running = Running(name, process.pid, port, kind.path)
    try:
        _wait(running, process, folder)
        yield running
    finally:
        _stop(process)


def _wait(running: Running, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            log = (folder / f"{running.name}.log").read_text(errors="replace")
            raise RuntimeError(f"{running.name} ended while it started:\n{log[-2000:]}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
            with contextlib.closing(connection):
                connection.request("GET", f"{running.path}?query={quote('ASK {}')}", headers=_ASKS)
                if connection.getresponse().status == http.client.OK:
                    return
        time.sleep(0.2)
    raise RuntimeError(f"{running.name} did not answer within {START_SECONDS} seconds.")


_ASKS = {"Accept": "application/sparql-results+json"}


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _oxigraph() -> str | None:
    beside = Path(sys.executable).parent / "oxigraph"
    return str(beside) if beside.exists() else shutil.which("oxigraph")


def _serve_ours(release: Release, folder: Path, port: int, deadline: float | None) -> list[str]:
    return [sys.executable, "-m", "nqfgraph.cli", "serve", "--port", str(port)]


def _our_settings(release: Release, deadline: float | None) -> dict[str, str]:
    home = str(release.folder.parent.parent)
    limits = {} if deadline is None else {"NQFGRAPH_QUERY_SECONDS": str(deadline)}
    # Files to download are made beside, which for a new release would take a core from all servers measured.
    return {
        "NQFGRAPH_HOME": home,
        "NQFGRAPH_CLIENT_SECONDS": "0",
        "NQFGRAPH_RELEASE_FILES": "false",
        **limits,
    }


def _serve_oxigraph(release: Release, folder: Path, port: int, deadline: float | None) -> list[str]:
    options = ["--location", str(folder / OXIGRAPH), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    limits = [] if deadline is None else ["--timeout-s", f"{deadline:.0f}"]
    return [str(_oxigraph()), "serve-read-only", *options, *limits]


def _serve_rdflib(release: Release, folder: Path, port: int, deadline: float | None) -> list[str]:
    target = "benchmarks.sparql.rdflib_application:make"
    return [
        *(sys.executable, "-m", "uvicorn", target, "--factory", "--port", str(port)),
        *("--log-level", "warning", "--no-access-log"),
    ]


_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        OURS: _Kind("/sparql", _serve_ours, _our_settings),
        OXIGRAPH: _Kind("/query", _serve_oxigraph, lambda release, deadline: {}),
        RDFLIB: _Kind(
            "/", _serve_rdflib, lambda release, deadline: {"BENCHMARK_DUMP": str(release.folder / "dump.nq")}
        ),
    }
)

SERVERS = tuple(_KINDS)
"""Names of the servers, ours first."""
