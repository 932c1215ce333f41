"""``query``: forms of answers, sources of queries, mistakes."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.cli.tables import write_table

Run = Callable[..., Any]
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?q a <http://data.europa.eu/snb/model/elm/Qualification> }"
LEVEL = "<https://demo.example/id/level/6>"
CONSTRUCT = f"CONSTRUCT WHERE {{ {LEVEL} <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }}"


def test_a_count_as_csv(run: Run, home: Path) -> None:
    answer = run("query", COUNT, "--format", "csv")
    assert (answer.status, answer.out.split()) == (0, ["n", "4"])


def test_csv_is_what_a_program_gets_without_asking(run: Run, home: Path) -> None:
    assert run("query", COUNT).out.split() == ["n", "4"]


@pytest.mark.parametrize(("form", "expected"), [("tsv", "?n\n4"), ("xml", "<literal"), ("table", "(1 row)")])
def test_other_forms_of_tables(run: Run, home: Path, form: str, expected: str) -> None:
    assert expected in run("query", COUNT, "--format", form).out


def test_json_is_that_of_the_standard(run: Run, home: Path) -> None:
    answer = json.loads(run("query", COUNT, "--format", "json").out)
    assert answer["results"]["bindings"][0]["n"]["value"] == "4"


def test_a_terminal_gets_a_table(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "(1 row)" in run("query", COUNT).out


@pytest.mark.parametrize(
    ("form", "expected"), [("csv", "true\n"), ("table", "true\n"), ("json", '"boolean":true')]
)
def test_yes_and_no(run: Run, home: Path, form: str, expected: str) -> None:
    assert expected in run("query", f"ASK {{ {LEVEL} ?p ?o }}", "--format", form).out


@pytest.mark.parametrize("form", [None, "turtle", "ntriples", "jsonld", "rdfxml", "nquads"])
def test_graphs(run: Run, home: Path, form: str | None) -> None:
    answer = run("query", CONSTRUCT, *(["--format", form] if form else []))
    assert answer.status == 0
    assert "Уровень 6" in answer.out


@pytest.mark.parametrize(
    ("query", "form", "said"),
    [
        (COUNT, "turtle", "a table, which cannot be written as turtle"),
        (CONSTRUCT, "csv", "a graph"),
        ("ASK {}", "n3", "true or false"),
    ],
)
def test_a_form_that_does_not_fit_is_explained(
    run: Run, home: Path, query: str, form: str, said: str
) -> None:
    answer = run("query", query, "--format", form)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


def test_a_mistake_in_the_query_is_given_with_its_place(run: Run, home: Path) -> None:
    answer = run("query", "SELECT * WHERE {\n ?s ?p }")
    assert answer.status == 2
    assert "line 2" in answer.err


def test_a_query_from_a_file_and_an_answer_into_a_file(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "count.rq").write_text(COUNT, encoding="utf-8")
    answer = run("query", tmp_path / "count.rq", "--output", tmp_path / "n.csv")
    assert (answer.status, answer.out) == (0, "")
    assert (tmp_path / "n.csv").read_text().split() == ["n", "4"]


def test_a_query_from_standard_input(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(COUNT.encode())))
    assert run("query", "-").out.split() == ["n", "4"]


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_query_that_cannot_be_read_is_explained(
    run: Run, home: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "a.rq"
    if content is not None:
        path.write_bytes(content)
    answer = run("query", path)
    assert answer.status == 2
    assert str(path) in answer.err


def test_standard_input_that_is_not_utf_8_is_explained(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    answer = run("query", "-")
    assert answer.status == 2
    assert "UTF-8" in answer.err


def test_an_older_release_can_be_asked(run: Run, home: Path) -> None:
    query = 'ASK { ?q <http://purl.org/dc/terms/title> "Baking"@en }'
    assert run("query", query).out == "true\n"
    assert run("query", query, "--release", "2026-11-23.1").out == "false\n"


def test_an_unknown_release_is_explained(run: Run, home: Path) -> None:
    answer = run("query", COUNT, "--release", "2020-01-01.1")
    assert answer.status == 2
    assert "There are: 2026-11-23.1, 2026-11-23.2." in answer.err


def test_a_home_without_releases_is_explained(run: Run, tmp_path: Path) -> None:
    answer = run("query", COUNT, "--home", tmp_path)
    assert answer.status == 2
    assert "nqfgraph build" in answer.err


def test_an_endpoint_that_is_not_there_is_explained(run: Run) -> None:
    answer = run("query", COUNT, "--endpoint", "http://127.0.0.1:9/sparql")
    assert answer.status == 2
    assert "127.0.0.1:9" in answer.err


def test_an_endpoint_and_a_release_cannot_both_be_asked(run: Run, home: Path) -> None:
    assert run("query", COUNT, "--endpoint", "http://a.example/", "--release", "1").status == 2


def test_a_table_shows_terms_as_people_read_them() -> None:
    store = ox.Store()
    store.update(
        r"""INSERT DATA { <http://a/s> <http://www.w3.org/2004/02/skos/core#prefLabel>
        "Gəncə"@az, "漢字", "a\nb\u001b[31m", <http://a/o> . _:b <http://a/p> 5 }"""
    )
    output = io.BytesIO()
    solutions = store.query("SELECT ?p ?o ?none WHERE { ?s ?p ?o } ORDER BY ?o")
    assert isinstance(solutions, ox.QuerySolutions)
    write_table(solutions, output)
    lines = output.getvalue().decode().splitlines()
    assert lines[0].split() == ["?p", "?o", "?none"]
    assert "skos:prefLabel  Gəncə@az" in lines
    assert any("a\\nb\\x1b[31m" in line for line in lines)
    assert lines[-1] == "(5 rows)"


def test_blank_nodes_and_long_values_are_shown() -> None:
    store = ox.Store()
    store.update(f'INSERT DATA {{ _:b <http://a/p> "{"x" * 100}" }}')
    output = io.BytesIO()
    solutions = store.query("SELECT ?s ?o WHERE { ?s ?p ?o }")
    assert isinstance(solutions, ox.QuerySolutions)
    write_table(solutions, output)
    assert b"_:" in output.getvalue()
    assert b"x" * 100 in output.getvalue()


def test_csv_of_a_query_is_readable_by_spreadsheets(run: Run, home: Path) -> None:
    answer = run(
        "query", "SELECT ?t WHERE { ?q <http://purl.org/dc/terms/title> ?t FILTER(CONTAINS(?t, '\"')) }"
    )
    assert list(csv.reader(io.StringIO(answer.out)))[1] == ['Hüquq, "köhnə"']
