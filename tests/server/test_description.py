"""The service description is true: every count, format, limit and address in it is what the endpoint has."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pyoxigraph as ox
import pytest

from nqfgraph.store.formats import GRAPHS, TABLES
from nqfgraph.vocab import DCAT, DCTERMS, NQF, RDF, RDFS, SD, VOID
from nqfgraph_server.sparql.description import endpoint_of

ADDRESS = "http://localhost/sparql"
ELSEWHERE = "https://other.example/sparql"


class Description:
    """A description that can be asked: objects of a subject and a property."""

    def __init__(self, content: bytes, media_type: str = "text/turtle") -> None:
        self.triples = {each.triple for each in ox.parse(content, format=GRAPHS[media_type])}
        (self.service,) = {each.subject for each in self.triples if each.object == SD.Service}
        (self.dataset,) = self.all(self.service, SD.defaultDataset)

    def all(self, subject, predicate) -> list:
        return [e.object for e in self.triples if (e.subject, e.predicate) == (subject, predicate)]

    def one(self, subject, predicate) -> str:
        (found,) = self.all(subject, predicate)
        return found.value

    def number(self, subject, predicate) -> int:
        return int(self.one(subject, predicate))

    def graphs(self) -> dict[str, ox.NamedNode]:
        """Descriptions of the graphs by their names; of the default graph by the empty name."""
        (default,) = self.all(self.dataset, SD.defaultGraph)
        named = self.all(self.dataset, SD.namedGraph)
        return {"": default} | {self.one(each, SD.name): self.all(each, SD.graph)[0] for each in named}


def read(client, accept="text/turtle", address="/sparql", **headers) -> Description:
    response = client.get(address, headers={"Accept": accept, **headers})
    assert response.status_code == 200
    assert response.mimetype == accept
    return Description(response.data, accept)


def rows(client, query: str) -> list[list[str]]:
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.text
    return [line.split(",") for line in response.text.splitlines()[1:]]


@pytest.fixture
def described(client) -> Description:
    return read(client)


# -- what it holds


def test_the_graphs_are_those_of_the_release(client, described):
    named = {graph for (graph,) in rows(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert set(described.graphs()) == {"", *named}
    (collection,) = described.all(described.service, SD.availableGraphs)
    assert set(described.all(collection, SD.namedGraph)) == set(
        described.all(described.dataset, SD.namedGraph)
    )


def test_every_count_of_a_graph_is_what_a_query_gives(client, described):
    counts = "(COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?k) (COUNT(DISTINCT ?p) AS ?l)"
    asked = {graph: found for graph, *found in rows(client, f"SELECT ('' AS ?g) {counts} {{ ?s ?p ?o }}")}
    asked |= {
        graph: found
        for graph, *found in rows(client, f"SELECT ?g {counts} {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g")
    }
    told = {
        name: [described.one(graph, each) for each in (VOID.triples, VOID.distinctSubjects, VOID.properties)]
        for name, graph in described.graphs().items()
    }
    assert told == asked


def test_every_property_partition_is_what_a_query_gives(client, described):
    counts = "?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?k)"
    asked = {("", *each) for each in map(tuple, rows(client, f"SELECT {counts} {{ ?s ?p ?o }} GROUP BY ?p"))}
    grouped = f"SELECT ?g {counts} {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g ?p"
    asked |= set(map(tuple, rows(client, grouped)))
    told = {
        (
            name,
            described.one(each, VOID.property),
            described.one(each, VOID.triples),
            described.one(each, VOID.distinctSubjects),
        )
        for name, graph in described.graphs().items()
        for each in described.all(graph, VOID.propertyPartition)
    }
    assert told == asked


def test_every_class_partition_is_what_a_query_gives(client, described):
    asked = {
        ("", *each)
        for each in map(tuple, rows(client, "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c"))
    }
    grouped = "SELECT ?g ?c (COUNT(?s) AS ?n) { GRAPH ?g { ?s a ?c } } GROUP BY ?g ?c"
    asked |= set(map(tuple, rows(client, grouped)))
    partitions = {
        name: described.all(graph, VOID.classPartition) for name, graph in described.graphs().items()
    }
    told = {
        (name, described.one(each, VOID["class"]), described.one(each, VOID.entities))
        for name, found in partitions.items()
        for each in found
    }
    assert told == asked
    for name, graph in described.graphs().items():
        assert described.number(graph, VOID.classes) == len(partitions[name])


def test_it_says_whose_the_data_are_and_in_which_state(client, described, release):
    catalogue = f"{release.iris.base}catalogue"
    assert described.one(described.dataset, DCAT.version) == release.version
    assert described.one(described.dataset, DCTERMS.hasVersion) == f"{catalogue}#release-{release.version}"
    assert described.one(described.dataset, DCTERMS.isVersionOf) == f"{catalogue}#dataset"
    for subject in (described.service, described.dataset):
        assert described.one(subject, DCTERMS.license) == release.manifest.register.licence
        assert described.one(subject, DCTERMS.publisher) == release.manifest.register.publisher
        assert described.all(subject, DCTERMS.title)
    named = client.get("/catalogue", headers={"Accept": "application/n-triples"}).text
    assert f"<{catalogue}#release-{release.version}>" in named


# -- where it is


def test_the_address_is_the_one_that_readers_see(make_app):
    client = make_app(proxies=1).test_client()
    forwarded = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "data.example.org",
        "X-Forwarded-Prefix": "/register",
    }
    described = read(client, **forwarded)
    assert described.one(described.service, SD.endpoint) == "https://data.example.org/register/sparql"
    assert described.service.value == "https://data.example.org/register/sparql#service"
    assert read(client).one(read(client).service, SD.endpoint) == ADDRESS


def test_the_description_of_a_pinned_release_is_asked_with_the_release(client, release):
    described = read(client, address=f"/sparql?release={release.version}")
    assert described.one(described.service, SD.endpoint) == f"{ADDRESS}?release={release.version}"


def test_what_is_linked_is_there(client, described, release):
    examples = described.one(described.service, RDFS.seeAlso)
    assert examples == f"{ADDRESS}/examples"
    for address in (examples, described.one(described.dataset, RDFS.seeAlso)):
        path = address.removeprefix("http://localhost").removeprefix(release.iris.base.rstrip("/"))
        assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 200


# -- what it speaks


def test_answers_come_in_every_format_that_is_told(client, described):
    told = Counter(each.value for each in described.all(described.service, SD.resultFormat))
    forms = {
        f"http://www.w3.org/ns/formats/{name}"
        for name in (
            *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
            *("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"),
        )
    }
    assert told == Counter(forms)
    for query, media_types in (("SELECT * {} LIMIT 1", TABLES), ("DESCRIBE <x:y>", GRAPHS)):
        for media_type in media_types:
            response = client.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
            assert response.mimetype == media_type


def test_it_says_what_is_true_of_queries(client, described):
    assert described.all(described.service, SD.supportedLanguage) == [SD.SPARQL11Query]
    assert described.all(described.service, SD.feature) == [SD.UnionDefaultGraph]
    assert described.one(described.service, SD.defaultEntailmentRegime).endswith("/entailment/Simple")
    (everywhere,) = rows(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    (in_graphs,) = rows(client, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert everywhere == in_graphs


def test_functions_that_are_told_can_be_called_here(client, described):
    functions = described.all(described.service, SD.extensionFunction)
    assert len(functions) > 40
    assert all(described.all(each, RDF.type) == [SD.Function] for each in functions)
    point = "'POINT(1 2)'^^<http://www.opengis.net/ont/geosparql#wktLiteral>"
    iri = "http://www.opengis.net/def/function/geosparql/sfWithin"
    assert ox.NamedNode(iri) in functions
    assert rows(client, f"SELECT (<{iri}>({point}, {point}) AS ?x) {{}}") == [["true"]]
    assert described.all(described.service, SD.languageExtension)


def test_other_endpoints_are_told_only_if_they_may_be_asked(make_app, described):
    assert described.all(described.service, NQF.serviceEndpoint) == []
    asking = read(make_app(service_endpoints=f"{ELSEWHERE} https://third.example/").test_client())
    assert SD.BasicFederatedQuery in asking.all(asking.service, SD.feature)
    told = {each.value for each in asking.all(asking.service, NQF.serviceEndpoint)}
    assert told == {ELSEWHERE, "https://third.example/"}


def test_what_another_engine_knows_is_not_told(app, settings):
    service = app.extensions["nqfgraph"]
    remote = replace(settings, store="http://127.0.0.1:7878/", service_endpoints=ELSEWHERE)
    with app.test_request_context():
        told = endpoint_of(service.release(), remote, ADDRESS, f"{ADDRESS}/examples")
    assert (list(told.functions), list(told.language_extensions), list(told.others)) == ([], [], [])


# -- what it allows


def test_the_limits_are_those_of_the_settings(make_app):
    told = read(
        make_app(
            query_seconds=2.5,
            query_wait_seconds=1,
            query_megabytes=100,
            query_bytes=5000,
            client_seconds=40,
            client_window_seconds=80,
        ).test_client()
    )
    limits = {
        NQF.querySeconds: "2.5",
        NQF.queryWaitSeconds: "1",
        NQF.queryMemory: str(100 * 1024 * 1024),
        NQF.queryLength: "5000",
        NQF.clientSeconds: "40",
        NQF.clientWindowSeconds: "80",
    }
    assert {limit: told.one(told.service, limit) for limit in limits} == limits


def test_no_budget_is_told_where_there_is_none(make_app):
    told = read(make_app(client_seconds=0.0).test_client())
    assert told.all(told.service, NQF.clientSeconds) == []
    assert told.all(told.service, NQF.clientWindowSeconds) == []


# -- forms


@pytest.mark.parametrize("media_type", GRAPHS)
def test_every_form_says_the_same(client, described, media_type):
    assert read(client, media_type).triples == described.triples


def test_a_client_that_has_it_gets_nothing(client, make_app):
    first = client.get("/sparql", headers={"Accept": "text/turtle"})
    again = client.get("/sparql", headers={"Accept": "text/turtle", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = make_app(query_seconds=3.0).test_client().get("/sparql", headers={"Accept": "text/turtle"})
    assert other.headers["ETag"] != first.headers["ETag"]


def test_addresses_that_clients_invent_do_not_fill_the_memory(make_app):
    app = make_app()
    client = app.test_client()
    for number in range(40):
        described = read(client, "application/n-quads", Host=f"host{number}.example")
        assert described.service.value == f"http://host{number}.example/sparql#service"
    assert len(app.extensions["nqfgraph"].release().written) < 40


# -- endpoints that may be asked


def test_an_answer_that_another_endpoint_had_a_part_in_is_not_kept(make_app):
    """It is not the release's alone, so nothing says how long it holds."""
    client = make_app(service_endpoints="http://127.0.0.1:1/").test_client()
    query = "SELECT ?o { OPTIONAL { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } } }"
    response = client.get("/sparql", query_string={"query": query})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_refusal_tells_the_endpoints_that_may_be_asked(make_app):
    client = make_app(service_endpoints="http://127.0.0.1:1/").test_client()
    query = "SELECT * { SERVICE <http://127.0.0.1:2/> { ?s ?p ?o } }"
    response = client.get("/sparql", query_string={"query": query})
    assert response.status_code == 400
    assert "<http://127.0.0.1:1/>" in response.text
