"""What a query text says of itself without being run."""

from __future__ import annotations

import contextlib

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.errors import QueryRefused
from nqfgraph.store.inspection import Form, dataset_of, form_of


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("ask{}", Form.ASK),
        ("# ASK\nBASE <http://example.org/>\nPREFIX select: <ask> construct {} where {}", Form.CONSTRUCT),
        ('VERSION "1.2" DESCRIBE <http://example.org/>', Form.DESCRIBE),
        ("PREFIXex:<http://example.org/>SELECT*{}", Form.SELECT),
        ("", None),
        ("SELEC * {}", None),
    ],
)
def test_the_form_is_the_first_word_behind_the_prologue(query, form):
    assert form_of(query) is form


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA {}",
        "PREFIX a: <http://example.org/> # SELECT\ndelete WHERE {}",
        "LOAD <http://example.org/>",
        "CLEAR ALL",
        "WITH <http://example.org/> DELETE {} WHERE {}",
    ],
)
def test_an_update_is_refused(update):
    with pytest.raises(QueryRefused, match="update"):
        form_of(update)


@pytest.mark.parametrize(
    ("form", "is_graph"), [("SELECT", False), ("ASK", False), ("CONSTRUCT", True), ("DESCRIBE", True)]
)
def test_some_forms_answer_with_a_graph(form, is_graph):
    assert Form(form).is_graph is is_graph


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        ("SELECT * { ?from ?p 'FROM <http://example.org/a>' } # FROM <http://example.org/a>", None),
        ("SELECT * {}", None),
        ("SELECT * FROM <http://example.org/a> {}", (["http://example.org/a"], [])),
        ("SELECT*FROM<http://example.org/a>{}", (["http://example.org/a"], [])),
        ("SELECT * from named <http://example.org/a> {}", ([], ["http://example.org/a"])),
        (
            "BASE <http://example.org/x/> PREFIX e: <http://example.org/>\n"
            "CONSTRUCT { } FROM e:a # FROM e:b\nFROM <../a> FROM NAMED <c> WHERE {}",
            (["http://example.org/a"], ["http://example.org/x/c"]),
        ),
    ],
)
def test_the_dataset_is_what_from_names(query, dataset):
    assert dataset_of(query) == dataset


def test_a_name_that_cannot_be_resolved_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        dataset_of("SELECT * FROM e:a {}")


@given(st.text(max_size=60))
def test_any_text_can_be_inspected(text):
    with contextlib.suppress(QueryRefused, SyntaxError):
        assert form_of(text) is None or isinstance(form_of(text), Form)
        assert dataset_of(text) is None


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6), st.sampled_from(["", " ", "\n", "#x\n"]))
def test_graphs_are_named_once_however_often_they_are_written(names, gap):
    clauses = gap.join(f"FROM{gap}<http://example.org/{name}>" for name in names)
    expected = [f"http://example.org/{name}" for name in dict.fromkeys(names)]
    query = f"SELECT * {clauses}{gap}{{}}"
    ox.Store().query(query)
    assert dataset_of(query) == (expected, [])
