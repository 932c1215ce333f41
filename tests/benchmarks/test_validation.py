"""The measurement of validation: data with the faults that it says, results compared, sums right."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks.validation import __main__ as command
from benchmarks.validation.data import BASE, make_data, plant_faults
from benchmarks.validation.engines import ENGINES, Run, canonical, read_results, results_of
from benchmarks.validation.processes import Taken, run_engine
from benchmarks.validation.report import Disagreement, check_agreement, summarise, write_table

TITLE = "http://purl.org/dc/terms/title"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    make_data(26, folder)
    return folder


def put(folder: Path, engine: str, *results: str) -> None:
    results_of(folder, engine).write_text("".join(f"{each}\n" for each in results), encoding="utf-8")


def test_the_files_hold_the_same_and_are_sorted(data: Path) -> None:
    lines = (data / "dump.nq").read_bytes().splitlines()
    assert lines == sorted(lines)
    whole, model = ((data / name).read_bytes().splitlines() for name in ("whole.nt", "model.nt"))
    assert whole == [line.rpartition(b" <")[0] + b" ." for line in lines]
    assert set(model) < set(whole)
    ox.Store().load(path=str(data / "whole.nt"), format=ox.RdfFormat.N_TRIPLES)


def test_one_qualification_in_fifty_has_a_fault() -> None:
    lines = [
        f'<{BASE}id/qualification/2024/{number:07}> <{TITLE}> "A"@en <urn:g> .\n'.encode()
        for number in range(1, 101)
    ]
    found = list(plant_faults(lines))
    assert [line for line in found if line not in lines] == [lines[74].replace(b'A"', b'A again"')]
    assert [line for line in lines if line not in found] == [lines[24]]


@pytest.mark.parametrize("engine", ["nqfgraph", "nqfgraph in memory"])
def test_both_ways_of_ours_find_the_planted_fault(data: Path, engine: str) -> None:
    run = Run()
    ENGINES[engine](data, run)
    assert all(seconds > 0 for seconds in run.seconds.values())
    faults = [each for each in run.results if not each.startswith("elm-vocabularies")]
    assert faults == [
        f"elm-loq <{BASE}id/qualification/2024/0000025> <{TITLE}>  MinCountConstraintComponent"
    ] + [each for each in faults if each.startswith("register")]
    assert run.results.count(faults[0]) == 1


def test_an_engine_runs_in_a_process_of_its_own(data: Path) -> None:
    taken = run_engine("nqfgraph", data)
    assert taken.results == len(list(read_results(data, "nqfgraph"))) > 0
    assert taken.megabytes > 10
    assert taken.wall > taken.checking > 0


def test_an_engine_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_engine("nqfgraph in memory", tmp_path)


def test_values_are_compared_as_numbers() -> None:
    assert canonical('"4.00"^^<http://www.w3.org/2001/XMLSchema#decimal>') == canonical(
        '"4.0"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    )
    assert canonical("<urn:a>") == "<urn:a>"


def test_results_are_compared_with_their_numbers(tmp_path: Path) -> None:
    put(tmp_path, "one", "a", "a", "b")
    put(tmp_path, "two", "a", "b", "a")
    put(tmp_path, "three", "a", "b", "b", "c")
    check_agreement(tmp_path, ["one", "two"])
    with pytest.raises(Disagreement, match="three and one differ: 1 missing, 2 more") as caught:
        check_agreement(tmp_path, ["one", "two", "three"])
    assert "only three: c" in str(caught.value)


def test_runs_are_summed_up_and_set_against_ours() -> None:
    ours = [Taken(3.0, {"read": 1.0, "validate": each}, 100, 7) for each in (1.0, 3.0, 2.0)]
    found = summarise({"nqfgraph": ours, "pyshacl": [Taken(99.0, {"validate": 30.0}, 50, 7)]})
    assert found["nqfgraph"]["seconds"] == {"median": 3.0, "least": 2.0, "most": 4.0}
    assert found["nqfgraph"]["parts"] == {"read": 1.0, "validate": 2.0}
    assert found["pyshacl"]["times_ours"] == 10.0
    table = write_table({"qualifications": 1000, "engines": found})
    assert "| pyshacl | 30.0 | validate 30.0 | 30.0–30.0 | 10.0 | 50 | 7 |" in table


def test_long_runs_are_repeated_less() -> None:
    assert [command._wanted([Taken(0, {"all": each}, 0, 0)]) for each in (1.0, 10.0, 100.0)] == [5, 3, 1]


def test_what_would_take_too_long_or_is_not_there_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda name: None)
    assert not command._is_there("pyshacl", 10_000)
    assert not command._is_there("shacl", 10)
    assert command._is_there("nqfgraph", 100_000)
    assert "shacl is not installed" in capsys.readouterr().out
