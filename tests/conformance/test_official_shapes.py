"""The release of AzNQF against the official ELM files: it conforms but for what is listed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.iris import Iris
from nqfgraph.model.graphs import register_quads
from nqfgraph.ontology import Ontology
from nqfgraph.sources import find_register, read_register
from nqfgraph.validation import Finding, validate_store
from nqfgraph.validation.engine import run_shapes
from nqfgraph.validation.official import explain, load_official_shapes
from nqfgraph.validation.shapes import SHACL
from nqfgraph.validation.source import Source

pytestmark = pytest.mark.conformance

ELM = "http://data.europa.eu/snb/model/elm/"
GRAPHS = ("qualifications", "vocabularies", "framework")
"""The graphs that a harvester of ELM data is given."""


@pytest.fixture(scope="module")
def release() -> tuple[ox.Store, Iris]:
    ontology = Ontology.load()
    register, issues = read_register(find_register("aznqf"), ontology)
    assert [each for each in issues if each.severity == "error"] == []
    store = ox.Store()
    store.bulk_extend(register_quads(register, ontology))
    return store, Iris(register.description.base)


def count(store: ox.Store, pattern: str) -> int:
    results = store.query(f"SELECT ?s WHERE {{ {pattern} }}", use_default_graph_as_union=True)
    return sum(1 for _ in results)


def official(release: tuple[ox.Store, Iris], path: Path) -> tuple[Finding, ...]:
    store, iris = release
    source = Source(store, [iris.graph(each) for each in GRAPHS])
    outcome = run_shapes(source, load_official_shapes([path]), limit=100_000)
    assert outcome.checked > 500
    assert sum(outcome.counts.values()) == len(outcome.findings)
    return outcome.findings


def test_release_conforms_to_the_profile(
    release: tuple[ox.Store, Iris], shared: Callable[[str], Path]
) -> None:
    assert official(release, shared("conformance/elm/shacl/LOQ-constraints.ttl")) == ()


def test_release_meets_the_vocabularies_but_for_two_things(
    release: tuple[ox.Store, Iris], shared: Callable[[str], Path]
) -> None:
    """The EU's list of national levels has no Azerbaijan, and ESCO skills are looked for wrongly (D5)."""
    findings = official(release, shared("conformance/elm/shacl/LOQ-constraints-mdr.ttl"))
    found = Counter(
        (each.path, each.constraint.removeprefix(SHACL), getattr(explain(each), "code", None))
        for each in findings
    )
    store, _ = release
    qualifications = count(store, f"?s a <{ELM}Qualification> ; <{ELM}NQFLevel> ?level")
    skills = count(store, f"?s <{ELM}relatedESCOSkill> ?skill")
    assert qualifications > 100
    assert skills > 0
    assert found == Counter(
        {
            (f"{ELM}NQFLevel", "NodeConstraintComponent", None): qualifications,
            (f"{ELM}relatedESCOSkill", "NodeConstraintComponent", "D5"): skills,
        }
    )


def test_release_conforms_to_our_profiles(release: tuple[ox.Store, Iris]) -> None:
    report = validate_store(release[0], ["elm-loq", "framework", "register"], release[1])
    assert report.counts()["violation"] == 0
    assert report.checked["elm-loq"] > 500
