"""What is written as LOQ XML is valid, and reads back as the same graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqfgraph.exports.qdr import Remark, read_elements, read_loq
from nqfgraph.exports.qdr.elements import ENTITIES, TYPES
from nqfgraph.exports.qdr.schema import LOQ, OLD_LOQ
from nqfgraph.release import Release
from nqfgraph.vocab import ELM, NQF, RDF

Make = Callable[[int], frozenset[ox.Triple]]
Write = Callable[..., tuple[bytes, list[object]]]
Export = Callable[..., tuple[bytes, list[Remark]]]
Check = Callable[[bytes], list[str]]


def read(content: bytes, folder: Path) -> list[ox.Triple]:
    path = folder / "file.xml"
    path.write_bytes(content)
    return [quad.triple for quad in read_loq(path)]


@pytest.mark.conformance
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 32))
def test_things_of_every_type_are_valid_and_come_back(
    seed: int, make_things: Make, write: Write, check_schema: Check, tmp_path: Path
) -> None:
    things = make_things(seed)
    content, left_out = write(things)
    assert left_out == []
    assert check_schema(content) == []
    assert frozenset(read(content, tmp_path)) == things


@pytest.mark.conformance
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 32))
def test_whatever_a_graph_says_what_is_written_of_it_is_valid(
    seed: int,
    make_things: Make,
    spoil: Callable[..., frozenset[ox.Triple]],
    codes: Mapping[str, Sequence[str]],
    write: Write,
    check_schema: Check,
) -> None:
    content, left_out = write(spoil(make_things(seed), seed), codes)
    assert left_out
    assert check_schema(content) == []
    assert list(read_elements("file.xml", content))


@pytest.mark.conformance
def test_every_element_of_the_schema_is_written_and_read(make_things: Make) -> None:
    described: Counter[tuple[ox.NamedNode, ox.NamedNode]] = Counter()
    for seed in range(40):
        things = make_things(seed)
        types = {each.subject: each.object for each in things if each.predicate == RDF.type}
        described.update((types[each.subject], each.predicate) for each in things)
    for name, each in TYPES.items():
        for element in each.elements:
            assert described[each.cls, element.predicate], f"{name} {element.name}"


def test_a_release_comes_back_as_it_was(westland: Release, export: Export, tmp_path: Path) -> None:
    content, remarks = export(westland)
    assert remarks == []
    levels = {
        ox.NamedNode(f"https://register.westland.example/id/level/{key}"): ox.NamedNode(iri)
        for key, iri in westland.manifest.register.qdr_levels.items()
    }
    graph = ox.NamedNode(westland.iris.graph("qualifications"))
    quads = ox.parse(path=str(westland.dump), format=ox.RdfFormat.N_QUADS)
    expected = {
        ox.Triple(each.subject, each.predicate, levels.get(each.object, each.object))
        for each in quads
        if each.graph_name == graph
    }
    found = read(content, tmp_path)
    elm = {
        each for each in found if not str(each.subject.value).startswith(westland.iris.base + "id/specialty")
    }
    elm = {each for each in elm if "esco/skill" not in each.subject.value}
    assert elm == expected


def test_a_release_as_the_older_version_says_the_same(
    westland: Release, export: Export, tmp_path: Path
) -> None:
    content, _ = export(westland)
    older = content.replace(LOQ.encode(), OLD_LOQ.encode()).replace(b'"3.3.1"', b'"3.1.0"')
    assert OLD_LOQ.encode() in older
    assert LOQ.encode() not in older
    assert set(read(older, tmp_path)) == set(read(content, tmp_path))


@pytest.mark.conformance
def test_a_release_is_valid(westland: Release, export: Export, check_schema: Check) -> None:
    content, remarks = export(westland)
    assert check_schema(content) == []
    assert remarks == []
    assert content.count(b"<qualification ") == 4


def test_the_default_namespace_has_no_prefix(westland: Release, export: Export) -> None:
    content, _ = export(westland)
    root = content.split(b"\n", 2)[1]
    assert root.startswith(
        b'<Courses xmlns="http://data.europa.eu/snb/model/application-profile/loq-constraints/"'
    )
    assert content.count(b"<Courses") == 1


def test_the_same_release_gives_the_same_bytes(westland: Release, export: Export) -> None:
    assert export(westland)[0] == export(westland)[0]


def test_types_are_listed_once() -> None:
    assert len({TYPES[each].cls for each in ENTITIES}) == len(ENTITIES)
    assert ELM.Qualification in {TYPES[each].cls for each in ENTITIES}
    assert NQF.Record not in {each.cls for each in TYPES.values()}
