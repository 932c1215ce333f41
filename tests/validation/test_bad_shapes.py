"""Shapes that are cyclic, broken or absurd are refused in words, and reasonable ones are not."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.errors import ShapesError
from nqfgraph.validation import Shapes, validate_graph
from nqfgraph.validation.limits import MAX_DEPTH, MAX_SHAPES, MAX_VALUES, check_limits
from nqfgraph.validation.nesting import find_too_deep
from nqfgraph.validation.triples import TripleIndex

Read = Callable[[str], Shapes]
Triples = Callable[[str], list[ox.Triple]]

RDF = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
S = ":s a sh:NodeShape ; sh:targetClass :C ; "


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{S}sh:property [ sh:path _:b ; sh:minCount 1 ] . _:b sh:inversePath _:b .", "refers to itself"),
        (
            f"{S}sh:property [ sh:path _:b ; sh:minCount 1 ] . _:b rdf:first :p ; rdf:rest _:b .",
            "well-formed list",
        ),
        (
            f"{S}sh:property [ sh:path _:b ; sh:minCount 1 ] . _:b rdf:first _:b ; rdf:rest () .",
            "fewer than two",
        ),
        (f"{S}sh:in _:b . _:b rdf:first 1 ; rdf:rest _:b .", "well-formed list"),
        (f"{S}sh:or _:b . _:b rdf:first [ sh:class :D ] ; rdf:rest _:b .", "well-formed list"),
        (f"{S}sh:property [ sh:minCount 1 ] .", "needs a sh:path"),
        (f"{S}sh:property [ sh:path :p, :q ; sh:minCount 1 ] .", "more than one sh:path"),
        (f"{S}sh:property [ sh:path 'p' ; sh:minCount 1 ] .", "neither a property nor a path"),
        (f"{S}sh:property [ sh:path :p ; sh:minCount 'many' ] .", "not a whole number"),
    ],
)
def test_broken_shapes_are_refused_with_the_reason(read_shapes: Read, text: str, said: str) -> None:
    with pytest.raises(ShapesError, match=said):
        read_shapes(RDF + text)


@pytest.fixture
def read_shapes(shapes: Read) -> Read:
    return shapes


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }", "uses SERVICE"),
        ("SELECT $this WHERE { $this ?p ?o", "cannot be used"),
        ("ASK { $this ?p ?o }", "does not ask with SELECT"),
        ("DELETE { $this ?p ?o } WHERE { $this ?p ?o }", "cannot be used"),
        ("LOAD <file:///etc/passwd>", "has no WHERE"),
    ],
)
def test_queries_that_are_none_are_refused_shortly(
    read_shapes: Read, triples: Triples, query: str, said: str
) -> None:
    with pytest.raises(ShapesError, match=said) as refused:
        validate_graph(
            triples(":n a :C ; :p :o ."), shapes=[read_shapes(f"{S}sh:sparql [ sh:select '{query}' ] .")]
        )
    assert len(refused.value.message) < 500


@pytest.mark.parametrize(
    "text",
    [
        ":s sh:node :s",
        ":s sh:node :t . :t sh:node :s",
        ":s sh:not :s",
        ":s sh:property :q . :q sh:path :p ; sh:property :q",
    ],
)
def test_shapes_that_refer_to_themselves_end(read_shapes: Read, triples: Triples, text: str) -> None:
    found = read_shapes(f"{S}sh:class :D . {text} .")
    data = triples(":n a :C ; :p :n .")
    with pytest.raises(ShapesError, match="recurs"):
        validate_graph(data, shapes=[found])


@pytest.mark.parametrize("pattern", ["^(?=(a+)+b)", "(?!(a*)*c)x", "((((a{0,100}){0,100}){0,100}){0,100})$"])
def test_patterns_that_may_never_end_are_refused(read_shapes: Read, pattern: str) -> None:
    with pytest.raises(ShapesError, match="may never end"):
        read_shapes(f"{S}sh:property [ sh:path :p ; sh:pattern '{pattern}' ] .")


def test_patterns_with_nested_repetition_that_the_engine_knows_are_harmless(
    read_shapes: Read, triples: Triples
) -> None:
    found = read_shapes(f"{S}sh:property [ sh:path :p ; sh:pattern '(a+)+$' ] .")
    data = triples(f":n a :C ; :p '{'a' * 60}!' .")
    assert validate_graph(data, shapes=[found]).counts()["violation"] == 1


def chain(length: int, link: str = "sh:node") -> str:
    return " ".join(f":s{n} {link} :s{n + 1} ." for n in range(length))


def test_limits_are_those_that_are_documented(triples: Triples) -> None:
    def limits(text: str) -> None:
        check_limits(TripleIndex(triples(text)))

    limits(chain(MAX_DEPTH))
    limits(chain(MAX_DEPTH) + f" :s{MAX_DEPTH} sh:node :s0 .")
    limits(f":s sh:in ({' 1' * MAX_VALUES} ) ; sh:or ({' :t' * MAX_SHAPES} ) .")
    for text in (
        chain(MAX_DEPTH + 1),
        chain(MAX_DEPTH + 1) + "".join(f" :x sh:node :s{n} ." for n in range(MAX_DEPTH + 1)),
        f":s sh:in ({' 1' * (MAX_VALUES + 2)} ) .",
        f":s sh:or ({' :t' * (MAX_SHAPES + 2)} ) .",
        f":s sh:select '{'x' * 20_001}' .",
        f":s sh:pattern '{'(' * 101}' .",
    ):
        with pytest.raises(ShapesError, match="more than"):
            limits(text)


@pytest.mark.parametrize(
    "text",
    [
        '<a> <b> "<< << <<" .',
        "<a> <b> '''<<\n<<''' . # << <<",
        '<a> <b> "\\"<<" , """ " "" << """ .',
    ],
)
def test_marks_in_texts_and_comments_are_no_nesting(text: str) -> None:
    assert find_too_deep(f"{text}\n".encode() * 100, most=1) is None


def test_the_place_of_the_first_mark_too_deep_is_told() -> None:
    assert find_too_deep(b"<< <a> <b> <<( <c> <d> <e> )>> >> .", most=1) == 11
    assert find_too_deep(b"<<a>> <<b>> <<c>>", most=1) is None


@given(st.integers(1, 40), st.integers(0, 40))
def test_depth_counts_what_is_open(opened: int, closed: int) -> None:
    content = b"<< " * opened + b">> " * min(opened, closed) + b"<< " * opened
    deepest = max(opened, 2 * opened - min(opened, closed))
    assert find_too_deep(content, most=deepest) is None
    assert find_too_deep(content, most=deepest - 1) is not None
