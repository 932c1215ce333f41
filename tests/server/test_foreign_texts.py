"""What stands on a page in another language than the page's own says so (WCAG 2.2, 3.1.2).

The texts are taken from the data: every literal of the release and every name of the ontology that there is
not in the language of the page. Wherever one stands on a page, an element with its language is around it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.ontology import Ontology
from nqfgraph.release import Release

KEY, OTHER = "2024/6006022", "2009/050631"
PAGES = (
    "/{0}/",
    "/{0}/levels",
    "/{0}/levels/compare?with=ie-nqf&with=nqf-rncp",
    "/{0}/qualifications",
    "/{0}/qualifications?level=6&q=zzzz",
    f"/{{0}}/qualifications/compare?q={KEY}&q={OTHER}",
    f"/{{0}}/qualifications/compare?q={KEY}",
    f"/{{0}}/qualifications/{KEY}/statement",
    f"/{{0}}/qualifications/{OTHER}/statement",
    "/{0}/organisations",
    "/{0}/releases",
    "/{0}/releases/2026-11-23.1",
    "/{0}/statistics",
    "/{0}/statistics?over=level",
    "/{0}/statistics?over=award_type",
    "/{0}/statistics?over=field",
    "/{0}/skills",
    "/{0}/about",
    "/{0}/validate",
    "/def/?lang={0}",
    "/def/vocabularies/isced-f?lang={0}",
    "/catalogue?lang={0}",
    "/sparql?lang={0}",
    "/sparql/examples?lang={0}",
    f"/data/qualification/{KEY}/citation?format=html&lang={{0}}",
    f"/data/qualification/{KEY}?_profile=alt&_mediatype=text/html&lang={{0}}",
    "/doc/qualification/computer/engineering?lang={0}",
)
"""Every kind of page; those of single things are added."""

ADDRESS = re.compile(r"\S*[:/@]\S+|\S+\.[a-z]{2,}")
"""Web addresses, paths and names of files are in no language."""

SHORTEST = 4
"""Characters of a text that is looked for: shorter ones stand in words of any language."""
UNSPOKEN = "ancestor-or-self::*[self::script or self::style or self::pre or self::code or self::textarea]"


@pytest.fixture(scope="module")
def texts(release: Release) -> Mapping[str, frozenset[str]]:
    """Return every text with the languages it is said in, an empty one where it is said in none."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in ox.parse(path=str(release.dump), format=ox.RdfFormat.N_QUADS):
        if isinstance(quad.object, ox.Literal):
            found[_plain(quad.object.value)].add(quad.object.language or "")
    for scheme in Ontology.load().schemes.values():
        for concept in scheme.concepts.values():
            for tag, label in concept.labels.items():
                found[_plain(label)].add(tag)
    return {text: frozenset(tags) for text, tags in found.items()}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().replace("i\u0307", "i")


def _things(app: flask.Flask) -> Iterator[str]:
    """Give the address of one thing of each kind, and of every qualification, level and award type."""
    seen = set()
    for thing in app.extensions["nqfgraph"].current().search.things():
        if thing.kind not in seen or thing.kind in ("qualification", "level", "award-type", "organisation"):
            seen.add(thing.kind)
            yield f"/doc/{thing.iri.partition('/id/')[2]}?lang={{0}}"


def _visible(page: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Give each text of the body with the language that is said of it."""
    for node in page.xpath("//body//text()[normalize-space()]"):
        parent = node.getparent() if not node.is_tail else node.getparent().getparent()
        if not parent.xpath(UNSPOKEN):
            yield parent.xpath("string(ancestor-or-self::*[@lang][1]/@lang)"), _plain(ADDRESS.sub("", node))


def _foreign(texts: Mapping[str, frozenset[str]], language: str) -> list[tuple[str, frozenset[str]]]:
    return [
        (text, tags)
        for text, tags in texts.items()
        if len(text) >= SHORTEST and not tags & {language, ""} and re.search(r"[^\W\d_]", text)
    ]


@pytest.mark.parametrize("language", ["az", "ru"])
def test_a_text_in_another_language_says_which(
    client: FlaskClient, app: flask.Flask, texts: Mapping[str, frozenset[str]], language: str
) -> None:
    foreign = _foreign(texts, language)
    unmarked, marked = set(), 0
    for address in (*PAGES, *_things(app)):
        answer = client.get(address.format(language), headers={"Accept": "text/html"}, follow_redirects=True)
        assert answer.mimetype == "text/html", address
        for said, shown in _visible(html.fromstring(answer.text)):
            for text, tags in foreign:
                if text in shown and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", shown):
                    marked += said in tags
                    if said not in tags and not _is_part(text, shown, said, texts):
                        unmarked.add((address, text, said))
    assert sorted(unmarked) == []
    assert marked > 100


def _is_part(text: str, shown: str, said: str, texts: Mapping[str, frozenset[str]]) -> bool:
    """Say whether a text only stands inside a longer one that is in the language that is said."""
    return any(text in longer and longer in shown and said in texts[longer] for longer in texts)


@pytest.mark.parametrize("language", ["az", "ru"])
def test_a_source_in_words_is_english_though_the_data_does_not_say_so(
    client: FlaskClient, language: str
) -> None:
    page = html.fromstring(client.get(f"/doc/qualification/illustrative/cook?lang={language}").text)
    assert page.xpath("//dd/span[@lang='en']/text()") == ["written for tests"]


def test_a_mark_names_no_language_that_nothing_is_in(client: FlaskClient, app: flask.Flask) -> None:
    for address in (*PAGES, *_things(app)):
        page = html.fromstring(
            client.get(address.format("ru"), headers={"Accept": "text/html"}, follow_redirects=True).text
        )
        tags = set(page.xpath("//@lang"))
        assert all(re.fullmatch("[a-z]{2,3}(-[A-Za-z0-9]+)*", each) for each in tags), address
