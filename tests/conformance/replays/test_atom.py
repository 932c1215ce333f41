"""The Atom feed, read by feedparser: who follows it back to what is known has what is served."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import feedparser
import pyoxigraph as ox
import pytest
from lxml import etree

from nqfgraph_server import atom

pytestmark = pytest.mark.conformance

DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@dataclass
class Reader:
    """Follows a feed as RFC 5005, § 4 has it, and fetches the versions that its entries link to."""

    address: str
    things: dict[str, set[str]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    """Addresses of archived pages that were read; they never change."""

    def follow(self, most: int = 10_000) -> None:
        """Read the pages that are new, the oldest first, ``most`` at most."""
        for address, page, deleted in list(reversed(list(self._new())))[:most]:
            for entry in page.entries:
                if "release" not in {each.term for each in entry.tags}:
                    (version,) = [each.href for each in entry.links if each.rel == "via"]
                    self.things[entry.id] = statements(fetch(version))
            for iri in deleted:
                self.things.pop(iri, None)
            if address != self.address:
                self.known.add(address)

    def _new(self) -> Iterator[tuple[str, Any, list[str]]]:
        address: str | None = self.address
        while address and address not in self.known:
            content = fetch(address)
            page = feedparser.parse(content, response_headers={"content-type": "application/atom+xml"})
            assert not page.bozo
            assert page.version == "atom10"
            # The parser keeps one element of a foreign name only.
            deleted = [each.get("ref") for each in etree.fromstring(content).iter(DELETED)]
            assert bool(deleted) == ("at_deleted-entry" in page.feed)
            assert not set(deleted) & {each.id for each in page.entries}
            yield address, page, deleted
            links = {each.rel: each.href for each in page.feed.links}
            assert links["self"] == address
            address = links.get("prev-archive")


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return bytes(answer.read())


def statements(version: bytes) -> set[str]:
    """Return what is said of a thing in a version of it."""
    quads = ox.parse(version, format=ox.RdfFormat.TRIG)
    return {str(quad.triple) for quad in quads if quad.graph_name != ox.DefaultGraph()}


def check(reader: Reader, register: Any) -> None:
    held = list(reader.things.values())
    assert set().union(*held) == register.triples()
    assert all(held)


@pytest.fixture
def reader(register: Any, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader of a feed with small pages."""
    monkeypatch.setattr(atom, "PAGE", 30)
    return Reader(f"{register.base}feeds/atom")


def test_everything_once_and_then_only_changes(reader: Reader, register: Any) -> None:
    reader.follow()
    check(reader, register)
    for _ in register.happenings():
        known = set(reader.known)
        reader.follow()
        check(reader, register)
        assert reader.known >= known
    everything = Reader(reader.address)
    everything.follow()
    check(everything, register)


def test_whoever_stops_half_way_and_comes_back_later_misses_nothing(reader: Reader, register: Any) -> None:
    reader.follow(most=2)
    assert len(reader.known) == 2
    for _ in register.happenings():
        pass
    reader.follow()
    check(reader, register)
