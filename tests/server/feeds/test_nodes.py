"""What a feed says of itself is written so that nothing in it can be taken for something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.vocab import DCTERMS, RDF, TREE, XSD
from nqfgraph_server.feeds.nodes import literal, moment, node, prefixes, reference, trig

THING = "https://x.example/a"


def read(text: str) -> list[ox.Quad]:
    return list(ox.parse(prefixes() + text, format=ox.RdfFormat.TRIG, base_iri="https://x.example/feed"))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "az", "en-GB"]))
def test_a_text_comes_back_as_it_was(text: str, language: str) -> None:
    (quad,) = read(trig(node(THING, [(DCTERMS.title, literal(text, language=language))])))
    assert quad.object == (ox.Literal(text, language=language) if language else ox.Literal(text))


@pytest.mark.parametrize(
    "hostile", ["https://x.example/> . <a:b> <a:c> <a:d", 'https://x.example/"{}|^`\\\n']
)
def test_an_iri_cannot_end_the_statement(hostile: str) -> None:
    quads = read(trig(node(THING, [(DCTERMS.license, reference(hostile))])))
    assert [(each.subject.value, each.predicate) for each in quads] == [(THING, DCTERMS.license)]


def test_nodes_stand_inside_nodes_and_relative_addresses_are_those_of_the_document() -> None:
    inner = node(None, [(RDF.type, reference(TREE.Node)), (TREE.node, reference("feed/1"))])
    quads = read(trig(node("", [(TREE.relation, inner), (TREE.value, literal("1", XSD.integer))])))
    assert {each.object.value for each in quads if each.predicate == TREE.node} == {
        "https://x.example/feed/1"
    }
    assert {each.subject.value for each in quads if each.predicate == TREE.value} == {
        "https://x.example/feed"
    }
    assert len(quads) == 4


def test_a_time_is_written_in_utc() -> None:
    time = datetime(2026, 11, 23, 16, 0, 1, tzinfo=timezone(timedelta(hours=4)))
    assert moment(time) == moment(time.astimezone(UTC)) == literal("2026-11-23T12:00:01Z", XSD.dateTime)
