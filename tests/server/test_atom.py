"""The feed of changes: whoever follows it back to what is known misses nothing, removals included."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import etree

from nqfgraph.iris import document
from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph_server import atom, atom_document

REGISTER = Path(__file__).parent / "register"
BASE = "https://hillside.example/"
SPACES = {
    "a": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "at": "http://purl.org/atompub/tombstones/1.0",
}


def read(client: FlaskClient, address: str) -> etree._Element:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return etree.fromstring(answer.data)


def find(element: etree._Element, path: str) -> list[str]:
    return [str(each) for each in element.xpath(path, namespaces=SPACES)]


def follow(client: FlaskClient) -> Iterator[etree._Element]:
    """Yield the pages from the newest back."""
    address: str | None = "/feeds/atom"
    while address:
        page = read(client, address)
        yield page
        older = find(page, "a:link[@rel='prev-archive']/@href")
        assert all(each.startswith(BASE) for each in older)
        address = urlsplit(older[0]).path if older else None


def replay(client: FlaskClient) -> set[str]:
    """Return the things that a follower who began with nothing holds."""
    held: set[str] = set()
    for page in reversed(list(follow(client))):
        held |= set(find(page, "a:entry[not(a:category/@term='release')]/a:id/text()"))
        held -= set(find(page, "at:deleted-entry/@ref"))
    return held


def things(release: Release) -> set[str]:
    """Return everything that the release says something of."""
    quads = ox.parse(path=release.dump, format=ox.RdfFormat.N_QUADS)
    return {document(quad.subject.value) for quad in quads}


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atom, "PAGE", 10)


@pytest.fixture
def editable(tmp_path: Path) -> Callable[[Callable[[list[dict[str, str]]], None]], Release]:
    """Return a function that changes the rows of qualifications and publishes a release."""
    register = tmp_path / "register"
    shutil.copytree(REGISTER, register)

    def publish(change: Callable[[list[dict[str, str]]], None]) -> Release:
        path = register / "qualifications.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=columns)
            writer.writeheader()
            writer.writerows(rows)
        return build(register, tmp_path / "home", now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())

    return publish


def test_a_page_has_what_atom_demands(client: FlaskClient, release: Release) -> None:
    page = read(client, "/feeds/atom")
    assert page.tag == f"{{{SPACES['a']}}}feed"
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert len(page.xpath(path, namespaces=SPACES)) == 1, path
    assert find(page, "a:link[@rel='self']/@href") == [f"{BASE}feeds/atom"]
    assert find(page, "a:title/@xml:lang") == ["az"]
    entries = page.xpath("a:entry", namespaces=SPACES)
    assert len(entries) == 1 + len(things(release))
    for entry in entries:
        assert len(find(entry, "a:id/text()")) == len(find(entry, "a:updated/text()")) == 1
        assert find(entry, "a:title/text()")[0].strip()
        assert find(entry, "a:link[@rel='alternate']/@href")
    assert len(set(find(page, "a:entry/a:id/text()"))) == len(entries)
    assert find(page, "a:entry/a:link[@rel='enclosure']/@href") == [
        f"{BASE}releases/{release.version}/dump.nq"
    ]


def test_links_of_an_entry_are_answered(client: FlaskClient) -> None:
    page = read(client, "/feeds/atom")
    addresses = [each for each in find(page, "a:entry/a:link/@href") if each.startswith(BASE)]
    assert len(addresses) > 40
    for address in [*addresses[:20], *addresses[-20:]]:
        answer = client.get(urlsplit(address).path, headers={"Accept": "*/*"}, buffered=True)
        assert answer.status_code == 200, address


@pytest.mark.usefixtures("small_pages")
def test_pages_join_to_everything(client: FlaskClient, release: Release) -> None:
    found = list(follow(client))
    assert len(found) > 2
    assert replay(client) == things(release)
    for page in found[1:]:
        assert page.xpath("fh:archive", namespaces=SPACES)
        assert find(page, "a:id/text()")[0] == f"{BASE}feeds/atom"
        assert find(page, "a:link[@rel='current']/@href") == [f"{BASE}feeds/atom"]
    assert not found[0].xpath("fh:archive", namespaces=SPACES)


@pytest.mark.usefixtures("small_pages")
def test_additions_changes_and_removals_are_replayed(
    make_app: Callable[..., flask.Flask],
    editable: Callable[[Callable[[list[dict[str, str]]], None]], Release],
    tmp_path: Path,
) -> None:
    first = editable(lambda rows: None)
    client = make_app(home=tmp_path / "home").test_client()
    archived = client.get("/feeds/atom/1").data
    gone = f"{BASE}id/qualification/illustrative/cook"
    assert gone in things(first)
    kept: list[dict[str, str]] = []

    def remove(rows: list[dict[str, str]]) -> None:
        (row,) = (each for each in rows if each["code"] == "cook")
        kept.append(row)
        rows.remove(row)

    second = editable(remove)
    assert gone in {iri for page in follow(client) for iri in find(page, "at:deleted-entry/@ref")}
    assert replay(client) == things(second)
    third = editable(lambda rows: rows.append(kept[0]))
    assert replay(client) == things(third) == things(first)
    # Taken back to the second: the feed goes on, and tells of the way back.
    Releases(tmp_path / "home").switch(second.version)
    assert replay(client) == things(second)
    told = [
        iri
        for page in follow(client)
        for iri in find(page, "a:entry[a:category/@term='release']/a:id/text()")
    ]
    assert set(told) == {f"{BASE}catalogue#release-{each.version}" for each in (first, second, third)}
    assert client.get("/feeds/atom/1").data == archived


@pytest.mark.usefixtures("small_pages")
def test_a_full_page_never_changes(client: FlaskClient) -> None:
    pages = list(follow(client))
    for number in range(1, len(pages)):
        answer = client.get(f"/feeds/atom/{number}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/feeds/atom").headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("path", ["1999-01-01.1/1", "0", "1", "2", "x", "", "../1"])
def test_there_is_no_other_page(client: FlaskClient, path: str) -> None:
    assert client.get(f"/feeds/atom/{path}").status_code == 404


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("address", ["/feeds/atom", "/feeds/atom/1"])
def test_an_unchanged_page_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    answer = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (answer.status_code, answer.data) == (304, b"")
    assert client.head(address).headers["ETag"] == first.headers["ETag"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"


def test_titles_are_text_whatever_stands_in_them(client: FlaskClient) -> None:
    page = read(client, "/feeds/atom")
    assert not page.xpath("//*[local-name()='script' or local-name()='b' or local-name()='img']")
    document = atom_document.Document(
        iri=BASE,
        title=("a\x01 & <b>", ""),
        author=("x", "en"),
        author_iri=BASE,
        updated=datetime(2026, 1, 1, tzinfo=UTC),
        archived=False,
        links=(),
        entries=(),
        deletions=(),
    )
    assert find(etree.fromstring(atom_document.write(document)), "a:title/text()") == ["a\ufffd & <b>"]


def test_pages_name_the_feed(client: FlaskClient) -> None:
    links = etree.HTML(client.get("/ru/").text).xpath("//link[@type='application/atom+xml']")
    assert [(each.get("rel"), each.get("href")) for each in links] == [("alternate", "/feeds/atom")]
