"""``nqfgraph vocab`` and ``nqfgraph link`` from files to answers."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nqfgraph.vocab import ELM

SMALL = Path(__file__).parents[1] / "data" / "vocabularies" / "esco"


def test_a_vocabulary_is_imported_listed_compared_linked_and_removed(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    home = ("--home", tmp_path / "home")
    for version in ("9.0", "9.1"):
        shutil.copytree(SMALL, tmp_path / f"v{version}")
    skills = tmp_path / "v9.1" / "skills_en.csv"
    skills.write_text(skills.read_text(encoding="utf-8").replace("kinds of", "all"), encoding="utf-8")
    for version in ("9.0", "9.1"):
        answer = run("vocab", "import", "esco", tmp_path / f"v{version}", *home)
        assert answer.status == 0
        assert "ESCO classification of the European Commission" in answer.out
    assert run("vocab", "list", *home).out.count("esco") == 2
    answer = run("vocab", "diff", "esco", "9.0", "9.1", *home)
    assert answer.status == 1
    assert "renamed: kinds of flour → all flour" in answer.out
    assert run("vocab", "diff", "esco", "9.0", "9.1", "--ours", "--format", "json", *home).status == 0
    outcomes = tmp_path / "o.txt"
    outcomes.write_text("Bakes bread\n", encoding="utf-8")
    value = json.loads(run("link", outcomes, *home).out)
    assert value["outcomes"][0]["suggestions"][0]["label"] == "bake bread"
    assert value["outcomes"][0]["suggestions"][0]["version"] == "9.1"
    answer = run("link", outcomes, "--vocabulary", "esco:9.0", "--format", "csv", *home)
    assert next(csv.DictReader(io.StringIO(answer.out)))["version"] == "9.0"
    book = tmp_path / "o.xlsx"
    assert run("link", outcomes, "--format", "xlsx", "--output", book, *home).status == 0
    assert book.read_bytes().startswith(b"PK")
    assert run("vocab", "remove", "esco", "9.0", *home).status == 0
    assert run("link", *home).status == 2


def test_findings_stop_an_import(run: Callable[..., Any], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "v9.0"))
    (folder / "skillGroups_en.csv").write_text("conceptUri;preferredLabel\n", encoding="utf-8")
    answer = run("vocab", "import", "esco", folder, "--home", tmp_path)
    assert answer.status == 1
    assert "separated by semicolons" in answer.err
    assert "Nothing was imported" in answer.err


def test_the_outcomes_of_a_release_get_suggestions(
    run: Callable[..., Any], built: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(built, tmp_path / "home", symlinks=True))
    run("vocab", "import", "esco", SMALL, "--version", "9.0", "--home", home)
    found = json.loads(run("link", "--release", "--home", home).out)["outcomes"]
    dump = (home / "releases" / "current" / "dump.nq").read_text(encoding="utf-8")
    assert len(found) == dump.count(f"<{ELM.LearningOutcome.value}>") > 0
    assert all(each["texts"] for each in found)


class Lengths:
    """An encoder that knows how long texts are."""

    checksum = "c" * 64

    def encode(self, texts: list[str]) -> np.ndarray[Any, Any]:
        rows = np.array([[1.0, len(each)] for each in texts])
        unit: np.ndarray[Any, Any] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def test_links_by_meaning_make_vectors_once_and_name_the_model(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nqfgraph.linking.semantic.Encoder", Lengths)
    home, outcomes = ("--home", tmp_path / "home"), tmp_path / "o.txt"
    run("vocab", "import", "esco", SMALL, "--version", "9.0", *home)
    outcomes.write_text("Bakes bread\n", encoding="utf-8")
    first = run("link", outcomes, "--semantic", *home)
    assert "Vectors of 2 of 2 concepts" in first.err
    (found,) = json.loads(first.out)["outcomes"]
    assert {each["model"] for each in found["suggestions"]} == {"c" * 64}
    second = run("link", outcomes, "--semantic", *home)
    assert second.out == first.out
    assert "Vectors" not in second.err
