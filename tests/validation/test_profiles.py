"""The shipped profiles: a conformant release passes, planted faults are found, pySHACL finds the same."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError
from nqfgraph.iris import Iris
from nqfgraph.validation import PROFILES, Finding, find_profile, validate_store
from nqfgraph.validation.reference import check_with_pyshacl
from nqfgraph.validation.shapes import Shape
from nqfgraph.validation.source import Source
from nqfgraph.vocab import NQF

Spoil = Callable[[str], ox.Store]
Count = Callable[[Iterable[Finding]], Counter[tuple[str, ...]]]

DEF = "https://w3id.org/nqfgraph/def"
Fault = dict[str, str]


def planted_faults() -> list[Fault]:
    with Path(__file__).with_name("planted-faults.toml").open("rb") as file:
        return tomllib.load(file)["fault"]


def update(fault: Fault) -> str:
    """A SPARQL update that plants a fault."""
    remove, add = fault.get("remove", ""), fault.get("add", "")
    pattern = f"GRAPH ?graph {{ {remove} }}" if remove else ""
    return f"DELETE {{ {pattern} }} INSERT {{ {add} }} WHERE {{ {pattern} }}"


def test_conformant_release_has_no_findings(spoil: Spoil, base: Iris) -> None:
    report = validate_store(
        spoil(""), ["elm-loq", "framework", "register", "records", "isced-detailed"], base
    )
    assert report.findings == ()
    assert report.conforms
    assert min(report.checked.values()) > 0


def test_vocabularies_only_miss_the_national_level_in_the_european_list(spoil: Spoil, base: Iris) -> None:
    report = validate_store(spoil(""), ["elm-vocabularies"], base)
    assert [(each.severity, each.path) for each in report.findings] == [
        ("warning", "http://data.europa.eu/snb/model/elm/NQFLevel")
    ]


def wanted(fault: Fault) -> tuple[str, str, str]:
    """Shape, constraint and severity of the finding that a fault makes."""
    return (
        f"{DEF}/shapes/{fault['profile']}/{fault['shape']}",
        f"http://www.w3.org/ns/shacl#{fault['constraint']}ConstraintComponent",
        fault.get("severity", "violation"),
    )


@pytest.mark.parametrize(
    "fault", planted_faults(), ids=lambda each: f"{each['profile']}-{each['shape']}-{each['constraint']}"
)
def test_planted_fault_is_found(spoil: Spoil, base: Iris, fault: Fault) -> None:
    report = validate_store(spoil(update(fault)), [fault["profile"]], base)
    assert wanted(fault) in {(each.shape, each.constraint, each.severity) for each in report.findings}


@pytest.mark.parametrize("profile", PROFILES)
def test_pyshacl_finds_the_same(spoil: Spoil, base: Iris, results: Count, profile: str) -> None:
    """Faults are planted together; those that are hidden, or that look like others, in a next round."""
    shapes = find_profile(profile).shapes()
    names = PROFILES[profile].graphs
    graphs = None if names is None else [base.graph(each) for each in names]

    def compare(planted: Iterable[Fault]) -> set[tuple[str, str, str]]:
        store = spoil(f" ; WITH <{base.graph('qualifications')}> ".join(map(update, planted)))
        findings = validate_store(store, [profile], base).findings
        theirs = check_with_pyshacl(Source(store, graphs).triples(), shapes)
        assert results(findings) == results(theirs), planted
        return {(each.shape, each.constraint, each.severity) for each in findings}

    waiting = [each for each in planted_faults() if each["profile"] == profile]
    found = waiting
    while waiting:
        together = list({wanted(each): each for each in waiting}.values())[: None if found else 1]
        seen = compare(together)
        found = [each for each in together if wanted(each) in seen]
        assert found or len(together) > 1
        waiting = [each for each in waiting if each not in found]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_shape_that_can_be_reported_speaks_three_languages(profile: str) -> None:
    def speaks(shape: Shape) -> bool:
        own = [each.messages for each in shape.constraints if each.component == "SPARQL"]
        rest = [each for each in shape.constraints if each.component not in ("SPARQL", "Property")]
        needed = [*own, *([shape.messages] if rest else [])]
        return all(set(each) == {"az", "en", "ru"} for each in needed)

    shapes = PROFILES[profile].shapes()
    reported = [each for each in shapes.shapes.values() if isinstance(each.node, ox.NamedNode)]
    assert len(reported) > {"isced-detailed": 1, "links": 6}.get(profile, 10)
    assert [each.node.value for each in reported if not speaks(each)] == []


@pytest.mark.parametrize("profile", PROFILES)
def test_terms_of_ours_are_those_of_the_ontology(profile: str) -> None:
    shapes = PROFILES[profile].shapes()
    used = {term for triple in shapes.triples for term in triple if isinstance(term, ox.NamedNode)}
    ours = [
        each.value.removeprefix(f"{DEF}/")
        for each in used
        if each.value.startswith(f"{DEF}/") and "/shapes/" not in each.value and "/shapes" not in each.value
    ]
    for name in ours:
        assert NQF[name].value == f"{DEF}/{name}"


def test_a_process_reads_the_shapes_of_a_profile_once() -> None:
    assert find_profile("elm-loq").shapes() is find_profile("elm-loq").shapes()


def test_unknown_profile_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(
        InputError, match="elm-loq, elm-vocabularies, framework, register, records, isced-detailed, links"
    ):
        find_profile("elm")
