"""The named queries, and how terms get into them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.queries import bind, load, names, title

THING = ox.NamedNode("http://example.org/a")
QUERY = "# What is said of a thing.\nSELECT ?p ?o\nWHERE {\n  ?thing ?p ?o .\n  OPTIONAL { ?o ?q ?text }\n}\n"


@pytest.mark.parametrize("name", names())
def test_a_query_is_valid_sparql_and_says_what_it_asks(name):
    text = load(name)
    assert text.startswith("# ")
    assert len(title(name)) > 10
    # Where a list of terms is filled in later, one variable stands for it.
    ox.Store().query(text.replace("{ ?thing }", "{ UNDEF }").replace("{ ?things }", "{ UNDEF }"))


def test_there_are_queries():
    assert "example-counts-by-level" in names()


@pytest.mark.parametrize("name", ["", "missing", "../__init__", "example-labels.rq"])
def test_only_named_queries_are_read(name):
    with pytest.raises(ValueError, match="there is no query named"):
        load(name)


def store() -> ox.Store:
    filled = ox.Store()
    filled.load(
        b"@prefix : <http://example.org/> . :a :p 'x' . :b :p 'y' .",
        format=ox.RdfFormat.TURTLE,
    )
    return filled


def test_a_bound_variable_has_one_value():
    rows = list(store().query(bind(QUERY, thing=THING)))
    assert [row["o"].value for row in rows] == ["x"]


def test_several_variables_are_bound_together():
    query = "# A comment with WHERE { in it\nSELECT ?s WHERE { ?s ?p ?o }"
    assert (
        len(list(store().query(bind(query, p=ox.NamedNode("http://example.org/p"), o=ox.Literal("y"))))) == 1
    )


def test_nothing_to_bind_changes_nothing():
    assert bind(QUERY) == QUERY


def test_a_text_is_no_term():
    with pytest.raises(TypeError, match="not a term"):
        bind(QUERY, thing="<http://example.org/a>")


def test_a_variable_that_is_not_used_is_a_mistake():
    with pytest.raises(ValueError, match=r"does not use \?other"):
        bind(QUERY, other=THING)


def test_a_query_needs_a_place_for_the_values():
    with pytest.raises(ValueError, match="WHERE"):
        bind("DESCRIBE ?thing", thing=THING)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_text_gets_out_of_its_literal(text):
    filled = ox.Store()
    filled.add(ox.Quad(THING, THING, ox.Literal(text)))
    filled.add(ox.Quad(THING, THING, ox.Literal(text + "x")))
    rows = list(filled.query(bind("SELECT ?o WHERE { ?s ?p ?o }", o=ox.Literal(text))))
    assert [row["o"] for row in rows] == [ox.Literal(text)]
