"""What the guides for harvesters tell them to do works: their commands are run as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nqfgraph.cli.application import nqfgraph

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PAGES = ("harvesting", *(f"guides/{name}" for name in ("feeds", "oai-pmh", "files", "records", "receipts")))
CLIENTS = ROOT / "tests" / "conformance" / "ldes" / "node_modules" / ".bin"
BASE = "https://data.aznqf.example/"
KEY = "qualification/2024/6006022"


def commands(page: str) -> list[str]:
    """Return the commands of a guide, without those that install something."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line]
    return [line for line in lines if " install " not in line]


@pytest.fixture
def filled(register: Any, own_settings: Callable[[Path], None]) -> Callable[[str], str]:
    """Return a function that fills a command for the register that is served; all of its files are made."""
    own_settings(register.home)
    assert CliRunner().invoke(nqfgraph, ["export", "--all"]).exit_code == 0
    with urllib.request.urlopen(f"{register.base}data/{KEY}/citation", timeout=20) as answer:
        (number,) = set(re.findall(rb"version=(\d+)", answer.read()))

    def fill(command: str) -> str:
        (version,) = register.versions
        command = re.sub(r"\bBASE\b/", register.base, command.replace(BASE, register.base))
        command = re.sub(r"\bKEY\b", KEY, command.replace("{version}", version))
        return re.sub(r"version=\d+", f"version={number.decode()}", command)

    return fill


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return a function that lets commands find a home, and run in a folder of their own."""
    folder = tmp_path / "harvester"
    folder.mkdir()
    # Without these, curl would be content with an error of the server.
    (folder / ".curlrc").write_text("fail\nsilent\nshow-error\nmax-time = 20\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv(
        "PATH", os.pathsep.join([str(Path(sys.executable).parent), str(CLIENTS), os.environ["PATH"]])
    )
    return lambda home: monkeypatch.setenv("NQFGRAPH_HOME", str(home))


def run(command: str, environment: Mapping[str, str]) -> str:
    """Run a command and return what it gives; a program of ours runs in this process, which is faster."""
    if command.startswith("nqfgraph "):
        ended = CliRunner().invoke(nqfgraph, shlex.split(command)[1:])
        assert ended.exit_code == 0, ended.output
        return ended.output
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    told = done.stdout.decode(errors="replace")
    assert done.returncode == 0, f"{done.stderr.decode(errors='replace')}{told}"
    return told


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_guide_gives_something(
    page: str,
    filled: Callable[[str], str],
    plain_environment: Mapping[str, str],
    program: Callable[[str], str],
) -> None:
    program("curl")
    known = {path.name for path in Path.cwd().iterdir()}
    found = commands(page)
    assert found
    for command in found:
        if command.startswith("ldes-client ") and not (CLIENTS / "ldes-client").exists():
            assert not os.environ.get("CI"), "needs “npm ci” in tests/conformance/ldes"
            continue
        environment = {**plain_environment, "HOME": os.environ["HOME"], "PATH": os.environ["PATH"]}
        told = run(filled(command), environment)
        made = {path.name for path in Path.cwd().iterdir()} - known
        assert told or made or " --incremental " in command, command
        assert "Fatal" not in told, command
        known |= made


def test_every_address_that_is_named_to_a_harvester_is_answered(register: Any) -> None:
    text = (DOCS / "harvesting.md").read_text(encoding="utf-8")
    table = text.partition("| you are |")[2].partition("\n\n")[0]
    paths = {path for path in re.findall(r"`(/[^`]*)`", table) if "…" not in path}
    assert len(paths) >= 10
    # The levels of this register have no counterparts in QDR, so it says why there is no file; and a query
    # has to be put to the endpoint.
    refused = {path for path in paths if status(register.base + path[1:]) != 200}
    assert refused <= {"/qdr/qualifications.xml", "/qdr/learning-opportunities.xml", "/sparql"}
    assert {status(register.base + path[1:]) for path in refused} <= {404, 400}


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status) if answer.read() else 0
    except urllib.error.HTTPError as error:
        with error:
            return int(error.code)
