"""The catalogue and VoID: what is told is true, in every form, at every host."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.iris import GRAPHS
from nqfgraph.release import Release, Silence, build
from nqfgraph.vocab import DCAT, RDF, SD, SPDX, VOID

REGISTER = Path(__file__).parent / "register"
FORMS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}
NAMES = ("catalogue", "catalogue/register", "void")


def triples(content: bytes, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> set[ox.Triple]:
    return {each.triple for each in ox.parse(content, format=form)}


def values(found: set[ox.Triple], predicate: ox.NamedNode, subject: str = "") -> set[str]:
    return {
        each.object.value
        for each in found
        if each.predicate == predicate and each.subject.value.endswith(subject)
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("extension", FORMS)
def test_every_form_has_an_address_and_is_negotiated(client: FlaskClient, name: str, extension: str) -> None:
    media_type, form = FORMS[extension]
    answer = client.get(f"/{name}.{extension}")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    asked = client.get(f"/{name}", headers={"Accept": media_type})
    assert asked.data == answer.data
    assert asked.headers["Content-Location"] == f"/{name}.{extension}"
    assert asked.headers["ETag"] == answer.headers["ETag"]
    assert "Accept" in asked.vary
    assert triples(answer.data, form) == triples(client.get(f"/{name}.ttl").data)
    assert f'</{name}.ttl>; rel="alternate"; type="text/turtle"' in answer.headers.getlist("Link")


@pytest.mark.parametrize("name", NAMES)
def test_a_program_that_takes_anything_gets_turtle(client: FlaskClient, name: str) -> None:
    assert client.get(f"/{name}").mimetype == "text/turtle"


def test_the_register_alone_is_one_dataset_named_as_in_the_catalogue(client: FlaskClient) -> None:
    datasets = {}
    for name in ("catalogue", "catalogue/register"):
        found = triples(client.get(f"/{name}.ttl").data)
        datasets[name] = {each.subject.value for each in found if each.object == DCAT.Dataset}
    assert datasets["catalogue/register"] == {"https://hillside.example/catalogue#dataset"}
    assert datasets["catalogue/register"] < datasets["catalogue"]
    page = client.get("/catalogue/register", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"


@pytest.mark.parametrize("address", ["/catalogue", "/catalogue/register"])
def test_search_engines_find_the_register_as_a_dataset_in_the_page(
    client: FlaskClient, release: Release, address: str
) -> None:
    page = html.fromstring(client.get(address, headers={"Accept": "text/html"}).text)
    (block,) = page.xpath("//head/script[@type='application/ld+json']/text()")
    dataset = json.loads(block)
    assert dataset["@type"] == "Dataset"
    assert dataset["@id"] == "https://hillside.example/catalogue#dataset"
    assert release.manifest.register.title["en"] in {each["@value"] for each in dataset["name"]}
    assert dataset["version"] == release.version
    (dump,) = (each for each in dataset["distribution"] if each["encodingFormat"] == "application/n-quads")
    assert dump["contentUrl"] == {"@id": f"https://hillside.example/releases/{release.version}/dump.nq"}
    assert dump["sha256"] == hashlib.sha256(release.dump.read_bytes()).hexdigest()


def test_the_page_leads_programs_to_the_dataset_and_its_files(client: FlaskClient, release: Release) -> None:
    head = client.head("/catalogue", headers={"Accept": "text/html"})
    links = head.headers.getlist("Link")
    register = release.manifest.register
    for expected in (
        '<https://hillside.example/catalogue#dataset>; rel="cite-as"',
        '<https://schema.org/Dataset>; rel="type"',
        f'<{register.licence}>; rel="license"',
        f'<{register.publisher}>; rel="author"',
        '</catalogue.ttl>; rel="describedby"; type="text/turtle"',
        f'</releases/{release.version}/dump.nq>; rel="item"; type="application/n-quads"',
    ):
        assert expected in links
    assert sum(map(len, links)) < 4000
    assert not [each for each in client.head("/catalogue.ttl").headers.getlist("Link") if "cite-as" in each]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_offered_is_not_acceptable(client: FlaskClient, name: str) -> None:
    assert client.get(f"/{name}", headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"/{name}.docx").status_code == 406


@pytest.mark.parametrize("address", ["/catalogue", "/catalogue.ttl", "/void", "/void.jsonld"])
def test_validators_methods_and_other_origins(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    head = client.head(address)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert client.options(address).status_code == 200
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_the_bytes_do_not_depend_on_the_host(
    make_app: Callable[..., flask.Flask], client: FlaskClient, name: str
) -> None:
    for extension in FORMS:
        other = make_app().test_client().get(f"/{name}.{extension}", base_url="https://other.example/mounted")
        assert other.data == client.get(f"/{name}.{extension}").data


def test_the_well_known_address_leads_to_the_description(client: FlaskClient) -> None:
    answer = client.get("/.well-known/void")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/void")
    mounted = client.get("/.well-known/void", base_url="http://localhost/register")
    assert mounted.headers["Location"] == "/register/void"


def test_every_address_in_the_catalogue_is_answered(client: FlaskClient) -> None:
    found = triples(client.get("/catalogue.ttl").data)
    addresses = set().union(*(values(found, each) for each in (DCAT.downloadURL, DCAT.endpointDescription)))
    addresses |= values(found, DCAT.landingPage) | values(
        found, ox.NamedNode("http://xmlns.com/foaf/0.1/page")
    )
    assert len(addresses) > 4
    for address in addresses:
        parts = urlsplit(address)
        assert parts.hostname == "hillside.example"
        answer = client.get(parts.path, headers={"Accept": "text/turtle, */*;q=0.1"}, buffered=True)
        assert answer.status_code in (200, 302), address


def test_size_and_checksum_are_those_of_the_file(client: FlaskClient) -> None:
    found = triples(client.get("/catalogue.ttl").data)
    (address,) = values(found, DCAT.downloadURL, "#distribution-nquads")
    content = client.get(urlsplit(address).path, buffered=True).data
    assert values(found, DCAT.byteSize, "#distribution-nquads") == {str(len(content))}
    checksums = values(found, SPDX.checksumValue, "#distribution-nquads-checksum")
    assert checksums == {hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize(("language", "word"), [("az", "Fayllar"), ("en", "Files"), ("ru", "Файлы")])
def test_the_page_lists_the_files_in_the_language_of_the_reader(
    client: FlaskClient, release: Release, language: str, word: str
) -> None:
    answer = client.get("/catalogue", headers={"Accept": "text/html", "Accept-Language": language})
    assert {"Accept", "Accept-Language"} <= set(answer.vary)
    page = html.fromstring(answer.text)
    assert page.get("lang") == language
    assert word in page.xpath("//h2/text()")
    assert f"/releases/{release.version}/dump.nq" in page.xpath("//td/a/@href")
    assert release.manifest.files["dump.nq"].sha256 in page.xpath("//td/code/text()")


def test_pages_and_the_endpoint_lead_to_void(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/").text)
    assert page.xpath("//link[@rel='service-meta']/@href") == ["/void.ttl"]
    described = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert '</void>; rel="service-meta"' in described.headers.getlist("Link")
    assert '</void>; rel="service-meta"' in client.get("/catalogue").headers.getlist("Link")


def test_void_counts_what_the_endpoint_counts(client: FlaskClient) -> None:
    found = triples(client.get("/void.ttl").data)

    def count(pattern: str, counted: str) -> set[str]:
        query = f"SELECT ({counted} AS ?n) WHERE {{ {pattern} }}"
        answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/json"})
        return {each["n"]["value"] for each in json.loads(answer.data)["results"]["bindings"]}

    everything = "GRAPH ?g { ?s ?p ?o }"
    assert values(found, VOID.triples, "catalogue#dataset") == count(everything, "COUNT(*)")
    assert values(found, VOID.distinctSubjects, "#dataset") == count(everything, "COUNT(DISTINCT ?s)")
    assert values(found, VOID.classes, "#dataset") == count("GRAPH ?g { ?s a ?c }", "COUNT(DISTINCT ?c)")
    assert values(found, VOID.properties, "#dataset") == count(everything, "COUNT(DISTINCT ?p)")
    for name in GRAPHS:
        graph = f"https://hillside.example/graph/{name}"
        assert values(found, SD.name, f"void#graph-{name}") == {graph}
        inside = f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        assert values(found, VOID.triples, f"void#graph-{name}") == count(inside, "COUNT(*)")
        assert values(found, VOID.distinctSubjects, f"void#graph-{name}") == count(
            inside, "COUNT(DISTINCT ?s)"
        )
    classes = values(found, VOID.classPartition, "catalogue#dataset")
    assert len(classes) > 10
    for partition in classes:
        (iri,) = values(found, VOID["class"], partition)
        counted = count(f"GRAPH ?g {{ ?s a <{iri}> }}", "COUNT(DISTINCT ?s)")
        assert values(found, VOID.entities, partition) == counted


def test_the_counts_are_a_file_of_the_release(client: FlaskClient, release: Release) -> None:
    answer = client.get(f"/releases/{release.version}/statistics.json", buffered=True)
    assert json.loads(answer.data)["all"]["triples"] == release.manifest.counts.quads
    assert release.statistics.all.triples == release.manifest.counts.quads


def test_damaged_counts_are_told_and_nothing_is_made_up(
    make_app: Callable[..., flask.Flask], tmp_path: Path
) -> None:
    release = build(REGISTER, tmp_path, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    (release.folder / "statistics.json").write_text("{}")
    client = make_app(home=tmp_path).test_client()
    answer = client.get("/void.ttl")
    assert answer.status_code == 503
    assert "statistics.json" in answer.get_json(force=True)["detail"]
    assert client.get("/catalogue.ttl").status_code == 200


def test_a_new_release_joins_the_series(make_app: Callable[..., flask.Flask], tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    build(REGISTER, tmp_path, now=now, progress=Silence())
    client = make_app(home=tmp_path).test_client()
    first = client.get("/catalogue.ttl")
    build(REGISTER, tmp_path, now=now, progress=Silence())
    second = client.get("/catalogue.ttl")
    assert first.headers["ETag"] != second.headers["ETag"]
    found = triples(second.data)
    assert values(found, DCAT.prev) == {"https://hillside.example/catalogue#release-2026-11-23.1"}
    assert (
        ox.Triple(ox.NamedNode("https://hillside.example/catalogue#releases"), RDF.type, DCAT.DatasetSeries)
        in found
    )
