"""What a check reads is found out from its shape: from focus nodes on, by predicates, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.validation import Shapes
from nqfgraph.validation.slices.plan import Job, Key, Plan, make_plan
from nqfgraph.validation.slices.reach import TYPE, Reach
from nqfgraph.validation.slices.sorted_dump import SortedDump

Read = Callable[[str], Shapes]
PREFIX = "https://data.example.org/id/"
SELECT = f"sh:sparql [ sh:select '''PREFIX : <{PREFIX}> SELECT $this ?value WHERE {{ %s }}''' ]"


@pytest.fixture
def plan(tmp_path: Path, shapes: Read) -> Callable[[str], Plan | None]:
    """Plan for shapes of what is said of the class :C, over a dump with many :Many and two :Few."""
    lines = [f"<u:{number:04}> <{TYPE}> <{PREFIX}Many> <g:g> .\n" for number in range(600)]
    lines += [f"<u:f{number}> <{TYPE}> <{PREFIX}Few> <g:g> .\n" for number in range(2)]
    dump = tmp_path / "dump.nq"
    dump.write_text("".join(sorted(lines)))

    def make(rules: str) -> Plan | None:
        with SortedDump(dump) as opened:
            return make_plan(opened, [Job(shapes(f":S a sh:NodeShape ; {rules} ."), None)])

    return make


def follows(reach: Reach) -> object:
    """A reach as nested sets and dictionaries of short names."""
    inner = {name.rsplit("/")[-1].rsplit("#")[-1]: follows(each) for name, each in reach.follows.items()}
    return {**inner, "*": {}} if reach.whole else inner


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("sh:property [ sh:path :p ; sh:minCount 1 ]", {"p": {}}),
        ("sh:property [ sh:path :p ; sh:class :D ]", {"p": {"type": {}}}),
        ("sh:property [ sh:path ( :p :q ) ; sh:equals :r ]", {"p": {"q": {}}, "r": {}}),
        ("sh:property [ sh:path :p ; sh:lessThan :q ]", {"p": {}, "q": {}}),
        ("sh:property [ sh:path :p ; sh:closed true ; sh:ignoredProperties ( :q ) ]", {"p": {"*": {}}}),
        ("sh:property [ sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:hasValue 1 ] ] ]",
         {"p": {"q": {}}}),
        ("sh:property [ sh:path :p ; sh:property [ sh:path :q ; sh:class :D ] ]", {"p": {"q": {"type": {}}}}),
        ("sh:property [ sh:path :p ; sh:node [ sh:deactivated true ; sh:class :D ] ]", {"p": {}}),
        (SELECT % "$this :p ?value . ?value :q ?x FILTER NOT EXISTS { ?x :r/:s $this }",
         {"p": {"q": {"r": {"s": {}}}}}),
        (SELECT % "$this :p ?value BIND(1 AS ?one) FILTER(?one > 2 || EXISTS { ?value :q ?y })",
         {"p": {"q": {}}}),
    ],
    ids=["plain", "class", "sequence", "pair", "closed", "node", "nested", "deactivated", "SPARQL", "BIND"],
)  # fmt: skip
def test_a_local_check_reads_what_the_focus_node_leads_to(
    plan: Callable[[str], Plan | None], rules: str, expected: object
) -> None:
    made = plan(f"sh:targetClass :C ; {rules}")
    assert made is not None
    assert made.projected == []
    assert follows(made.reading.focus) == expected


def test_a_few_nodes_may_be_shared_by_all(plan: Callable[[str], Plan | None]) -> None:
    made = plan(
        "sh:targetClass :C ; " + SELECT % "?few a :Few ; :p ?value FILTER NOT EXISTS { $this :p ?value }"
    )
    assert made is not None
    assert made.projected == []
    assert {key: follows(each) for key, each in made.reading.shared.items()} == {
        (TYPE, f"{PREFIX}Few"): {"type": {}, "p": {}}
    }


@pytest.mark.parametrize(
    ("rules", "keys"),
    [
        ("sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ]", {("p", None)}),
        ("sh:property [ sh:path [ sh:zeroOrMorePath :p ] ; sh:class :D ]", {("p", None), (TYPE, "D")}),
        ("sh:property [ sh:path [ sh:inversePath :p ] ; sh:disjoint :q ]", {("p", None), ("q", None)}),
        (SELECT % "?many a :Many ; :p $this", {(TYPE, "Many"), ("p", None)}),
        (SELECT % "?any :p $this ; a ?class", {(TYPE, None), ("p", None)}),
        (SELECT % "$this :p ?x OPTIONAL { ?x :q ?value }", {("p", None), ("q", None)}),
        (SELECT % "{ $this :p ?value } UNION { ?value ^:q+|:r $this }",
         {("p", None), ("q", None), ("r", None)}),
        (SELECT % "$this :p ?x { ?y :q ?value FILTER EXISTS { ?y :r ?x } }",
         {("p", None), ("q", None), ("r", None)}),
    ],
    ids=["inverse", "star", "pair", "many", "types", "OPTIONAL", "UNION", "group"],
)  # fmt: skip
def test_what_is_not_local_reads_certain_triples_of_all(
    plan: Callable[[str], Plan | None], rules: str, keys: set[tuple[str, str | None]]
) -> None:
    made = plan(f"sh:targetClass :C ; {rules}")
    assert made is not None
    assert made.local == {(0, 0): []}

    def key(predicate: str, value: str | None) -> Key:
        full = predicate if predicate == TYPE else PREFIX + predicate
        return Key(full, None if value is None else PREFIX + value)

    assert made.keys == {key(*each) for each in keys} | {key(TYPE, "C")}


@pytest.mark.parametrize(
    "rules",
    [
        "sh:targetNode :c ; sh:nodeKind sh:IRI",
        "sh:targetObjectsOf :p ; sh:nodeKind sh:IRI",
        "sh:targetClass :C ; " + SELECT % "$this ?value :c",
        "sh:targetClass :C ; " + SELECT % "GRAPH ?g { $this :p ?value }",
        "sh:targetClass :C ; sh:property [ sh:path [ sh:inversePath :p ] ; sh:closed true ]",
        "sh:targetClass :C ; sh:property [ sh:path :p ; sh:node :S ; sh:minCount 1 ]",
    ],
    ids=["node", "objects", "any predicate", "graph", "closed", "recursion"],
)
def test_what_may_read_anything_has_no_plan(plan: Callable[[str], Plan | None], rules: str) -> None:
    assert plan(rules) is None
