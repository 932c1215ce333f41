"""The entry point: help, settings, errors, exit statuses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

import nqfgraph
from nqfgraph.cli.application import explain
from nqfgraph.cli.commands import COMMANDS
from nqfgraph.errors import InputError
from nqfgraph.places import Place

PROGRAM = [sys.executable, "-m", "nqfgraph.cli"]


def test_help_lists_every_command_without_importing_any(run: Callable[..., object]) -> None:
    script = (
        "import sys; from nqfgraph.cli.application import nqfgraph\n"
        "nqfgraph.main(['--help'], standalone_mode=False)\n"
        "heavy = {'pyoxigraph', 'rdflib', 'flask', 'openpyxl', 'nqfgraph.release'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert all(f"  {name} " in answer.stdout for name in COMMANDS)
    assert answer.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_command_says_in_its_help_what_the_list_says(name: str) -> None:
    command = import_module(f"nqfgraph.cli.{name}").command
    assert command.name == name
    assert command.get_short_help_str(limit=200) == COMMANDS[name]


def test_help_loads_nothing_that_only_a_command_needs() -> None:
    program = """
import sys
from nqfgraph.cli.application import nqfgraph
nqfgraph.main(["--help"], prog_name="nqfgraph", standalone_mode=False)
heavy = {"flask", "httpx", "openpyxl", "pyoxigraph", "pyshacl", "rdflib", "uvicorn"}
sys.exit(", ".join(sorted(heavy & sys.modules.keys())) or 0)
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (answer.stderr, answer.returncode) == ("", 0)


def test_version(run: Callable[..., object]) -> None:
    answer = run("--version")
    assert (answer.status, answer.out) == (0, f"nqfgraph {nqfgraph.__version__}\n")


@pytest.mark.parametrize("arguments", [["nonsense"], ["build", "--keep", "0"], ["query"], ["--home"]])
def test_wrong_arguments_are_explained(run: Callable[..., object], arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.status == 2
    assert "Error: " in answer.err


def test_an_error_is_printed_with_its_place_and_the_way_out() -> None:
    error = InputError("It is wrong.", place=Place(file="a.csv", row=3), remedy="Mend it.")
    assert explain(error) == "Error: a.csv, row 3: It is wrong.\nMend it."
    assert explain(InputError("It is wrong.")) == "Error: It is wrong."


def test_a_wrong_setting_is_explained(run: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NQFGRAPH_PORT", "eighty")
    answer = run("releases", "list")
    assert answer.status == 2
    assert "NQFGRAPH_PORT is “eighty”" in answer.err


def test_an_interrupt_ends_quietly(run: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nqfgraph.cli.releases.Releases", interrupt)
    answer = run("releases", "list")
    assert (answer.status, answer.err.strip()) == (130, "")


def test_a_file_that_cannot_be_used_is_explained(
    run: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object) -> None:
        raise PermissionError(13, "Permission denied", "a/b")

    monkeypatch.setattr("nqfgraph.cli.releases.Releases", refuse)
    answer = run("releases", "list")
    assert (answer.status, answer.err) == (2, "Error: a/b cannot be used: Permission denied.\n")


def test_a_long_query_can_be_interrupted(built: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with subprocess.Popen(
        [*PROGRAM, "query", query, "--home", str(built)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        time.sleep(1.5)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert process.returncode in (-signal.SIGINT, 130)
    assert (out, err) == (b"", b"")


def test_a_reader_that_goes_away_is_no_error(built: Path) -> None:
    query = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?c } LIMIT 200000"
    with subprocess.Popen(
        [*PROGRAM, "query", query, "--format", "csv", "--home", str(built)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=20) == 141


def test_the_home_may_be_named_before_and_after_the_command(
    run: Callable[..., object], built: Path, tmp_path: Path
) -> None:
    for arguments in (["--home", built, "releases", "list"], ["releases", "list", "--home", built]):
        assert len(run(*arguments).out.splitlines()) == 2
    answer = run("--home", tmp_path / "empty", "releases", "--home", built, "list")
    assert len(answer.out.splitlines()) == 2
    assert not os.path.exists(tmp_path / "empty")
