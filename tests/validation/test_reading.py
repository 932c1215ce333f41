"""Reading shapes: paths, targets, names, and broken shapes that are named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError, ShapesError
from nqfgraph.validation import Shapes, load_shapes
from nqfgraph.validation.shapes import Shape

Read = Callable[[str], Shapes]


def shape(shapes: Shapes, name: str = "Shape") -> Shape:
    return shapes[ox.NamedNode(f"https://data.example.org/id/{name}")]


@pytest.mark.parametrize(
    ("path", "sparql"),
    [
        (":p", "{p}"),
        ("( :p :q )", "{p}/{q}"),
        ("( ( :p :q ) :p )", "({p}/{q})/{p}"),
        ("[ sh:inversePath :p ]", "^{p}"),
        ("[ sh:alternativePath ( :p [ sh:inversePath :q ] ) ]", "{p}|(^{q})"),
        ("[ sh:zeroOrMorePath :p ]", "{p}*"),
        ("[ sh:oneOrMorePath ( :p :q ) ]", "({p}/{q})+"),
        ("[ sh:zeroOrOnePath :p ]", "{p}?"),
    ],
)
def test_paths_become_sparql(shapes: Read, path: str, sparql: str) -> None:
    read = shape(shapes(f":Shape a sh:PropertyShape ; sh:path {path} ; sh:minCount 1 ."))
    names = {name: f"<https://data.example.org/id/{name}>" for name in "pq"}
    assert str(read.path) == sparql.format(**names)


def test_steps_of_nested_sequences_are_flat(shapes: Read) -> None:
    read = shape(shapes(":Shape sh:path ( ( :p :q ) [ sh:inversePath :p ] ) ; sh:targetNode :x ."))
    assert read.path is not None
    assert [step.operator for step in read.path.steps] == ["", "", "^"]


def test_a_shape_without_iri_is_called_by_the_named_shape_around_it(shapes: Read) -> None:
    read = shapes(":Shape a sh:NodeShape ; sh:or ( [ sh:property [ sh:path :p ; sh:minCount 1 ] ] ) .")
    assert {each.name for each in read.shapes.values()} == {"https://data.example.org/id/Shape"}


def test_a_shape_that_nothing_names_has_no_name(shapes: Read) -> None:
    (read,) = shapes("[] a sh:NodeShape ; sh:targetNode :x ; sh:nodeKind sh:Literal .").shapes.values()
    assert read.name == ""


def test_a_class_that_is_a_shape_is_its_own_target(shapes: Read) -> None:
    text = ":Shape a sh:NodeShape, <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:nodeKind sh:IRI ."
    (target,) = shape(shapes(text)).targets
    assert (target.kind, target.term) == ("class", ox.NamedNode("https://data.example.org/id/Shape"))


def test_severities_and_messages(shapes: Read) -> None:
    read = shapes(
        """
        :Shape a sh:NodeShape ; sh:severity sh:Info ; sh:message "Salam"@az, "Hello"@en, "plain" .
        :Own a sh:NodeShape ; sh:severity :Fatal .
        """
    )
    assert shape(read).severity == "info"
    assert shape(read).messages == {"az": "Salam", "en": "Hello", "": "plain"}
    assert shape(read, "Own").severity == "violation"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ":Shape sh:property [ sh:nodeKind sh:IRI ] .",
            "inside https://data.example.org/id/Shape .*no sh:path",
        ),
        (":Shape a sh:PropertyShape ; sh:path :p, :q .", "id/Shape .*more than one sh:path"),
        (":Shape a sh:PropertyShape ; sh:path 'p' .", "neither a property nor a path"),
        (":Shape a sh:PropertyShape ; sh:path [ :p :q ] .", "not a property path"),
        (":Shape a sh:PropertyShape ; sh:path ( :p ) .", "fewer than two"),
        ("_:p sh:inversePath _:p . :Shape a sh:PropertyShape ; sh:path _:p .", "refers to itself"),
        (":Shape a sh:NodeShape ; sh:in :p .", "not a well-formed list"),
        (":Shape a sh:NodeShape ; sh:or 'x' .", "not a well-formed list"),
        (":Shape a sh:PropertyShape ; sh:path :p ; sh:minCount 'one' .", "not a whole number"),
        (":Shape a sh:PropertyShape ; sh:path :p ; sh:minCount 1, 2 .", "2 values of sh:minCount"),
        (":Shape a sh:NodeShape ; sh:minCount 1 .", "needs a sh:path"),
        (":Shape a sh:NodeShape ; sh:minCuont 1 .", "sh:minCuont is not a term of SHACL. Check the spelling"),
        (":Shape a sh:NodeShape ; sh:class 'Level' .", "is not an IRI"),
        (":Shape a sh:NodeShape ; sh:nodeKind :Thing .", "no value of sh:nodeKind"),
        (":Shape a sh:NodeShape ; sh:pattern :p .", "sh:pattern .* is not a text"),
        (":Shape a sh:NodeShape ; sh:node 'x' .", "stands where a shape should stand"),
        (":Shape a sh:NodeShape ; sh:message :x .", "sh:message .* is not a text"),
        (":Shape a sh:NodeShape ; sh:severity sh:Info, sh:Warning .", "more than one sh:severity"),
        (":Shape a sh:NodeShape ; sh:targetClass 'x' .", "target .* is not an IRI"),
        (":Shape a sh:NodeShape ; sh:sparql [ ] .", "exactly one sh:select"),
        (
            ":Shape a sh:NodeShape ; sh:sparql [ sh:select 'x' ; sh:prefixes [ sh:declare [ ] ] ] .",
            "one sh:prefix and one sh:namespace",
        ),
        (
            """:Shape a sh:NodeShape ; sh:sparql [ sh:select 'x' ; sh:prefixes [ sh:declare
            [ sh:prefix 'e' ; sh:namespace 'http://a/' ],
            [ sh:prefix 'e' ; sh:namespace 'http://b/' ] ] ] .""",
            "“e” is declared with two namespaces",
        ),
    ],
)
def test_broken_shapes_are_named(shapes: Read, text: str, message: str) -> None:
    with pytest.raises(ShapesError, match=message):
        shapes(text)


def test_a_broken_list_far_down_is_reported_for_its_shape(shapes: Read) -> None:
    with pytest.raises(ShapesError, match="id/Shape is broken: a blank node is not a well-formed list"):
        shapes(":Shape a sh:NodeShape ; sh:and [ :first :p ] .")


def test_files_of_several_kinds_make_one_shapes_graph(tmp_path: FilePath) -> None:
    one, other = tmp_path / "one.ttl", tmp_path / "other.nt"
    one.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://a/A> a sh:NodeShape ; sh:or ( [ ] ) ."
    )
    other.write_text("<http://a/B> <http://www.w3.org/ns/shacl#targetNode> <http://a/C> .\n")
    names = {each.name for each in load_shapes([one, other]).shapes.values()}
    assert names == {"http://a/A", "http://a/B"}


def test_a_file_that_is_not_rdf_is_reported_with_line_and_column(tmp_path: FilePath) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text("<http://a/A> a <http://a/B> .\n<http://a/A> a ;;\n")
    with pytest.raises(ShapesError) as caught:
        load_shapes([path])
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == ("shapes.ttl", 2)


def test_files_that_cannot_be_used_are_reported(tmp_path: FilePath) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_shapes([tmp_path / "nothing.ttl"])
    with pytest.raises(InputError, match="ending that shapes files do not have"):
        load_shapes([tmp_path / "shapes.docx"])


def test_prefixes_are_taken_from_what_is_imported_and_loops_are_harmless(shapes: Read) -> None:
    read = shapes(
        """
        :Shape a sh:NodeShape ;
          sh:sparql [ sh:prefixes :one, "no node" ; sh:select "SELECT $this WHERE { $this a :x }" ] .
        :one <http://www.w3.org/2002/07/owl#imports> :two ;
          sh:declare [ sh:prefix "b" ; sh:namespace "http://b/" ] .
        :two <http://www.w3.org/2002/07/owl#imports> :one ;
          sh:declare [ sh:prefix "a" ; sh:namespace "http://a/" ] .
        """
    )
    (constraint,) = shape(read).constraints
    assert constraint.text.startswith("PREFIX a: <http://a/>\nPREFIX b: <http://b/>\nSELECT")


def test_features_beyond_shacl_core_and_sparql_are_left_to_pyshacl(shapes: Read) -> None:
    assert shape(shapes(":Shape a sh:NodeShape ; sh:expression [ ] .")).uncovered == "it uses sh:expression"
