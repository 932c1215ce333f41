"""SPARQL-based constraints: one query for all focus nodes, with the meaning of one query for each."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from nqfgraph.errors import ShapesError
from nqfgraph.validation import Shapes, validate_graph
from nqfgraph.validation.queries import prepare_query
from nqfgraph.validation.syntax import NotCovered

Parse = Callable[[str], list[ox.Triple]]
Read = Callable[[str], Shapes]

RULES = """
:S sh:targetClass :Person ;
  sh:sparql [ sh:message "{$this} has {?value}, {?nothing}"@en ; sh:select \"\"\" %s \"\"\" ] .
"""
DATA = ":a a :Person ; :p 1 . :b a :Person ; :p 2 . :c :p 1 ."
P = "<https://data.example.org/id/p>"


@pytest.mark.parametrize(
    "query",
    [
        "$this ?value WHERE { $this :p ?value FILTER(?value = 1) }",
        "$this ?value WHERE { { FILTER(false) } UNION { $this :p ?value FILTER(?value = 1) } }",
        "$this ?value { { SELECT $this ?value WHERE { $this :p ?value FILTER(?value = 1) } } }",
        "$this (COUNT(?x) AS ?value) WHERE { $this :p ?x FILTER(?x = 1) } GROUP BY $this",
        "$this ?value WHERE { OPTIONAL { $this :p ?value } FILTER(?value = 1) }",
        "$this ?value WHERE { { BIND($this AS ?that) } ?that :p ?value FILTER(?value < 2) }",
        "$this ?value WHERE { $this :p ?value FILTER NOT EXISTS { $this :p 2 } } # { a comment",
        "$this ?value WHERE { $this :p ?value FILTER(STR(?value) != '{' && ?value != 2) }",
    ],
)
def test_only_the_focus_node_at_fault_is_found(triples: Parse, shapes: Read, query: str) -> None:
    rules = shapes(RULES % f"PREFIX : <https://data.example.org/id/> SELECT {query}")
    (finding,) = validate_graph(triples(DATA), shapes=[rules]).findings
    assert finding.focus == "https://data.example.org/id/a"
    assert finding.path is None
    assert finding.messages["az"].startswith("https://data.example.org/id/a has “1”")
    assert finding.messages["az"].endswith("{?nothing}")


def test_a_path_and_a_predicate_in_the_answer(triples: Parse, shapes: Read) -> None:
    rules = shapes(
        f"""
        :S sh:targetClass :Person ; sh:property [ sh:path :p ;
          sh:sparql [ sh:select "SELECT $this ?value WHERE {{ $this $PATH ?value FILTER(?value = 1) }}" ] ] .
        :T sh:targetClass :Person ;
          sh:sparql [ sh:select "SELECT $this ({P} AS ?path) WHERE {{ $this {P} 2 }}" ] .
        """
    )
    findings = validate_graph(triples(DATA), shapes=[rules]).findings
    assert [(each.focus[-1], each.path, each.shape[-1]) for each in findings] == [
        ("a", "https://data.example.org/id/p", "S"),
        ("b", "https://data.example.org/id/p", "T"),
    ]
    assert findings[0].messages["en"].startswith("https://data.example.org/id/p: the rule is not met")
    assert findings[1].value == "<https://data.example.org/id/b>"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT $this WHERE { MINUS { $this a ?x } }", "uses MINUS"),
        ("SELECT $this WHERE { VALUES ?x { 1 } }", "uses VALUES"),
        ("SELECT $this WHERE { SERVICE <http://a/> { $this a ?x } }", "uses SERVICE"),
        ("SELECT $this WHERE { BIND(1 AS ?this) }", "binds .this itself"),
        ("SELECT $this WHERE { { SELECT * WHERE { $this a ?x } } }", "does not select .this"),
        ("SELECT $this WHERE { $this a ", "cannot be used"),
        ("SELECT $this", "no WHERE"),
        ("SELECT $this WHERE { $this ex:p ?x }", "cannot be used"),
    ],
)
def test_queries_that_shacl_forbids_are_refused(query: str, message: str) -> None:
    with pytest.raises(ShapesError, match=message):
        prepare_query(query, "?focus0 a <http://a/A> .", "?focus0", None)


@pytest.mark.parametrize(
    "query",
    ["SELECT $this WHERE { $this a ?x } LIMIT 1", "SELECT $this WHERE { GRAPH $shapesGraph { ?a ?b ?c } }"],
)
def test_queries_for_a_single_node_are_left_to_pyshacl(query: str) -> None:
    with pytest.raises(NotCovered):
        prepare_query(query, "?focus0 a <http://a/A> .", "?focus0", None)


def test_an_answer_the_engine_cannot_compute_is_a_fault_of_the_shapes(triples: Parse, shapes: Read) -> None:
    query = "SELECT $this WHERE { FILTER(<http://a/function>($this)) }"
    with pytest.raises(ShapesError, match="function> is not supported"):
        validate_graph(triples(DATA), shapes=[shapes(RULES % query)])
