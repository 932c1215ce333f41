"""Official shapes are made fit to be used, and their known defects are told from faults of the data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from nqfgraph.validation import Finding, validate_graph
from nqfgraph.validation.official import DEFECTS, explain, load_official_shapes
from nqfgraph.validation.reference import check_with_pyshacl

TEXT = r"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <http://a/> .
<http://a> owl:imports <http://nowhere.example/> .
:S a sh:NodeShape ; sh:targetNode "HTTP://example.org/", "http:x", "ftp://example.org/" ;
  sh:pattern "^(?i)(http|https):(//(([^@\\[/?#]*)@)?(\\[[[A-Fa-f0-9]\\:\\.]*[%[\\p{L}\\p{Nd}]]*\\]))?" .
:T a sh:NodeShape ; sh:targetNode "anything" ; sh:pattern "^(([^:/?#]+):)?(//(([^@\\[/?#]*)@)?\\p{L}" .
:U a sh:NodeShape ; sh:targetNode "b" ; sh:pattern "^a" .
"""


def test_java_patterns_mean_the_same_to_both_engines(tmp_path: Path) -> None:
    path = tmp_path / "official.ttl"
    path.write_text(TEXT)
    shapes = load_official_shapes([path])
    triple = ox.Triple(ox.NamedNode("http://a/x"), ox.NamedNode("http://a/y"), ox.NamedNode("http://a/z"))
    ours = [each.focus for each in validate_graph([triple], shapes=[shapes]).findings]
    assert sorted(ours) == ['"b"', '"ftp://example.org/"']
    assert sorted(each.focus for each in check_with_pyshacl([triple], shapes)) == sorted(ours)
    assert not [each for each in shapes.triples if each.predicate.value.endswith("#imports")]


def finding(path: str | None, constraint: str, shape: str) -> Finding:
    return Finding(
        severity="violation",
        focus="http://a/x",
        path=path,
        value=None,
        constraint=f"http://www.w3.org/ns/shacl#{constraint}ConstraintComponent",
        shape=f"http://data.europa.eu/snb/model/ap/{shape}",
        messages={},
    )


def test_a_defect_explains_only_its_own_findings() -> None:
    path, shape = (
        "http://data.europa.eu/snb/model/elm/relatedESCOSkill",
        "loq-constraints-mdr/LearningOutcomeShapeCV",
    )
    explained = explain(finding(path, "Node", shape))
    assert explained is not None
    assert explained.code == "D5"
    assert explain(finding(path, "NodeKind", shape)) is None
    assert explain(finding(path, "Node", "loq-constraints/LearningOutcomeShape")) is None
    assert explain(finding(None, "Node", shape)) is None


def test_every_defect_has_a_number_and_a_reason() -> None:
    assert [each.code for each in DEFECTS] == ["D3", "D4", "D5", "D6"]
    assert all(each.reason.endswith(".") for each in DEFECTS)
