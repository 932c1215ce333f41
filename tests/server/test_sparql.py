"""The endpoint: what it takes, what it answers, and in which form."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nqfgraph.errors import QueryMemory
from nqfgraph.vocab import SD, VOID

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


@pytest.mark.parametrize(
    ("body", "content_type"), [(ASK, DIRECT), (ASK, f"{DIRECT}; charset=UTF-8"), ("query=ASK%7B%7D", FORM)]
)
def test_a_query_comes_by_the_method_of_that_name(client, body, content_type):
    response = client.open("/sparql", method="QUERY", data=body, content_type=content_type)
    assert response.json == {"head": {}, "boolean": True}
    assert response.headers["ETag"]


def test_what_the_method_query_asks_for_may_be_in_the_address_too(client, release):
    graph = release.iris.graph("framework")
    response = client.open(
        "/sparql",
        method="QUERY",
        query_string={"default-graph-uri": graph, "format": "csv"},
        data="SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        content_type=DIRECT,
    )
    assert response.text == f"n\r\n{release.manifest.counts.graphs['framework']}\r\n"


def test_a_slash_at_the_end_is_tolerated(client):
    assert client.get("/sparql/", query_string={"query": ASK}).json["boolean"] is True
    assert client.post("/sparql/", data=ASK, content_type=DIRECT).json["boolean"] is True
    assert client.get("/sparql/", headers={"Accept": "text/turtle"}).text.count("/sparql>") > 0


def test_a_body_may_name_the_release(client, release):
    named = client.post("/sparql", data={"query": ASK, "release": release.version})
    assert named.json["boolean"] is True
    unknown = client.post("/sparql", data={"query": ASK, "release": "2001-01-01.1"})
    assert unknown.status_code == 404
    assert "2001-01-01.1" in unknown.json["detail"]


def test_a_query_may_have_any_letters(client):
    query = "SELECT ('Əlçatanlıq + 100 % қ' AS ?x) WHERE {}"
    for response in (
        ask(client, query, "text/csv"),
        client.open(
            "/sparql", method="QUERY", data=query, content_type=DIRECT, headers={"Accept": "text/csv"}
        ),
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
        ("query=ASK{}&digest=sha-256:abc", FORM, 400),
        ("query=ASK{}&release=last", FORM, 400),
    ],
)
@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_what_is_not_in_order_is_refused_with_a_reason(client, method, body, content_type, status):
    response = client.open("/sparql", method=method, data=body, content_type=content_type)
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
    assert {"GET", "POST", "QUERY"} <= set(response.headers["Allow"].split(", "))


def test_options_tells_browsers_what_they_may(client):
    response = client.options("/sparql")
    assert response.status_code == 200
    allowed = response.headers["Access-Control-Allow-Methods"]
    assert {"GET", "POST", "QUERY"} <= set(allowed.split(", "))
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
def test_the_bodies_of_the_method_query_are_announced(client, method):
    response = client.open("/sparql", method=method)
    assert response.headers["Accept-Query"] == f"{DIRECT}, {FORM}"


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


def test_too_much_memory_has_a_status_of_its_own(app, client, monkeypatch):
    def refuse(*question: object, **limits: object) -> None:
        raise QueryMemory("The query was stopped: it needs more memory than its limit of 1 MiB.")

    monkeypatch.setattr(app.extensions["nqfgraph"].pool, "run", refuse)
    response = ask(client, "SELECT (COUNT(*) AS ?memory) WHERE { ?s ?p ?o }")
    assert response.status_code == 507
    assert "1 MiB" in response.json["detail"]


def test_who_has_used_up_the_budget_is_told_when_to_come_back(make_app):
    app = make_app(client_seconds=0.001, client_window_seconds=1000)
    client = app.test_client()
    assert ask(client, SELECT).status_code == 200
    refused = ask(client, f"{SELECT} LIMIT 1")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert ask(client, SELECT).status_code == 200


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
    assert sizes >= {release.manifest.counts.quads, *release.manifest.counts.graphs.values()}
    assert not [quad for quad in store if isinstance(quad.subject, ox.BlankNode)]


@pytest.mark.parametrize("accept", ["application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_the_description_comes_in_every_form(client, accept):
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.mimetype == accept
    again = client.get("/sparql", headers={"Accept": accept, "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_description_in_no_known_form_is_not_acceptable(client):
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406
