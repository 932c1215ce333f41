"""What every store does, wherever it is."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nqfgraph.errors import QueryError

S, P = ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p")
A, B = "http://example.org/graph/a", "http://example.org/graph/b"
ALL = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o"


def triple(text: str) -> ox.Triple:
    return ox.Triple(S, P, ox.Literal(text))


def values(results) -> list[str]:
    return [solution["o"].value for solution in results]


@pytest.fixture
def filled(store):
    store.replace_graph(A, [triple("1"), triple("2")])
    store.replace_graph(B, [triple("3")])
    return store


def test_the_default_graph_is_the_union_of_all_graphs(filled):
    assert values(filled.query(ALL)) == ["1", "2", "3"]


def test_an_empty_store_has_no_solutions(store):
    assert values(store.query(ALL)) == []


def test_graphs_can_be_asked_by_name(filled):
    assert values(filled.query(f"SELECT ?o WHERE {{ GRAPH <{B}> {{ ?s ?p ?o }} }}")) == ["3"]


@pytest.mark.parametrize(
    ("graphs", "found"),
    [
        ([A], ["1", "2"]),
        ([A, A], ["1", "2"]),
        ([A, B], ["1", "2", "3"]),
        (["http://example.org/none"], []),
        ([], []),
    ],
)
def test_given_graphs_are_the_default_graph(filled, graphs, found):
    assert values(filled.query(ALL, graphs=graphs)) == found


def test_given_graphs_win_over_from_and_leave_no_named_graphs(filled):
    assert values(filled.query(f"SELECT ?o FROM <{A}> WHERE {{ ?s ?p ?o }}", graphs=[B])) == ["3"]
    assert not filled.query("ASK { GRAPH ?g { ?s ?p ?o } }", graphs=[B])


@pytest.mark.parametrize(
    ("clauses", "found"),
    [
        (f"FROM <{B}>", ["3"]),
        (f"FROM <{A}> FROM <{B}>", ["1", "2", "3"]),
        (f"FROM <{A}> FROM <{A}>", ["1", "2"]),
        (f"FROM NAMED <{A}>", []),
    ],
)
def test_from_names_the_default_graph(filled, clauses, found):
    assert values(filled.query(f"SELECT ?o {clauses} WHERE {{ ?s ?p ?o }} ORDER BY ?o")) == found


def test_from_named_names_the_named_graphs(filled):
    query = f"SELECT ?o FROM NAMED <{A}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?o"
    assert values(filled.query(query)) == ["1", "2"]


def test_ask_has_a_truth(filled):
    assert filled.query("ASK { ?s ?p '3' }")
    assert not filled.query("ASK { ?s ?p '4' }")


@pytest.mark.parametrize("query", ["CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", f"DESCRIBE {S}"])
def test_construct_and_describe_have_triples(filled, query):
    results = filled.query(query)
    assert isinstance(results, ox.QueryTriples)
    assert set(results) == {triple("1"), triple("2"), triple("3")}


def test_terms_come_back_as_they_went_in(store):
    terms = [
        ox.Literal('a "quoted"\nline \\ and \t tab'),
        ox.Literal("Azərbaycan dili", language="az"),
        ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ox.NamedNode("http://example.org/ə?a=b#c"),
    ]
    store.replace_graph(A, [ox.Triple(S, P, term) for term in terms])
    assert {solution["o"] for solution in store.query("SELECT ?o WHERE { ?s ?p ?o }")} == set(terms)


def test_replacing_a_graph_leaves_the_others(filled):
    filled.replace_graph(A, [triple("4")])
    assert values(filled.query(ALL)) == ["3", "4"]


def test_replacing_with_nothing_empties_the_graph(filled):
    filled.replace_graph(A, [])
    assert values(filled.query(ALL)) == ["3"]


def test_a_source_that_fails_leaves_the_graph_as_it_was(filled):
    def broken():
        yield triple("4")
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        filled.replace_graph(A, broken())
    assert values(filled.query(ALL)) == ["1", "2", "3"]


def test_dropping_a_graph_that_is_not_there_is_no_error(filled):
    filled.drop_graph(A)
    filled.drop_graph(A)
    assert values(filled.query(ALL)) == ["3"]


def test_a_wrong_query_says_where_it_is_wrong(store):
    with pytest.raises(QueryError, match="line 2, column"):
        store.query("SELECT *\nWHER { ?s ?p ?o }")


def test_streams_a_table(filled):
    assert b"".join(filled.stream(ALL, "text/csv")) == b"o\r\n1\r\n2\r\n3\r\n"


def test_streams_a_graph(filled):
    content = b"".join(filled.stream("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "application/n-triples"))
    assert content.count(b"\n") == 3


def test_a_stream_says_that_its_query_is_wrong(store):
    with pytest.raises(QueryError):
        list(store.stream("SELECT", "text/csv"))
