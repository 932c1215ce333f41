"""The graphs of a release by the Graph Store Protocol: whole, in every form, and only to be read."""

from __future__ import annotations

from collections.abc import Callable

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nqfgraph.release import Release

FORMS = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nquads": "application/n-quads",
}
BASE = "https://hillside.example/graph/"


@pytest.fixture(scope="module")
def graphs(release: Release) -> dict[str, set[ox.Triple]]:
    """Return the triples of every graph of the release, by its name."""
    found: dict[str, set[ox.Triple]] = {}
    for quad in ox.parse(path=release.dump, format=ox.RdfFormat.N_QUADS):
        name = quad.graph_name.value.removeprefix(BASE)
        found.setdefault(name, set()).add(quad.triple)
    return found


def triples(content: bytes, media_type: str) -> set[ox.Triple]:
    form = ox.RdfFormat.from_media_type(media_type)
    return {quad.triple for quad in ox.parse(content, format=form)}


@pytest.mark.parametrize("media_type", FORMS.values())
@pytest.mark.parametrize("path", [f"/sparql/graphs?graph={BASE}framework", "/graph/framework"])
def test_a_graph_comes_whole_in_the_form_that_is_asked_for(
    client: FlaskClient, graphs: dict[str, set[ox.Triple]], path: str, media_type: str
) -> None:
    answer = client.get(path, headers={"Accept": media_type})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert triples(answer.data, media_type) == graphs["framework"]
    assert "Accept" in answer.headers["Vary"].split(", ")
    assert '</graph/framework>; rel="canonical"' in answer.headers.getlist("Link")


@pytest.mark.parametrize(("name", "media_type"), FORMS.items())
def test_a_form_can_be_asked_for_in_the_address(client: FlaskClient, name: str, media_type: str) -> None:
    answer = client.get(f"/graph/catalogue?format={name}", headers={"Accept": "text/html"})
    assert answer.mimetype == media_type


def test_every_graph_is_there_and_the_default_graph_is_their_union(
    client: FlaskClient, graphs: dict[str, set[ox.Triple]]
) -> None:
    for name, expected in graphs.items():
        answer = client.get(f"/graph/{name}?format=ntriples")
        assert triples(answer.data, FORMS["ntriples"]) == expected, name
    union = client.get("/sparql/graphs?default&format=ntriples")
    assert triples(union.data, FORMS["ntriples"]) == set().union(*graphs.values())


def test_an_encoded_iri_names_the_same_graph_and_is_decoded_once(client: FlaskClient) -> None:
    plain = client.get(f"/sparql/graphs?graph={BASE}framework")
    encoded = client.get("/sparql/graphs?graph=https%3A%2F%2Fhillside.example%2Fgraph%2Fframewor%6B")
    assert encoded.headers["ETag"] == plain.headers["ETag"]
    twice = client.get("/sparql/graphs?graph=https%3A%2F%2Fhillside.example%2Fgraph%2Fframewor%256B")
    assert twice.status_code == 404


def test_a_browser_gets_turtle(client: FlaskClient) -> None:
    answer = client.get("/graph/framework", headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert answer.mimetype == "text/turtle"


def test_head_says_what_get_would(client: FlaskClient) -> None:
    get, head = client.get("/graph/framework"), client.head("/graph/framework")
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.mimetype == "text/turtle"
    assert client.head("/graph/unknown").status_code == 404


def test_an_unchanged_graph_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/graph/framework").headers["ETag"]
    assert client.get("/graph/framework", headers={"If-None-Match": tag}).status_code == 304
    other = client.get("/graph/framework?format=jsonld", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_a_graph_of_a_release_is_pinned(client: FlaskClient, release: Release) -> None:
    answer = client.get(f"/graph/framework?release={release.version}")
    assert "max-age" in answer.headers["Cache-Control"]
    assert "Memento-Datetime" in answer.headers
    assert client.get("/graph/framework?release=2020-01-01.1").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/sparql/graphs", 400, "no graph"),
        (f"/sparql/graphs?default&graph={BASE}framework", 400, "more than one"),
        (f"/sparql/graphs?graph={BASE}framework&graph={BASE}register", 400, "more than one"),
        ("/sparql/graphs?graph=https://elsewhere.example/", 404, "https://elsewhere.example/"),
        ("/sparql/graphs?graph=framework", 404, "framework"),
        ("/graph/unknown", 404, f"{BASE}unknown"),
        ("/graph/framework?format=docx", 400, "docx"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    detail = answer.get_json(force=True)["detail"]
    assert words in detail
    assert f"{BASE}qualifications" in detail or "turtle" in detail


def test_a_form_that_is_not_there_is_refused(client: FlaskClient) -> None:
    assert client.get("/graph/framework", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/graph/framework", "/graph/new", "/sparql/graphs", "/sparql/graphs?default"]
)
def test_nothing_is_changed(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method, data="<a:b> <a:b> <a:b> .", content_type="text/turtle")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "A release never changes" in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize("path", ["/graph/framework", "/sparql/graphs"])
def test_options_names_the_methods(client: FlaskClient, path: str) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_graphs_are_found_below_a_prefix(make_app: Callable[..., flask.Flask]) -> None:
    client = make_app(proxies=1).test_client()
    answer = client.get("/graph/framework", headers={"X-Forwarded-Prefix": "/register"})
    assert '</register/graph/framework>; rel="canonical"' in answer.headers.getlist("Link")
