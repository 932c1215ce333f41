"""The W3C test cases of SPARQL 1.1 Service Description, against our endpoint over a socket."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from nqfgraph.release import Silence, build
from nqfgraph.settings import Settings
from nqfgraph.vocab import RDF, SD
from nqfgraph_server import create_app

pytestmark = pytest.mark.conformance

FOLDER = "conformance/w3c/sparql/sparql11/service-description"
REGISTER = Path(__file__).parents[1] / "server" / "register"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"

FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}

# Domains and ranges of https://www.w3.org/ns/sparql-service-description, as far as a description needs them.
DOMAINS = {
    SD.endpoint: {SD.Service},
    SD.feature: {SD.Service},
    SD.supportedLanguage: {SD.Service},
    SD.languageExtension: {SD.Service},
    SD.extensionFunction: {SD.Service},
    SD.resultFormat: {SD.Service},
    SD.defaultEntailmentRegime: {SD.Service},
    SD.availableGraphs: {SD.Service},
    SD.defaultDataset: {SD.Service},
    SD.defaultGraph: {SD.Dataset},
    SD.namedGraph: {SD.Dataset, SD.GraphCollection},
    SD.name: {SD.NamedGraph},
    SD.graph: {SD.NamedGraph},
}
RANGES = {
    SD.extensionFunction: SD.Function,
    SD.availableGraphs: SD.GraphCollection,
    SD.defaultDataset: SD.Dataset,
    SD.defaultGraph: SD.Graph,
    SD.namedGraph: SD.NamedGraph,
    SD.graph: SD.Graph,
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The server over a small register, on a free port."""
    home = tmp_path_factory.mktemp("home")
    build(REGISTER, home, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    app = create_app(Settings(home=home, workers=1))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.host, server.port
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["nqfgraph"].pool.close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *arguments: object) -> None:
        pass


def ask(address: tuple[str, int], fields: dict[str, str]) -> tuple[int, str, bytes]:
    """Ask the endpoint without a query."""
    connection = http.client.HTTPConnection(*address, timeout=20)
    try:
        connection.request("GET", "/sparql", headers=fields)
        response = connection.getresponse()
        return response.status, response.headers["Content-Type"].partition(";")[0], response.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def description(address: tuple[str, int]) -> ox.Dataset:
    _, _, content = ask(address, {"Accept": "text/turtle"})
    return ox.Dataset(ox.parse(content, format=ox.RdfFormat.TURTLE))


def triples(description: ox.Dataset, predicate: ox.NamedNode) -> list[ox.Triple]:
    return [quad.triple for quad in description.quads_for_predicate(predicate)]


def test_the_suite_has_the_cases_that_are_run(shared: Callable[[str], Path]) -> None:
    graph = ox.Store()
    path = shared(f"{FOLDER}/manifest.ttl")
    graph.load(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    kind = ox.NamedNode(f"{MF}ServiceDescriptionTest")
    cases = {quad.subject.value for quad in graph.quads_for_pattern(None, RDF.type, kind)}
    assert {each.rpartition("#")[2] for each in cases} == {
        "returns-rdf",
        "has-endpoint-triple",
        "conforms-to-schema",
    }


@pytest.mark.parametrize("accept", [*FORMS, "text/turtle, application/rdf+xml;q=0.5"])
def test_returns_rdf(address: tuple[str, int], accept: str) -> None:
    status, media_type, content = ask(address, {"Accept": accept})
    assert status == 200
    assert media_type == accept.partition(",")[0]
    assert len(list(ox.parse(content, format=FORMS[media_type]))) > 10


def test_has_endpoint_triple(address: tuple[str, int], description: ox.Dataset) -> None:
    host, port = address
    (triple,) = triples(description, SD.endpoint)
    assert triple.object == ox.NamedNode(f"http://{host}:{port}/sparql")
    assert ox.Triple(triple.subject, RDF.type, SD.Service) in {
        quad.triple for quad in description.quads_for_subject(triple.subject)
    }


def test_conforms_to_schema(description: ox.Dataset) -> None:
    types: dict[object, set[object]] = {}
    for triple in triples(description, RDF.type):
        types.setdefault(triple.subject, set()).add(triple.object)
    for predicate, allowed in DOMAINS.items():
        for triple in triples(description, predicate):
            assert types.get(triple.subject, set()) & allowed, triple
    for predicate, kind in RANGES.items():
        for triple in triples(description, predicate):
            assert kind in types.get(triple.object, set()), triple
    for predicate in (SD.endpoint, SD.name):
        assert all(isinstance(each.object, ox.NamedNode) for each in triples(description, predicate))
    (service,) = (subject for subject, kinds in types.items() if SD.Service in kinds)
    (default,) = triples(description, SD.defaultDataset)
    assert default.subject == service
    assert {each.object for each in triples(description, SD.supportedLanguage)} == {SD.SPARQL11Query}
    named = [subject for subject, kinds in types.items() if SD.NamedGraph in kinds]
    assert len(named) == len(triples(description, SD.name)) == 6


def test_every_term_of_the_vocabulary_that_is_used_is_checked(description: ox.Dataset) -> None:
    used = {quad.predicate for quad in description if quad.predicate.value.startswith(SD.iri)}
    assert used <= DOMAINS.keys()
    assert {SD.endpoint, SD.namedGraph, SD.resultFormat, SD.feature} <= used
