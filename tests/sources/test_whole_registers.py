"""Whole registers: the shipped one, the invented country, and one made for measuring."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from benchmarks.tables import planted_faults, write_register
from nqfgraph.ontology import Ontology
from nqfgraph.sources import find_register, read_register


def test_the_shipped_register_has_no_errors(ontology: Ontology) -> None:
    register, issues = read_register(find_register("aznqf"), ontology)
    assert [each for each in issues if each.severity == "error"] == []
    assert len(register.levels) == 8
    assert register.qualifications


def test_a_country_that_does_not_exist_is_read_like_any_other(
    westland_register: Path, ontology: Ontology
) -> None:
    register, issues = read_register(westland_register, ontology)
    assert issues == ()
    assert register.description.languages == ("de", "fr")
    assert [level.key[0] for level in register.levels] == [f"W{number}" for number in range(1, 11)]
    assert len(register.level_descriptors) == 30
    statements = {each.key: each for each in register.level_statements}
    assert statements["W10", "eqf"].status == "referenced"
    assert str(statements["W10", "eqf"].stated) == "2019-11-05"
    assert statements["W4", "eqf"].target.endswith("/eqf/3")
    qualifications = {each.code: each for each in register.qualifications}
    assert qualifications["T-01"].level == ("W4",)
    assert qualifications["T-02"].awarding_bodies == (("zentrum-holz",), ("qualifikationsamt",))
    assert qualifications["H-02"].successor == qualifications["H-01"].key == ("2025", "H-01")
    assert qualifications["H-02"].status == "superseded"
    outcomes = qualifications["H-01"].learning_outcomes
    assert [each.domain for each in outcomes] == ["knowledge", "skills", "autonomy"]
    assert outcomes[1].skills


def test_a_register_for_measuring_has_no_issues_and_is_the_same_each_time(
    tmp_path: Path, ontology: Ontology
) -> None:
    write_register(60, tmp_path / "one")
    module = [sys.executable, "-m", "benchmarks.tables", "60", str(tmp_path / "two")]
    subprocess.run(module, check=True, capture_output=True, cwd=Path(__file__).parents[2])
    files = sorted(each.name for each in (tmp_path / "one").iterdir())
    assert all(
        (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in files
    )
    register, issues = read_register(tmp_path / "one", ontology)
    assert issues == ()
    assert len(register.qualifications) == 60
    assert all(len(each.learning_outcomes) == 4 for each in register.qualifications)
    assert all(len(each.skills) == 2 for each in register.qualifications[0].learning_outcomes)


def test_planted_faults_are_all_found(tmp_path: Path, ontology: Ontology) -> None:
    write_register(420, tmp_path, faults=True)
    _, issues = read_register(tmp_path, ontology)
    assert Counter(each.code for each in issues) == planted_faults(420)
    assert len(planted_faults(420)) == 8
