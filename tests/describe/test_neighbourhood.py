"""Reading a small set of triples."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.describe import Neighbourhood, Text
from nqfgraph.describe.neighbourhood import in_language
from nqfgraph.vocab import DCTERMS, RDF, SKOS

A, B = ox.NamedNode("https://a.example/a"), ox.NamedNode("https://a.example/b")


def _of(*triples: tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]) -> Neighbourhood:
    return Neighbourhood(A.value, (ox.Triple(*each) for each in triples))


def test_values_come_in_a_stable_order_and_once() -> None:
    found = _of(
        (A, DCTERMS.source, ox.Literal("b")),
        (A, DCTERMS.source, ox.Literal("a")),
        (A, DCTERMS.source, ox.Literal("b")),
    )
    assert [each.value for each in found.values(A.value, DCTERMS.source)] == ["a", "b"]
    assert found.value(A.value, DCTERMS.source) == "a"


def test_nothing_said_is_nothing_found() -> None:
    found = _of()
    assert found.value(A.value, DCTERMS.source) is None
    assert found.value(None, DCTERMS.source) is None
    assert found.nodes(None, DCTERMS.source) == ()
    assert found.texts(A.value, DCTERMS.title) == ()
    assert found.label(A.value, "en") is None
    assert found.properties(A.value) == ()
    assert A.value not in found


def test_nodes_and_texts_are_told_apart() -> None:
    found = _of((A, DCTERMS.source, ox.Literal("book")), (A, DCTERMS.source, B), (A, RDF.type, SKOS.Concept))
    assert found.nodes(A.value, DCTERMS.source) == (B.value,)
    assert found.texts(A.value, DCTERMS.source) == (Text("book", ""),)
    assert found.types(A.value) == (SKOS.Concept.value,)
    assert found.subjects(DCTERMS.source, B.value) == (A.value,)


def test_the_readers_language_goes_first_then_english_then_any() -> None:
    texts = [Text("ç", "az"), Text("e", "en"), Text("р", "ru")]
    assert in_language(texts, "ru") == Text("р", "ru")
    assert in_language(texts, "de") == Text("e", "en")
    assert in_language(texts[:1], "de") == Text("ç", "az")
    assert in_language([], "de") is None


def test_a_preferred_label_goes_before_a_title() -> None:
    found = _of(
        (A, DCTERMS.title, ox.Literal("title", language="en")),
        (A, SKOS.prefLabel, ox.Literal("label", language="en")),
    )
    assert found.label(A.value, "en") == Text("label", "en")
    assert str(found.label(A.value, "en")) == "label"


def test_neighbourhoods_join() -> None:
    joined = _of((A, DCTERMS.relation, B)).join(_of((B, DCTERMS.title, ox.Literal("b", language="en"))))
    assert joined.iri == A.value
    assert joined.label(B.value, "en") == Text("b", "en")
    assert len(joined.triples) == 2


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("pq"), st.text(max_size=3)), max_size=12))
def test_the_order_in_which_things_are_said_changes_nothing(said: list[tuple[str, str, str]]) -> None:
    triples = [
        ox.Triple(
            ox.NamedNode(f"https://a.example/{s}"), ox.NamedNode(f"https://a.example/{p}"), ox.Literal(o)
        )
        for s, p, o in said
    ]
    assert Neighbourhood(A.value, triples).triples == Neighbourhood(A.value, reversed(triples)).triples
