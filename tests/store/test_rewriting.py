"""Queries of strangers, written anew for a shared engine."""

from __future__ import annotations

import pytest

from nqfgraph import queries
from nqfgraph.errors import QueryError, QueryRefused
from nqfgraph.queries.examples import read_examples
from nqfgraph.store.rewriting import MOST_DEPTH, parse, rewrite
from nqfgraph.store.views import NO_GRAPH, View

BASE = "https://a.example/"
VIEW = View(BASE, "2026-11-23.1", {"framework": 2, "register": 1})
STORED = f"{BASE}release/2026-11-23.1/graph/"
ALL = [f"{STORED}framework", f"{STORED}register"]


def text(query: str, **options) -> str:
    return " ".join(rewrite(query, VIEW, base=BASE, **options).text.split())


def test_names_become_absolute_and_the_prologue_goes():
    query = """PREFIX : <http://x.example/> PREFIX g: <graph/> # a comment
      BASE <http://y.example/a/> VERSION "1.2"
      SELECT ?s WHERE { GRAPH g:framework { ?s :p.q <b> ; a :c\\-d. } FILTER(?s != <../\\u0065>) }"""
    assert text(query) == (
        f"SELECT ?s WHERE {{ GRAPH <{STORED}framework> {{ ?s <http://x.example/p.q> <http://y.example/a/b> ;"
        " a <http://x.example/c-d> . } FILTER(?s != <http://y.example/e> ) }"
    )


def test_without_a_dataset_all_graphs_of_the_release_are_asked():
    asked = rewrite("ASK {}", VIEW)
    assert (asked.default_graphs, asked.named_graphs) == (ALL, ALL)


def test_dataset_clauses_become_parameters():
    query = (
        f"SELECT ?s FROM <graph/register> FROM NAMED <{BASE}graph/framework> FROM <urn:other> {{ ?s ?p ?o }}"
    )
    asked = rewrite(query, VIEW, base=BASE)
    assert "FROM" not in asked.text
    assert asked.default_graphs == [f"{STORED}register"]
    assert asked.named_graphs == [f"{STORED}framework"]


def test_dataset_parameters_win():
    query = f"SELECT ?s FROM <{BASE}graph/register> {{ ?s ?p ?o }}"
    asked = rewrite(query, VIEW, default_graphs=[f"{BASE}graph/framework"])
    assert (asked.default_graphs, asked.named_graphs) == ([f"{STORED}framework"], [NO_GRAPH])
    asked = rewrite("ASK {}", VIEW, named_graphs=[f"{BASE}graph/framework", "urn:other"])
    assert (asked.default_graphs, asked.named_graphs) == ([NO_GRAPH], [f"{STORED}framework"])


@pytest.mark.parametrize("clause", ["FROM <urn:secret>", "FROM NAMED <urn:secret>"])
def test_graphs_of_others_are_empty_ones(clause):
    asked = rewrite(f"ASK {clause} {{}}", VIEW)
    assert "secret" not in f"{asked}"


def test_strings_stay_as_they_are_and_comments_go():
    query = """SELECT ('#<graph/framework>' AS ?a) ("it's" AS ?b) ('''a'b"#''' AS ?c) ("" AS ?d) {
      # <graph/x> '
      ?s ?p "x"@en-GB , 'y'^^<http://t.example/> , 1.5e3 , .5 , -2.0 , true }"""
    written = text(query)
    for each in ("'#<graph/framework>'", '"it\'s"', "'''a'b\"#'''", '""', '"x"@en-GB', "1.5e3", ".5", "-2.0"):
        assert each in written
    assert "graph/x" not in written


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s (<a:b>|^<a:c>)+/<a:d>? ?o }",
        "ASK { ?s ?p [] ; ?q ( 1 _:b ) }",
        "ASK { FILTER(?a<?b&&?c>?d) }",
        "ASK { FILTER(?a < 1 && ?b>2 || !(?c<=3)) }",
        "SELECT(1AS?x){}",
        "SELECT (GROUP_CONCAT(?a; SEPARATOR = ', ') AS ?b) { ?a ?p ?o } GROUP BY ?o HAVING(COUNT(?a)>1)",
        "ASK { VALUES (?a ?b) { (UNDEF <a:b>) ('x'@az 1) } }",
        "ASK { ?s <a:b>/<a:c>* ?o MINUS { ?s !(<a:b>|^<a:c>) ?o } }",
    ],
)
def test_all_of_sparql_passes(query):
    parse(text(query), None)


@pytest.mark.parametrize("example", read_examples(BASE), ids=lambda each: each.name)
def test_examples_pass(example):
    parse(text(example.query), None)


@pytest.mark.parametrize("name", queries.names())
def test_our_own_queries_pass(name):
    query = queries.load(name).replace("?things", "<a:b>").replace("?thing", "<a:b>")
    parse(text(query), None)


def test_a_base_stays_for_functions_that_use_it():
    assert text("SELECT (IRI('x') AS ?y) {}").startswith(f"BASE <{BASE}> SELECT")
    assert "BASE" not in text("SELECT ?y {}")


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://x.example/> {} }",
        "ASK { ?s ?p ?o . FILTER(<bif:http_get>('http://x.example/') = '') }",
        "PREFIX b: <BIF:> ASK { ?s b:contains 'x' }",
        "PREFIX j: <java:> ASK { FILTER(j:java.lang.System()) }",
        "SELECT * { ?s ?p ?o FILTER(<sql:x>(1)) }",
        "SELECT (?a<'>'AS ?x) FROM <urn:secret> WHERE {} #'",
        "SELECT (?a<a:1AS?x)FROM:g#>\nWHERE{}",
        "ASK { LATERAL { ?s ?p ?o } }",
    ],
)
def test_what_is_not_plain_sparql_is_refused(query):
    with pytest.raises((QueryRefused, QueryError)):
        rewrite(query, VIEW, base=BASE)


@pytest.mark.parametrize(
    "query",
    [
        "define input:default-graph-uri <urn:secret> SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o OPTION (x 1) }",
        "SELECT (bif:concat('a') AS ?x) {}",
        "SELECT (`1` AS ?x) {}",
        "ASK { \\u0053ERVICE <a:b> {} }",
        "ASK { ?s ?p 'a\\qb' }",
        "SELECT *\nWHER { ?s ?p ?o }",
        "ASK { ?s ?p <relative> }",
    ],
)
def test_what_is_not_valid_is_refused_as_everywhere(query):
    with pytest.raises(QueryError):
        rewrite(query, VIEW)


def test_an_error_has_its_place():
    with pytest.raises(QueryError) as caught:
        rewrite("SELECT *\nWHER { ?s ?p ?o }", VIEW)
    assert caught.value.place is not None
    assert caught.value.place.line == 2


def test_brackets_may_not_be_too_deep():
    deep = MOST_DEPTH - 1
    text("ASK " + "{" * deep + "}" * deep)
    with pytest.raises(QueryRefused, match=f"more than {MOST_DEPTH} brackets"):
        text("ASK " + "{" * (MOST_DEPTH + 1) + "}" * (MOST_DEPTH + 1))
