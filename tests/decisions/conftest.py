"""A small register with two outcomes to decide on, and a tiny ESCO in two versions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.decisions import Question, all_questions
from nqfgraph.ontology import Ontology
from nqfgraph.sources.reading import read_register
from nqfgraph.vocabularies import Kept, import_vocabulary

TESTS = Path(__file__).parents[1]
ESCO = TESTS / "data" / "vocabularies" / "esco"
TABLES = """
[[tables]]
kind = "skill"
file = "skills.csv"

[[tables]]
kind = "learning_outcome"
file = "own.csv"

[[tables]]
kind = "link"
file = "links.csv"
"""


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return the folder of a register in which nothing is decided."""
    folder = Path(shutil.copytree(TESTS / "release" / "register", tmp_path / "register"))
    toml = folder / "register.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + TABLES, encoding="utf-8")
    (folder / "skills.csv").write_text("iri,label_en,kind,version,source,confidence\n", encoding="utf-8")
    (folder / "own.csv").write_text(
        "qualification,position,title_en,title_az\n"
        "2024/200,1,Bakes bread,Çörək bişirir\n2024/200,2,Knows the kinds of flour,Un növlərini bilir\n",
        encoding="utf-8",
    )
    (folder / "links.csv").write_text("qualification,position,skill,decision,person,date,method\n", "utf-8")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Return version 9.0 of a tiny ESCO with one obsolete skill."""
    folder = Path(shutil.copytree(ESCO, tmp_path / "v9.0"))
    with (folder / "skills_en.csv").open("a", encoding="utf-8") as file:
        skill = "http://data.europa.eu/esco/skill/old"
        file.write(f"{skill},skill/competence,sector-specific,old ovens,,obsolete,2020,\n")
    imported = import_vocabulary(tmp_path / "home", "esco", folder).kept
    assert imported is not None
    return imported


@pytest.fixture
def questions(ontology: Ontology) -> Callable[..., list[Question]]:
    """Return a function that gives all questions of a register in a folder."""

    def ask(folder: Path, version: str = "9.0", **options: bool) -> list[Question]:
        return list(all_questions(read_register(folder, ontology)[0], version, **options))

    return ask
