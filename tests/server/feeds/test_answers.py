"""What the feeds answer: forms, validators, what never changes, and what there is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nqfgraph.changelog import ChangeLog, Operation
from nqfgraph.vocab import NAMESPACES
from nqfgraph_server.feeds import tree

BASE = "https://hillside.example/"
ORIGIN = "https://elsewhere.example"
STREAMS = ["/feeds/ldes", "/feeds/activities"]
FEEDS = [*STREAMS, "/feeds/ldes/1", "/feeds/activities/1", "/feeds/versions/1"]
LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
FOREVER = "public, max-age=31536000, immutable"


def read(client: FlaskClient, path: str, accept: str = "application/trig") -> list[ox.Quad]:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, accept)
    form = ox.RdfFormat.from_media_type(accept)
    return list(ox.parse(answer.data, format=form, base_iri=ORIGIN + path))


def values(quads: list[ox.Quad], predicate: str, subject: str | None = None) -> list[str]:
    return [
        each.object.value
        for each in quads
        if each.predicate.value == predicate and subject in (None, getattr(each.subject, "value", None))
    ]


def without_blanks(quads: list[ox.Quad]) -> set[str]:
    return {re.sub(r"_:\w+", "[]", str(each)) for each in quads}


@pytest.fixture
def log(home: Path) -> Any:
    found = ChangeLog.open(home)
    assert found is not None
    yield found
    found.close()


# -- what is said


@pytest.mark.parametrize("path", STREAMS)
def test_the_root_says_once_what_a_client_has_to_know(client: FlaskClient, path: str) -> None:
    quads = read(client, path)
    stream = f"{BASE}{path[1:]}#stream"
    assert values(quads, f"{TREE}view") == [ORIGIN + path]
    for name in (
        "timestampPath",
        "versionOfPath",
        "versionDeletePath",
        "versionDeleteObject",
        "pollingInterval",
    ):
        assert len(values(quads, LDES + name, stream)) == 1, name
    assert set(values(quads, f"{TREE}path")) == set(values(quads, f"{LDES}timestampPath"))
    assert values(quads, f"{LDES}retentionPolicy") == [f"{ORIGIN}{path}#retention"]
    assert len(values(quads, f"{LDES}startingFrom", f"{ORIGIN}{path}#retention")) == 1
    assert set(values(quads, "http://purl.org/dc/terms/title", stream)) > {"Register of Hillside"}
    assert not values(quads, f"{TREE}member")


@pytest.mark.parametrize("path", STREAMS)
def test_the_shape_asks_for_no_more_than_every_member_has(client: FlaskClient, path: str) -> None:
    shape = read(client, path)
    wanted = set(values(shape, "http://www.w3.org/ns/shacl#path"))
    page = read(client, f"{path}/1")
    for member in values(page, f"{TREE}member"):
        assert wanted <= {each.predicate.value for each in page if each.subject.value == member}


def test_a_member_is_a_version_with_the_statements_of_that_version_in_its_graph(
    client: FlaskClient, log: ChangeLog
) -> None:
    quads = read(client, "/feeds/ldes/1")
    members = values(quads, f"{TREE}member")
    assert members == [f"{BASE}feeds/versions/{number}" for number in range(1, len(members) + 1)]
    for entry in log.entries(limit=len(members)):
        member = ox.NamedNode(f"{BASE}feeds/versions/{entry.number}")
        said = {str(each.triple) for each in quads if each.graph_name == member}
        logged = ox.parse(log.content(entry.number), format=ox.RdfFormat.N_QUADS)
        assert said == {str(each.triple) for each in logged}
        assert values(quads, "http://purl.org/dc/terms/isVersionOf", member.value) == [entry.iri]


@pytest.mark.parametrize("path", [*STREAMS, "/feeds/ldes/1", "/feeds/activities/1"])
def test_the_forms_say_the_same(client: FlaskClient, path: str) -> None:
    quads = read(client, path)
    assert without_blanks(quads) == without_blanks(read(client, path, "application/ld+json"))
    assert len(quads) > 10


def test_a_version_can_be_asked_alone(client: FlaskClient, log: ChangeLog) -> None:
    entry = next(each for each in log.entries(kind="qualification"))
    quads = read(client, f"/feeds/versions/{entry.number}")
    graph = ox.NamedNode(f"{BASE}feeds/versions/{entry.number}")
    assert {each for each in quads if each.graph_name == graph}
    assert values(quads, "https://www.w3.org/ns/activitystreams#object", f"{graph.value}#activity") == [
        entry.iri
    ]
    turtle = read(client, f"/feeds/versions/{entry.number}", "text/turtle")
    assert {str(each.triple) for each in turtle} == {str(each.triple) for each in quads}


def test_times_have_a_zone_and_come_in_order(client: FlaskClient) -> None:
    for path, predicate in (
        ("/feeds/ldes/1", "http://www.w3.org/ns/prov#generatedAtTime"),
        ("/feeds/activities/1", "https://www.w3.org/ns/activitystreams#published"),
    ):
        times = values(read(client, path), predicate)
        assert times == sorted(times)
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each) for each in times)


def test_a_page_begins_with_itself_and_keeps_members_together(client: FlaskClient) -> None:
    answer = client.get("/feeds/ldes/1")
    assert answer.headers["Content-Type"] == 'application/trig;profile="https://w3id.org/tree/profile"'
    assert '<https://w3id.org/tree/profile>; rel="profile"' in answer.headers.getlist("Link")
    # The members of a node of JSON-LD stand together, so its statements do not come in that order.
    other = client.get("/feeds/ldes/1", headers={"Accept": "application/ld+json"})
    assert "profile" not in f"{other.headers['Content-Type']} {other.headers.getlist('Link')}"
    blocks = answer.text.split(" tree:member ")
    assert "tree:Node" in blocks[0]
    assert "prov:generatedAtTime" not in blocks[0]
    for number, block in enumerate(blocks[1:], 1):
        assert block.startswith(f"<{BASE}feeds/versions/{number}>")
        assert block.count("prov:generatedAtTime") == 1


def test_terms_are_those_of_the_vocabularies(shared: Callable[[str], Path]) -> None:
    for path, namespace in (("ldes/vocabulary.ttl", "ldes"), ("tree/tree.ttl", "tree")):
        declared = {
            each.subject.value
            for each in ox.parse(path=shared(f"conformance/{path}"), format=ox.RdfFormat.TURTLE)
            if isinstance(each.subject, ox.NamedNode)
        }
        assert {NAMESPACES[namespace][name].value for name in NAMESPACES[namespace]} <= declared


# -- what may be kept


@pytest.mark.usefixtures("small_pages")
def test_full_pages_never_change_and_the_others_say_so(
    client: FlaskClient, history: Any, make_app: Callable[..., flask.Flask]
) -> None:
    history.publish()
    client = make_app(home=history.home).test_client()
    log = ChangeLog(history.home / "changelog.sqlite")
    if log.last() % tree.PAGE == 0:  # then there would be no page that is not full
        history.publish(lambda rows: rows.append({**rows[-1], "key": "y", "code": "y"}))
    number = log.last() // tree.PAGE
    log.close()
    kept = {
        path: client.get(path) for path in ("/feeds/ldes/1", f"/feeds/ldes/{number}", "/feeds/ldes/tree/1/1")
    }
    open_page = client.get(f"/feeds/ldes/{number + 1}")
    assert open_page.headers["Cache-Control"] == client.get("/feeds/ldes").headers["Cache-Control"]
    assert open_page.headers["Cache-Control"] == "public, no-cache"
    assert "ldes:immutable" not in open_page.text

    def more(rows: list[dict[str, str]]) -> None:
        rows += [{**rows[-1], "key": f"x/{each}", "code": f"x{each}"} for each in range(5)]

    history.publish(more)
    for path, before in kept.items():
        after = client.get(path)
        assert before.headers["Cache-Control"] == FOREVER
        assert "ldes:immutable" in before.text
        assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert client.get(f"/feeds/ldes/{number + 1}").headers["Cache-Control"] == FOREVER


@pytest.mark.parametrize("path", [*FEEDS, "/feeds/atom", "/robots.txt"])
def test_what_is_known_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]+"', tag)
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(path).headers["ETag"] == tag
    assert client.head(path).data == b""
    coded = client.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": coded, "Accept-Encoding": "gzip"}).status_code == 304
    options = client.options(path)
    assert options.status_code == 200
    assert "GET" in options.headers["Allow"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", FEEDS)
def test_each_form_has_a_validator_of_its_own(client: FlaskClient, path: str) -> None:
    answers = [
        client.get(path, headers={"Accept": each}) for each in ("application/trig", "application/ld+json")
    ]
    assert len({each.headers["ETag"] for each in answers}) == 2
    assert all("Accept" in each.headers["Vary"] for each in answers)
    assert client.get(path, headers={"Accept": "*/*"}).mimetype == "application/trig"


# -- what there is not


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("accept", ["image/png", "text/html", "application/n-triples"])
def test_an_unknown_form_is_refused_with_those_there_are(client: FlaskClient, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 406
    assert "application/trig" in answer.text


FORGED = ["0", "01", "-1", "+1", "1.5", "2", "9" * 12, "9" * 19, "9" * 5000, "١", "1e3", "x", "%00", "1%20"]
NUMBERED = [*STREAMS, "/feeds/ldes/tree/1", "/feeds/ldes/tree", "/feeds/atom", "/sitemap-"]


@pytest.mark.parametrize("end", FORGED)
@pytest.mark.parametrize("path", NUMBERED)
def test_a_forged_number_is_no_page(client: FlaskClient, path: str, end: str) -> None:
    address = f"{path}{end}.xml" if path == "/sitemap-" else f"{path}/{end}"
    answer = client.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("end", ["0", "999999999999", "9" * 5000, "x", "1/1", ""])
def test_a_forged_number_is_no_version(client: FlaskClient, end: str) -> None:
    assert client.get(f"/feeds/versions/{end}").status_code == 404


@pytest.mark.parametrize("end", ["0/1", "10/1", "1/1", "1/0", "99999/99999", "x/1"])
def test_nodes_above_pages_are_there_once_they_are_full(client: FlaskClient, end: str) -> None:
    assert client.get(f"/feeds/ldes/tree/{end}").status_code == 404


@pytest.mark.parametrize("path", [*FEEDS, "/feeds/atom", "/robots.txt", "/sitemap.xml"])
def test_before_the_first_release_everything_is_unavailable(
    make_app: Callable[..., flask.Flask], tmp_path: Path, path: str
) -> None:
    answer = make_app(home=tmp_path).test_client().get(path)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


def test_a_home_without_a_log_says_what_to_do(history: Any, make_app: Callable[..., flask.Flask]) -> None:
    history.publish()
    (history.home / "changelog.sqlite").unlink()
    client = make_app(home=history.home).test_client()
    answer = client.get("/feeds/ldes")
    assert answer.status_code == 503
    assert "older than the log" in answer.text
    assert client.get("/sitemap-1.xml").status_code == 200


def test_a_damaged_log_is_a_fault_and_no_empty_feed(
    history: Any, make_app: Callable[..., flask.Flask]
) -> None:
    history.publish()
    client = make_app(home=history.home).test_client()
    (history.home / "changelog.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)
    for path in (*FEEDS, "/feeds/atom", "/oai?verb=ListSets", "/feeds/changesets"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json"), path
        assert "Retry-After" in answer.headers
        assert "cannot be read" in answer.text
        assert str(history.home) not in answer.text, "a harvester learns nothing of the server's folders"
    assert client.get("/en/").status_code == 200


def test_robots_are_led_to_the_list_of_pages(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert f"\nSitemap: {BASE}sitemap.xml\n" in answer.text
    assert "Disallow: /sparql" in answer.text


def test_a_removal_has_a_mark_and_no_graph(history: Any, make_app: Callable[..., flask.Flask]) -> None:
    history.publish()
    history.publish(lambda rows: rows.pop())
    client = make_app(home=history.home).test_client()
    log = ChangeLog(history.home / "changelog.sqlite")
    removed = [each for each in log.entries() if each.operation is Operation.REMOVED]
    log.close()
    assert removed
    for entry in removed:
        member = f"{BASE}feeds/versions/{entry.number}"
        quads = read(client, f"/feeds/versions/{entry.number}")
        assert not [each for each in quads if each.graph_name != ox.DefaultGraph()]
        kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        assert values(quads, kind, member) == ["https://www.w3.org/ns/activitystreams#Delete"]
        assert values(quads, kind, f"{member}#activity") == ["https://www.w3.org/ns/activitystreams#Delete"]


def test_a_condition_that_does_not_hold_is_told(client: FlaskClient) -> None:
    assert client.get("/feeds/ldes", headers={"If-Match": '"other"'}).status_code == 412
    assert client.get("/feeds/ldes", headers={"If-Match": "*"}).status_code == 200


def test_the_newest_atom_page_is_written_once(client: FlaskClient) -> None:
    assert client.get("/feeds/atom").data == client.get("/feeds/atom").data
