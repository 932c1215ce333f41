"""Nothing in the repository uses a term that the ontology or ``nqfgraph.vocab`` does not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.files import data_folder
from nqfgraph.ontology import linting
from nqfgraph.vocab import NQF, XSD

ROOT = Path(__file__).resolve().parents[2]
PLANTED = {"test_linting.py", "test_vocab.py", "test_ontology.py"}
"""Tests that name terms that are not there on purpose."""


def files(pattern: str, *folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob(pattern))
    return sorted(path for path in found if "node_modules" not in path.parts)


PYTHON = files("*.py", "nqfgraph", "server", "benchmarks", "tests")
QUERIES = files("*.rq", "nqfgraph", "server", "benchmarks")
TEMPLATES = files("*.html", "server") + files("*.js", "server") + files("*.xml", "server")
TEXTS = files("*.md", "docs", "registers") + files("*.toml", "registers")
SHAPES = sorted(data_folder("shapes").glob("*.ttl"))


def faults(path: Path, found: list[str]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {fault}" for fault in found]


def test_python_asks_for_and_writes_declared_terms_only() -> None:
    checked = [path for path in PYTHON if path.name not in PLANTED]
    assert len(checked) > 20
    found = [
        fault
        for path in checked
        for fault in faults(path, linting.undeclared_in_python(path.read_text("utf-8")))
    ]
    assert found == []


def test_queries_ask_for_declared_terms_only() -> None:
    found = [
        fault
        for path in QUERIES
        for fault in faults(path, linting.undeclared_in_query(path.read_text("utf-8")))
    ]
    assert found == []


def test_templates_and_texts_name_declared_terms_only() -> None:
    found = [
        fault
        for path in TEMPLATES + TEXTS
        for fault in faults(path, linting.undeclared_in_text(path.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.name)
def test_shapes_speak_of_declared_terms_only(path: Path) -> None:
    """A shape may have an IRI below our namespace if its own file describes it."""
    statements = list(ox.parse(path=path))
    shapes = {each.subject.value for each in statements if isinstance(each.subject, ox.NamedNode)}
    assert linting.undeclared_in_statements(statements, also=shapes) == []
    for text in texts(statements):
        assert linting.undeclared_in_query(text) == [], text


def texts(statements: list[ox.Quad]) -> Iterator[str]:
    """Give the plain literals of a graph: SPARQL texts are among them."""
    for each in statements:
        if isinstance(each.object, ox.Literal) and each.object.datatype == XSD.string:
            yield each.object.value


def test_the_shapes_do_not_redefine_our_terms() -> None:
    for path in SHAPES:
        subjects = {
            each.subject.value for each in ox.parse(path=path) if isinstance(each.subject, ox.NamedNode)
        }
        assert not [iri for iri in subjects if iri.removeprefix(NQF.iri) in NQF]
