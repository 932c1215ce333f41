"""The counts of a release are those that its store gives."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.model.statistics import ReleaseStatistics, Tally, replace_part
from nqfgraph.vocab import RDF

IRI = "http://e/"
names = st.sampled_from(["a", "a#1", "aa", "b"]).map(lambda name: ox.NamedNode(IRI + name))
predicates = st.sampled_from([RDF.type, ox.NamedNode(f"{IRI}p"), ox.NamedNode(f"{IRI}q")])
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=5).map(ox.Literal)
triples = st.tuples(names, predicates, names) | st.tuples(names, st.just(ox.NamedNode(f"{IRI}t")), texts)
# Each triple stands in one graph only.
datasets = st.dictionaries(triples, st.sampled_from(["g", "h"]), max_size=25)


Dataset = dict[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal], str]


def lines_of(dataset: Dataset) -> list[bytes]:
    quads = [ox.Quad(*triple, ox.NamedNode(IRI + graph)) for triple, graph in dataset.items()]
    return sorted((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))


def tally(lines: Iterable[bytes]) -> ReleaseStatistics:
    counting = Tally()
    lines = list(lines)
    assert list(counting.watch(lines)) == lines
    return counting.statistics()


def number(store: ox.Store, pattern: str, graph: str | None) -> int:
    inside = f"GRAPH <{graph}> {{ {pattern} }}" if graph else f"GRAPH ?g {{ {pattern} }}"
    (row,) = store.query(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {inside} }}")
    return int(row["n"].value)


@given(datasets)
def test_the_counts_are_those_of_a_store(
    dataset: dict[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal], str],
) -> None:
    quads = [ox.Quad(*triple, ox.NamedNode(IRI + graph)) for triple, graph in dataset.items()]
    lines = sorted((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    store = ox.Store()
    store.bulk_extend(quads)
    found = tally(lines)
    assert found.all.triples == len(quads)
    assert set(found.graphs) == {IRI + graph for graph in dataset.values()}
    assert sum(each.triples for each in found.graphs.values()) == len(quads)
    for graph, counts in [(None, found.all), *found.graphs.items()]:
        assert counts.subjects == number(store, "?s ?p ?o", graph)
        for iri, count in counts.properties.items():
            assert count.subjects == number(store, f"?s <{iri}> ?o", graph)
            assert count.triples == sum(
                each.predicate.value == iri and graph in (None, each.graph_name.value) for each in quads
            )
        for iri, instances in counts.classes.items():
            assert instances == number(store, f"?s a <{iri}>", graph)
    assert ReleaseStatistics.from_json(found.to_json()) == found


def test_the_same_counts_are_the_same_bytes() -> None:
    lines = [b"<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n"]
    assert tally(lines).to_json() == tally(lines).to_json()


def test_nothing_is_counted_where_there_is_nothing() -> None:
    found = tally([])
    assert (found.all.triples, found.all.subjects, found.graphs) == (0, 0, {})


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"all": 1, "graphs": {}}'])
def test_other_json_is_refused(text: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        ReleaseStatistics.from_json(text)


@given(datasets, datasets)
def test_what_has_not_changed_need_not_be_counted_again(before: Dataset, after: Dataset) -> None:
    old, new = lines_of(before), lines_of(after)
    changed = {line.partition(b" ")[0] for line in set(old) ^ set(new)}
    gone, come = ([line for line in each if line.partition(b" ")[0] in changed] for each in (old, new))
    assert replace_part(tally(old), tally(gone), tally(come)) == tally(new)
