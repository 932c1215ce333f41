"""The ontology, its terms, the context, the vocabularies and the shapes."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nqfgraph.files import data_folder
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import NQF, OWL, RDF

HTML = {"Accept": "text/html"}


def test_the_ontology_is_the_file_that_the_program_works_with(client: FlaskClient) -> None:
    answer = client.get("/def/", headers={"Accept": "text/turtle"})
    assert answer.mimetype == "text/turtle"
    assert answer.data == (data_folder("ontology") / "nqfgraph.ttl").read_bytes()
    assert client.get("/def/nqfgraph.ttl").data == answer.data


@pytest.mark.parametrize(
    ("extension", "form"), [("nt", ox.RdfFormat.N_TRIPLES), ("rdf", ox.RdfFormat.RDF_XML)]
)
def test_other_forms_say_the_same(client: FlaskClient, extension: str, form: ox.RdfFormat) -> None:
    answer = client.get(f"/def/nqfgraph.{extension}")
    triples = {each.triple for each in ox.parse(answer.data, format=form)}
    assert ox.Triple(ox.NamedNode(NQF.iri), RDF.type, OWL.Ontology) in triples
    assert len(triples) > 500


def test_the_ontology_is_json_ld_too(client: FlaskClient) -> None:
    value = client.get("/def/", headers={"Accept": "application/ld+json"}).get_json(force=True)
    value["@context"] = Ontology.load().context()["@context"]
    triples = {each.triple for each in ox.parse(json.dumps(value), format=ox.RdfFormat.JSON_LD)}
    assert ox.Triple(ox.NamedNode(NQF.iri), RDF.type, OWL.Ontology) in triples


def test_the_page_has_every_term_with_an_anchor(client: FlaskClient) -> None:
    text = client.get("/def/?lang=ru", headers=HTML).text
    for iri in Ontology.load().terms():
        assert f'id="{iri.removeprefix(NQF.iri)}"' in text, iri
    assert "Вид квалификации" in text


@pytest.mark.parametrize("term", ["Level", "claimStatus", "claim-status", "claim-status/referenced"])
def test_a_term_sends_on_to_its_definition(client: FlaskClient, term: str) -> None:
    page = client.get(f"/def/{term}", headers={**HTML, "Accept-Language": "ru"})
    assert (page.status_code, page.location) == (303, f"/def/?lang=ru#{term}")
    data = client.get(f"/def/{term}", headers={"Accept": "text/turtle"})
    assert (data.status_code, data.location) == (303, "/def/nqfgraph.ttl")
    assert "Accept" in data.vary


@pytest.mark.parametrize(
    "address", ["/def/Nothing", "/def/levelled", "/def/vocabularies/nothing", "/def/shapes/nothing.ttl"]
)
def test_what_is_not_declared_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/def/vocabularies/..%2fnqfgraph.ttl",
        "/def/shapes/..%2f..%2fpyproject.ttl",
        "/def/vocabularies/../nqfgraph.ttl/x",
    ],
)
def test_no_other_file_can_be_reached(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_unknown_form_is_not_acceptable(client: FlaskClient) -> None:
    assert client.get("/def/nqfgraph.docx").status_code == 406
    assert client.get("/def/", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/def/vocabularies/eqf.json").status_code == 406


def test_the_context_is_served(client: FlaskClient) -> None:
    answer = client.get("/def/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert json.loads(answer.data) == Ontology.load().context()
    # Programs on pages of other sites read it, and not anew for each document.
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_vocabularies_are_data_and_pages(client: FlaskClient) -> None:
    assert (
        client.get("/def/vocabularies/eqf", headers={"Accept": "text/turtle"}).data
        == (data_folder("ontology") / "vocabularies" / "eqf.ttl").read_bytes()
    )
    page = client.get("/def/vocabularies/isced-f?lang=en", headers=HTML)
    assert "http://data.europa.eu/snb/isced-f/0613" in page.text


def test_shapes_are_served(client: FlaskClient) -> None:
    name = sorted(path.stem for path in data_folder("shapes").glob("*.ttl"))[0]
    assert client.get(f"/def/shapes/{name}.ttl").mimetype == "text/turtle"
    assert client.get(f"/def/shapes/{name}").status_code == 200


def test_definitions_have_validators(client: FlaskClient) -> None:
    for address in ("/def/", "/def/context.jsonld", "/def/nqfgraph.ttl", "/def/vocabularies/eqf"):
        first = client.get(address)
        assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304, (
            address
        )
