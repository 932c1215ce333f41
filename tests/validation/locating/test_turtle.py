"""Turtle and TriG read with positions say what pyoxigraph reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.validation.locating.statements import Statement, Unreadable
from nqfgraph.validation.locating.turtle import read_turtle

Compare = Callable[..., list[Statement]]
ROOT = Path(__file__).resolve().parents[3]
HEAD = "@prefix : <http://e/> . @prefix a.b: <http://b/> .\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment",
        ":s :p :o .",
        ":s a :T ; :p 1 , 2 ;; :q true ; .",
        ":s :p 1, +1, -1.5, .5, 1E3, 1.e-3, .5e1, 007, 1.",
        ':s :p "a", \'b\', """c\n"d" ""e""", \'\'\'f\'g\'\'\', "", """""".',
        r':s :p "\t\b\n\r\f\"\'\\\u0259\U0001F600", "\u0041"@az-Latn , "x"@EN .',
        ':s :p "1"^^:t , "2" ^^ <http://t> , "3" @ru .',
        "a.b:c.d a a.b:e\\,%20.a.b:x, a.b:, :1a, a.b:x:y .",
        "_:b1 :p _:b.2 . _:b1 :q [] , [ :r 1 ; :s [ :t 2 ] ] .",
        "[] :p 1 . [ :a 1 ] . [ :a 1 ; ] :p [ ] .",
        ":s :p () , ( 1 ) , ( () ( 1 2 ) \"a\" 'b'@en [ :q ( :x ) ] [] ) , 3 .",
        '( 1 "x" ( 2 ) ) :p () . () :p ( "a" "b" ) .',
        "BASE <http://other/x/y/> PREFIX r: <../z#> r:a <b> <#c> . @base <d/> . <e> r:f <> .",
        "PREFIX : <http://one/> :a :b :c . prefix : <http://two/> :a :b :c .",
        '@version "1.2" . VERSION "1.2" :s :p 1 .',
        "<http://e/\\u0259> :p <http://e/\U0001f600> .",
        ":s :p 1 # comment\r\n ; # <x>\r :q 2 .",
    ],
)
def test_statements_are_the_same_and_in_the_same_order(text: str, compare: Compare) -> None:
    compare(HEAD + text, "turtle")


@pytest.mark.parametrize(
    "text",
    [
        "{ :s :p 1 } :g { :s :p 2 . } GRAPH <h> { :s :p 3 . :t :p 4 ; } ",
        "[] { :s :p [ :q ( 1 ) ] } _:g {} graph _:g { [] :p 1 } :s :p 1 .",
        "[ :p 1 ] . { [ :p 1 ] } { ( 1 ) :p 2 } { [ :p 1 ] :q 2 }",
    ],
)
def test_graphs_are_read_over(text: str, compare: Compare) -> None:
    compare(HEAD + text, "trig")


@pytest.mark.parametrize(
    "reference",
    ["", "#x", "?y", "/a/../b", "../../../g", "./", ".", "..", "../", "g;x=1/../y", "a/./b/../c/"],
)
@pytest.mark.parametrize("base", ["http://a/b/c/d;p?q#f", "http://a", "urn:x:y", "http://a/b/../c/"])
def test_references_are_resolved_as_pyoxigraph_does(reference: str, base: str, compare: Compare) -> None:
    try:
        list(ox.parse(f"<{reference}> <http://p> 1 .", format=ox.RdfFormat.TURTLE, base_iri=base))
    except SyntaxError:
        pytest.skip("pyoxigraph refuses it")
    compare(f"<{reference}> <http://p> 1 .", "turtle", base)


@pytest.mark.parametrize("reference", ["a//b", "//h/../p", "http:g", "urn:x:../y", "x?/../y", "#/../y"])
def test_what_looks_like_a_dot_segment_is_left_alone(reference: str, compare: Compare) -> None:
    compare(f"<{reference}> <http://p> 1 .", "turtle", "http://a/b/c/d;p?q#f")


def test_places_are_those_of_the_tokens(begins: Callable[..., list[tuple[str, str]]]) -> None:
    text = HEAD + '_:s :p "ə" , [ :q ( :one 22 ) ] ; a :T .'
    assert begins(text, "turtle") == [
        ("_:s ", '"ə" '),
        (":one", ":one"),
        ("[ :q", "( :o"),
        ("22 )", "22 )"),
        (":one", "22 )"),
        ("22 )", ") ] "),
        ("_:s ", "[ :q"),
        ("_:s ", ":T ."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        ":s :p <<( :a :b :c )>> .",
        ":s :p 1 {| :q 2 |} .",
        ":s :p 1 ~ :r .",
        ":s :p",
        ":s :p 1",
        ":s :p [ :q 1 .",
        ":s :p ( 1 ] .",
        ":s :p [ :q 1 ) .",
        ":s , 1 .",
        "x:s :p 1 .",
        ":s :p <a b> .",
        ":s :p <rel> .",
        ':s :p "x"@a_b .',
        ':s :p "\\q" .',
        ':s :p "\\uD800" .',
        ':s :p "\\U00110000" .',
        ":s 1 2 .",
        "@prefix x <http://x/> .",
        "@prefix x: :y .",
        "@other x .",
        "12 :p 1 .",
        ":s :p true1 .",
        '_:"a" :p 1 .',
        "\ufffe",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        list(read_turtle((HEAD + text).encode()).statements)


def test_other_encodings_are_refused() -> None:
    with pytest.raises(Unreadable, match="byte 3"):
        read_turtle(b"<a\xff>")


@pytest.mark.parametrize(("left", "right"), [("[ :p ", "]"), ("( ", ")")])
def test_deep_nesting_is_read(left: str, right: str) -> None:
    deep = 100_000
    text = f"{HEAD} :s :p {left * deep} 1 {right * deep} ."
    assert len(list(read_turtle(text.encode()).statements)) > deep


def test_our_ontology_and_shapes_are_read_alike(compare: Compare) -> None:
    files = [*ROOT.glob("ontology/**/*.ttl"), *ROOT.glob("shapes/**/*.ttl")]
    assert len(files) > 10
    for path in files:
        compare(path.read_bytes(), "turtle")
    compare((ROOT / "ontology" / "example.trig").read_bytes(), "trig")


@pytest.mark.conformance
def test_independent_files_are_read_alike(shared: Callable[[str], Path], compare: Compare) -> None:
    files = [
        path for folder in ("data/elm/loq", "conformance") for path in sorted(shared(folder).glob("**/*.ttl"))
    ]
    invalid = 0
    for path in files:
        content = path.read_bytes()
        try:
            list(ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri="http://base.example/"))
        except SyntaxError:
            invalid += 1
        else:
            compare(content, "turtle", "http://base.example/")
    assert invalid < 5 < 250 < len(files)
