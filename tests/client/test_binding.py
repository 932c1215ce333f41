"""Values in the place of variables."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.client import Iri, Text
from nqfgraph.client.binding import bind
from nqfgraph.errors import InputError

SIX = Iri("http://example.org/level/6")
DATA = """
PREFIX : <http://example.org/>
INSERT DATA {
  :a :level <http://example.org/level/6> ; :title "Bakalavr"@az ; :credits 240 .
  :b :level <http://example.org/level/7> ; :title "Magistr"@az ; :credits 120 .
  :c :level <http://example.org/level/6> ; :title "?level" ; :credits 180 .
}
"""
PREFIX = "PREFIX : <http://example.org/>\n"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    made = ox.Store()
    made.update(DATA)
    return made


def answers(store: ox.Store, query: str, **values: object) -> list[tuple[str, ...]]:
    solutions = store.query(PREFIX + bind(query, values))
    return sorted(tuple(each.value for each in solution) for solution in solutions)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?q { ?q :level ?level }", [":a", ":c"]),
        ("SELECT ?q { ?q :level $level }", [":a", ":c"]),
        ("SELECT ?q { ?q :level ?x FILTER(?x != ?level) }", [":b"]),
        ("SELECT ?q { ?q :credits ?n { ?q :level ?x FILTER(?x = ?level) } }", [":a", ":c"]),
        (
            "SELECT ?q { ?q :credits ?n OPTIONAL { ?q :level ?x FILTER(?x = ?level) } FILTER(!BOUND(?x)) }",
            [":b"],
        ),
        ("SELECT ?q { ?q :level ?level ; :title '?level' } # ?level", [":c"]),
        ("SELECT ?q { ?q :title ?t FILTER(?t = '''?level''' && EXISTS { ?q :level ?level }) }", [":c"]),
        ("SELECT ?q { ?q :level ?level ; :credits ?n FILTER(?n<200 && ?n>0) }", [":c"]),
        ("SELECT ?q { ?q :level ?l VALUES ?l { :x } } ORDER BY ?level", []),
    ],
)
def test_a_variable_becomes_the_value_wherever_it_stands(store, query, expected):
    found = answers(store, query, level=SIX)
    assert [f":{iri.rpartition('/')[2]}" for (iri,) in found] == expected


def test_a_bound_variable_stays_a_column(store):
    found = answers(store, "SELECT ?level ?q { ?q :level ?level }", level=SIX)
    assert found[0] == (SIX, "http://example.org/a")


def test_a_bound_variable_groups_and_orders(store):
    query = (
        "SELECT ?level (SUM(?n) AS ?sum) { ?q :level ?level ; :credits ?n }"
        " GROUP BY ?level ORDER BY DESC(?level)"
    )
    assert answers(store, query, level=SIX) == [(SIX, "420")]


def test_a_column_of_a_subquery_is_left_out_there(store):
    query = "SELECT ?level ?q { { SELECT DISTINCT ?q ?level { ?q :level ?level } } ?q :level ?level }"
    assert len(answers(store, query, level=SIX)) == 2


def test_what_is_computed_from_it_may_be_a_column(store):
    query = "SELECT (STRLEN(STR(?title)) AS ?length) ?q { ?q :title ?title }"
    assert answers(store, query, title=Text("Bakalavr", "az")) == [("8", "http://example.org/a")]


def test_several_values_are_put_in_at_once(store):
    found = answers(store, "SELECT ?q { ?q :level ?level ; :credits ?n }", level=SIX, n=240)
    assert found == [("http://example.org/a",)]


def test_a_thing_is_described_and_constructed_by_its_value():
    assert bind("DESCRIBE ?level", {"level": SIX}) == f"DESCRIBE <{SIX}>"
    assert bind("CONSTRUCT { ?level a ?x } { ?level a ?x }", {"level": SIX}).count(f"<{SIX}>") == 2


def test_a_query_without_values_is_left_as_it_is():
    assert bind("SELECT ?level {", {}) == "SELECT ?level {"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT ?q { ?q :level ?levl }", r"no variable \?level .* It has: \?q, \?levl"),
        ("SELECT * { :a :level :b } # ?level", "It has: none"),
        ("SELECT (1 AS ?level) {}", "computes it with AS"),
        ("SELECT * { BIND(1 AS ?level) }", "computes it with AS"),
        ("SELECT * { VALUES ?level { 1 } }", "with VALUES"),
        ("SELECT * { ?q :level ?level } VALUES (?q ?level) { (1 2) }", "with VALUES"),
        ("SELECT * { OPTIONAL { ?q :level ?level } FILTER(!BOUND(?level)) }", "with BOUND"),
        ("SELECT * { ?q a ?x MINUS { ?q :level ?level } }", "stands in MINUS"),
        ("SELECT * { ?q a ?x minus { { ?q :level ?level } } }", "stands in MINUS"),
    ],
)
def test_a_variable_that_cannot_have_a_value_is_refused(query: str, reason: str) -> None:
    values: dict[str, Any] = {"level": SIX}
    with pytest.raises(InputError, match=reason):
        bind(query, values)


@pytest.mark.parametrize("query", ["}}} ?x", "SELECT ) ] } ?x {", "'unended ?x", "<a b ?x", ""])
def test_a_text_that_is_no_query_is_left_to_the_endpoint(query):
    assert bind(f"{query}\n?level", {"level": 6}).startswith(query)
