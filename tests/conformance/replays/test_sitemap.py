"""The sitemap, read as a search engine does: found by robots.txt, pages fetched again where lastmod is new.

The protocol (sitemaps.org, 0.9) has no client of its own, so what it demands is checked here by lxml.
"""

from __future__ import annotations

import re
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import pyoxigraph as ox
import pytest
from lxml import etree, html

from nqfgraph_server import sitemap

pytestmark = pytest.mark.conformance

NAMES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
MOST_ADDRESSES, MOST_BYTES, LONGEST_ADDRESS = 50_000, 52_428_800, 2048


@dataclass
class Crawler:
    """Keeps the data of all pages about things, and asks again only for what the sitemap calls newer."""

    base: str
    pages: dict[str, tuple[str, set[ox.Triple]]] = field(default_factory=dict)
    """By address: the ``lastmod`` at which it was fetched, and its statements."""
    parts: dict[str, str] = field(default_factory=dict)
    """By address of a part: the ``lastmod`` at which it was fetched."""
    listed: dict[str, dict[str, str]] = field(default_factory=dict)
    """By address of a part: what it lists."""

    def follow(self, most: int = 10_000) -> None:
        """Fetch what is new, ``most`` pages at most."""
        self._read_lists()
        there = {address: time for part in self.listed.values() for address, time in part.items()}
        self.pages = {address: kept for address, kept in self.pages.items() if address in there}
        old = [address for address, time in there.items() if self.pages.get(address, ("", set()))[0] != time]
        for address in [each for each in old if "/doc/" in each][:most]:
            known = self.pages.get(address)
            assert not known or known[0] < there[address], "a time never goes back"
            self.pages[address] = (there[address], fetch_statements(address))

    def _read_lists(self) -> None:
        robots = RobotFileParser(f"{self.base}robots.txt")
        robots.read()
        (index,) = robots.site_maps() or []
        parts = read(index, "sitemapindex", "sitemap")
        self.listed = {part: self.listed[part] for part in parts if part in self.listed}
        for part, time in parts.items():
            assert time >= self.parts.get(part, ""), "a time never goes back"
            if self.parts.get(part) != time:
                self.listed[part] = read(part, "urlset", "url")
                self.parts[part] = time
                assert all(robots.can_fetch("*", address) for address in self.listed[part])
        together = [address for part in self.listed.values() for address in part]
        assert len(together) == len(set(together))


def read(address: str, root: str, element: str) -> dict[str, str]:
    """Return the addresses of a document with their times; everything that the protocol demands holds."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        content = answer.read()
        assert answer.headers.get_content_type() in ("application/xml", "text/xml")
    assert len(content) <= MOST_BYTES
    document = etree.fromstring(content)
    assert document.tag == f"{NAMES}{root}"
    assert {each.tag for each in document} == {f"{NAMES}{element}"}
    assert len(document) <= MOST_ADDRESSES
    found: dict[str, str] = {}
    for each in document:
        assert [child.tag for child in each] == [f"{NAMES}loc", f"{NAMES}lastmod"]
        place, time = (child.text for child in each)
        assert place.startswith(f"{address.rpartition('/')[0]}/")
        assert len(place) < LONGEST_ADDRESS
        assert place.isascii()
        assert TIME.fullmatch(time)
        assert datetime.fromisoformat(time).utcoffset() is not None
        assert place not in found
        found[place] = time
    return found


def fetch_statements(address: str) -> set[ox.Triple]:
    """Return the data that a page links to."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        page = html.fromstring(answer.read())
    (data,) = page.xpath("//link[@rel='alternate'][@type='text/turtle']/@href")
    with urllib.request.urlopen(urljoin(address, data), timeout=20) as answer:
        return {quad.triple for quad in ox.parse(answer.read(), format=ox.RdfFormat.TURTLE)}


def check(crawler: Crawler, register: Any) -> None:
    """Compare what the pages say of the things of the register with the dump.

    The names of other things are left out: a page repeats them, and is not called newer for their sake.
    """
    start = f"{register.base}id/"
    pages = {address.replace("/doc/", "/id/"): kept for address, (_, kept) in crawler.pages.items()}
    held = {
        str(triple)
        for thing, kept in pages.items()
        for triple in kept
        if (about := triple.subject.value.partition("#")[0]) == thing
        or (about.startswith(start) and about not in pages)
    }
    dump = ox.parse(path=register.release.dump, format=ox.RdfFormat.N_QUADS)
    said = {str(quad.triple) for quad in dump if quad.subject.value.startswith(start)}
    assert held == said


@pytest.fixture
def crawler(register: Any, monkeypatch: pytest.MonkeyPatch) -> Crawler:
    monkeypatch.setattr(sitemap, "PART", 30)
    return Crawler(register.base)


def test_everything_once_and_then_only_changes(crawler: Crawler, register: Any) -> None:
    crawler.follow()
    check(crawler, register)
    for _ in register.happenings():
        crawler.follow()
        check(crawler, register)


def test_whoever_stops_half_way_and_comes_back_later_misses_nothing(crawler: Crawler, register: Any) -> None:
    crawler.follow(most=7)
    assert len(crawler.pages) == 7
    for _ in register.happenings():
        pass
    crawler.follow()
    check(crawler, register)
