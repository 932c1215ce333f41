"""Fixtures: real SPARQL servers on free ports of this machine, started once a session."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nqfgraph.store.address import Address

_START_SECONDS = 60

_VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
CaseMode = 2
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
MaxQueryMem = 256M
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 12
Charset = UTF-8
[SPARQL]
MaxQueryCostEstimationTime = 0
{sparql}
"""


@pytest.fixture(scope="session")
def oxigraph(program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Return the address of an Oxigraph server, in memory and empty at first; anybody may write to it."""
    beside = Path(sys.executable).parent / "oxigraph"
    port = _free_port()
    command = [
        str(beside) if beside.exists() else program("oxigraph"),
        "serve",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    address = Address(query=f"http://127.0.0.1:{port}/query", graphs=f"http://127.0.0.1:{port}/store")
    yield from _running(command, tmp_path_factory.mktemp("oxigraph"), address)


@pytest.fixture(scope="session")
def virtuoso(program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Return the address of a Virtuoso server that answers anybody and lets its user ``dba`` write."""
    yield from _virtuoso(program("virtuoso-t"), tmp_path_factory.mktemp("virtuoso"), "")


@pytest.fixture
def cutting_virtuoso(program: Callable[[str], str], tmp_path: Path) -> Iterator[Address]:
    """Return the address of a Virtuoso server that cuts answers off after 10,000 rows, as it comes."""
    yield from _virtuoso(program("virtuoso-t"), tmp_path, "ResultSetMaxRows = 10000")


@pytest.fixture(params=["oxigraph", "virtuoso"])
def engine(request: pytest.FixtureRequest) -> Address:
    """Return the address of a real server: each of those that the project is tested with."""
    found: Address = request.getfixturevalue(request.param)
    return found


def _virtuoso(command: str, folder: Path, sparql: str) -> Iterator[Address]:
    http = _free_port()
    settings = _VIRTUOSO.format(sql=_free_port(), http=http, sparql=sparql)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    address = Address(
        query=f"http://127.0.0.1:{http}/sparql",
        graphs=f"http://127.0.0.1:{http}/sparql-graph-crud-auth",
        user="dba",
        password="dba",
    )
    yield from _running([command, "-f", "-c", "virtuoso.ini"], folder, address)


def _running(command: list[str], folder: Path, address: Address) -> Iterator[Address]:
    with (folder / "output.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=dict(os.environ))
        try:
            _wait(process, address.query, folder)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], query: str, folder: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{query}?query=ASK%7B%7D", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"it did not start: {(folder / 'output.log').read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
