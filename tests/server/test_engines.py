"""The endpoint and the pages over engines at an address: the same as over the release's own store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask
import pyoxigraph as ox
import pytest

from nqfgraph.queries.examples import read_examples
from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph.release.publishing import publish
from nqfgraph.settings import Settings
from nqfgraph.store import pointer
from nqfgraph.store.address import Address
from nqfgraph.store.remote import RemoteStore
from nqfgraph_server import create_app

REGISTER = Path(__file__).parent / "register"
BASE = "https://hillside.example/"
JSON, NTRIPLES = "application/sparql-results+json", "application/n-triples"
XSD = "http://www.w3.org/2001/XMLSchema#"
ELM = "http://data.europa.eu/snb/model/elm/"
SECRET = "http://secret.example/graph"
SELECT = f"SELECT ?s WHERE {{ ?s a <{ELM}Qualification> }} ORDER BY ?s"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . FILTER(?b > ?d && ?d > ?f) }"

DIVISION = "whole numbers are divided without a remainder"
TEXTS = "GROUP_CONCAT loses the language, and letters beyond Latin 1 of its separator"
EXISTS = "EXISTS is always true in a group that has no pattern of its own"
DIFFERENCES = {
    "VALUES in UNION": "a branch of UNION that is only VALUES makes all branches empty",
    "BIND in UNION": "a branch of UNION that is only BIND binds nothing",
    "EXISTS alone": EXISTS,
    "every-level-has-a-statement": EXISTS,
    "division": DIVISION,
    "completeness-by-property": DIVISION,
    "truth as a constant": "true and 1 = 1 are the number 1",
    "DATATYPE of a text": "DATATYPE of a text with a language is unbound",
    "relative IRI()": "IRI() does not resolve what it is given",
    "GROUP_CONCAT": TEXTS,
    "skills-across-fields": TEXTS,
    "the-dataset": TEXTS,
}
"""Queries that Virtuoso 7.2.5 answers in its own way, with the reason (docs/scaling.md)."""

QUERIES = {
    "all": "SELECT ?s ?p ?o { ?s ?p ?o }",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "FROM": "SELECT (COUNT(*) AS ?n) FROM <graph/framework> { ?s ?p ?o }",
    "FROM NAMED": (
        "SELECT ?g (COUNT(*) AS ?n) FROM NAMED <graph/framework> { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    ),
    "graph by name": "SELECT (COUNT(*) AS ?n) { GRAPH <graph/framework> { ?s ?p ?o } }",
    "graph by prefix": "PREFIX g: <graph/> SELECT (COUNT(*) AS ?n) { GRAPH g:framework { ?s ?p ?o } }",
    "graph in a filter": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(?g = <graph/framework>) }",
    "graph in VALUES": (
        "SELECT ?g (COUNT(*) AS ?n) { VALUES ?g { <graph/framework> } GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    ),
    "graph as a text": "SELECT DISTINCT (STR(?g) AS ?x) { GRAPH ?g { ?s ?p ?o } }",
    "no such graph": "SELECT * FROM <graph/none> { ?s ?p ?o }",
    "durations": f"SELECT ?s ?o {{ ?s ?p ?o FILTER(DATATYPE(?o) = <{XSD}duration>) }}",
    "booleans": f"SELECT ?s ?o {{ ?s ?p ?o FILTER(DATATYPE(?o) = <{XSD}boolean>) }}",
    "languages": "SELECT ?l (COUNT(*) AS ?n) { ?s ?p ?o BIND(LANG(?o) AS ?l) } GROUP BY ?l",
    "MINUS": f"SELECT ?s {{ ?s a <{ELM}Qualification> MINUS {{ ?s <{ELM}learningOutcome> ?o }} }}",
    "nothing": "SELECT * { ?s <http://none.example/> ?o }",
    "count of nothing": "SELECT (COUNT(*) AS ?n) { ?s <http://none.example/> ?o }",
    "OPTIONAL": f"SELECT ?s ?l {{ ?s a <{ELM}Qualification> OPTIONAL {{ ?s <{ELM}none> ?l }} }}",
    "text": "SELECT ('''a\nb\"c''' AS ?x) ('Əlçatanlıq' AS ?y) {}",
    "ASK": "ASK { <id/level/6> ?p ?o }",
    "CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DESCRIBE": "DESCRIBE <id/level/6>",
    "VALUES in UNION": f"SELECT ?s {{ {{ VALUES ?s {{ <id/x> }} }} UNION {{ ?s a <{ELM}Qualification> }} }}",
    "BIND in UNION": (
        "SELECT ?s ?p { { SELECT ?s { { BIND(<id/level/6> AS ?s) } UNION { ?s <a:b> 1 } } } ?s ?p ?o }"
    ),
    "division": "SELECT (18 / 5 AS ?x) {}",
    "truth as a constant": "SELECT (true AS ?x) {}",
    "DATATYPE of a text": "SELECT DISTINCT (DATATYPE(?o) AS ?x) { ?s ?p ?o FILTER(LANG(?o) = 'en') }",
    "relative IRI()": "SELECT (IRI('id/level/6') AS ?x) {}",
    "CONCAT": "SELECT (CONCAT('ə·', ?t) AS ?x) { VALUES ?t { 'ş' } }",
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(?t; SEPARATOR=' · ') AS ?x) { VALUES ?t { 'a'@en 'a'@en } }",
    "EXISTS alone": "ASK { FILTER NOT EXISTS { ?s ?p ?o } }",
}
QUERIES |= {each.name: each.query for each in read_examples(BASE)}


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest, make_app, release: Release) -> Iterator[flask.Flask]:
    """An application over an engine that has the release, and a graph of somebody else."""
    address: Address = request.getfixturevalue(request.param)
    store = RemoteStore(address)
    base = release.manifest.register.base
    store.drop_graph(pointer.iri(base))
    publish(release, store, progress=Silence(), query_seconds=1.0)
    store.put(SECRET, b'<a:s> <a:p> "secret" .\n')
    app = make_app(store=address.query, store_connections=2, query_seconds=20.0, query_wait_seconds=60.0)
    app.engine = request.param
    yield app
    app.extensions["nqfgraph"].pool.close()
    for graph in (pointer.iri(base), SECRET):
        store.drop_graph(graph)
    store.close()


def ask(app: flask.Flask, query: str, accept: str = f"{JSON}, {NTRIPLES};q=0.9", **parameters):
    return app.test_client().post("/sparql", data={"query": query, **parameters}, headers={"Accept": accept})


def rows(response) -> object:
    assert response.status_code == 200, response.text
    if response.mimetype == JSON:
        found = ox.parse_query_results(response.data, format=ox.QueryResultsFormat.JSON)
        return bool(found) if isinstance(found, ox.QueryBoolean) else sorted(str(list(row)) for row in found)
    return sorted(str(quad.triple) for quad in ox.parse(response.data, format=ox.RdfFormat.N_TRIPLES))


@pytest.mark.parametrize("name", QUERIES)
def test_an_engine_answers_what_the_release_does(app, remote, name):
    query = QUERIES[name]
    here, there = ask(app, query), ask(remote, query)
    if remote.engine == "virtuoso" and name in DIFFERENCES:
        assert there.status_code != 200 or rows(there) != rows(here), f"no longer: {DIFFERENCES[name]}"
    else:
        assert rows(there) == rows(here)


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "application/sparql-results+xml"),
        (SELECT, "text/csv"),
        (SELECT, "text/tab-separated-values"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+xml"),
    ],
)
def test_forms_are_those_of_the_standard(app, remote, query, accept):
    assert ask(remote, query, accept).data == ask(app, query, accept).data


@pytest.mark.parametrize(
    "accept",
    ["text/turtle", "application/rdf+xml", "application/ld+json", "application/trig", "application/n-quads"],
)
def test_graphs_come_in_every_form(app, remote, accept):
    def triples(response) -> set[str]:
        assert response.mimetype == accept
        return {
            str(quad.triple) for quad in ox.parse(response.data, format=ox.RdfFormat.from_media_type(accept))
        }

    query = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"
    assert triples(ask(remote, query, accept)) == triples(ask(app, query, accept))


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        (f"SELECT * FROM <{SECRET}> {{ ?s ?p ?o }}", {}),
        (f"SELECT * FROM NAMED <{SECRET}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}),
        (f"SELECT * {{ GRAPH <{SECRET}> {{ ?s ?p ?o }} }}", {}),
        ("SELECT * { ?s ?p ?o }", {"default-graph-uri": SECRET}),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": SECRET}),
        ("SELECT * { GRAPH ?g { ?s ?p 'secret' } }", {}),
        ("SELECT * { ?s ?p 'secret' }", {}),
        ("SELECT * { GRAPH <https://hillside.example/release/current> { ?s ?p ?o } }", {}),
    ],
)
def test_nothing_else_in_the_engine_is_seen(remote, query, parameters):
    assert rows(ask(remote, query, **parameters)) == []


def test_the_dataset_can_be_chosen(remote, release):
    graph = release.iris.graph("framework")
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

    def number(**parameters) -> int:
        return int(ask(remote, count, "text/csv", **parameters).text.split()[1])

    counts = release.manifest.counts
    assert number() == counts.quads
    assert number(**{"default-graph-uri": [graph, graph]}) == counts.graphs["framework"]
    assert number(**{"named-graph-uri": graph}) == 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
        "LOAD <http://x.example/>",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        f"define input:default-graph-uri <{SECRET}> SELECT * {{ ?s ?p ?o }}",
        "SELECT (bif:concat('a', 'b') AS ?x) {}",
        "SELECT * WHER { ?s ?p ?o }",
    ],
)
def test_what_is_refused_here_is_refused_there(app, remote, query):
    assert ask(remote, query).status_code == ask(app, query).status_code == 400


def test_a_syntax_error_has_its_place(app, remote):
    wrong = "SELECT *\nWHERE { ?s ?p }"
    assert ask(remote, wrong).json == ask(app, wrong).json


def test_a_query_that_takes_too_long_is_stopped_and_harms_nobody(remote):
    response = ask(remote, RUNAWAY, timeout="0.5")
    assert response.status_code == 504
    assert "0.5 seconds" in response.json["detail"]
    assert rows(ask(remote, "ASK { ?s ?p ?o }")) is True


@pytest.mark.parametrize(
    "path",
    [
        "/readyz",
        "/data/level/6.nt",
        "/data/framework/hnf.nt",
        "/catalogue",
        "/doc/level/6?lang=en",
        "/en/qualifications",
        "/en/organisations",
        "/en/levels",
        "/feeds/atom",
    ],
)
def test_pages_and_feeds_are_the_same(app, remote, path):
    here, there = app.test_client().get(path), remote.test_client().get(path)
    assert there.status_code == here.status_code
    assert there.data == here.data


def test_every_qualification_is_the_same(app, remote):
    for line in ask(app, SELECT, "text/csv").text.split()[1:]:
        path = line.replace(f"{BASE}id/", "/data/") + ".nt"
        here, there = app.test_client().get(path), remote.test_client().get(path)
        assert here.status_code == there.status_code == 200
        assert sorted(there.data.splitlines()) == sorted(here.data.splitlines())


def test_a_release_that_is_not_in_the_engine_is_not_served(make_app, oxigraph):
    client = make_app(store=oxigraph.query).test_client()
    for path in ("/readyz", "/en/levels"):
        response = client.get(path)
        assert response.status_code == 503
        assert "publish" in response.text.lower()


def test_the_newest_release_that_both_have_is_served_and_said(oxigraph, tmp_path):
    for _ in range(2):
        build(REGISTER, tmp_path, now=datetime(2026, 11, 23, 12, tzinfo=UTC), progress=Silence())
    releases = Releases(tmp_path)
    older, newer = releases.versions()
    store = RemoteStore(oxigraph)
    store.drop_graph(pointer.iri(BASE))
    publish(releases.get(older), store, progress=Silence(), query_seconds=1.0)
    app = create_app(Settings(home=tmp_path, store=oxigraph.query, store_connections=1))
    said = app.test_client().get("/readyz").json
    assert said["release"] == older
    assert "does not have the release" in said["refused"][newer]
    publish(releases.get(newer), store, progress=Silence(), query_seconds=1.0)
    app = create_app(Settings(home=tmp_path, store=oxigraph.query, store_connections=1))
    assert app.test_client().get("/readyz").json["release"] == newer
    store.drop_graph(pointer.iri(BASE))
    store.close()
