"""The client and our own endpoint, over a socket."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal

import pyoxigraph as ox
import pytest

from nqfgraph.client import Client, Iri, Text, cite
from nqfgraph.errors import InputError, QueryError, QueryRefused, QueryTimeout, ReleaseError, StoreUnavailable

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX level: <https://data.aznqf.example/id/level/>
"""
LEVELS = f"""{PREFIXES}
SELECT ?level (COUNT(?q) AS ?count)
WHERE {{ ?q a elm:Qualification ; elm:NQFLevel ?level }}
GROUP BY ?level ORDER BY ?level
"""
TITLES = f"{PREFIXES} SELECT ?q ?title {{ ?q a elm:Qualification ; dcterms:title ?title }} ORDER BY ?title"
SIX = Iri("https://data.aznqf.example/id/level/6")
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?t ?h }"
ASK = "ASK { ?s ?p ?o }"


@pytest.fixture
def client(endpoint: str) -> Iterator[Client]:
    with Client(endpoint) as made:
        yield made


def get(address: str, accept: str) -> tuple[int, str]:
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept": accept})) as response:
        return response.status, response.read().decode()


# -- answers


def test_a_frame_has_typed_columns(client):
    frame = client.frame(LEVELS, compact=True)
    assert frame["level"].tolist() == [f"level:{number}" for number in range(1, 9)]
    assert [str(each) for each in frame.dtypes] == ["string", "Int64"]
    assert frame["count"].sum() >= 100


def test_a_frame_is_cited_by_an_address_that_gives_it_again(client, endpoint):
    told = client.frame(LEVELS).attrs
    assert told["endpoint"] == endpoint
    assert told["release"] == client.release == "2026-11-23.1"
    # The endpoint compares the answer with the digest in the address, and refuses if it is another one.
    status, text = get(told["permalink"], "text/csv")
    assert (status, len(text.split())) == (200, 1 + 8)
    assert cite(client.frame(LEVELS)).endswith(told["permalink"])


@pytest.mark.parametrize(
    "query",
    [
        LEVELS,
        TITLES,
        "SELECT ?p ?o { ?s ?p ?o FILTER(ISLITERAL(?o)) } ORDER BY ?p ?o LIMIT 2000",
        "SELECT ?x { VALUES ?x { UNDEF 'a\\t\\n\\\"' 'ə'@az 1.0 1e6 true } }",
        "SELECT * { ?s <http://example.org/none> ?o }",
    ],
)
def test_the_digest_is_that_of_the_endpoint(client, query):
    told = client.frame(query).attrs
    assert told["digest"]
    _, page = get(told["permalink"], "text/html")
    assert told["digest"] in page


def test_an_answer_that_differs_every_time_has_no_digest(client):
    told = client.frame("SELECT (RAND() AS ?x) {}").attrs
    assert told["digest"] is None
    assert "digest" not in told["permalink"]


def test_rows_are_exact_values(client):
    (row,) = client.rows("SELECT (1.1 AS ?n) ('a'@az AS ?t) (?none AS ?x) {}")
    assert isinstance(row["n"], Decimal)
    assert row["n"] == Decimal("0.1") * 11
    assert isinstance(row["t"], Text)
    assert row["x"] is None


def test_values_are_put_in(client):
    query = f"{PREFIXES} SELECT ?level (COUNT(?q) AS ?count) {{ ?q elm:NQFLevel ?level }} GROUP BY ?level"
    frame = client.frame(query, level=SIX)
    assert frame["level"].tolist() == [SIX]
    assert f"<{SIX}>" in frame.attrs["query"]
    assert client.ask("ASK { ?level ?p ?o }", level=SIX)
    assert not client.ask("ASK { ?level ?p ?o }", level=Iri("http://example.org/none"))


def test_languages_stand_beside_texts(client):
    frame = client.frame(f"{PREFIXES} SELECT ?t {{ ?level dcterms:title ?t }}", languages=True)
    assert set(frame["t@language"].dropna()) == set(frame.attrs["languages"]["t"]) >= {"az", "en"}


def test_a_graph_is_triples(client):
    triples = client.graph("DESCRIBE ?level", level=SIX)
    assert all(
        each.subject.value.startswith(SIX) for each in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
    )
    assert triples
    assert client.graph("CONSTRUCT WHERE { <http://example.org/none> ?p ?o }") == b""


def test_a_long_query_is_asked_too(client):
    assert client.ask(f"{ASK} # {'ə' * 20_000}")


# -- errors


@pytest.mark.parametrize(
    ("method", "query", "way"),
    [
        ("frame", ASK, "ask"),
        ("rows", "DESCRIBE <http://example.org/>", "graph"),
        ("pages", "CONSTRUCT WHERE { ?s ?p ?o }", "graph"),
        ("ask", LEVELS, "frame, rows or pages"),
        ("graph", LEVELS, "frame, rows or pages"),
    ],
)
def test_a_query_of_another_form_is_sent_another_way(client, method, query, way):
    with pytest.raises(InputError, match=f"Ask it with {way}"):
        getattr(client, method)(query)


def test_a_wrong_query_is_shown_with_its_place(client):
    with pytest.raises(QueryError) as caught:
        client.frame("SELECT ?level\nWHERE { ?level a }\n")
    assert caught.value.place is not None
    assert caught.value.place.line == 2
    line, mark = str(caught.value).splitlines()[1:3]
    assert line == "    WHERE { ?level a }"
    assert line[: mark.index("^")].endswith(("a ", "a"))


def test_a_text_without_a_form_is_answered_by_the_endpoint(client):
    with pytest.raises(QueryError, match="line 1"):
        client.frame("SELEC ?level {}")


def test_an_update_is_refused(client):
    with pytest.raises(QueryRefused, match="this is an update"):
        client.frame("CLEAR ALL")


def test_the_limit_of_the_endpoint_is_told(small):
    address, _ = small
    with pytest.raises(QueryTimeout, match="time limit of 1 seconds") as caught:
        Client(address).frame(RUNAWAY)
    assert caught.value.seconds == 1


def test_an_unknown_release_is_said(endpoint):
    with pytest.raises(ReleaseError, match=r"Release 2020-01-01\.1 cannot be asked"):
        Client(endpoint, release="2020-01-01.1").ask(ASK)
    with pytest.raises(QueryError, match="is no version"):
        Client(endpoint, release="yesterday").ask(ASK)


def test_a_page_is_no_endpoint(endpoint):
    with pytest.raises(StoreUnavailable, match="Is this the address"):
        Client(endpoint.removesuffix("sparql")).ask(ASK)


# -- pages and releases


def test_pages_together_are_the_answer(client):
    whole = client.frame(TITLES)
    pages = list(client.pages(TITLES, size=97))
    assert [len(each) for each in pages[:-1]] == [97] * (len(pages) - 1)
    found = [tuple(row) for page in pages for row in page.itertuples(index=False)]
    assert sorted(found) == sorted(tuple(row) for row in whole.itertuples(index=False))
    assert [title for _, title in found] == whole["title"].tolist()
    assert all(page.attrs["release"] == "2026-11-23.1" for page in pages)


def test_an_answer_without_rows_is_a_page_without_rows(client):
    for query in (
        "SELECT ?s { ?s a <http://example.org/none> } ORDER BY ?s",
        "SELECT ?s {} ORDER BY ?s LIMIT 0",
    ):
        (page,) = client.pages(query)
        assert list(page.columns) == ["s"]
        assert len(page) == 0


def test_pages_are_refused_before_the_first(client):
    with pytest.raises(InputError, match="needs ORDER BY"):
        client.pages("SELECT * { ?s ?p ?o }")
    with pytest.raises(InputError, match="A page of 0 rows"):
        client.pages(TITLES, size=0)


def await_release(address: str, version: str) -> str:
    """Return when the server, which opens a new release beside its work, answers from it."""
    until = time.monotonic() + 60
    while Client(address).release != version:
        assert time.monotonic() < until
        time.sleep(0.05)
    return version


def test_a_switch_between_pages_does_not_mix_releases(small: tuple[str, Callable[[int], str]]) -> None:
    address, publish = small
    first = await_release(address, publish(2))
    query = "SELECT ?title { ?s <http://purl.org/dc/terms/title> ?title } ORDER BY ?title"
    client = Client(address)
    whole = client.frame(query)
    assert whole["title"].str.startswith("Day 2").sum() > 1
    pages = client.pages(query, size=1)
    found = [next(pages)]
    second = await_release(address, publish(3))
    assert second > first
    found += pages
    assert {page.attrs["release"] for page in found} == {first}
    assert [title for page in found for title in page["title"]] == whole["title"].tolist()
    assert client.release == first, "the client stays with the release that it began with"
    assert Client(address).release == second
    assert Client(address, release=first).frame(query).equals(whole)
    assert not Client(address).frame(query).equals(whole)


def rows(*numbers: int) -> bytes:
    cells = [{"n": {"type": "literal", "value": str(number)}} for number in numbers]
    return json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": cells}}).encode()


ORDERED = "SELECT ?n { ?s ?p ?n } ORDER BY ?n"


def test_an_endpoint_that_gives_fewer_rows_than_asked_is_asked_on(script, reply):
    served = script(reply(rows(1, 2), x_sparql_maxrows="2"), reply(rows(3, 4)), reply(rows(5)), reply(rows()))
    with pytest.warns(UserWarning, match="does not tell from which state"):
        pages = list(Client(served.endpoint).pages(ORDERED, size=10))
    assert [n for page in pages for n in page["n"]] == ["1", "2", "3", "4", "5"]
    assert [request.query.split("OFFSET")[1].split()[0] for request in served.requests] == [
        "0",
        "2",
        "4",
        "5",
    ]


def test_an_endpoint_that_gives_more_rows_than_asked_is_not_believed(script, reply):
    served = script(reply(rows(1, 2, 3)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pages = Client(served.endpoint).pages(ORDERED, size=2)
        with pytest.raises(StoreUnavailable, match="gave 3 rows where LIMIT asked for 2"):
            next(pages)


@pytest.mark.parametrize("version", ["2026-11-23.1", "a b", "<x>", "9" * 100, "a&release=b"])
def test_a_release_is_read_from_the_address_of_the_answer(script, reply, version):
    served = script(reply(b'{"boolean":true}', memento_datetime="x"), release=version.replace(" ", "+"))
    assert Client(served.endpoint).release == (version if version == "2026-11-23.1" else None)


# -- the cache


def test_a_question_asked_twice_is_answered_from_disk(script, reply, tmp_path):
    served = script(
        reply(rows(1, 2), etag='"one"', memento_datetime="x"),
        reply(b"", 304, etag='"one"'),
        reply(rows(3)),
        release="1.1",
    )
    first = Client(served.endpoint, cache=tmp_path).frame(ORDERED)
    second = Client(served.endpoint, cache=tmp_path).frame(ORDERED)
    assert second.equals(first)
    assert second.attrs["digest"] == first.attrs["digest"]
    assert [request.fields.get("if-none-match") for request in served.requests] == [None, '"one"']


def test_our_endpoint_answers_304(endpoint, tmp_path, monkeypatch):
    client = Client(endpoint, cache=tmp_path)
    first = client.frame(TITLES)
    statuses = []
    transport = client._asker._transport
    send = transport.send

    def watch(question):
        answered = send(question)
        statuses.append(answered.status)
        return answered

    monkeypatch.setattr(transport, "send", watch)
    assert client.frame(TITLES).equals(first)
    assert statuses == [304]


def test_a_damaged_file_of_the_cache_is_fetched_anew(endpoint, tmp_path):
    first = Client(endpoint, cache=tmp_path).frame(LEVELS)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes().replace(b'"value":"1', b'"value":"9'))
    assert Client(endpoint, cache=tmp_path).frame(LEVELS).equals(first)


def test_without_a_folder_nothing_is_kept(endpoint, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Client(endpoint).frame(LEVELS)
    assert list(tmp_path.iterdir()) == []


# -- examples


def test_examples_are_listed_and_asked(client, endpoint):
    listed = client.examples()
    assert len(listed) >= 25
    name = listed.index[0]
    assert client.example(name).strip()
    assert listed.loc[name, "title"]
    titles = Client(endpoint, language="az").examples()["title"]
    assert (titles != listed["title"]).all()
    with pytest.raises(InputError, match=r"no example “none”\. There are: "):
        client.example("none")


@pytest.mark.parametrize(
    ("status", "body"), [(404, b""), (200, b"{}"), (200, b"<html>"), (200, b'[{"name": "x"}]'), (200, b"[1]")]
)
def test_an_endpoint_without_examples_says_so(script, reply, status, body):
    client = Client(script(reply(body, status, "application/json")).endpoint)
    with pytest.raises(StoreUnavailable, match=r"offers no example queries|cannot be read"):
        client.example("x")


# -- what is installed


@pytest.mark.parametrize(
    ("absent", "statement", "fails"),
    [
        ("pandas", "list(Client(address).rows('SELECT * { ?s ?p ?o } LIMIT 1'))", False),
        ("pandas", "Client(address).frame('SELECT * { ?s ?p ?o } LIMIT 1')", True),
        ("pandas", "Client(address).examples()", True),
        ("SPARQLWrapper", "cite", False),
        ("SPARQLWrapper", "Client(address)", True),
    ],
)
def test_only_what_is_used_has_to_be_installed(endpoint, absent, statement, fails):
    program = f"""
import sys
sys.modules[{absent!r}] = None
from nqfgraph.client import Client, cite
from nqfgraph.errors import InputError
address = {endpoint!r}
try:
    {statement}
except InputError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    missing = f"This needs the package {absent}, which is not installed."
    assert done.stdout == (f"{missing} Install it with: pip install 'nqfgraph[client]'\n" if fails else "")


def test_importing_the_client_loads_neither_of_its_libraries():
    program = "import sys, nqfgraph.client; print({'pandas', 'SPARQLWrapper', 'rdflib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
