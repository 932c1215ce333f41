"""``nqfgraph handover`` and the call after each build; ``nqfgraph harvests``."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.harvests import Harvest, keep

Run = Callable[..., Any]
OFFERED = """[[tables]]
kind = "learning_opportunity"
file = "learning-opportunities.csv"
"""
OPPORTUNITIES = """key,qualification,title_en,provided_by[1],homepage,default_language,content
day,2024/100,Economics by day,ganja,https://ganja.example/day,AZE,official
evening,2024/100,Economics in the evening,ganja,https://ganja.example/evening,AZE,official
mistyped,2024/10,Networks,ganja,https://https://ganja.example/,AZE,official
"""
MAPPED = '\n[qdr.levels]\n"6" = "http://data.europa.eu/snb/qdr/c_6919ed25"\n'


@pytest.fixture
def mapped(register: Path) -> Path:
    """Return a register of which QDR takes a part."""
    toml = register / "register.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + MAPPED, encoding="utf-8")
    return register


@pytest.fixture
def told() -> Iterator[list[int]]:
    """Give the statuses that a host answers with, set as the one to be called; 204 if none is left."""
    statuses: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(statuses.pop(0) if statuses else 204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NQFGRAPH_QDR_CALL", f"http://127.0.0.1:{server.server_port}/new")
        patch.setenv("NQFGRAPH_QDR_KEY", "secret-key")
        yield statuses
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_the_file_is_made_ahead(run: Run, mapped: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run("build", mapped, "--home", home).status == 0
    answer = run("handover", "make", "--home", home)
    assert answer.status == 1
    assert "2 of 4 qualifications" in answer.out
    assert "record left out · 2 × no-language" in answer.out
    assert len(list((home / "cache" / "qdr").glob("*.xml"))) == 1


def test_after_a_build_and_a_switch_the_host_is_told_and_it_is_listed(
    run: Run, mapped: Path, tmp_path: Path, told: list[int]
) -> None:
    home = tmp_path / "home"
    built = run("build", mapped, "--home", home)
    assert (built.status, "has accepted the call (status 204, 1 attempt" in built.err) == (0, True)
    table = mapped / "qualifications.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Economics", "Economy"), encoding="utf-8")
    told.append(403)
    built = run("build", mapped, "--home", home)
    assert (built.status, "has refused the call" in built.err) == (0, True)
    versions = sorted(each.name for each in (home / "releases").glob("2*"))
    assert run("releases", "switch", versions[0], "--home", home).status == 0
    told.append(401)
    assert run("handover", "call", "--again", "--home", home).status == 1
    assert run("handover", "call", "--home", home).status == 0
    listed = run("handover", "calls", "--home", home).out.splitlines()
    assert len(listed) == 5
    value = json.loads(run("handover", "calls", "--home", home, "--format", "json").out)
    assert [each["outcome"] for each in value] == ["accepted", "refused", "unchanged", "refused", "unchanged"]
    assert "secret-key" not in json.dumps(value)


def test_both_files_are_told_of(
    run: Run, mapped: Path, tmp_path: Path, told: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (mapped / "learning-opportunities.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    toml = mapped / "register.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + OFFERED, encoding="utf-8")
    told += [204, 403]
    built = run("build", mapped, "--home", home)
    assert built.status == 0
    assert "has accepted the call (status 204" in built.err
    assert "has refused the call of the learning opportunities; check" in built.err
    monkeypatch.setenv("NQFGRAPH_QDR_CALL_OPPORTUNITIES", "http://127.0.0.1:1/x")
    monkeypatch.setenv("NQFGRAPH_QDR_CALL_SECONDS", "0.1")
    answer = run("handover", "call", "--home", home)
    assert (answer.status, "could not be told of the learning opportunities" in answer.err) == (1, True)
    listed = json.loads(run("handover", "calls", "--home", home, "--format", "json").out)
    assert [(each["dataset"], each["outcome"]) for each in listed] == [
        ("qualifications", "accepted"),
        ("learning-opportunities", "refused"),
        ("qualifications", "unchanged"),
        ("learning-opportunities", "failed"),
    ]


def test_without_anybody_to_call_nothing_happens(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("handover", "calls", "--home", tmp_path).out == "No call was made yet.\n"
    answer = run("handover", "call")
    assert (answer.status, "Nobody is named" in answer.err) == (2, True)


def test_a_release_of_which_qdr_takes_nothing_is_told_to_nobody(
    run: Run, register: Path, tmp_path: Path
) -> None:
    run("build", register, "--home", tmp_path / "home")
    answer = run("handover", "call", "--address", "http://127.0.0.1:1/", "--home", tmp_path / "home")
    assert (answer.status, "was not called: no qualification" in answer.err) == (0, True)


def test_harvests_are_listed(run: Run, tmp_path: Path) -> None:
    assert run("harvests", "--home", tmp_path).out == "No harvest was recorded yet.\n"
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    one = Harvest(
        agent="a/1", contact="b@c.example", interface="ldes", release="2026-11-23.1", began=noon, ended=noon,
        requests=3, size=5000, whole=False, error="503 busy, /feeds/ldes",
    )  # fmt: skip
    keep(tmp_path, [one])
    out = run("harvests", "--home", tmp_path).out
    assert "a/1 <b@c.example>: 3 requests, 0 unchanged, 5,000 bytes, not whole; last error: 503 busy" in out
    assert json.loads(run("harvests", "--home", tmp_path, "--format", "json").out)[0]["size"] == 5000
    assert run("harvests", "--home", tmp_path, "--interface", "oai", "--last", 1).out.startswith("No harvest")
