"""What counts tell is not asked; what they leave open is."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from nqfgraph.validation import Shapes, sparing
from nqfgraph.validation.engine import compile_for, run_shapes
from nqfgraph.validation.evaluation import Evaluation
from nqfgraph.validation.source import Source

Parse = Callable[[str], list[ox.Triple]]
Read = Callable[[str], Shapes]


class Listening(Source):
    """A source that keeps what it is asked."""

    def __init__(self, triples: list[ox.Triple]) -> None:
        store = ox.Store()
        store.extend(ox.Quad(*each) for each in triples)
        super().__init__(store)
        self.asked: list[str] = []

    def select(self, query: str) -> ox.QuerySolutions:
        self.asked.append(query)
        return super().select(query)


def ask(triples: list[ox.Triple], rules: Shapes) -> tuple[list[str], int]:
    """Return the queries of constraints that were asked, and the number of findings."""
    source = Listening(triples)
    (program,) = compile_for(source, rules)
    evaluation = Evaluation(source, 10)
    found = evaluation.find(program, range(len(program.checks)), evaluation.usage([program]))
    queries = {check.query: check.constraint.component for check in program.checks}
    return [queries[each] for each in source.asked if each in queries], sum(each.count for each in found)


CONFORMANT = """
:a a :C ; :p 'x'@en, 'y'@az ; :q 1 . :b a :C ; :p 'z'@en ; :q 2 .
"""


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ("sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> :p :q )",
         []),
        ("sh:property [ sh:path :p ; sh:minCount 1 ]", []),
        ("sh:property [ sh:path :q ; sh:maxCount 1 ]", []),
        ("sh:property [ sh:path :q ; sh:uniqueLang true ]", []),
        ("sh:property [ sh:path :none ; sh:class :D ; sh:maxCount 1 ; sh:disjoint :q ]", []),
        ("sh:property [ sh:path :q ; sh:nodeKind sh:Literal ; sh:minInclusive 1 ]", []),
        ("sh:property [ sh:path :p ; sh:minCount 2 ]", ["MinCount"]),
        ("sh:property [ sh:path :p ; sh:maxCount 1 ]", ["MaxCount"]),
        ("sh:property [ sh:path :none ; sh:hasValue 1 ]", ["HasValue"]),
        ("sh:property [ sh:path :none ; sh:equals :q ]", ["Equals"]),
        ("sh:property [ sh:path :none ; sh:qualifiedValueShape [ sh:class :D ] ; sh:qualifiedMinCount 1 ]",
         ["QualifiedMinCount"]),
        ("sh:property [ sh:path :p ; sh:maxCount 0 ]", ["MaxCount"]),
    ],
    ids=["closed", "min", "max", "languages", "unused", "values", "min 2", "two", "has value", "equals",
         "qualified", "max 0"],
)  # fmt: skip
def test_only_what_counts_leave_open_is_asked(
    triples: Parse, shapes: Read, rule: str, asked: list[str]
) -> None:
    queries, _ = ask(triples(CONFORMANT), shapes(f":S sh:targetClass :C ; {rule} ."))
    assert queries == asked


@pytest.mark.parametrize(
    ("data", "rule", "count"),
    [
        (":a a :C . :b a :C ; :p 1, 2 .", "sh:property [ sh:path :p ; sh:minCount 1 ]", 1),
        (":a a :C . :b a :C ; :p 1, 2 .", "sh:property [ sh:path :p ; sh:maxCount 1 ]", 1),
        (":a a :C ; :p 'x'@en, 'y'@EN .", "sh:property [ sh:path :p ; sh:uniqueLang true ]", 1),
        (":a a :C ; :p 1 . :b a :D ; :q 1 .", "sh:closed true ; sh:ignoredProperties ( :q )", 2),
        (":a :q 1 .", "sh:property [ sh:path :p ; sh:minCount 1 ]", 0),
    ],
    ids=["min", "max", "languages", "closed", "nobody"],
)
def test_what_is_wrong_is_found_behind_the_counts(
    triples: Parse, shapes: Read, data: str, rule: str, count: int
) -> None:
    _, found = ask(triples(data), shapes(f":S sh:targetClass :C ; {rule} ."))
    assert found == count


@pytest.mark.parametrize("others", [0, 50], ids=["alone", "among others"])
@pytest.mark.parametrize(
    "fault", ["", ":b :p 5 .", ":b :p 'x'@en, 'y'@en ."], ids=["none", "value", "language"]
)
def test_values_are_looked_at_wherever_that_is_cheapest(
    triples: Parse, shapes: Read, monkeypatch: pytest.MonkeyPatch, others: int, fault: str
) -> None:
    """Whether many others have the property decides how it is asked, but not what is found."""
    monkeypatch.setattr(sparing, "_FEW", 1)
    data = "".join(f":n{number} a :C ; :p 'a'@en, 'b'@az . " for number in range(5))
    data += "".join(f":o{number} :p 'long' . " for number in range(others))
    rules = shapes(
        """:S sh:targetClass :C ; sh:property
        [ sh:path :p ; sh:uniqueLang true ; sh:maxLength 1 ; sh:datatype
          <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ] ."""
    )
    found = run_shapes(Source.of_triples(triples(f"{data} :b a :C . {fault}")), rules)
    assert sum(found.counts.values()) == bool(fault)


def test_graphs_that_say_the_same_do_not_hide_a_fault(triples: Parse, shapes: Read) -> None:
    """A statement in two graphs counts twice, which must not make up for one that is missing."""
    store = ox.Store()
    for number, data in enumerate((":a a :C ; :p 1 .", ":a a :C ; :p 1 . :b a :C .")):
        store.extend(ox.Quad(*each, ox.NamedNode(f"urn:g{number}")) for each in triples(data))
    rules = shapes(":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 1 ; sh:maxCount 1 ] .")
    (finding,) = run_shapes(Source(store), rules).findings
    assert finding.focus.endswith("/b")
