"""Ten thousand clients ask the same thing in the moment after a release was switched: it is computed once."""

from __future__ import annotations

import asyncio
import contextlib
import re
import resource
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from nqfgraph.release import Releases, Silence, build

REGISTER = Path(__file__).parent / "register"
CROWD = 10_000
FILES = CROWD + 500
PROGRAM = """
import sys
from pathlib import Path
from nqfgraph.settings import Settings
from nqfgraph_server.serving import run

run(Settings(home=Path(sys.argv[1]), port=0, workers=2, client_seconds=0))
"""
# Long enough that the crowd is there before the answer: all pairs of statements about qualifications.
QUERY = "SELECT (COUNT(*) AS ?pairs) { ?a ?p ?b . ?c ?q ?d FILTER(STRLEN(STR(?b)) > STRLEN(STR(?d))) }"


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """Return two releases of the same register, the first of them current."""
    for _ in range(2):
        build(REGISTER, tmp_path, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    found = Releases(tmp_path)
    found.switch("2026-11-23.1")
    return found


@pytest.fixture
def address(releases: Releases) -> Iterator[str]:
    """Serve the releases in a process of its own, as `nqfgraph serve` does."""
    command = [sys.executable, "-c", PROGRAM, str(releases.home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            found = re.search(r"http://[^/\s]+", server.stdout.readline())
            assert found
            yield found[0]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def fetch(address: str, path: str) -> str:
    with urllib.request.urlopen(address + path, timeout=30) as response:
        return str(response.read().decode())


def metric(address: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", fetch(address, "/metrics"), re.MULTILINE)
    assert found
    return float(found[1])


async def ask(host: str, port: int, gate: asyncio.Semaphore) -> bytes:
    """Return the status line and the body of one answer; the gate bounds connections that are being made."""
    async with gate:
        reader, writer = await asyncio.open_connection(host, port)
    head = f"GET /sparql?query={quote(QUERY)} HTTP/1.1\r\nHost: {host}\r\nAccept: text/csv\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    status, _, rest = answer.partition(b"\r\n")
    return status + rest.partition(b"\r\n\r\n")[2]


async def ask_all(host: str, port: int) -> Counter[bytes]:
    gate = asyncio.Semaphore(200)
    return Counter(await asyncio.gather(*(ask(host, port, gate) for _ in range(CROWD))))


@pytest.mark.skipif(
    resource.getrlimit(resource.RLIMIT_NOFILE)[1] < FILES, reason=f"needs {FILES} open files at a time"
)
def test_ten_thousand_clients_cost_one_computation(address: str, releases: Releases) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    iri = urlsplit(address)
    assert iri.hostname
    assert iri.port
    releases.switch("2026-11-23.2")
    while '"2026-11-23.2"' not in fetch(address, "/readyz"):
        pass
    before = metric(address, "nqfgraph_queries_answered_total")
    answers = asyncio.run(ask_all(iri.hostname, iri.port))
    assert len(answers) == 1
    ((answer, clients),) = answers.items()
    assert clients == CROWD
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"pairs" in answer
    assert metric(address, "nqfgraph_queries_answered_total") == before + 1
