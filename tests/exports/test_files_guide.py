"""The guide to the files names every file, and every command in it is one."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from nqfgraph.cli.export import command
from nqfgraph.exports import FORMS, Content
from nqfgraph.exports.files import MADE, media_type

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "files.md").read_text(encoding="utf-8")


def test_the_guide_names_every_file_and_no_other() -> None:
    named = set(re.findall(r"`([\w.-]+\.(?:nq|ttl|rdf|trig|jsonld|jsonl|csv|zip|xlsx|parquet))`", GUIDE))
    assert named == set(MADE)
    fetched = re.findall(r"/releases/\{version\}/(\S+)", GUIDE)
    assert len(fetched) > 2
    assert all(media_type(name) for name in fetched)


def test_every_command_can_be_given() -> None:
    lines = re.findall(r"^nqfgraph export (.+)$", GUIDE, re.MULTILINE)
    assert len(lines) > 4
    for line in lines:
        command.make_context("export", shlex.split(line), resilient_parsing=False)


def test_the_example_reads_what_is_written(
    content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "dump.jsonl").open("wb") as file:
        FORMS["jsonl"](content, file)
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    exec(compile(example, "files.md", "exec"), {"json": json})
    assert "10 Network Engineering" in capsys.readouterr().out.splitlines()
