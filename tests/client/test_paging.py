"""Queries cut into pages."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.client.paging import read_pages
from nqfgraph.errors import InputError, QueryError

STORE = ox.Store()
STORE.update(
    "PREFIX : <http://example.org/> INSERT DATA {"
    + " ".join(f':q{n} :level {n % 3} ; :title "Title {n % 5}"@en .' for n in range(23))
    + "}"
)
PREFIX = "PREFIX : <http://example.org/> "
BODY = "{ ?q :level ?level ; :title ?title }"


def rows(query: str) -> list[tuple[str, ...]]:
    return [
        tuple(each.value if each else "" for each in solution) for solution in STORE.query(PREFIX + query)
    ]


def paged(query: str, size: int) -> list[list[tuple[str, ...]]]:
    pages, found = read_pages(query), []
    while sparql := pages.page(sum(map(len, found)), size):
        page = rows(sparql)
        if not page:
            break
        found.append(page)
    return found


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?q ?level {BODY} ORDER BY ?level",
        f"SELECT * {BODY} ORDER BY ?level # LIMIT 3",
        f"SELECT DISTINCT ?level ?title {BODY} ORDER BY DESC(?level)",
        f"select ?level (count(?q) as ?n) {BODY} group by ?level having(?n > 1) order by ?n",
        f"SELECT ?q {BODY} ORDER BY ?level ?q LIMIT 10",
        f"SELECT ?q {BODY} ORDER BY ?level ?q OFFSET 5 LIMIT 10 # the end",
        f"SELECT ?q {BODY} ORDER BY ?level ?q OFFSET 20",
        f"SELECT ?q ?level {BODY} ORDER BY ?level ?q LIMIT 9 VALUES ?level {{ 0 1 }}",
        f"SELECT ?q {BODY} ORDER BY ?level VALUES (?level) {{ (2) }} # }}",
        f"SELECT ?q (EXISTS {{ ?q :level 0 }} AS ?zero) WHERE {BODY} ORDER BY ?zero",
        f"SELECT ?q FROM <http://example.org/none> {BODY} ORDER BY ?q",
        "SELECT ?q ?n { ?q :level 1 { SELECT ?q (COUNT(*) AS ?n) { ?q ?p ?o } GROUP BY ?q LIMIT 99 } }"
        " ORDER BY ?n",
    ],
)
@pytest.mark.parametrize("size", [4, 100])
def test_the_pages_together_are_the_whole(query, size):
    whole = rows(query)
    found = paged(query, size)
    assert sorted(row for page in found for row in page) == sorted(whole)
    assert [len(page) for page in found[:-1]] == [size] * (len(found) - 1)


@given(st.integers(1, 30), st.none() | st.integers(0, 30), st.integers(0, 30))
def test_the_limits_of_the_query_count(size: int, limit: int | None, offset: int) -> None:
    query = f"SELECT ?q {BODY} ORDER BY ?q OFFSET {offset}" + ("" if limit is None else f" LIMIT {limit}")
    assert [row for page in paged(query, size) for row in page] == rows(query)


def test_ties_are_broken_by_the_columns():
    assert "ORDER BY ?level ?q ?n" in (
        read_pages("SELECT ?q (COUNT(?x) AS ?n) { ?q ?x ?level } ORDER BY ?level").page(0, 1) or ""
    )


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?q {BODY}",
        "SELECT ?q { { SELECT ?q { ?q ?p ?o } ORDER BY ?q } }",
        f"SELECT ?q {BODY} # ORDER BY ?q",
        f"SELECT ?q {BODY} VALUES ?q {{ 'ORDER BY ?q' }}",
    ],
)
def test_a_query_without_an_order_is_refused(query):
    with pytest.raises(InputError, match="needs ORDER BY"):
        read_pages(query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT ?q",
        "SELECT ?q {",
        f"SELECT ?q {BODY} ORDER BY ?q LIMIT",
        f"SELECT ?q {BODY} ORDER BY ?q LIMIT ?n",
        f"SELECT ?q {BODY} ORDER BY ?q LIMIT {'9' * 30}",
    ],
)
def test_a_query_that_cannot_be_read_is_refused(query):
    with pytest.raises(QueryError, match=r"cannot be asked in pages|needs a number"):
        read_pages(query)
