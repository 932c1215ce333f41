"""The page of the endpoint: its form and editor, answers, faults, and what stands beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from nqfgraph.errors import QueryError, QueryTimeout
from nqfgraph.places import Place
from nqfgraph.release import Release
from nqfgraph.store.inspection import Form
from nqfgraph.vocab import PREFIXES, XSD
from nqfgraph_server.sparql import page
from nqfgraph_server.sparql.chart import MOST_BARS, draw
from nqfgraph_server.sparql.shown import MOST_ROWS, Cell, Shown, read

ROWS = "SELECT ?s WHERE { ?s a <http://data.europa.eu/snb/model/elm/Qualification> } ORDER BY ?s"
MANY = f"SELECT ?s WHERE {{ ?s ?p ?o . ?x a <{PREFIXES['elm']}Qualification> }}"
COUNTS = """SELECT ?kind (COUNT(*) AS ?n)
WHERE { ?s a ?class . BIND(REPLACE(STR(?class), ".*[/#]", "") AS ?kind) }
GROUP BY ?kind ORDER BY DESC(?n) LIMIT 5"""
HTML = {"Accept": "text/html"}

Make = Callable[..., flask.Flask]


def ask(client: FlaskClient, query: str, language: str = "en", **more: str) -> TestResponse:
    return client.get("/sparql", query_string={"query": query, "lang": language, **more}, headers=HTML)


def parsed(response: TestResponse) -> html.HtmlElement:
    return html.fromstring(response.text)


# -- the form


def test_the_form_works_without_a_script(client: FlaskClient) -> None:
    response = client.get("/sparql?lang=en", headers=HTML)
    assert response.content_type == "text/html; charset=utf-8"
    form = parsed(response).xpath("//form[@id='query-form']")[0]
    assert form.get("method") == "get"
    assert urlsplit(form.get("action")).path == "/sparql"
    assert form.xpath(".//textarea[@name='query']")
    assert form.xpath(".//select[@name='format']/option/@value")[:2] == ["html", "json"]
    assert form.xpath(".//button[@type='submit']")


def test_a_query_in_the_address_stands_in_the_form_as_it_was_sent(client: FlaskClient) -> None:
    for query in (ROWS, "\n\nASK {}", "ASK { ?x ?y 'Əlçatanlıq & <b>' }"):
        assert parsed(ask(client, query)).xpath("string(//textarea)").removeprefix("\n") == query


def test_the_limits_and_the_release_stand_on_the_page(make_app: Make, release: Release) -> None:
    client = make_app(
        query_seconds=7.0,
        query_bytes=2048,
        query_megabytes=1500,
        client_seconds=11.0,
        client_window_seconds=13.0,
    ).test_client()
    text = parsed(client.get("/sparql?lang=en", headers=HTML)).text_content()
    assert "7 seconds" in text
    assert "1,500 MiB" in text
    assert "2 KiB" in text
    assert "11 seconds of work in 13 seconds" in text
    assert f"Release {release.version} of" in text


def test_no_budget_is_shown_where_there_is_none(make_app: Make) -> None:
    client = make_app(client_seconds=0.0).test_client()
    assert "Budget of a client" not in client.get("/sparql?lang=en", headers=HTML).text


# -- the editor


def test_without_the_built_editor_there_is_only_the_form(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "EDITOR", "yasgui/not-built.js")
    page._editor_is_built.cache_clear()
    response = client.get("/sparql", headers=HTML)
    page._editor_is_built.cache_clear()
    assert "<script" not in response.text
    assert "yasgui" not in response.text
    assert "<textarea" in response.text


@pytest.fixture
def with_editor(make_app: Make, tmp_path: Path) -> FlaskClient:
    """A client of an application whose static files have an editor."""
    app = make_app()
    (tmp_path / "yasgui").mkdir()
    (tmp_path / page.EDITOR).touch()
    app.static_folder = str(tmp_path)
    return app.test_client()


def test_the_built_editor_is_loaded_from_this_server_under_the_strict_policy(
    with_editor: FlaskClient,
) -> None:
    response = with_editor.get("/sparql", headers=HTML)
    found = parsed(response)
    assert found.xpath("//script/@src") == ["/static/yasgui/editor.js"]
    assert "/static/yasgui/editor.css" in found.xpath("//link[@rel='stylesheet']/@href")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_editor_gets_its_words_and_terms_in_the_language_of_the_page(
    client: FlaskClient, language: str
) -> None:
    form = parsed(client.get(f"/sparql?lang={language}", headers=HTML)).xpath("//form[@id='query-form']")[0]
    words = json.loads(form.get("data-words"))
    assert set(words) == {"keys", "expected", "asking", "sort"}
    assert all(words.values())
    assert client.get(form.get("data-terms")).headers["Content-Language"] == language


def test_addresses_keep_the_mount_point_of_a_proxy(make_app: Make) -> None:
    client = make_app(proxies=1).test_client()
    headers = {**HTML, "X-Forwarded-Prefix": "/register", "X-Forwarded-Host": "example.org"}
    form = parsed(client.get("/sparql", headers=headers)).xpath("//form[@id='query-form']")[0]
    assert form.get("action").startswith("/register/sparql")
    assert form.get("data-terms").startswith("/register/sparql/terms.json")
    found = parsed(client.get("/sparql", query_string={"query": "ASK {}"}, headers=headers))
    assert found.xpath("//a[@class='permalink']/@href")[0].startswith("http://example.org/register/sparql?")


# -- what is completed


def test_terms_are_counted_in_the_release_and_named_in_the_readers_language(
    client: FlaskClient, release: Release
) -> None:
    response = client.get("/sparql/terms.json?lang=az")
    value = response.json
    assert value["prefixes"]["elm"] == PREFIXES["elm"]
    assert value["prefixes"]["id"] == f"{release.iris.base}id/"
    classes = {each["iri"]: each for each in value["classes"]}
    level = classes[f"{PREFIXES['nqf']}Level"]
    assert level["count"] == release.manifest.counts.kinds["level"]
    assert level["label"] != "Level"
    properties = {each["iri"]: each["count"] for each in value["properties"]}
    assert properties[f"{PREFIXES['rdf']}type"] >= sum(each["count"] for each in value["classes"]) / 2
    for several in (value["classes"], value["properties"]):
        counts = [each["count"] for each in several]
        assert counts == sorted(counts, reverse=True)
    assert "Accept-Language" in response.vary


def test_terms_that_are_known_are_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/sparql/terms.json").headers["ETag"]
    assert client.get("/sparql/terms.json", headers={"If-None-Match": tag}).status_code == 304


# -- answers


def test_a_table_is_shown_whole_with_links_and_says_so(client: FlaskClient, release: Release) -> None:
    found = parsed(ask(client, ROWS))
    rows = found.xpath("//table[@id='result']/tbody/tr")
    assert len(rows) == release.manifest.counts.qualifications
    assert f"{len(rows)} rows, all shown" in found.text_content()
    link = rows[0].xpath(".//a")[0]
    assert link.text.startswith("id:qualification/")
    assert link.get("title").startswith(f"{release.iris.base}id/qualification/")
    assert link.get("href").startswith("/doc/qualification/")


def test_a_long_table_says_how_much_of_it_is_shown(client: FlaskClient) -> None:
    found = parsed(ask(client, MANY))
    assert len(found.xpath("//table[@id='result']/tbody/tr")) == MOST_ROWS == 1000
    assert "Only the first 1,000 rows are shown." in found.text_content()
    whole = parsed(ask(client, f"{MANY} LIMIT 1000"))
    assert "1000 rows, all shown" in whole.text_content()


def test_no_row_is_an_answer_too(client: FlaskClient) -> None:
    text = parsed(ask(client, "SELECT ?s WHERE { ?s <urn:none> ?o }")).text_content()
    assert "0 rows, all shown" in text


@pytest.mark.parametrize(("query", "word"), [("ASK {}", "yes"), ("ASK { <urn:a> ?p ?o }", "no")])
def test_a_truth_is_said_in_a_word(client: FlaskClient, query: str, word: str) -> None:
    assert parsed(ask(client, query)).xpath("string(//p[@class='truth'])") == word


def test_a_graph_is_shown_as_turtle_with_its_size(client: FlaskClient) -> None:
    found = parsed(ask(client, "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } ORDER BY ?s ?o LIMIT 7"))
    assert "7 triples, all shown" in found.text_content()
    text = found.xpath("string(//section[@aria-labelledby='answer']//code)")
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) == 7
    many = parsed(ask(client, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
    assert "Only the first 1,000 triples are shown." in many.text_content()


def test_an_answer_is_offered_in_every_form_of_its_kind(client: FlaskClient, release: Release) -> None:
    def offered(query: str) -> dict[str, str]:
        links = parsed(ask(client, query)).xpath("//section[@aria-labelledby='answer']/ul[@class='row']//a")
        return {link.text: link.get("href") for link in links}

    assert list(offered("ASK {}")) == ["JSON", "XML"]
    assert list(offered("CONSTRUCT WHERE { ?s a ?o }")) == [
        "Turtle", "N-Triples", "RDF/XML", "JSON-LD", "TriG", "N-Quads"
    ]  # fmt: skip
    table = offered(f"{ROWS} # é & ü")
    assert list(table) == ["JSON", "XML", "CSV", "TSV"]
    answer = client.get(table["CSV"])
    assert answer.mimetype == "text/csv"
    assert len(answer.text.splitlines()) == 1 + release.manifest.counts.qualifications
    assert parse_qs(urlsplit(table["CSV"]).query)["release"] == [release.version]


def test_a_download_is_of_the_graphs_that_were_asked(client: FlaskClient, release: Release) -> None:
    graph = release.iris.graph("alignments")
    shown = ask(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **{"default-graph-uri": graph})
    found = parsed(shown)
    address = found.xpath("//a[text()='CSV']/@href")[0]
    number = release.manifest.counts.graphs["alignments"]
    assert found.xpath("string(//table[@id='result']/tbody)").strip() == str(number)
    assert client.get(address).text.split()[1] == str(number)


def test_an_answer_can_be_cited(client: FlaskClient, release: Release) -> None:
    found = parsed(ask(client, ROWS))
    link = found.xpath("//a[@class='permalink']/@href")[0]
    asked = parse_qs(urlsplit(link).query)
    assert asked["query"] == [ROWS]
    assert asked["release"] == [release.version]
    assert found.xpath("//code[starts-with(text(), 'sha-256:')]/text()") == asked["digest"]
    assert client.get(link, headers={"Accept": "text/csv"}).status_code == 200


def test_what_is_shown_is_escaped(client: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>"
    query = f"SELECT ('{hostile}' AS ?x) (<javascript:alert(1)> AS ?y) WHERE {{}} # </textarea>{hostile}"
    text = ask(client, query).text
    assert hostile not in text
    assert 'href="javascript:' not in text
    assert text.count("</textarea>") == 1


def test_values_of_every_kind_have_a_cell(client: FlaskClient) -> None:
    query = """SELECT ?iri ?text ?number ?blank ?none {
      VALUES (?iri ?text ?number ?none) { (<http://example.org/long> "səs"@az 2.5 UNDEF) }
      BIND(BNODE() AS ?blank)
    }"""
    cells = parsed(ask(client, query)).xpath("//table[@id='result']/tbody/tr/td")
    assert [cell.text_content() for cell in cells][:3] == ["http://example.org/long", "səs", "2.5"]
    assert cells[1].xpath("span/@lang") == ["az"]
    assert "number" in (cells[2].get("class") or "")
    assert cells[3].text_content().startswith("_:")
    assert cells[4].text_content() == ""


# -- reading answers


def test_only_whole_rows_are_shown_of_an_answer_that_comes_in_pieces(app: flask.Flask) -> None:
    pieces = [b"?a\t?b\n1\t", b"2\n3\t4", b"\n"]
    with app.test_request_context():
        shown = read(pieces, Form.SELECT)
    assert [[cell.text for cell in row if cell] for row in shown.rows] == [["1", "2"], ["3", "4"]]
    assert not shown.cut


def test_reading_stops_at_what_is_shown(app: flask.Flask) -> None:
    def endless() -> Iterator[bytes]:
        yield b"?a\n"
        while True:
            yield b"1\n" * 700

    with app.test_request_context():
        shown = read(endless(), Form.SELECT)
    assert (len(shown.rows), shown.cut) == (MOST_ROWS, True)


def test_reading_stops_at_rows_that_are_too_large(app: flask.Flask) -> None:
    pieces = [b"?a\n", b'"' + b"x" * 3_000_000 + b'"\n', b'"' + b"y" * 3_000_000 + b'"\n', b"1\n"]
    with app.test_request_context():
        shown = read(pieces, Form.SELECT)
    assert shown.cut
    assert len(shown.rows) == 2


@pytest.mark.parametrize(
    ("literal", "number"),
    [
        (f'"7"^^<{XSD.integer.value}>', 7.0),
        (f'"-2.5"^^<{XSD.decimal.value}>', -2.5),
        (f'"NaN"^^<{XSD.double.value}>', None),
        (f'"many"^^<{XSD.integer.value}>', None),
        ('"7"', None),
    ],
)
def test_numbers_are_those_of_numeric_types(app: flask.Flask, literal: str, number: float | None) -> None:
    with app.test_request_context():
        shown = read([f"?a\n{literal}\n".encode()], Form.SELECT)
    assert shown.rows[0][0] is not None
    assert shown.rows[0][0].number == number
    assert shown.numeric == (number is not None,)


# -- the chart


def number(value: float) -> Cell:
    return Cell(f"{value:g}", number=value)


def table(*rows: tuple[Cell | None, ...], cut: bool = False) -> Shown:
    return Shown(tuple("abc"[: len(rows[0])]), rows, cut=cut)


def test_a_chart_stands_beside_its_table(client: FlaskClient) -> None:
    found = parsed(ask(client, COUNTS))
    bars = found.xpath("//figure[@class='chart']//li")
    rows = found.xpath("//table[@id='result']/tbody/tr")
    assert len(bars) == len(rows) == 5
    for bar, row in zip(bars, rows, strict=True):
        label, value = (cell.text_content() for cell in row.xpath("td"))
        assert bar.xpath("string(span[@class='chart-label'])") == label
        assert bar.xpath("string(span[@class='chart-value'])") == value
    assert bars[0].xpath(".//*[local-name()='rect']/@width") == ["100.0%"]
    assert "Chart: n by kind" in found.xpath("string(//figcaption)")
    assert not found.xpath("//figure[@class='chart']//@style")


def test_the_bars_are_as_long_as_the_numbers_are_large() -> None:
    chart = draw(table((Cell("x", language="az"), number(3)), (Cell("y"), number(12)), (None, number(0))))
    assert chart is not None
    assert [(bar.label, bar.percent) for bar in chart.bars] == [("x", 25), ("y", 100), ("", 0)]
    assert chart.bars[0].language == "az"


def test_words_name_the_bars_rather_than_iris() -> None:
    thing = Cell("id:level/1", address="/doc/level/1")
    chart = draw(table((thing, Cell("one"), number(1)), (thing, Cell("two"), number(2))))
    assert chart is not None
    assert (chart.labels, [bar.label for bar in chart.bars]) == (("b",), ["one", "two"])
    chart = draw(table((thing, number(1)), (thing, number(2))))
    assert chart is not None
    assert chart.bars[0].label == "id:level/1"
    chart = draw(table((number(1), Cell("one")), (number(2), Cell("two"))))
    assert chart is not None
    assert chart.number == "a"


@pytest.mark.parametrize(
    "shown",
    [
        table((Cell("one row"), number(1))),
        table((Cell("x"), number(-1)), (Cell("y"), number(1))),
        table((Cell("x"), number(0)), (Cell("y"), number(0))),
        table((Cell("x"), number(1)), (Cell("y"), None)),
        table((Cell("x"), Cell("1")), (Cell("y"), Cell("2"))),
        table((number(1),), (number(2),)),
        table(*[(Cell("x"), number(1))] * (MOST_BARS + 1)),
        table((Cell("x"), number(1)), (Cell("y"), number(2)), cut=True),
        Shown(("a", "b")),
        Shown(truth=True),
    ],
)
def test_there_is_no_chart_that_would_mislead(shown: Shown) -> None:
    assert draw(shown) is None


# -- faults


def test_a_wrong_query_is_shown_with_its_line_marked(client: FlaskClient) -> None:
    response = ask(client, "SELECT *\nWHERE { ?s ?p 'ş' ; }} ORDER")
    assert response.status_code == 400
    found = parsed(response)
    assert "Line 2, column 29" in found.text_content()
    assert found.xpath("string(//div[@id='fault']//mark)") == " "
    assert "WHERE { ?s ?p 'ş' ; }} ORDER" in found.xpath("string(//div[@id='fault']//pre)")
    form = found.xpath("//form[@id='query-form']")[0]
    assert (form.get("data-line"), form.get("data-column")) == ("2", "29")
    assert form.xpath(".//textarea/@aria-invalid") == ["true"]
    assert "?s ?p 'ş'" in form.xpath("string(.//textarea)")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(file="query", line=1, column="8"), ("SELECT ", "*", "")),
        (Place(file="query", line=1, column="9"), ("SELECT *", "", "")),
        (Place(file="query", line=1), ("", "S", "ELECT *")),
        (Place(file="query", line=9, column="1"), ("", "", "")),
        (None, ("", "", "")),
    ],
)
def test_a_line_is_cut_where_the_fault_is(
    app: flask.Flask, place: Place | None, expected: tuple[str, str, str]
) -> None:
    with app.test_request_context("/sparql?lang=en"):
        fault = page._fault("SELECT *", QueryError("wrong", place=place))
    assert (fault.before, fault.at, fault.after) == expected


def test_a_message_that_is_not_translated_is_marked_as_english(app: flask.Flask) -> None:
    with app.test_request_context("/sparql?lang=az"):
        fault = page._fault("ASK {}", QueryTimeout(2.5))
    assert "2.5 seconds" in fault.message.value
    assert fault.message.language == "en"


def test_too_slow_is_said_on_the_page_with_the_limit(client: FlaskClient) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?t ?h }"
    response = ask(client, endless, timeout="0.3")
    assert response.status_code == 504
    assert re.search(r"0\.3 seconds", parsed(response).xpath("string(//div[@id='fault'])"))
