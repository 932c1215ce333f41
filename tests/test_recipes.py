"""The hook for commits and the recipes for continuous integration do what the guide says."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

Run = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "guides" / "checking-a-submission.md"
BLOCK = re.compile(r"^```(\w+) file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = "@prefix elm: <http://data.europa.eu/snb/model/elm/> .\n@prefix : <https://data.example.org/id/> .\n"
GOOD = f'{HEAD}:n a elm:Note ; elm:noteLiteral "Qeyd"@az .\n'
BAD = f'{HEAD}:n a elm:Note ; elm:noteLiteral "Qeyd" .\n'


def blocks() -> dict[str, str]:
    return {name: content for _, name, content in BLOCK.findall(GUIDE.read_text(encoding="utf-8"))}


@pytest.fixture
def run(plain_environment: Mapping[str, str], tmp_path: Path) -> Run:
    """Return a function that runs a command in the test's folder, with our programs on its path."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return partial(
        subprocess.run,
        cwd=tmp_path,
        env={**plain_environment, "PATH": beside},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def hook() -> dict[str, Any]:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_hook_takes_the_files_that_can_be_checked(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert hook["language"] == "python"
    chosen = re.compile(hook["files"])
    for ending in ("ttl", "trig", "nt", "nq", "rdf", "jsonld", "xml", "csv", "xlsx"):
        assert chosen.search(f"data/a.{ending}")
    assert not any(chosen.search(each) for each in ("README.md", "a.py", "ttl", "package.json"))
    guide = GUIDE.read_text(encoding="utf-8")
    assert f"- id: {hook['id']}" in guide


def test_the_hook_tells_what_is_wrong_and_lets_pass_what_is_right(
    hook: dict[str, Any], tmp_path: Path, run: Run
) -> None:
    (tmp_path / "good.ttl").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.ttl").write_text(BAD, encoding="utf-8")
    entry = [*shlex.split(hook["entry"]), "--lang", "az"]
    assert run([*entry, "good.ttl"]).returncode == 0
    told = run([*entry, "good.ttl", "bad.ttl"])
    assert told.returncode == 1
    assert "bad.ttl, sətir 3" in told.stdout


@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (BAD, 1), ("<a", 2)])
def test_the_recipe_reports_and_ends_with_the_status_of_the_check(
    tmp_path: Path, run: Run, text: str, status: int
) -> None:
    (tmp_path / "data").mkdir()
    data = tmp_path / "data" / "a.ttl"
    data.write_text(GOOD, encoding="utf-8")
    (tmp_path / "check.sh").write_text(blocks()["check.sh"], encoding="utf-8")
    baseline = ["nqfgraph", "validate", "data/a.ttl", "--format", "json", "--output", "baseline.json"]
    assert run(baseline).returncode == 0
    data.write_text(text, encoding="utf-8")
    assert run(["sh", "check.sh"]).returncode == status
    if status < 2:
        sarif = json.loads((tmp_path / "report.sarif").read_text(encoding="utf-8"))
        assert [each["baselineState"] for each in sarif["runs"][0]["results"]] == ["new"] * status
        junit = ElementTree.parse(tmp_path / "report.xml").getroot()
        assert len(junit.findall(".//failure")) == status


def test_the_pipelines_run_the_recipe_and_take_its_reports() -> None:
    github = yaml.safe_load(blocks()["github.yml"])
    steps = github["jobs"]["check"]["steps"]
    assert "sh check.sh" in [each.get("run") for each in steps]
    (upload,) = [each for each in steps if "upload-sarif" in each.get("uses", "")]
    assert upload["if"] == "always()"
    assert upload["with"]["sarif_file"] in blocks()["check.sh"]
    assert github["permissions"]["security-events"] == "write"
    gitlab = yaml.safe_load(blocks()["gitlab.yml"])["qualifications"]
    assert "sh check.sh" in gitlab["script"]
    assert gitlab["artifacts"]["reports"]["junit"] in blocks()["check.sh"]
