"""Every page that can be reached is well made: visited in three languages, link by link."""

from __future__ import annotations

import re
from collections import deque
from itertools import pairwise
from urllib.parse import urldefrag, urljoin, urlsplit

import flask
import pytest
from lxml import etree, html

from nqfgraph_server.languages import LANGUAGES

HOST = "http://localhost"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}
EXTERNAL_LOADERS = (
    "//script/@src",
    "//img/@src",
    "//iframe/@src",
    "//link[@rel='stylesheet' or @rel='icon']/@href",
)


class Site:
    """All pages below the home pages, by address."""

    def __init__(self, app: flask.Flask) -> None:
        self.pages: dict[str, html.HtmlElement] = {}
        self.sources: dict[str, str] = {}
        self.broken: list[tuple[str, str, int]] = []
        self.missing_anchors: list[tuple[str, str]] = []
        self._client = app.test_client()
        self._visit([f"/{language}/" for language in LANGUAGES])

    def _visit(self, first: list[str]) -> None:
        waiting = deque((address, "") for address in first)
        seen = set(first)
        anchors: list[tuple[str, str, str]] = []
        while waiting:
            address, origin = waiting.popleft()
            answer = self._client.get(address, headers=BROWSER, follow_redirects=True, buffered=True)
            if answer.status_code != 200:
                self.broken.append((origin, address, answer.status_code))
                continue
            if answer.mimetype != "text/html":
                continue
            text = answer.get_data(as_text=True)
            page = html.fromstring(text)
            self.pages[address], self.sources[address] = page, text
            for found in page.xpath("//a/@href | //link/@href"):
                target, anchor = urldefrag(urljoin(f"{HOST}{address}", found))
                if not target.startswith(f"{HOST}/"):
                    continue
                inside = target.removeprefix(HOST)
                if anchor:
                    anchors.append((address, inside, anchor))
                if inside not in seen and _worth_visiting(inside, address):
                    seen.add(inside)
                    waiting.append((inside, address))
        self.missing_anchors = [
            (origin, f"{target}#{anchor}")
            for origin, target, anchor in anchors
            if target in self.pages and not self.pages[target].xpath("//*[@id=$id]", id=anchor)
        ]


def _worth_visiting(address: str, origin: str) -> bool:
    """Leave out answers to queries, PDF in other languages, and what a pinned release does not begin with."""
    if "release=" in origin and "release=" in address:
        return False
    parts = urlsplit(address)
    if parts.path.endswith(".pdf") and not parts.path.startswith("/en/"):
        return False
    return not (parts.path == "/sparql" and "query=" in parts.query)


@pytest.fixture(scope="module")
def site(app: flask.Flask) -> Site:
    return Site(app)


def test_all_of_the_site_is_visited(site: Site) -> None:
    for language in LANGUAGES:
        for address in (
            f"/{language}/",
            f"/{language}/levels",
            f"/{language}/qualifications",
            f"/{language}/organisations",
            f"/{language}/releases",
            f"/def/?lang={language}",
            f"/doc/framework/hnf?lang={language}",
            f"/doc/level/6?lang={language}",
            f"/doc/qualification/2012/1203.01?lang={language}",
            f"/doc/award-type/bachelor-diploma?lang={language}",
            f"/doc/organisation/university?lang={language}",
            f"/doc/classification/2024?lang={language}",
            f"/doc/specialty/2024/6006022?lang={language}",
            f"/doc/learning-outcome/2024/6006022/1?lang={language}",
            f"/doc/level-statement/6/eqf?lang={language}",
        ):
            assert address in site.pages, address


def test_every_link_leads_somewhere(site: Site) -> None:
    assert site.broken == []


def test_every_anchor_is_there(site: Site) -> None:
    assert site.missing_anchors == []


BOOLEAN = "selected|checked|open|autofocus|multiple|download"
"""Attributes that HTML has without a value."""


def test_every_page_is_well_formed(site: Site) -> None:
    void = re.compile(r"<(meta|link|input|br|img|hr)\b([^>]*?)/?>")
    for address, source in site.sources.items():
        text = void.sub(r"<\1\2/>", source.replace("<!doctype html>", ""))
        text = re.sub(rf"(<[^>]*?\s)({BOOLEAN})(?=[\s>/])", r'\1\2=""', text)
        try:
            etree.fromstring(text)
        except etree.XMLSyntaxError as error:
            pytest.fail(f"{address}: {error}")


def test_every_page_has_one_heading_one_main_part_and_a_title(site: Site) -> None:
    for address, page in site.pages.items():
        assert len(page.xpath("//h1")) == 1, address
        assert len(page.xpath("//main")) == 1, address
        assert page.findtext(".//title").strip(" ·"), address


def test_every_page_says_its_language_and_offers_the_others(site: Site) -> None:
    for address, page in site.pages.items():
        language = page.get("lang")
        asked = re.search(r"^/(az|en|ru)/|[?&]lang=(az|en|ru)", address)
        assert language == ((asked[1] or asked[2]) if asked else "en"), address
        assert set(page.xpath("//link[@rel='alternate']/@hreflang")) == set(LANGUAGES), address


def test_every_page_is_whole_in_its_language(site: Site) -> None:
    """What stands around the content of every page is in its language and in no other."""
    for address, page in site.pages.items():
        chrome = " ".join(page.xpath("string(//header)").split()) + page.xpath("string(//footer)")
        for language, word in (("az", "Səviyyələr"), ("en", "Levels"), ("ru", "Уровни")):
            assert (word in chrome) == (page.get("lang") == language), address


def test_no_page_loads_anything_from_elsewhere(site: Site) -> None:
    for address, page in site.pages.items():
        for expression in EXTERNAL_LOADERS:
            for found in page.xpath(expression):
                assert found.startswith("/static/"), (address, found)
        assert not page.xpath("//style | //*[@style] | //@*[starts-with(name(), 'on')]"), address
        assert not page.xpath("//script[not(@src) and not(@type='application/ld+json')]"), address


def test_every_input_has_a_label(site: Site) -> None:
    for address, page in site.pages.items():
        for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            labelled = field.xpath("ancestor::label") or page.xpath(
                "//label[@for=$id]", id=field.get("id") or ""
            )
            assert labelled, (address, etree.tostring(field))


def test_every_table_has_a_caption_and_its_headings_a_scope(site: Site) -> None:
    for address, page in site.pages.items():
        if address.startswith("/sparql"):
            continue
        assert not page.xpath("//table[not(caption)]"), address
        assert not page.xpath("//th[not(@scope)]"), address


def test_identifiers_are_unique_on_a_page(site: Site) -> None:
    for address, page in site.pages.items():
        found = page.xpath("//@id")
        assert len(found) == len(set(found)), (address, [each for each in found if found.count(each) > 1])


def test_headings_do_not_skip_a_level(site: Site) -> None:
    for address, page in site.pages.items():
        levels = [int(each.tag[1]) for each in page.xpath("//h1 | //h2 | //h3 | //h4")]
        assert all(after - before <= 1 for before, after in pairwise(levels)), (
            address,
            levels,
        )


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><svg onload=alert(1)>', "{{ 7*7 }}", "%(x)s", "%"]
)
def test_what_a_reader_types_stays_text(app: flask.Flask, words: str) -> None:
    client = app.test_client()
    for address in ("/en/qualifications", "/ru/organisations"):
        answer = client.get(address, query_string={"q": words})
        assert answer.status_code == 200
        page = html.fromstring(answer.text)
        assert not page.xpath("//script[not(@src)] | //svg")
        assert page.xpath("//input[@id='q']/@value") == [words]
        assert "49" not in page.xpath("string(//p[@class='found'])")


def test_what_the_data_says_stays_text(site: Site) -> None:
    hostile = [
        page for address, page in site.pages.items() if address.startswith("/doc/qualification/x/hostile")
    ]
    assert {page.get("lang") for page in hostile} == set(LANGUAGES)
    for page in hostile:
        assert not page.xpath("//script[not(@type='application/ld+json')] | //main//img | //main//b")
        assert not page.xpath("//*[@onerror] | //*[@onmouseover]")
        assert not page.xpath("//a[starts-with(@href, 'javascript')]")
        assert "javascript:alert(3)" in page.text_content()
        assert "%(name)s {{ 7*7 }}" in page.text_content()
