"""Places of wanted triples in files of every syntax."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nqfgraph.exports.formats import FORMATS
from nqfgraph.places import Place
from nqfgraph.validation.locating import READERS, Wanted, locate
from nqfgraph.validation.locating.positions import lines_and_columns
from nqfgraph.validation.locating.statements import Statement

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TURTLE = """@prefix : <http://e/> .
:other :p :subject .
:subject a :T ;
  :p "bir", "iki"@az ;
  :q [ :r 5 ] , [ :r 6 ] .
_:b :p :subject , :object .
"""
WITHOUT_SURROGATES = st.characters(exclude_categories=["Cs"])


def place_in(text: str, wanted: Wanted, syntax: str = "turtle", *, nodes: bool = False) -> Place | None:
    """Locate one wanted triple; with ``nodes``, tell how pyoxigraph names blank nodes."""
    statements = ox.parse(text, format=FORMATS[syntax]) if nodes else None
    return locate(text.encode(), syntax, "a", [wanted], None, statements).get(wanted)


def at(line: int, column: int, pointer: str | None = None) -> Place:
    return Place(file="a", line=line, column=str(column), pointer=pointer)


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        (Wanted("http://e/subject", "http://e/p", '"iki"@az'), at(4, 13)),
        (Wanted("http://e/subject", "http://e/p", '"iki"@AZ'), at(4, 13)),
        (Wanted("http://e/subject", f"{RDF}type", "<http://e/T>"), at(3, 12)),
        (Wanted("http://e/subject", "http://e/missing", None), at(3, 1)),
        (Wanted("http://e/subject", "http://e/p", None), at(3, 1)),
        (Wanted("http://e/subject", None, None), at(3, 1)),
        (Wanted("http://e/subject", "http://e/p", '"üç"'), at(3, 1)),
        (Wanted("http://e/subject", "<http://e/p>/<http://e/q>", '"iki"@az'), at(3, 1)),
        (Wanted("http://e/subject", "http://e/p", "no term"), at(3, 1)),
        (Wanted("http://e/subject", "http://e/p", "<<( <http://e/a> <http://e/b> _:c )>>"), at(3, 1)),
        (Wanted("http://e/subject", "http://e/p", '"iki"@az . _:s <http://e/p> "bir"'), at(3, 1)),
        (Wanted("http://e/object", "http://e/p", None), at(6, 19)),
        (Wanted("_:b", "http://e/p", "<http://e/object>"), at(6, 19)),
        (Wanted("http://e/absent", None, None), None),
        (Wanted("_:absent", None, None), None),
        (Wanted('"a literal"', None, None), None),
        (Wanted("_: ", None, None), None),
    ],
)
def test_the_place_is_that_of_the_value_or_else_of_the_subject(wanted: Wanted, place: Place | None) -> None:
    assert place_in(TURTLE, wanted) == place


def test_a_place_is_said_with_its_pointer() -> None:
    assert str(at(2, 3, "/@graph/0")) == "a, line 2, column 3, pointer /@graph/0"
    assert str(at(1, 1, "")) == "a, line 1, column 1"


def test_an_xml_literal_is_found_whatever_its_namespaces() -> None:
    head = f'<r:RDF xmlns:r="{RDF}" xmlns="http://e/">'
    text = f'{head}\n<T r:about="http://s">\n<p r:parseType="Literal"><i/></p></T></r:RDF>'
    *_, last = ox.parse(text, format=ox.RdfFormat.RDF_XML)
    value = last.object
    assert "xmlns" in str(value)
    assert place_in(text, Wanted("http://s", "http://e/p", str(value)), "rdfxml") == at(3, 26)


def test_json_has_pointers_too() -> None:
    text = json.dumps({"@id": "http://s", "http://p": [{"@value": "x"}, 5]}, indent=1)
    assert place_in(text, Wanted("http://s", "http://p", '"x"'), "jsonld") == at(
        5, 14, "/http:~1~1p/0/@value"
    )
    assert place_in(text, Wanted("http://s", "http://q", None), "jsonld") == at(1, 1, "")


@pytest.mark.parametrize("syntax", ["turtle", "trig", "rdfxml", "jsonld"])
def test_blank_nodes_without_a_label_are_told_apart(syntax: str) -> None:
    text = {
        "rdfxml": f'<r:RDF xmlns:r="{RDF}" xmlns="http://e/">\n<T>\n<p>1</p>\n</T>\n<T>\n<p>1</p>\n</T></r:RDF>',
        "jsonld": '[\n{"@type":"http://e/T",\n"http://e/p":"1"\n},\n{"@type":"http://e/T",\n"http://e/p":"1"}]',
    }.get(syntax, '\n[ a <http://e/T> ;\n<http://e/p> "1" ]\n.\n[ a <http://e/T> ;\n<http://e/p> "1" ] .')
    quads = list(ox.parse(text, format=FORMATS[syntax]))
    wanted = [Wanted(str(quad.subject), quad.predicate.value, str(quad.object)) for quad in quads]
    found = locate(text.encode(), syntax, "a", wanted, None, quads)
    assert [found[each].line for each in wanted] == [2, 3, 5, 6]
    assert locate(text.encode(), syntax, "a", wanted) == {}


def test_repeated_triples_may_have_been_left_out() -> None:
    text = "<http://s> <http://p> 1 , 1 , [ <http://q> 1 ] , 1 ."
    quads = list(dict.fromkeys(ox.parse(text, format=ox.RdfFormat.TURTLE)))
    wanted = Wanted(str(quads[1].subject), "http://q", str(quads[1].object))
    assert locate(text.encode(), "turtle", "a", [wanted], None, quads) == {wanted: at(1, 44)}


@pytest.mark.parametrize(
    "other",
    [
        "",
        "[] <http://q> 1 .",
        "[] <http://p> 2 . <http://s> <http://p> 3 .",
        "[] <http://p> 1 . <http://s> <http://p> [] .",
        "<http://x> <http://p> 1 . <http://s> <http://p> 2 .",
        "_:a <http://p> 1 . _:a <http://p> 2 , 3 .",
        "[] <http://p> 1 . <http://s> <http://p> 2 . <http://s> <http://p> 4 .",
    ],
)
def test_statements_of_another_file_place_no_blank_node(other: str) -> None:
    text = "[] <http://p> 1 .\n<http://s> <http://p> 2 ."
    quads = list(ox.parse(other, format=ox.RdfFormat.TURTLE))
    node = str(quads[0].subject) if quads and isinstance(quads[0].subject, ox.BlankNode) else "_:x"
    blank, named = Wanted(node, "http://q", '"never there"'), Wanted("http://s", "http://p", None)
    assert locate(text.encode(), "turtle", "a", [blank, named], None, quads) == {named: at(2, 1)}


def test_nothing_is_read_for_nothing_and_no_further_than_needed() -> None:
    assert locate(b"\xff", "turtle", "a", []) == {}
    # The fault after the last wanted triple is not reached.
    text = "<http://s> <http://p> 1 , 2 . this is not Turtle"
    assert place_in(
        text, Wanted("http://s", "http://p", f'"1"^^<{"http://www.w3.org/2001/XMLSchema#integer"}>')
    )
    assert place_in(text, Wanted("http://s", "http://p", '"3"')) is None


def test_a_syntax_without_positions_has_no_places() -> None:
    assert locate(b"<http://s> <http://p> 1 .", "n3", "a", [Wanted("http://s", None, None)]) == {}


@given(st.text(alphabet="aə😀\n\r", max_size=30), st.data())
def test_lines_and_columns_are_counted_in_characters(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset]
    expected = (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    assert lines_and_columns(text, [0, offset])[offset] == expected
    size = len(before.encode())
    assert lines_and_columns(text.encode(), [size, 0])[size] == expected


IRIS = st.sampled_from([ox.NamedNode(f"http://e/{name}") for name in ("a", "b#c", "ə", "x/y_1")])
NODES = st.sampled_from([ox.BlankNode("b1"), ox.BlankNode("b2")])
DATATYPES = st.sampled_from(
    [ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}") for name in ("integer", "date", "boolean")]
)
XML_CHARACTERS = WITHOUT_SURROGATES.filter(
    lambda each: each in "\t\n" or (each >= " " and each not in "\ufffe\uffff")
)
TEXTS = st.text(XML_CHARACTERS, max_size=8)
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(lambda text: ox.Literal(text, language="az"), TEXTS),
    st.builds(lambda text, datatype: ox.Literal(text, datatype=datatype), TEXTS, DATATYPES),
    st.builds(ox.Literal, st.one_of(st.integers(-99, 99), st.booleans())),
)
TRIPLES = st.lists(
    st.builds(ox.Triple, st.one_of(IRIS, NODES), IRIS, st.one_of(IRIS, NODES, LITERALS)), max_size=8
)


@given(TRIPLES, st.sampled_from(sorted(READERS)))
def test_any_graph_is_read_alike(
    compare: Callable[..., list[Statement]], graph: list[ox.Triple], syntax: str
) -> None:
    content = ox.serialize(graph, format=FORMATS[syntax], prefixes={"e": "http://e/"})
    assert content is not None
    compare(content, syntax)


WORDS = st.text(st.sampled_from("abcəışğ019"), min_size=1, max_size=6).map(ox.Literal)


@given(
    st.lists(st.builds(ox.Triple, st.one_of(IRIS, NODES), IRIS, WORDS), min_size=1, max_size=8),
    st.sampled_from(sorted(READERS)),
)
def test_the_value_really_stands_at_its_place(graph: list[ox.Triple], syntax: str) -> None:
    content = ox.serialize(graph, format=FORMATS[syntax], prefixes={"e": "http://e/"})
    assert content is not None
    wanted = [Wanted(_name(each.subject), each.predicate.value, str(each.object)) for each in graph]
    found = locate(content, syntax, "a", wanted, None, ox.parse(content, format=FORMATS[syntax]))
    lines = content.decode().split("\n")
    for triple, each in zip(graph, wanted, strict=True):
        place = found[each]
        assert place.line is not None
        assert place.column is not None
        begins = lines[place.line - 1][int(place.column) - 1 :]
        assert isinstance(triple.object, ox.Literal)
        assert begins.lstrip('"').startswith(triple.object.value)


def _name(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


SAMPLES = {
    "turtle": TURTLE,
    "trig": 'PREFIX : <http://e/> :g { ( 1 "a" ) :p """x""" } BASE <http://e/> <g> { _:a a <T> }',
    "ntriples": '<http://s> <http://p> "a\\n"@az .\n_:b <http://p> <http://o> .\n',
    "nquads": '<http://s> <http://p> "1"^^<http://t> <http://g> .\n',
    "rdfxml": f'<r:RDF xmlns:r="{RDF}" xmlns="http://e/" xmlns:e="http://e/"><T r:ID="a" e:p="&amp;">'
    '<q r:parseType="Collection"><X/></q><s r:parseType="Literal">a<b/></s>'
    '<t xml:lang="az">\nə</t></T></r:RDF>',
    "jsonld": '{"@context": {"p": {"@id": "http://p", "@container": "@list"}, "@vocab": "http://v#"}, '
    '"@id": "http://s", "p": [1, -2.5e3, true], "q": {"@value": "\\u0259", "@language": "az"}, '
    '"@graph": [{"a": {}}]}',
}


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(READERS)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.sampled_from("{}[]()<>\"'@:.,\\u0&;#_/ \n\0"))),
    st.booleans(),
)
def test_damaged_files_raise_nothing(syntax: str, damages: list[tuple[float, int, str]], cut: bool) -> None:
    text = SAMPLES[syntax]
    for where, length, put in damages:
        begin = int(where * len(text))
        text = text[:begin] + ("" if cut else put) + text[begin + length :]
    wanted = [
        Wanted("http://s", "http://p", '"a"'),
        Wanted("_:x", None, None),
        Wanted("http://e/T", None, None),
    ]
    for base in (None, "http://base.example/"):
        locate(text.encode(), syntax, "a", wanted, base, [])


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=200))
def test_rubbish_raises_nothing(syntax: str, content: bytes) -> None:
    assert locate(content, syntax, "a", [Wanted("http://nowhere", "http://p", '"x"')]) == {}


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        ("turtle", '"' * 300_000),
        ("turtle", "a1" * 150_000),
        ("turtle", "a." * 150_000),
        ("turtle", "@prefix : <http://e/> . :s :p " + "1." * 150_000),
        ("turtle", "<" * 300_000),
        ("turtle", "@prefix : <http://e/> . :s :p " + "[" * 300_000),
        ("ntriples", '<http://s> <http://p> "' + "\\" * 300_000),
        ("ntriples", "_:" + "a." * 150_000),
        ("rdfxml", "<a " * 100_000),
        ("rdfxml", f'<r:RDF xmlns:r="{RDF}" xmlns="http://e/"><T p="{"&amp;" * 60_000}'),
        ("jsonld", '"' + "\\" * 300_000),
        ("jsonld", "[" * 300_000),
        ("jsonld", '{"a":' * 60_000),
        ("jsonld", '[{"http://p":' + "9" * 100_000 + "}]"),
    ],
)
def test_hostile_files_do_not_keep_the_reader_for_ever(syntax: str, text: str) -> None:
    start = time.perf_counter()
    locate(
        text.encode(), syntax, "a", [Wanted("http://s", None, None), Wanted("http://s", "http://q", '"x"')]
    )
    # Under a second; many minutes if the work grew with the square of the length.
    assert time.perf_counter() - start < 60


def test_many_findings_on_one_long_line_are_placed_in_one_pass() -> None:
    many = 20_000
    text = "<http://s> <http://p> " + " , ".join(f'"{number}"' for number in range(many)) + " ."
    wanted = [Wanted("http://s", "http://p", f'"{number}"') for number in range(many)]
    start = time.perf_counter()
    found = locate(text.encode(), "turtle", "a", wanted)
    assert len({place.column for place in found.values()}) == many
    # Under a second; many minutes if each finding were a reading of its own.
    assert time.perf_counter() - start < 60


@pytest.mark.conformance
def test_every_triple_of_a_real_submission_is_placed(shared: Callable[[str], Path]) -> None:
    content = shared("data/elm/loq/ext-loq.ttl").read_bytes()
    quads = list(ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri="http://base.example/"))
    wanted = [Wanted(_name(each.subject), each.predicate.value, str(each.object)) for each in quads]
    found = locate(content, "turtle", "ext-loq.ttl", wanted, "http://base.example/", quads)
    lines = content.decode().split("\n")
    assert len(found) == len(set(wanted)) > 50
    for quad, each in zip(quads, wanted, strict=True):
        if isinstance(quad.object, ox.Literal) and "\n" not in quad.object.value:
            assert quad.object.value.replace('"', '\\"') in lines[(found[each].line or 0) - 1]
