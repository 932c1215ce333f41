"""The endpoint: what it takes, what it answers, and in which form."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest
import waitress.wasyncore

from nqfgraph import queries
from nqfgraph.vocab import SD, VOID
from nqfgraph_server.sparql.page import EXAMPLES

SELECT = "SELECT ?s WHERE { ?s a <http://data.europa.eu/snb/model/elm/Qualification> } ORDER BY ?s"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"
ENDLESS = "SELECT * WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?t ?h }"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
PROBLEM = "application/problem+json"


def ask(client, query=ASK, accept=None, **parameters):
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", query_string={"query": query, **parameters}, headers=headers)


# -- ways to ask


def test_a_query_comes_by_get_by_form_or_directly(client):
    expected = {"head": {}, "boolean": True}
    assert ask(client).json == expected
    assert client.post("/sparql", data={"query": ASK}).json == expected
    assert client.post("/sparql", data=ASK, content_type=f"{DIRECT}; charset=utf-8").json == expected


def test_a_query_may_have_any_letters(client):
    query = "SELECT ('Əlçatanlıq + 100 % қ' AS ?x) WHERE {}"
    for response in (
        ask(client, query, "text/csv"),
        client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"}),
        client.post("/sparql", data=query.encode(), content_type=DIRECT, headers={"Accept": "text/csv"}),
    ):
        assert response.text == "x\r\nƏlçatanlıq + 100 % қ\r\n"


def test_a_relative_iri_is_one_of_the_register(client, release):
    response = ask(
        client,
        "SELECT ?x FROM <graph/framework> WHERE { BIND(<id/level/6> AS ?x) ?x ?p ?o } LIMIT 1",
        "text/csv",
    )
    assert response.text == f"x\r\n{release.iris.base}id/level/6\r\n"


def test_a_percent_sign_is_decoded_once(client):
    query = "SELECT (STR(<http://example.org/a%2Bb>) AS ?x) WHERE {}"
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert response.text == "x\r\nhttp://example.org/a%2Bb\r\n"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (ASK, "text/plain", 415),
        (ASK, None, 415),
        (f"query={ASK}", "multipart/form-data; boundary=x", 415),
        (ASK.encode("utf-16"), f"{DIRECT}; charset=utf-16", 415),
        (b"ASK { ?s ?p '\xff' }", DIRECT, 400),
        (b"query=ASK%20%7B%7D%FF", FORM, 400),
        ("query=ASK{}&query=ASK{}", FORM, 400),
        ("", FORM, 400),
        ("&".join(f"a{each}=" for each in range(300)), FORM, 400),
        ("update=DROP+ALL", FORM, 400),
        ("DROP ALL", "application/sparql-update", 400),
        ("DROP ALL", DIRECT, 400),
        ("query=DROP+ALL", FORM, 400),
        ("query=ASK{}&timeout=soon", FORM, 400),
        ("query=ASK{}&timeout=0", FORM, 400),
        ("query=ASK{}&timeout=nan", FORM, 400),
        ("query=ASK{}&format=docx", FORM, 400),
        ("query=ASK{}&default-graph-uri=no+iri", FORM, 400),
    ],
)
def test_what_is_not_in_order_is_refused_with_a_reason(client, body, content_type, status):
    response = client.post("/sparql", data=body, content_type=content_type)
    assert response.status_code == status
    assert response.content_type == PROBLEM
    assert len(response.json["detail"]) > 20


def test_two_queries_are_one_too_many(client):
    assert client.get("/sparql?query=ASK{}&query=ASK{}").status_code == 400
    assert client.post("/sparql?query=ASK{}", data=ASK, content_type=DIRECT).status_code == 400


def test_a_query_may_not_be_too_long(make_app):
    client = make_app(query_bytes=100).test_client()
    long = f"ASK {{}} #{'x' * 100}"
    for response in (
        ask(client, long),
        client.post("/sparql", data={"query": long}),
        client.post("/sparql", data={"query": ASK, "x": "y" * 200_000}),
        client.post("/sparql", data=long, content_type=DIRECT),
    ):
        assert response.status_code == 413
        assert "100 bytes" in response.json["detail"]
    assert ask(client).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(client, method):
    response = client.open("/sparql", method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_options_tells_browsers_what_they_may(client):
    response = client.options("/sparql")
    assert response.status_code == 200
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


# -- forms of the answer


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, JSON),
        (SELECT, "*/*", JSON),
        (SELECT, XML, XML),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "application/json", "application/json"),
        (SELECT, "application/xml", "application/xml"),
        (SELECT, f"text/csv;q=0.5, {XML};q=0.9", XML),
        (ASK, None, JSON),
        (ASK, XML, XML),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        (CONSTRUCT, "application/json", "application/json"),
    ],
)
def test_accept_chooses_the_form(client, query, accept, media_type):
    response = ask(client, query, accept)
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert "Accept" in response.vary
    assert response.data


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "image/png"),
        (SELECT, "text/turtle"),
        (ASK, "text/csv"),
        (CONSTRUCT, "text/csv"),
        (CONSTRUCT, JSON),
    ],
)
def test_a_form_that_does_not_exist_is_not_acceptable(client, query, accept):
    response = ask(client, query, accept)
    assert response.status_code == 406
    assert "Available: " in response.json["detail"]


def test_format_wins_over_accept(client):
    assert ask(client, SELECT, "text/html", format="csv").content_type == "text/csv; charset=utf-8"


def test_all_graphs_are_asked_unless_graphs_are_named(client, release):
    graph = release.iris.graph("framework")
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

    def number(**parameters) -> int:
        return int(ask(client, count, "text/csv", **parameters).text.split()[1])

    counts = release.manifest.counts
    assert number() == counts.quads
    assert number(**{"default-graph-uri": graph}) == counts.graphs["framework"]
    assert number(**{"default-graph-uri": [graph, graph]}) == counts.graphs["framework"]
    assert number(**{"default-graph-uri": "http://example.org/none"}) == 0
    assert number(**{"named-graph-uri": graph}) == 0


# -- errors


def test_a_syntax_error_says_where(client):
    response = ask(client, "SELECT *\nWHERE { ?s ?p }")
    assert response.status_code == 400
    assert response.content_type == PROBLEM
    assert response.json["place"].startswith("query, line 2, column ")


def test_no_other_endpoint_is_asked(client):
    response = ask(client, "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    assert response.status_code == 400
    assert "SERVICE" in response.json["detail"]


def test_too_slow_is_said_with_the_limit(client):
    response = ask(client, RUNAWAY, timeout="0.3")
    assert response.status_code == 504
    assert "0.3 seconds" in response.json["detail"]


def test_no_free_worker_is_said_with_a_time_to_wait(make_app):
    app = make_app(workers=1, query_wait_seconds=0.3)
    app.extensions["nqfgraph"].pool.start(wait=True)
    client = app.test_client()
    busy = ask(client, ENDLESS, "text/csv")
    response = ask(client)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    busy.close()
    assert ask(client).status_code == 200


# -- validators


def test_an_answer_that_is_known_is_not_computed_again(client):
    first = ask(client, SELECT, "text/csv")
    assert first.headers["ETag"].startswith('"')
    again = client.get(
        "/sparql",
        query_string={"query": SELECT},
        headers={"Accept": "text/csv", "If-None-Match": first.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Accept" in again.vary


def test_another_question_or_form_has_another_validator(client):
    responses = [
        ask(client, SELECT, "text/csv"),
        ask(client, SELECT, XML),
        ask(client, f"{SELECT} LIMIT 1", "text/csv"),
        ask(client, SELECT, "text/csv", **{"default-graph-uri": "http://example.org/a"}),
        ask(client, SELECT, "text/csv", **{"named-graph-uri": "http://example.org/a"}),
    ]
    assert len({response.headers["ETag"] for response in responses}) == len(responses)


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "uuid()", "STRUUID()", "BNODE()"])
def test_an_answer_that_changes_has_no_validator(client, function):
    response = ask(client, f"SELECT ({function} AS ?x) WHERE {{}}")
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_head_is_get_without_the_body(client):
    got = ask(client, SELECT, "text/csv")
    head = client.head("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/csv"})
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "ETag", "Vary"):
        assert head.headers[name] == got.headers[name]
    assert client.head("/sparql?query=SELECT").status_code == 400


# -- description


def test_the_service_describes_itself(client, release):
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert response.content_type == "text/turtle; charset=utf-8"
    store = ox.Store()
    store.load(response.data, ox.RdfFormat.TURTLE)
    found = {(quad.predicate, quad.object) for quad in store}
    assert (SD.endpoint, ox.NamedNode("http://localhost/sparql")) in found
    assert (SD.feature, SD.UnionDefaultGraph) in found
    assert not list(store.quads_for_pattern(None, SD.feature, SD.BasicFederatedQuery))
    for name in release.manifest.counts.graphs:
        assert (SD.name, ox.NamedNode(release.iris.graph(name))) in found
    sizes = {int(quad.object.value) for quad in store.quads_for_pattern(None, VOID.triples, None)}
    assert sizes == {release.manifest.counts.quads, *release.manifest.counts.graphs.values()}
    assert not [quad for quad in store if isinstance(quad.subject, ox.BlankNode)]


@pytest.mark.parametrize("accept", ["application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_the_description_comes_in_every_form(client, accept):
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.mimetype == accept
    again = client.get("/sparql", headers={"Accept": accept, "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_description_in_no_known_form_is_not_acceptable(client):
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


# -- pages


def test_the_page_has_a_form_and_examples(client):
    response = client.get("/sparql", headers={"Accept": "text/html"})
    assert response.content_type == "text/html; charset=utf-8"
    assert '<textarea id="query" name="query"' in response.text
    assert response.text.count("<details>") == len(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_has_an_answer_here(client, name):
    response = ask(client, queries.load(name), "text/csv")
    assert response.status_code == 200
    assert len(response.text.splitlines()) > 1


def test_a_table_is_shown_with_links(client):
    response = ask(client, f"{SELECT} LIMIT 1", "text/html")
    assert response.status_code == 200
    assert '<th scope="col">s</th>' in response.text
    assert "/doc/qualification/" in response.text
    assert "format=csv" in response.text


def test_what_is_shown_is_escaped(client):
    hostile = "<script>alert(1)</script>"
    query = f"SELECT ('{hostile}' AS ?x) (<javascript:alert(1)> AS ?y) WHERE {{}} # </textarea>{hostile}"
    text = ask(client, query, "text/html").text
    assert hostile not in text
    assert 'href="javascript:' not in text
    assert text.count("</textarea>") == 1


def test_a_long_table_says_that_it_is_cut(client):
    query = "SELECT ?s WHERE { ?s ?p ?o . ?x a <http://data.europa.eu/snb/model/elm/Qualification> }"
    whole = len(ask(client, query, "text/csv").text.splitlines()) - 1
    assert whole > 1000
    text = ask(client, query, "text/html", lang="en").text
    assert "Only the first 1,000 rows are shown" in text
    assert text.count("<tr>") == 1001
    assert "rows are shown" not in ask(client, f"{query} LIMIT 1000", "text/html", lang="en").text


def test_a_truth_and_a_graph_are_shown(client):
    assert ">yes<" in ask(client, ASK, "text/html", lang="en").text
    assert ">no<" in ask(client, "ASK { <urn:a> ?p ?o }", "text/html", lang="en").text
    assert "&lt;http://" in ask(client, f"{CONSTRUCT} LIMIT 2", "text/html").text


def test_a_wrong_query_stays_in_the_form(client):
    response = ask(client, "SELECT *\nWHERE { ?wrong", "text/html", lang="en")
    assert response.status_code == 400
    assert "?wrong" in response.text
    assert "Line 2, column" in response.text


def test_an_empty_form_is_the_page_again(client):
    assert client.get("/sparql?query=&format=html", headers={"Accept": "text/html"}).status_code == 200


# -- over a socket


@pytest.fixture(scope="module")
def address(make_app) -> Iterator[tuple[str, int]]:
    app = make_app(workers=2, query_seconds=2.0, query_wait_seconds=8.0)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.effective_host, server.effective_port
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: waitress.wasyncore.close_all(server._map))
    thread.join(10)


def fetch(address: tuple[str, int], query: str, accept: str = JSON) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*address, timeout=20)
    try:
        connection.request("POST", "/sparql", query, {"Content-Type": DIRECT, "Accept": accept})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_an_answer_that_breaks_off_is_seen_to_be_broken(address):
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        fetch(address, ENDLESS, "text/csv")


def test_a_client_that_leaves_frees_the_worker(address):
    for _ in range(4):
        connection = http.client.HTTPConnection(*address, timeout=20)
        connection.request("POST", "/sparql", ENDLESS, {"Content-Type": DIRECT, "Accept": "text/csv"})
        connection.getresponse().read(1000)
        connection.close()
    start = time.monotonic()
    assert fetch(address, ASK)[0] == 200
    assert time.monotonic() - start < 5


def test_twenty_clients_at_once_are_all_answered(address):
    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(lambda _: fetch(address, ASK), range(60)))
    assert {status for status, _ in answers} == {200}
    assert {json.loads(body)["boolean"] for _, body in answers} == {True}
