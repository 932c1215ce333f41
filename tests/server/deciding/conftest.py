"""The page for deciding over a small register and a tiny ESCO with one obsolete skill."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.decisions import all_questions, open_review, review_csv, review_rows
from nqfgraph.linking import Linker
from nqfgraph.model.records import Register
from nqfgraph.ontology import Ontology
from nqfgraph.sources.reading import read_register
from nqfgraph.vocabularies import Kept, import_vocabulary
from nqfgraph_server.deciding import Desk, Skills, create_page

TESTS = Path(__file__).parents[2]
TABLES = """
[[tables]]
kind = "learning_outcome"
file = "own.csv"
"""
ORIGINS = ["http://localhost", "http://127.0.0.1:4711"]


@dataclass(frozen=True)
class Page:
    """An open page: its file, its desk and a browser."""

    path: Path
    desk: Desk
    app: flask.Flask
    browser: FlaskClient

    def sent(self, number: int = 1, **values: object) -> dict[str, object]:
        """Return the values of the form of an outcome, some of them changed."""
        version = self.desk.review.outcomes()[number - 1].version
        return {"token": self.desk.form_token, "version": version, "person": "A. Person", **values}


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("deciding")
    source = Path(shutil.copytree(TESTS / "data" / "vocabularies" / "esco", folder / "v9.0"))
    with (source / "skills_en.csv").open("a", encoding="utf-8") as file:
        skill = "http://data.europa.eu/esco/skill/old"
        file.write(f"{skill},skill/competence,sector-specific,old ovens,,obsolete,2020,\n")
    imported = import_vocabulary(folder / "home", "esco", source).kept
    assert imported is not None
    return imported


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("register") / "register"
    shutil.copytree(TESTS / "release" / "register", folder)
    toml = folder / "register.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + TABLES, encoding="utf-8")
    (folder / "own.csv").write_text(
        "qualification,position,title_en,title_az\n"
        "2024/200,1,Bakes bread <b>,Çörək bişirir\n2024/200,2,Knows the kinds of flour,Un növlərini bilir\n",
        encoding="utf-8",
    )
    return read_register(folder, Ontology.load())[0]


@pytest.fixture
def open_page(register: Register, kept: Kept, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the page on a new review file."""
    with ExitStack() as stack:

        def begin(person: str = "", path: Path = tmp_path / "review.csv") -> Page:
            questions = list(all_questions(register, "9.0"))
            skills = stack.enter_context(closing(Skills(Linker(kept))))
            with closing(Linker(kept)) as linker:
                rows = review_rows(questions, lambda each: linker.suggest(each.texts["en"]), "9.0")
                path.write_bytes(review_csv(rows))
            review = stack.enter_context(open_review(path, questions, kept))
            owners = {("qualification", each.key): each.title for each in register.qualifications}
            desk = Desk(review, skills, owners, "./register", person)
            app = create_page(desk, "secret", ORIGINS)
            return Page(path, desk, app, app.test_client())

        yield begin


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()
