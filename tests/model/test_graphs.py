"""The graphs of any register keep what every release promises."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nqfgraph.iris import GRAPHS, Iris
from nqfgraph.model.graphs import RegisterGraphs, register_quads
from nqfgraph.model.records import Qualification, Register
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import NAMESPACES, PREFIXES, RDF

BASE = "https://data.example.org/"

drawn = settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
)


def described(quads: Iterable[ox.Quad]) -> Mapping[str, set[str]]:
    """Return the types of every subject."""
    types: defaultdict[str, set[str]] = defaultdict(set)
    for each in quads:
        types[each.subject.value].update([each.object.value] if each.predicate == RDF.type else [])
    return types


@pytest.fixture(scope="session")
def closed_shapes(shared: Callable[[str], Path]) -> Mapping[str, Mapping[str, str]]:
    """Return the properties of each closed LOQ class and how often each may stand: ``0..1``, ``1..*`` …"""
    namespaces = {**PREFIXES, "dc": PREFIXES["dcterms"]}

    def iri(name: str) -> str:
        prefix, _, local = name.partition(":")
        return namespaces[prefix] + local

    properties: defaultdict[str, dict[str, str]] = defaultdict(dict)
    with shared("data/elm/loq/loq-shapes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["shape_state"].startswith("closed"):
                properties[iri(row["class"])][iri(row["property"])] = row["shacl_card"]
    return properties


@drawn
@given(data=st.data())
def test_statements_stand_once_between_nodes_with_iris(
    data: st.DataObject, registers: st.SearchStrategy[Register], ontology: Ontology
) -> None:
    register = data.draw(registers)
    quads = list(register_quads(register, ontology))
    iris = Iris(register.description.base)
    assert {each.graph_name.value for each in quads} <= {iris.graph(name) for name in GRAPHS}
    assert [one for one, count in Counter(each.triple for each in quads).items() if count > 1] == []
    for each in quads:
        assert isinstance(each.subject, ox.NamedNode)
        assert isinstance(each.object, (ox.NamedNode, ox.Literal))


@drawn
@given(data=st.data())
def test_every_node_of_ours_is_described_and_typed(
    data: st.DataObject, registers: st.SearchStrategy[Register], ontology: Ontology
) -> None:
    register = data.draw(registers)
    quads = list(register_quads(register, ontology))
    types, base = described(quads), register.description.base
    assert [iri for iri, found in types.items() if iri.startswith(base) and not found] == []
    objects = {each.object.value for each in quads if isinstance(each.object, ox.NamedNode)}
    assert {iri for iri in objects if iri.startswith(base)} <= set(types)


@drawn
@given(data=st.data(), seed=st.integers())
def test_order_of_records_does_not_matter(
    data: st.DataObject, seed: int, registers: st.SearchStrategy[Register], ontology: Ontology
) -> None:
    register = data.draw(registers)
    chance = random.Random(seed)

    def shuffled(records: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(records, len(records)))

    kinds = (
        "levels",
        "level_statements",
        "award_types",
        "classifications",
        "organisations",
        "qualifications",
        "learning_opportunities",
    )
    other = replace(register, **{kind: shuffled(getattr(register, kind)) for kind in kinds})
    assert set(register_quads(register, ontology)) == set(register_quads(other, ontology))


@drawn
@given(data=st.data())
def test_store_gives_back_the_same_characters(
    data: st.DataObject, registers: st.SearchStrategy[Register], ontology: Ontology
) -> None:
    quads = set(register_quads(data.draw(registers), ontology))
    store = ox.Store()
    store.bulk_extend(quads)
    assert set(store) == quads


@pytest.mark.conformance
@drawn
@given(data=st.data())
def test_payload_keeps_to_the_closed_shapes(
    data: st.DataObject,
    registers: st.SearchStrategy[Register],
    ontology: Ontology,
    closed_shapes: Mapping[str, Mapping[str, str]],
) -> None:
    register = data.draw(registers)
    graph = Iris(register.description.base).graph("qualifications")
    payload = [each for each in register_quads(register, ontology) if each.graph_name.value == graph]
    types = described(payload)
    used = Counter((each.subject.value, each.predicate.value) for each in payload)
    for (subject, predicate), count in used.items():
        (only_type,) = types[subject]
        if predicate != RDF.type.value:
            assert predicate in closed_shapes[only_type], f"{predicate} on {only_type}"
            assert count == 1 or closed_shapes[only_type][predicate].endswith("*"), (
                f"{predicate} {count} times"
            )


def test_every_term_of_a_release_is_a_listed_one(register: Register, ontology: Ontology) -> None:
    listed = {space[name].value for space in NAMESPACES.values() for name in space}
    quads = list(register_quads(register, ontology))
    assert {each.predicate.value for each in quads} <= listed
    assert {each.object.value for each in quads if each.predicate == RDF.type} <= listed


@drawn
@given(data=st.data())
def test_what_is_said_of_some_qualifications_can_be_taken_from_elsewhere(
    data: st.DataObject, registers: st.SearchStrategy[Register], ontology: Ontology
) -> None:
    register = data.draw(registers)
    whole = set(register_quads(register, ontology))
    taken = set(data.draw(st.sets(st.sampled_from(range(len(register.qualifications) + 1)))))
    sides: tuple[list[Qualification], list[Qualification]] = ([], [])
    for number, each in enumerate(register.qualifications):
        sides[number in taken].append(each)
    made, same = sides
    parts = RegisterGraphs(register, ontology)
    new = set(parts.qualification_quads(made))
    rest = RegisterGraphs(register, ontology)
    new.update(rest.shared_quads(), rest.mentioned_quads(same), rest.vocabulary_quads(parts.concepts()))
    own = tuple(f"{BASE}id/{kind}/" for kind in ("qualification", "record", "learning-outcome"))
    assert new <= whole
    missing = {each.subject.value for each in whole - new}
    assert all(subject.startswith(own) for subject in missing)
    elsewhere = set(RegisterGraphs(register, ontology).qualification_quads(same))
    assert whole - new <= elsewhere
    assert bool(same) == bool(missing)
