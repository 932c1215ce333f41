"""OAI-PMH 2.0: what each verb answers, the errors of the protocol, and pages that releases cannot break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from werkzeug.datastructures import MultiDict

from nqfgraph.changelog import ChangeLog
from nqfgraph_server.oai import answers

BASE = "https://hillside.example/"
COMPUTING = f"{BASE}id/qualification/2024/6006022"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LIST = "verb=ListRecords&metadataPrefix=oai_dc"
Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def schema(shared: Callable[[str], Path]) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(shared("conformance/oai-pmh/OAI-PMH.xsd")))


@pytest.fixture
def ask(client: FlaskClient, schema: etree.XMLSchema) -> Ask:
    """Return a function that asks, checks the answer against the schema and gives its root."""
    return asker(client, schema)


def asker(client: FlaskClient, schema: etree.XMLSchema) -> Ask:
    def ask(query: Any, method: str = "GET") -> Any:
        kept = {"query_string": query} if method == "GET" else {"data": query}
        answer = client.open("/oai", method=method, **kept)
        assert (answer.status_code, answer.mimetype) == (200, "text/xml")
        root = etree.fromstring(answer.data)
        schema.assertValid(root)
        return root

    return ask


def code(root: Any) -> str | None:
    found = root.find(f"{OAI}error")
    return None if found is None else found.get("code")


def identifiers(root: Any) -> list[str]:
    return [each.text for each in root.iter(f"{OAI}identifier")]


def token_of(root: Any) -> str:
    return root.findtext(f".//{OAI}resumptionToken") or ""


def test_the_repository_says_what_it_keeps(ask: Ask, home: Path) -> None:
    root = ask("verb=Identify")
    log = ChangeLog.open(home)
    assert log is not None
    said = {each.tag.removeprefix(OAI): each.text for each in root.find(f"{OAI}Identify")}
    assert said == {
        "repositoryName": "Register of Hillside",
        "baseURL": f"{BASE}oai",
        "protocolVersion": "2.0",
        "adminEmail": "register@hillside.example",
        "earliestDatestamp": f"{log.steps()[0].time:%Y-%m-%dT%H:%M:%SZ}",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }
    log.close()
    assert root.find(f"{OAI}request").attrib == {"verb": "Identify"}


def test_a_register_without_a_contact_has_nobody_as_its_administrator(
    make_app: Callable[..., flask.Flask], workshop_home: Path, schema: etree.XMLSchema
) -> None:
    root = asker(make_app(home=workshop_home).test_client(), schema)("verb=Identify")
    assert root.findtext(f".//{OAI}adminEmail") == "nobody@invalid.example"


def test_both_forms_are_given_of_everything(ask: Ask) -> None:
    for query in ("verb=ListMetadataFormats", f"verb=ListMetadataFormats&identifier={COMPUTING}"):
        prefixes = [each.text for each in ask(query).iter(f"{OAI}metadataPrefix")]
        assert prefixes == ["oai_dc", "elm"]


def test_sets_have_names_and_all_of_them_can_be_asked(ask: Ask) -> None:
    root = ask("verb=ListSets")
    names = {each[0].text: each[1].text for each in root.iter(f"{OAI}set")}
    assert names["level:6"] == "Level 6"
    assert names["kind:award-type"] == "Award types"
    assert {"field", "field:0613", "kind", "level"} <= set(names)
    for each in names:
        records = ask(f"verb=ListIdentifiers&metadataPrefix=elm&set={each}")
        assert identifiers(records)
        for header in records.iter(f"{OAI}header"):
            sets = [found.text for found in header.iter(f"{OAI}setSpec")]
            assert any(f"{found}:".startswith(f"{each}:") for found in sets)


def test_the_first_set_is_named_in_the_headers_of_its_items(ask: Ask) -> None:
    first = ask("verb=ListSets").findtext(f".//{OAI}setSpec")
    headers = list(ask(f"{LIST}&set={first}").iter(f"{OAI}header"))
    assert headers
    for header in headers:
        assert first in [each.text for each in header.iter(f"{OAI}setSpec")]


def test_dublin_core_has_titles_in_their_languages(ask: Ask) -> None:
    root = ask(f"verb=GetRecord&metadataPrefix=oai_dc&identifier={COMPUTING}")
    assert identifiers(root) == [COMPUTING]
    titles = {each.get(LANG): each.text for each in root.iter(f"{DC}title")}
    assert titles["az"] == "Kompüter mühəndisliyi"
    assert titles["ru"] == "Компьютерная инженерия"
    said = {each.tag.removeprefix(DC) for each in root.iter(f"{DC}*")}
    assert said >= {
        *("title", "identifier", "publisher", "type", "language", "relation", "coverage", "rights"),
        "subject",
    }
    found = {each.text for each in root.iter(f"{DC}identifier")}
    assert {COMPUTING, "6006022"} <= found


def test_elm_has_every_statement_of_an_item_and_its_parts(ask: Ask, home: Path) -> None:
    log = ChangeLog.open(home)
    assert log is not None
    root = ask("verb=ListRecords&metadataPrefix=elm")
    records = list(root.iter(f"{OAI}record"))
    assert len(records) == 18
    for record in records:
        iri = record.findtext(f".//{OAI}identifier")
        written = etree.tostring(record.find(f".//{RDF}"))
        said = {str(each.triple) for each in ox.parse(written, format=ox.RdfFormat.RDF_XML)}
        logged = ox.parse(log.item_content(iri), format=ox.RdfFormat.N_QUADS)
        assert said == {str(each.triple) for each in logged}
    log.close()


def test_a_form_is_taken_like_an_address(ask: Ask) -> None:
    query = {"verb": "ListIdentifiers", "metadataPrefix": "elm", "set": "kind:level"}
    assert identifiers(ask(query, "POST")) == identifiers(ask(query))
    assert ask(query, "POST").find(f"{OAI}request").get("set") == "kind:level"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "badVerb"),
        ("verb=Nonsense", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=GetRecord&metadataPrefix=elm", "badArgument"),
        (f"{LIST}&metadataPrefix=oai_dc", "badArgument"),
        (f"{LIST}&from=2026-01-01&until=2026-01-01T00:00:00Z", "badArgument"),
        (f"{LIST}&from=2026-01-02&until=2026-01-01", "badArgument"),
        (f"{LIST}&from=2026-13-01", "badArgument"),
        (f"{LIST}&from=2026-01-01T00:00Z", "badArgument"),
        (f"{LIST}&from=", "badArgument"),
        (f"{LIST}&until=2026-01-01T00:00:00", "badArgument"),
        (f"{LIST}&from=2999-01-01", "noRecordsMatch"),
        (f"{LIST}&until=1999-01-01", "noRecordsMatch"),
        (f"{LIST}&from=0001-01-01&until=0001-01-01", "noRecordsMatch"),
        (f"{LIST}&from=0000-01-01", "badArgument"),
        (f"{LIST}&set=level:99", "noRecordsMatch"),
        (f"{LIST}&set=kind:record", "noRecordsMatch"),
        (f"{LIST}&set=a b", "noRecordsMatch"),
        (f"{LIST}&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        (f"verb=GetRecord&metadataPrefix=marc&identifier={COMPUTING}", "cannotDisseminateFormat"),
        (f"verb=GetRecord&metadataPrefix=elm&identifier={COMPUTING}x", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:x:1", "idDoesNotExist"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=other%7C100", "badResumptionToken"),
        (f"verb=ListRecords&resumptionToken={'a' * 16}.W10=", "badResumptionToken"),
        (f"verb=ListRecords&resumptionToken={'a' * 10_000}", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=1", "badResumptionToken"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_wrong_has_the_code_of_the_protocol(ask: Ask, query: str, error: str, method: str) -> None:
    pairs = [each.partition("=")[::2] for each in query.split("&")] if query else []
    root = ask(MultiDict([(name, unquote(value)) for name, value in pairs]), method)
    assert code(root) == error
    if error in ("badVerb", "badArgument"):
        assert not root.find(f"{OAI}request").attrib


TEXT = st.text(max_size=30) | st.sampled_from(
    [
        *answers._VERBS,
        "oai_dc",
        "elm",
        "2026-11-23",
        "2026-11-23T20:00:00Z",
        "9999-12-31",
        "level:6",
        COMPUTING,
    ]
)
NAMES = st.sampled_from(
    ["metadataPrefix", "from", "until", "set", "identifier", "resumptionToken", "x", "verb"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from(list(answers._VERBS)) | TEXT,
    arguments=st.lists(st.tuples(NAMES | TEXT, TEXT), max_size=4),
    method=st.sampled_from(["GET", "POST"]),
)
def test_whatever_is_asked_the_answer_is_a_document_of_the_protocol(
    ask: Ask, verb: str, arguments: list[tuple[str, str]], method: str
) -> None:
    root = ask(MultiDict([("verb", verb), *arguments]), method)
    assert root.tag == f"{OAI}OAI-PMH"


def test_pages_go_on_after_releases_and_miss_nothing(
    history: Any, make_app: Callable[..., flask.Flask], schema: etree.XMLSchema, monkeypatch: Any
) -> None:
    monkeypatch.setattr(answers, "PAGE", 4)
    history.publish()
    ask = asker(make_app(home=history.home).test_client(), schema)
    first = ask("verb=ListIdentifiers&metadataPrefix=elm")
    element = first.find(f".//{OAI}resumptionToken")
    assert (element.get("completeListSize"), element.get("cursor")) == ("18", "0")
    seen = set(identifiers(first))
    token = token_of(first)

    history.publish(lambda rows: rows[0].update(title_en="Renamed"))
    history.publish(lambda rows: rows.append({**rows[0], "key": "x/1", "code": "x1"}))
    while token:
        page = ask(f"verb=ListIdentifiers&metadataPrefix=elm&resumptionToken={token}")
        seen |= set(identifiers(page))
        assert page.find(f".//{OAI}resumptionToken").get("completeListSize") is None
        token = token_of(page)
    assert len(seen) == 19
    assert seen == set(identifiers(_all(ask)))


def _all(ask: Ask) -> Any:
    """Return the headers of all pages in one element."""
    whole = etree.Element("all")
    query = "verb=ListIdentifiers&metadataPrefix=elm"
    while query:
        page = ask(query)
        whole.extend(page.iter(f"{OAI}header"))
        found = token_of(page)
        query = f"verb=ListIdentifiers&resumptionToken={found}" if found else ""
    return whole


def test_a_token_belongs_to_one_list_of_one_register(
    history: Any, make_app: Callable[..., flask.Flask], schema: etree.XMLSchema, monkeypatch: Any, ask: Ask
) -> None:
    monkeypatch.setattr(answers, "PAGE", 4)
    token = token_of(ask(LIST))
    assert identifiers(ask(f"verb=ListRecords&metadataPrefix=oai_dc&resumptionToken={token}"))
    assert code(ask(f"verb=ListRecords&metadataPrefix=elm&resumptionToken={token}")) == "badArgument"
    assert code(ask(f"verb=ListIdentifiers&resumptionToken={token}")) == "badResumptionToken"
    assert code(ask(f"verb=ListRecords&resumptionToken=0{token[1:]}x")) == "badResumptionToken"
    assert code(ask(f"verb=ListRecords&set=kind&resumptionToken={token}")) == "badArgument"
    history.publish()
    other = asker(make_app(home=history.home).test_client(), schema)
    log = ChangeLog.open(history.home)
    assert log is not None
    assert token_of(other(LIST)) != token
    log.close()


def test_a_poll_for_what_is_known_is_answered_with_304(client: FlaskClient) -> None:
    first = client.get(f"/oai?{LIST}")
    again = client.get(f"/oai?{LIST}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, no-cache"


def test_before_the_first_release_it_is_to_be_asked_later(
    make_app: Callable[..., flask.Flask], tmp_path: Path
) -> None:
    answer = make_app(home=tmp_path).test_client().get("/oai?verb=Identify")
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


def test_a_form_that_is_too_long_is_refused(client: FlaskClient) -> None:
    answer = client.post("/oai", data={"verb": "x" * (answers.LONGEST_BODY + 1)})
    assert answer.status_code == 413
