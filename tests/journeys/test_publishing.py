"""From a register's tables to a release that answers, through the command line as people use it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?q a <http://data.europa.eu/snb/model/elm/Qualification> }"


@pytest.fixture
def run(tmp_path: Path, plain_environment: Mapping[str, str]) -> Run:
    """Return a function that runs a command in an empty folder and expects an exit status."""

    def run_command(*arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        answer = subprocess.run(
            [sys.executable, "-m", "nqfgraph.cli", *arguments],
            cwd=tmp_path,
            env=plain_environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == status, answer.stderr
        assert "Traceback" not in answer.stderr
        return answer

    return run_command


def count(run: Run) -> int:
    return int(run("query", COUNT, "--format", "csv").stdout.split()[1])


def test_the_shipped_register_is_built_asked_exported_and_rolled_back(run: Run, tmp_path: Path) -> None:
    first = run("build").stdout.split()[1].rstrip(":")
    assert count(run) >= 100
    second = run("build").stdout.split()[1].rstrip(":")
    assert run("diff", first, second).stdout.startswith("Things that differ: 0;")

    run("export", "--format", "turtle", "--output", "register.ttl")
    run("convert", "register.ttl", "--to", "ntriples", "--output", "register.nt")
    lines = (tmp_path / "register.nt").read_bytes().splitlines()
    dump = (tmp_path / "nqfgraph-home" / "releases" / "current" / "dump.nq").read_bytes().splitlines()
    assert len(lines) == len(set(lines)) == len(dump)

    run("releases", "switch", first)
    assert run("releases", "list").stdout.splitlines()[0].startswith(f"* {first}")
    assert count(run) >= 100
    assert "placeholder-base" in run("check", status=1).stdout


def test_a_build_that_is_refused_leaves_the_answers_as_they_were(run: Run, tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "release" / "register"
    register = tmp_path / "register"
    register.mkdir()
    for each in source.iterdir():
        (register / each.name).write_bytes(each.read_bytes())
    run("build", "register")
    table = register / "qualifications.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("P4Y", "4 il"), encoding="utf-8")
    refused = run("build", "register", status=1)
    assert "qualifications.csv, row 2, column duration" in refused.stderr
    assert count(run) == 4
    assert run("releases", "verify").stdout.endswith("as they were published.\n")
