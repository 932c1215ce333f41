"""The walker of event streams, over streams that are written by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.rehearsal import ldes
from nqfgraph.rehearsal.asking import Asker
from nqfgraph.rehearsal.holdings import Holding, compare
from nqfgraph.rehearsal.ldes import FeedBroken, replicate

TRIG = "application/trig"
PREFIXES = """@prefix tree: <https://w3id.org/tree#> . @prefix ldes: <https://w3id.org/ldes#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix e: <https://demo.example/e/> .
"""
STREAM = """<#s> a ldes:EventStream ; tree:view <> ; ldes:timestampPath dct:created ;
 ldes:versionOfPath dct:isVersionOf ; ldes:versionDeleteObject as:Delete .
"""


def member(number: int, thing: str, time: str, graph: str = "", more: str = "") -> str:
    return (
        f"<#s> tree:member <v/{number}> . <v/{number}> dct:isVersionOf e:{thing} ;"
        f' dct:created "{time}" {more} .\n'
        f"<v/{number}> {{ {graph} }}\n"
    )


def holding(turtle: str) -> Holding:
    found = Holding()
    found.add(set(each.triple for each in ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)))
    return found


def test_the_last_versions_of_all_pages_are_the_copy(site: Any, ask: Asker) -> None:
    site.pages["/feeds/ldes"] = (
        200,
        TRIG,
        PREFIXES + STREAM + "<> tree:relation [ tree:node <ldes/1> ] , [ tree:node <ldes/2> ] .",
    )
    site.pages["/feeds/ldes/1"] = (
        200,
        TRIG,
        PREFIXES.replace("<#s>", "")
        + member(1, "a", "2026-01-01", 'e:a e:says "old" .')
        + member(2, "b", "2026-01-01", "e:b e:says 1 .")
        + "<> tree:relation [ tree:node <2> ] , [ tree:node <../ldes> ] .",
    )
    site.pages["/feeds/ldes/2"] = (
        200,
        TRIG,
        PREFIXES
        + member(3, "a", "2026-01-02", 'e:a e:says "new" . <https://demo.example/e/a#part> e:of e:a .')
        + member(4, "b", "2026-01-03", "", "; a as:Delete"),
    )
    replica = replicate(ask, "https://demo.example/feeds/ldes")
    assert (replica.pages, replica.members) == (3, 4)
    expected = holding('e:a e:says "new" . <https://demo.example/e/a#part> e:of e:a .')
    assert replica.holding.things() == expected.things()
    assert list(expected.things()) == ["https://demo.example/e/a"]
    assert len([each for each in site.asked if each == "/feeds/ldes"]) == 1


def test_the_order_is_that_of_times_and_numbers_not_of_pages(site: Any, ask: Asker) -> None:
    stream = STREAM.replace(" .\n", " ; ldes:sequencePath e:number ; ldes:versionDeletePath e:did .\n")
    first = member(9, "a", "2026-01-02", "e:a e:says 10 .", "; e:number 10")
    second = member(8, "a", "2026-01-02", "e:a e:says 9 .", "; e:number 9 ; e:did as:Create")
    site.pages["/s"] = (200, TRIG, PREFIXES + stream + first + second)
    assert replicate(ask, "https://demo.example/s").holding.things() == holding("e:a e:says 10 .").things()


def test_a_member_without_a_graph_is_what_is_said_of_it(site: Any, ask: Asker) -> None:
    text = PREFIXES + STREAM + "<#s> tree:member <v/1> . <v/1> dct:isVersionOf e:a ; e:says 1 ."
    site.pages["/s"] = (200, "text/turtle", text)
    assert replicate(ask, "https://demo.example/s").holding.things() == holding("e:a e:says 1 .").things()


def test_a_stream_that_describes_its_root_elsewhere_is_followed(site: Any, ask: Asker) -> None:
    site.pages["/s"] = (200, TRIG, PREFIXES + STREAM.replace("tree:view <>", "tree:view <root>"))
    site.pages["/root"] = (200, TRIG, PREFIXES + member(1, "a", "2026", "e:a e:says 1 ."))
    assert replicate(ask, "https://demo.example/s").members == 1


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ((500, TRIG, ""), "answers 500"),
        ((200, "text/html", ""), "answers in text/html"),
        ((200, "", ""), "no known form"),
        ((200, TRIG, "<a> <b"), "cannot be read"),
        ((200, TRIG, ""), "0 views"),
        ((200, TRIG, PREFIXES + "<#s> tree:view <x> . <#t> tree:view <y> ."), "2 views"),
        ((200, TRIG, PREFIXES + STREAM + "<#s> tree:member [] ."), "no IRI"),
        ((200, TRIG, PREFIXES + STREAM + "<#s> tree:member <v/1> ."), "does not say which one thing"),
        ((200, TRIG, PREFIXES + STREAM + "<> tree:relation [ tree:node <gone> ] ."), "gone answers 404"),
    ],
)
def test_a_stream_that_cannot_be_followed_is_explained(
    site: Any, ask: Asker, page: object, message: str
) -> None:
    site.pages["/s"] = page
    with pytest.raises(FeedBroken, match=message):
        replicate(ask, "https://demo.example/s")


def test_pages_without_end_are_not_followed(site: Any, ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ldes, "MOST_PAGES", 2)
    site.pages |= {
        f"/s{number}": (200, TRIG, f"{PREFIXES}{STREAM}<> tree:relation [ tree:node <s{number + 1}> ] .")
        for number in range(4)
    }
    with pytest.raises(FeedBroken, match="more than 2 pages"):
        replicate(ask, "https://demo.example/s0")


def test_copies_are_compared_thing_by_thing() -> None:
    original = holding("e:a e:says 1 . e:b e:says 2 . e:c e:says 3 .").things()
    copy = holding("e:a e:says 1 . e:b e:says 9 . e:d e:says 4 .").things()
    found = compare(original, copy)
    assert (found.compared, found.lost) == (3, ("https://demo.example/e/c",))
    assert found.surplus == ("https://demo.example/e/d",)
    assert found.different == ("https://demo.example/e/b",)


@pytest.mark.parametrize(
    ("stream", "members"),
    [
        ("mock-ldes", 12),
        ("mock-ldes-minimal-view", 12),
        ("mock-ldes-inbetween", 15),
        ("mock-ldes-linked-list", 9),
        ("mock-ldes-reverse", 12),
        ("mock-ldes-atypical", 12),
        ("mock-calendar-ldes", 6),
    ],
)
def test_the_streams_that_the_reference_client_is_tested_with(
    site: Any, ask: Asker, shared: Callable[[str], Path], stream: str, members: int
) -> None:
    for path in shared("conformance/ldes-client/tests/data/mock-ldes").glob("*.ttl"):
        site.pages[f"/{path.name}"] = (200, "text/turtle", path.read_bytes())
    assert replicate(ask, f"https://demo.example/{stream}.ttl").members == members
