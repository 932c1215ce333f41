"""The engine: the results of pySHACL for every kind of constraint, counts, limits, and what it hands over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqfgraph.errors import ShapesError
from nqfgraph.validation import Finding, Shapes, validate_graph
from nqfgraph.validation.compiler import compile_shapes
from nqfgraph.validation.engine import run_shapes
from nqfgraph.validation.expressions import Dialect
from nqfgraph.validation.reference import check_with_pyshacl
from nqfgraph.validation.source import Source, is_regex

Parse = Callable[[str], list[ox.Triple]]
Read = Callable[[str], Shapes]
Count = Callable[[Iterable[Finding]], Counter[tuple[str, ...]]]

EVERYTHING = """
:Person a sh:NodeShape ; sh:targetClass :Person ; sh:targetSubjectsOf :q ; sh:targetObjectsOf :knows ;
  sh:property :p, :q, :nested, :sequence, :star, :qualified, :disjoint, :lax, :closed ;
  sh:not [ sh:class :Bad ] ; sh:nodeKind sh:IRI ; sh:equals :self ; sh:disjoint :enemy .
:p sh:path :p ; sh:minCount 1 ; sh:maxCount 2 ; sh:nodeKind sh:Literal ; sh:uniqueLang true ; sh:minLength 2 ;
  sh:maxLength 4 ; sh:pattern "^a" ; sh:flags "i" ; sh:languageIn ( "en" "az" ) ; sh:disjoint :q .
:q sh:path :q ; sh:or ( [ sh:datatype <http://www.w3.org/2001/XMLSchema#integer> ] [ sh:class :Person ] ) ;
  sh:in ( 1 2 3 :a ) ; sh:minInclusive 1 ; sh:maxExclusive 3 ; sh:lessThan :r ; sh:equals :r ; sh:hasValue 2 .
:nested sh:path :knows ; sh:node [
    sh:property [ sh:path :p ; sh:minCount 2 ; sh:maxCount 2 ; sh:uniqueLang true ] ;
    sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> :q ) ] ;
  sh:xone ( [ sh:class :Person ] [ sh:property [ sh:path :q ; sh:hasValue 2 ] ] ) ;
  sh:and ( [ sh:property [ sh:path :q ; sh:lessThanOrEquals :r ] ]
    [ sh:property [ sh:path :q ; sh:equals :r ] ] [ sh:property [ sh:path :q ; sh:disjoint :p ] ] ) ;
  sh:property [ sh:path :p ; sh:maxCount 1 ] .
:sequence sh:path ( :knows :q ) ; sh:minCount 2 ; sh:hasValue 1 ; sh:equals :r .
:star sh:path [ sh:zeroOrMorePath :knows ] ; sh:maxCount 2 ; sh:class :Person .
:qualified sh:path :knows ; sh:qualifiedValueShape [ sh:class :Person ] ; sh:qualifiedMinCount 1 ;
  sh:qualifiedMaxCount 1 ; sh:qualifiedValueShapesDisjoint true .
:disjoint sh:path :knows ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 2 ;
  sh:qualifiedValueShapesDisjoint true .
:lax sh:path :p ; sh:minCount 0 ; sh:maxCount 3 ; sh:uniqueLang false ;
  sh:qualifiedValueShape [ sh:nodeKind sh:Literal ] ; sh:qualifiedMinCount 0 .
:closed sh:path :knows ; sh:closed true ; sh:ignoredProperties ( :p :q :knows ) ;
  sh:node [ sh:disjoint :enemy ; sh:property [ sh:path :p ; sh:minCount 0 ; sh:uniqueLang false ;
    sh:qualifiedValueShape [ sh:minLength 2 ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 2 ] ] ;
  sh:node [ sh:or ( [ sh:hasValue :b ] [ sh:equals :self ] [ sh:in ( :a :c ) ] ) ] .
"""

NODES = [ox.NamedNode(f"https://data.example.org/id/{name}") for name in ("a", "b", "c")]
VALUES = [
    *NODES,
    *(ox.Literal(number) for number in (1, 2, 3)),
    ox.Literal("a"),
    ox.Literal("ab"),
    ox.Literal("Abc", language="en"),
    ox.Literal("ade", language="en"),
    ox.Literal("axx", language="az"),
    ox.Literal("xyzzy", language="ru"),
]
PREDICATES = [ox.NamedNode(f"https://data.example.org/id/{name}") for name in ("p", "knows", "self", "enemy")]
COMPARED = [ox.NamedNode(f"https://data.example.org/id/{name}") for name in ("q", "r")]
NUMBERS = [ox.Literal(number) for number in (1, 2, 3)]
"""Of what pySHACL compares otherwise than SPARQL (IRIs, texts with language) nothing is compared here."""
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
CLASSES = [ox.NamedNode(f"https://data.example.org/id/{name}") for name in ("Person", "Bad")]
TRIPLES = st.one_of(
    st.builds(ox.Triple, st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(VALUES)),
    st.builds(ox.Triple, st.sampled_from(NODES), st.sampled_from(COMPARED), st.sampled_from(NUMBERS)),
    st.builds(ox.Triple, st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES)),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.lists(TRIPLES, min_size=3, max_size=25, unique=True))
def test_random_graphs_give_the_results_of_pyshacl(
    shapes: Read, results: Count, data: list[ox.Triple]
) -> None:
    rules = shapes(EVERYTHING)
    assert results(run_shapes(Source.of_triples(data), rules).findings) == results(
        check_with_pyshacl(data, rules)
    )


def test_nothing_of_it_needs_pyshacl(shapes: Read) -> None:
    programs = compile_shapes(shapes(EVERYTHING), Dialect({}, is_regex, exact_integers=True))
    assert [program.uncovered for program in programs] == [None]


def test_all_are_counted_and_the_first_by_order_are_listed(triples: Parse, shapes: Read) -> None:
    data = triples("".join(f":n{number} a :Person . " for number in range(20)))
    report = validate_graph(
        data,
        shapes=[shapes(":S sh:targetClass :Person ; sh:property [ sh:path :p ; sh:minCount 1 ] .")],
        limit=3,
    )
    assert [each.focus.rsplit("/", 1)[-1] for each in report.findings] == ["n0", "n1", "n10"]
    assert report.counts() == {"violation": 20, "warning": 0, "info": 0}
    assert report.checked == {"shapes-1": 20}
    assert not report.conforms


def test_one_cause_that_comes_from_two_shapes_keeps_to_the_limit(triples: Parse, shapes: Read) -> None:
    rules = shapes(
        ":S sh:targetNode :a ; sh:property [ sh:path :p ; sh:maxLength 1 ], [ sh:path :p ; sh:maxLength 2 ] ."
    )
    report = validate_graph(triples(":a :p 'long', 'longer' ."), shapes=[rules], limit=3)
    assert len(report.findings) == 3
    assert list(report.causes.values()) == [4]


def test_subclasses_in_the_data_count(triples: Parse, shapes: Read) -> None:
    rules = shapes(
        """:S sh:targetClass :Person ; sh:property [ sh:path :knows ; sh:class :Person ; sh:minCount 1 ] ."""
    )
    data = (
        ":Student <http://www.w3.org/2000/01/rdf-schema#subClassOf> :Person . :a a :Student . :b a :Person ."
    )
    report = validate_graph(triples(f"{data} :a :knows :a . :b :knows :c ."), shapes=[rules])
    assert [(each.focus[-1], each.value) for each in report.findings] == [
        ("b", "<https://data.example.org/id/c>")
    ]


def test_deactivated_shapes_are_silent(triples: Parse, shapes: Read) -> None:
    rules = shapes(
        """
        :S sh:targetNode :a ; sh:deactivated true ; sh:nodeKind sh:Literal .
        :T sh:targetNode :a ; sh:node [ sh:deactivated true ; sh:nodeKind sh:Literal ] ;
          sh:property [ sh:path :p ; sh:minCount 1 ; sh:deactivated true ] ;
          sh:sparql [ sh:deactivated true ; sh:select "SELECT $this WHERE { $this a :x }" ] .
        """
    )
    assert validate_graph(triples(":a :q 1 ."), shapes=[rules]).conforms


@pytest.mark.parametrize(
    ("rules", "data"),
    [
        # a shape that refers to itself
        (":S sh:targetClass :Person ; sh:property [ sh:path :knows ; sh:node :S ; sh:minCount 1 ] .",
         ":a a :Person ; :knows :b ."),
        (":S sh:targetClass :Person ; sh:property :P . :P sh:path :knows ; sh:property :P ; sh:minCount 1 .",
         ":a a :Person ; :knows :b ."),
        # a look-ahead, which Rust's regular expressions do not have
        (":S sh:targetClass :Person ; sh:property [ sh:path :p ; sh:pattern '^(?!x)' ] .",
         ":a a :Person ; :p 'xa' ."),
        # more values counted inside a shape than pairs can tell
        (":S sh:targetClass :Person ; sh:node [ sh:property [ sh:path :p ; sh:minCount 9 ] ] .",
         ":a a :Person ; :p 1 ."),
        # a value without a name
        (":S sh:targetClass :Person ; sh:property [ sh:path :p ; sh:in ( [ ] ) ] .", ":a a :Person ; :p 1 ."),
        # datatypes that a store rewrites
        (":S sh:targetClass :Person ; sh:property [ sh:path :p ; sh:datatype xsd:byte ] .",
         ":a a :Person ; :p '1'^^xsd:byte, '1'^^xsd:int, 300 ."),
        # a component of somebody's own
        (""":Component a sh:ConstraintComponent ; sh:parameter [ sh:path :least ] ;
            sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER($value > $least) }" ] .
            :S sh:targetClass :Person ; sh:property [ sh:path :p ; :least 5 ] .""",
         ":a a :Person ; :p 1 ."),
    ],
    ids=["recursion", "sh:property recursion", "look-ahead", "counting", "blank node", "byte", "component"],
)  # fmt: skip
def test_what_sparql_does_not_cover_goes_to_pyshacl(
    triples: Parse, shapes: Read, results: Count, rules: str, data: str
) -> None:
    other = ":T sh:targetClass :Person ; sh:property [ sh:path :missing ; sh:minCount 1 ] ."
    read = shapes(rules + other)
    (program,) = (
        each
        for each in compile_shapes(read, Dialect({}, is_regex, exact_integers=True))
        if each.shape.name.endswith("/S")
    )
    assert program.uncovered
    report = validate_graph(triples(data), shapes=[read])
    assert results(report.findings) == results(check_with_pyshacl(triples(data), read))
    assert {each.shape[-1] for each in report.findings} >= {"T"}
    assert len(report.findings) > 1


def test_findings_of_pyshacl_keep_to_the_limit_too(triples: Parse, shapes: Read) -> None:
    rules = shapes(":S sh:targetClass :Person ; sh:property [ sh:path :p ; sh:pattern '^(?!x)' ] .")
    report = validate_graph(triples(":a a :Person ; :p 'xa', 'xb', 'xc' ."), shapes=[rules], limit=2)
    assert len(report.findings) == 2
    assert list(report.causes.values()) == [3]


def test_a_store_gives_derived_integers_the_benefit_of_the_doubt(triples: Parse, shapes: Read) -> None:
    store = ox.Store()
    store.bulk_extend(
        ox.Quad(*each)
        for each in triples(":a a :Person ; :p '1'^^xsd:byte, '300'^^xsd:byte, 'x'^^xsd:byte .")
    )
    rules = shapes(":S sh:targetClass :Person ; sh:property [ sh:path :p ; sh:datatype xsd:byte ] .")
    found = run_shapes(Source(store), rules).findings
    assert sorted(str(each.value).split('"')[1] for each in found) == ["300", "x"]


def test_values_are_reported_as_they_were_written(triples: Parse, shapes: Read) -> None:
    rules = shapes(":S sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:minInclusive 5 ] .")
    report = validate_graph(triples(":a :p 4.0, 04 ."), shapes=[rules])
    assert sorted(str(each.value).split('"')[1] for each in report.findings) == ["04", "4.0"]


def test_a_pattern_that_nobody_can_read_is_a_fault_of_the_shapes(triples: Parse, shapes: Read) -> None:
    rules = shapes(":S sh:targetNode :a ; sh:pattern '(' .")
    with pytest.raises(ShapesError):
        validate_graph(triples(":a :p 1 ."), shapes=[rules])


def test_graphs_that_a_profile_does_not_read_are_not_seen(triples: Parse, shapes: Read) -> None:
    store = ox.Store()
    for graph in ("one", "two"):
        iri = ox.NamedNode(f"https://data.example.org/id/{graph}")
        store.bulk_extend(ox.Quad(*each, iri) for each in triples(f":{graph} a :Person ."))
    rules = shapes(":S sh:targetClass :Person ; sh:property [ sh:path :p ; sh:minCount 1 ] .")
    findings = run_shapes(Source(store, ["https://data.example.org/id/two"]), rules).findings
    assert [each.focus for each in findings] == ["https://data.example.org/id/two"]
    assert len(list(Source(store, ["https://data.example.org/id/two"]).triples())) == 1
    assert len(list(Source(store).triples())) == 2


def test_the_form_of_literals_is_checked_for_every_datatype(triples: Parse, shapes: Read) -> None:
    rules = shapes(
        """
        :S sh:targetNode :a ; sh:property [ sh:path :p ; sh:datatype xsd:language ],
          [ sh:path :q ; sh:datatype xsd:anyURI ], [ sh:path :r ; sh:datatype xsd:duration ] .
        """
    )
    data = """
        :a :p "en-GB"^^xsd:language, "no language"^^xsd:language ; :q "any text"^^xsd:anyURI ;
          :r "P4Y"^^xsd:duration, "4 years"^^xsd:duration .
    """
    found = validate_graph(triples(data), shapes=[rules]).findings
    assert sorted(str(each.value).split('"')[1] for each in found) == ["4 years", "no language"]


def test_what_neither_engine_can_check_is_a_fault_of_the_shapes(triples: Parse, shapes: Read) -> None:
    rules = shapes(":S sh:targetNode :a ; sh:property [ sh:path :knows ; sh:node :S ] .")
    data = triples(
        "".join(f":n{number} :knows :n{number + 1} . " for number in range(20)) + ":a :knows :n0 ."
    )
    with pytest.raises(ShapesError, match="Recursive Shape was detected"):
        validate_graph(data, shapes=[rules])


def test_a_triple_as_a_term_is_refused_where_only_pyshacl_can_check(triples: Parse, shapes: Read) -> None:
    rules = shapes(":S sh:targetClass :Person ; sh:property [ sh:path :p ; sh:pattern '^(?!x)' ] .")
    data = triples(":a a :Person ; :p 'xa' ; :q <<( :b :p 1 )>> .")
    with pytest.raises(ShapesError, match="a triple stands as a term"):
        validate_graph(data, shapes=[rules])


def test_no_chosen_shapes_need_no_run(triples: Parse, shapes: Read) -> None:
    assert list(check_with_pyshacl(triples(":a :p 1 ."), shapes(":S sh:nodeKind sh:IRI ."), [])) == []


@pytest.mark.parametrize(
    ("select", "said"), [("$this nope:p ?x", "prefix : nope"), ("$this ( ?x", "Expected")]
)
def test_a_wrong_query_that_pyshacl_is_handed_is_a_fault_of_the_shapes(
    triples: Parse, shapes: Read, select: str, said: str
) -> None:
    rules = shapes(
        ":S a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :p ; sh:node :S ] ;"
        f' sh:sparql [ sh:select "SELECT $this WHERE {{ {select} }}" ] .'
    )
    with pytest.raises(ShapesError, match=said):
        validate_graph(triples(":a a :C ; :p :b . :b a :C ."), shapes=[rules])


def test_a_query_that_the_store_refuses_is_reported() -> None:
    with pytest.raises(ShapesError, match="cannot be answered"):
        Source.of_triples([]).select("SELECT nonsense")
