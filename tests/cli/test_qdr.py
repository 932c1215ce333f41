"""``export --format qdr-xml`` and ``convert`` of LOQ XML."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.release import Silence, build

Run = Callable[..., Any]


@pytest.fixture
def mapped(register: Path, tmp_path: Path) -> Path:
    """Return a home with a release in which a level is mapped."""
    toml = register / "register.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(
        f'{text}\n[qdr.levels]\n"6" = "http://data.europa.eu/snb/qdr/c_6919ed25"\n', encoding="utf-8"
    )
    build(register, tmp_path / "home", now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    return tmp_path / "home"


def test_what_can_be_handed_over_is_written_and_the_rest_is_told(
    run: Run, mapped: Path, tmp_path: Path
) -> None:
    xml, report = tmp_path / "q.xml", tmp_path / "r.csv"
    answer = run("export", "--format", "qdr-xml", "-o", xml, "--report", report, "--home", mapped)
    assert answer.status == 1
    assert "record left out · 2 × no-language" in answer.err
    assert "2 of 4 qualifications were written." in answer.err
    assert "id/qualification/2024/200, NQFLevel (https://demo.example/id/level/5): Its level" in answer.err
    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 4
    assert run("convert", xml, "--to", "ntriples", "-o", tmp_path / "q.nt").status == 0
    triples = set(ox.parse(path=str(tmp_path / "q.nt")))
    assert sum("elm/Qualification>" in str(each.object) for each in triples) == 2
    turtle = run("convert", xml)
    assert turtle.out.startswith("@prefix")
    assert "elm:Qualification" in turtle.out


OFFERED = """[[tables]]
kind = "learning_opportunity"
file = "learning-opportunities.csv"
"""
OPPORTUNITIES = """key,qualification,title_en,provided_by[1],homepage,default_language,content
day,2024/100,Economics by day,ganja,https://ganja.example/day,AZE,official
evening,2024/100,Economics in the evening,ganja,https://ganja.example/evening,AZE,official
mistyped,2024/10,Networks,ganja,https://https://ganja.example/,AZE,official
"""


@pytest.fixture
def offering(register: Path) -> Path:
    """Return a register with learning opportunities, of which no level is mapped."""
    (register / "learning-opportunities.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    toml = register / "register.toml"
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{OFFERED}", encoding="utf-8")
    return register


def test_learning_opportunities_are_written_when_they_are_asked_for(
    run: Run, offering: Path, tmp_path: Path
) -> None:
    home, xml = tmp_path / "home", tmp_path / "o.xml"
    build(offering, home, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    asked = ("export", "--format", "qdr-xml", "--dataset", "learning-opportunities", "--home", home)
    answer = run(*asked, "-o", xml)
    assert answer.status == 1
    assert "2 of 3 learning opportunities were written." in answer.err
    assert xml.read_bytes().count(b"<qualificationReference ") == 1
    made = run("handover", "make", "--home", home)
    assert "0 of 4 qualifications, 0 bytes" in made.out
    assert "2 of 3 learning opportunities" in made.out


def test_learning_opportunities_that_a_register_does_not_have_are_explained(run: Run, home: Path) -> None:
    answer = run("export", "--format", "qdr-xml", "--dataset", "learning-opportunities")
    assert answer.status == 2
    assert "has no learning opportunities" in answer.err
    answer = run("export", "--format", "turtle", "--dataset", "qualifications")
    assert (answer.status, "--dataset goes with --format qdr-xml" in answer.err) == (2, True)


def test_if_nothing_can_be_handed_over_the_old_file_stays(run: Run, home: Path, tmp_path: Path) -> None:
    xml, report = tmp_path / "q.xml", tmp_path / "r.csv"
    xml.write_text("old")
    answer = run("export", "--format", "qdr-xml", "--output", xml, "--report", report)
    assert answer.status == 1
    assert "None of the 4 qualifications can be handed to QDR" in answer.err
    assert xml.read_text() == "old"
    assert len(report.read_text(encoding="utf-8").splitlines()) > 4
    assert sorted(each.name for each in tmp_path.iterdir()) == ["q.xml", "r.csv"]
    assert run("export", "--format", "qdr-xml").out == ""


def test_many_remarks_are_counted_and_the_first_shown(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nqfgraph.cli.qdr.SHOWN", 1)
    answer = run("export", "--format", "qdr-xml")
    assert "more; --report FILE writes all of them as CSV" in answer.err
    answer = run("export", "--format", "qdr-xml", "--report", tmp_path / "r.csv")
    assert f"more in {tmp_path / 'r.csv'}" in answer.err


def test_everything_handed_over_is_a_success(run: Run, register: Path, tmp_path: Path) -> None:
    toml = register / "register.toml"
    levels = (
        '"6" = "http://data.europa.eu/snb/qdr/c_6919ed25"\n"5" = "http://data.europa.eu/snb/qdr/c_bd9f8e42"'
    )
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n[qdr.levels]\n{levels}\n", encoding="utf-8")
    table = register / "qualifications.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:3]), encoding="utf-8")
    build(register, tmp_path / "home", now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    answer = run("export", "--format", "qdr-xml", "--home", tmp_path / "home")
    assert (answer.status, answer.out.count("<qualification ")) == (0, 2)
    assert "levels-not-in-qdr" not in run("check", "--home", tmp_path / "home").out
    shutil.rmtree(tmp_path / "home")


def test_a_report_goes_with_this_form_only(run: Run, home: Path, tmp_path: Path) -> None:
    answer = run("export", "--format", "turtle", "--report", tmp_path / "r.csv")
    assert answer.status == 2
    assert "--report goes with --format qdr-xml" in answer.err


def test_a_hostile_file_is_explained_with_its_place(run: Run, tmp_path: Path) -> None:
    namespace = "http://data.europa.eu/snb/model/ap/loq-constraints/"
    path = tmp_path / "a.xml"
    path.write_text(f'<!DOCTYPE Courses [<!ENTITY a "aaaa">]>\n<Courses xmlns="{namespace}">&a;</Courses>')
    answer = run("convert", path, "--to", "turtle", "--output", tmp_path / "a.ttl")
    assert answer.status == 2
    assert "a.xml, line 1, column" in answer.err
    assert "DOCTYPE" in answer.err
    assert not (tmp_path / "a.ttl").exists()
