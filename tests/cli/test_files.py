"""``export``, ``convert``, ``diff``, ``check`` and ``releases``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.release import Releases

Run = Callable[..., Any]


def test_an_export_goes_into_a_file_or_to_standard_output(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("export", "--format", "turtle", "--output", tmp_path / "a.ttl").status == 0
    assert run("export", "--format", "turtle").out == (tmp_path / "a.ttl").read_text(encoding="utf-8")


def test_an_export_that_cannot_be_written_is_explained(run: Run, home: Path, tmp_path: Path) -> None:
    answer = run("export", "--format", "csv", "--output", tmp_path / "no" / "a.csv")
    assert answer.status == 2
    assert "cannot be written" in answer.err


def test_a_file_is_converted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix ex: <http://a/> . ex:s ex:p 'ə' .", encoding="utf-8")
    answer = run("convert", tmp_path / "a.ttl", "--to", "ntriples")
    assert (answer.status, answer.out) == (0, '<http://a/s> <http://a/p> "ə" .\n')
    assert run("convert", tmp_path / "a.ttl", "--output", tmp_path / "a.rdf").status == 0
    assert list(ox.parse(path=str(tmp_path / "a.rdf"))) == list(ox.parse(path=str(tmp_path / "a.ttl")))


def test_a_conversion_keeps_the_prefixes_of_the_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix ex: <http://a/> . ex:s ex:p ex:o .", encoding="utf-8")
    assert run("convert", tmp_path / "a.ttl").out == "@prefix ex: <http://a/> .\nex:s ex:p ex:o .\n"


def test_a_mistake_in_a_file_is_given_with_its_place_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://a/s> <http://a/p> <http://a/o> .\n<http://a/s> oops .\n")
    answer = run("convert", tmp_path / "a.ttl", "--to", "ntriples", "--output", tmp_path / "a.nt")
    assert answer.status == 2
    assert f"{tmp_path / 'a.ttl'}, line 2, column" in answer.err
    assert not (tmp_path / "a.nt").exists()


def test_a_file_that_is_not_there_is_explained(run: Run, tmp_path: Path) -> None:
    answer = run("convert", tmp_path / "a.ttl")
    assert answer.status == 2
    assert "There is no file" in answer.err


def test_the_difference_of_two_releases_is_readable(run: Run, home: Path) -> None:
    answer = run("diff", "2026-11-23.1", "current")
    assert answer.status == 1
    lines = answer.out.splitlines()
    assert lines[0] == "Things that differ: 1; statements added: 1, removed: 1."
    assert lines[2].startswith("https://demo.example/id/qualification/2024/200  ")
    assert lines[3].startswith("  - ")
    assert '"Bakery"@en' in lines[3]
    assert '"Baking"@en' in lines[4]


def test_the_difference_is_readable_by_programs(run: Run, home: Path) -> None:
    (thing,) = json.loads(run("diff", "2026-11-23.1", "2026-11-23.2", "--format", "json").out)["things"]
    assert thing["iri"] == "https://demo.example/id/qualification/2024/200"
    assert len(thing["added"]) == len(thing["removed"]) == 1
    patch = run("diff", "2026-11-23.1", "2026-11-23.2", "--format", "nquads")
    assert (patch.status, [line[:2] for line in patch.out.splitlines()]) == (1, ["D ", "A "])


def test_the_same_release_does_not_differ(run: Run, home: Path) -> None:
    for form in ("text", "json", "nquads"):
        assert run("diff", "current", "current", "--format", form).status == 0


def test_files_differ_only_where_they_say_something_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://a/s> <http://a/p> [ <http://a/q> 1 ], 2 .")
    (tmp_path / "b.nt").write_text(
        "<http://a/s> <http://a/p> _:x .\n"
        '_:x <http://a/q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        '<http://a/s> <http://a/p> "3"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    )
    answer = run("diff", tmp_path / "a.ttl", tmp_path / "b.nt")
    assert answer.status == 1
    assert answer.out.startswith("Things that differ: 1; statements added: 1, removed: 1.")


def test_many_differences_are_counted_and_a_hundred_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("")
    (tmp_path / "b.nt").write_text(
        "".join(f"<http://a/{n}> <http://a/p> <http://a/o> .\n" for n in range(105))
    )
    answer = run("diff", tmp_path / "a.nt", tmp_path / "b.nt")
    assert answer.out.splitlines()[-1].startswith("… and 5 more things")


def test_what_is_neither_a_release_nor_a_file_is_explained(run: Run, home: Path) -> None:
    answer = run("diff", "2026-11-23.1", "yesterday")
    assert answer.status == 2
    assert "There is no release yesterday" in answer.err


def test_releases_are_listed_with_the_current_one_marked(run: Run, home: Path) -> None:
    lines = run("releases", "list").out.splitlines()
    assert [line[:14] for line in lines] == ["  2026-11-23.1", "* 2026-11-23.2"]


def test_switching_verifying_and_pruning(run: Run, built: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(built, tmp_path / "home", symlinks=True))
    assert run("releases", "switch", "2026-11-23.1", "--home", home).status == 0
    assert Releases(home).current_version() == "2026-11-23.1"
    assert run("releases", "verify", "--home", home).status == 0
    (home / "releases" / "2026-11-23.1" / "search.sqlite").write_bytes(b"")
    answer = run("releases", "verify", "--home", home)
    assert (answer.status, "search.sqlite has changed" in answer.out) == (1, True)
    assert run("releases", "verify", "2026-11-23.2", "--home", home).status == 0
    assert "2026-11-23.2" in run("releases", "prune", "--keep", 1, "--home", home).out
    assert run("releases", "prune", "--keep", 1, "--home", home).out == "Nothing to remove.\n"


def test_a_damaged_store_is_explained(run: Run, built: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(built, tmp_path / "home", symlinks=True))
    shutil.rmtree(home / "releases" / "2026-11-23.2" / "store")
    answer = run("query", "ASK {}", "--home", home)
    assert answer.status == 2
    assert "store" in answer.err


@pytest.mark.parametrize(
    "arguments", [["releases", "switch", "x"], ["export", "--format", "csv", "--release", "x"]]
)
def test_an_unknown_release_is_explained(run: Run, home: Path, arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.status == 2
    assert "There is no release x." in answer.err
