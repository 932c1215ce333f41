"""The examples: their list, each of them in the editor, and both as data."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.queries.examples import GROUPS, read_examples
from nqfgraph.release import Release
from nqfgraph.vocab import RDF, SCHEMA, SH
from nqfgraph_server.sparql.grouping import entry

EXAMPLES = read_examples("https://hillside.example/")
NAMES = [each.name for each in EXAMPLES]
HTML = {"Accept": "text/html"}
NAME = "qualifications-by-level"


def page(client: FlaskClient, address: str) -> html.HtmlElement:
    response = client.get(address, headers=HTML)
    assert response.status_code == 200
    return html.fromstring(response.text)


def test_the_base_of_this_register_is_known(release: Release) -> None:
    assert release.iris.base == "https://hillside.example/"


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_all_are_listed_by_group_with_anchors(client: FlaskClient, language: str) -> None:
    found = page(client, f"/sparql/examples?lang={language}")
    assert found.xpath("//article/@id") == NAMES
    assert found.xpath("//section/h2/@id")[: len(GROUPS)] == list(GROUPS)
    titles = [each.text_content() for each in found.xpath("//article/h3")]
    assert titles == [each.titles[language] for each in EXAMPLES]


def test_the_endpoints_page_links_every_example_once(client: FlaskClient) -> None:
    links = page(client, "/sparql?lang=en").xpath("//div[@class='example-groups']//a/@href")
    assert [urlsplit(each).path.rpartition("/")[2] for each in links] == NAMES


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ("EQF claim", "levels-and-the-eqf"),
        ("BACARIQLAR", "skills-most-taught"),
        ("nqf:evidenceFor", "one-qualification"),
    ],
)
def test_the_list_can_be_searched_in_any_language(client: FlaskClient, words: str, some: str) -> None:
    response = client.get("/sparql/examples", query_string={"q": words, "lang": "ru"}, headers=HTML)
    found = html.fromstring(response.text).xpath("//article/@id")
    assert some in found
    assert len(found) < len(NAMES)


def test_words_that_no_example_has_are_said_to_find_none(client: FlaskClient) -> None:
    found = page(client, "/sparql/examples?q=%3Cb%3Ezzz&lang=en")
    assert not found.xpath("//article")
    assert "No example has all of these words." in found.text_content()
    assert found.xpath("//input[@name='q']/@value") == ["<b>zzz"]


def test_an_example_stands_in_the_editor_and_is_not_asked_yet(client: FlaskClient) -> None:
    found = page(client, f"/sparql/examples/{NAME}?lang=az")
    assert "COUNT(?qualification)" in found.xpath("string(//textarea)")
    assert found.xpath("string(//h2[@id='example'])") == "Səviyyələr üzrə kvalifikasiyalar"
    assert not found.xpath("//table")
    assert found.xpath("//a[@aria-current='page'][starts-with(@href, '/sparql/examples/')]")


@pytest.mark.parametrize("language", ["az", "en"])
def test_an_example_asks_for_labels_in_the_language_of_the_reader(client: FlaskClient, language: str) -> None:
    text = page(client, f"/sparql/examples/{NAME}?lang={language}").xpath("string(//textarea)")
    assert f'LANG(?label) = "{language}"' in text


@pytest.mark.parametrize(
    ("languages", "asked"), [(("az", "ru"), "ru"), (("az", "en"), "en"), (("de", "fr"), "de")]
)
def test_labels_are_asked_for_in_a_language_that_the_register_speaks(
    app: flask.Flask, languages: tuple[str, ...], asked: str
) -> None:
    example = next(each for each in EXAMPLES if each.name == NAME)
    with app.test_request_context("/sparql?lang=ru"):
        assert f'LANG(?label) = "{asked}"' in entry(example, languages).query


def test_an_example_that_names_languages_itself_stays_as_it_is() -> None:
    example = next(each for each in EXAMPLES if each.name == "title-with-fallback")
    assert example.query_in("az") == example.query


def test_every_example_is_answered_here(client: FlaskClient) -> None:
    for link in page(client, "/sparql/examples?lang=az").xpath("//article/ul/li[1]/a/@href"):
        query = parse_qs(urlsplit(link).query)["query"][0]
        response = client.get("/sparql", query_string={"query": query, "lang": "az"}, headers=HTML)
        assert response.status_code == 200, query
        assert 'id="answer"' in response.text


# -- data


@pytest.mark.parametrize(
    ("address", "accept", "count"),
    [
        ("/sparql/examples", "text/turtle", len(NAMES)),
        ("/sparql/examples.ttl", "*/*", len(NAMES)),
        (f"/sparql/examples/{NAME}", "text/turtle", 1),
        (f"/sparql/examples/{NAME}.ttl", "text/html", 1),
    ],
)
def test_examples_are_turtle_about_the_endpoint_of_the_register(
    client: FlaskClient, release: Release, address: str, accept: str, count: int
) -> None:
    response = client.get(address, headers={"Accept": accept})
    assert response.content_type == "text/turtle; charset=utf-8"
    triples = [each.triple for each in ox.parse(response.data, format=ox.RdfFormat.TURTLE)]
    found = {each.subject for each in triples if each.predicate == RDF.type}
    assert len(found) == count
    assert ox.NamedNode(f"{release.iris.base}sparql/examples/{NAME}") in found
    targets = {each.object for each in triples if each.predicate == SCHEMA.target}
    assert targets == {ox.NamedNode(f"{release.iris.base}sparql")}
    assert any(each.predicate == SH.declare for each in triples)


def test_examples_are_json_too(client: FlaskClient, release: Release) -> None:
    value = client.get("/sparql/examples", headers={"Accept": "application/json"}).json
    assert client.get("/sparql/examples.json").json == value
    assert [each["name"] for each in value] == NAMES
    one = client.get(f"/sparql/examples/{NAME}.json").json
    assert one in value
    assert one["iri"] == f"{release.iris.base}sparql/examples/{NAME}"
    assert set(one["title"]) == {"az", "en", "ru"}
    assert one["form"] == "SELECT"


@pytest.mark.parametrize(
    ("address", "accept"),
    [(f"/sparql/examples/{NAME}.rq", "*/*"), (f"/sparql/examples/{NAME}", "application/sparql-query")],
)
def test_an_example_is_plain_sparql_too(client: FlaskClient, address: str, accept: str) -> None:
    response = client.get(address, headers={"Accept": accept})
    assert response.mimetype == "application/sparql-query"
    assert response.text == next(each.query for each in EXAMPLES if each.name == NAME)


@pytest.mark.parametrize("address", ["/sparql/examples", f"/sparql/examples/{NAME}", "/sparql/examples.ttl"])
def test_what_is_known_is_not_sent_again(client: FlaskClient, address: str) -> None:
    headers = {"Accept": "text/turtle"}
    tag = client.get(address, headers=headers).headers["ETag"]
    assert client.get(address, headers={**headers, "If-None-Match": tag}).status_code == 304


def test_the_list_names_its_other_forms(client: FlaskClient) -> None:
    response = client.get("/sparql/examples", headers=HTML)
    links = re.findall(r"<([^>]+)>; rel=\"alternate\"", ", ".join(response.headers.getlist("Link")))
    assert {"/sparql/examples.ttl", "/sparql/examples.json"} <= set(links)
    assert {"Accept", "Accept-Language"} <= set(response.vary)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sparql/examples/no-such", 404),
        ("/sparql/examples/prefixes", 404),
        ("/sparql/examples/no-such.ttl", 404),
        (f"/sparql/examples/{NAME}.docx", 406),
        ("/sparql/examples.docx", 406),
    ],
)
def test_what_is_not_there_is_refused(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status
