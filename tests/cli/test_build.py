"""``build`` and ``serve``."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.cli.bars import build_bar
from nqfgraph.cli.remarks import SHOWN, finding_lines, issue_lines
from nqfgraph.errors import ReleaseError
from nqfgraph.places import Place
from nqfgraph.release import STAGES, Releases
from nqfgraph.settings import Settings
from nqfgraph.sources.issues import Issue, Severity

Run = Callable[..., Any]


def test_a_build_says_what_it_made(run: Run, register: Path, tmp_path: Path) -> None:
    answer = run("build", register, "--home", tmp_path / "home")
    assert answer.status == 0
    assert "4 qualifications" in answer.out
    assert "2 level" in answer.out
    assert "warning · " in answer.err


def test_a_bad_cell_is_shown_with_its_place_and_the_way_out(run: Run, register: Path, tmp_path: Path) -> None:
    table = register / "qualifications.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("0311", "3333"), encoding="utf-8")
    answer = run("build", register, "--home", tmp_path / "home")
    assert answer.status == 1
    assert "qualifications.csv, row 2, column isced_f[1]" in answer.err
    assert "“3333”" in answer.err
    assert str(tmp_path / "home" / "reports") in answer.err


def test_findings_that_stop_a_build_are_shown(run: Run, register: Path, tmp_path: Path) -> None:
    table = register / "qualifications.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Сетевая инженерия", ""), encoding="utf-8")
    answer = run("build", register, "--home", tmp_path / "home")
    assert answer.status == 1
    assert "https://demo.example/id/qualification/2024/10" in answer.err
    assert f"nqfgraph validate {register}" in answer.err
    assert answer.out == ""


def test_a_missing_register_is_explained(run: Run, tmp_path: Path) -> None:
    answer = run("build", tmp_path / "nowhere", "--home", tmp_path / "home")
    assert answer.status == 2
    assert "nowhere" in answer.err
    assert "aznqf" in answer.err


def test_a_mistake_in_the_configuration_is_given_with_its_line(
    run: Run, register: Path, tmp_path: Path
) -> None:
    (register / "register.toml").write_text('[register]\nname = "demo\n', encoding="utf-8")
    answer = run("build", register, "--home", tmp_path / "home")
    assert answer.status == 2
    assert "register.toml, line 2" in answer.err


def test_a_table_in_windows_1254_is_named_as_such(run: Run, register: Path, tmp_path: Path) -> None:
    table = register / "organisations.csv"
    table.write_bytes(
        table.read_text(encoding="utf-8").replace("Gəncə", "Şəki").encode("windows-1254", "replace")
    )
    answer = run("build", register, "--home", tmp_path / "home")
    assert answer.status in (1, 2)
    assert "organisations.csv" in answer.err
    assert "windows-125" in answer.err


def test_a_home_that_cannot_be_written_to_is_explained(run: Run, register: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file in the way")
    answer = run("build", register, "--home", tmp_path / "home")
    assert answer.status == 2
    assert "cannot be written to" in answer.err
    assert "NQFGRAPH_HOME" in answer.err


def test_serve_builds_first_where_there_is_no_release(
    run: Run, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[tuple[Settings, str | None]] = []
    serving = types.ModuleType("nqfgraph_server.serving")
    serving.run = lambda settings, releases: served.append((settings, releases.current_version()))
    monkeypatch.setitem(sys.modules, "nqfgraph_server.serving", serving)
    for arguments in (["--port", 8123, "--workers", 3], ["--host", "0.0.0.0"]):
        assert run("serve", register, "--home", tmp_path / "home", *arguments).status == 0
    assert len(Releases(tmp_path / "home").versions()) == 1
    (first, version), (second, _) = served
    assert (first.port, first.workers, first.host) == (8123, 3, "127.0.0.1")
    assert (second.port, second.host) == (8000, "0.0.0.0")
    assert version is not None
    (tmp_path / "home" / "changelog.sqlite").write_bytes(b"no database, by any means" * 100)
    answer = run("serve", "--home", tmp_path / "home")
    assert answer.status == 0
    assert "put back a copy" in answer.err
    assert len(served) == 3, "pages and queries do not need the change log"


def test_many_issues_of_a_kind_are_counted_and_a_few_shown() -> None:
    issues = [
        Issue(severity=Severity.WARNING, code="odd", message=f"No. {n}", place=Place(file="a.csv", row=n))
        for n in range(SHOWN + 5)
    ]
    lines = list(issue_lines(issues))
    assert lines[0] == f"warning · {SHOWN + 5} × odd"
    assert lines[1] == "  - a.csv, row 0: No. 0"
    assert lines[-1] == "  … and 5 more"


def test_many_kinds_of_findings_are_counted_and_a_few_shown(tmp_path: Path) -> None:
    cause = '{"severity": "warning", "count": 2, "path": null, "constraint": "a#B", "shape": "s"}'
    (tmp_path / "report.json").write_text(f'{{"causes": [{", ".join([cause] * (SHOWN + 1))}]}}')
    lines = list(finding_lines(tmp_path / "report.json"))
    assert lines[0] == "warning · 2 × B · s"
    assert lines[-1].startswith("… and 1 more kinds")


def test_a_report_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="cannot be read"):
        list(finding_lines(tmp_path / "report.json"))


def test_the_bar_shows_stages_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with build_bar() as progress:
        for stage in STAGES:
            progress.stage(stage)
        progress.advance(50_000, None)
        progress.advance(50_000, 60_000)
    shown = capsys.readouterr().err
    assert "validate" in shown
    assert "50,000 of 60,000" in shown
