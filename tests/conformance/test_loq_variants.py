"""28 variants of a minimal data set: the expected verdict of the official files and of our profiles."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.validation import Finding, Report, validate_graph
from nqfgraph.validation.official import load_official_shapes
from nqfgraph.validation.shapes import SHACL

pytestmark = pytest.mark.conformance

Shared = Callable[[str], Path]

PREFIXES = {
    "dc": "http://purl.org/dc/terms/",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "adms": "http://www.w3.org/ns/adms#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
DETAILS = {"skos:inScheme HasValue", "skos:inScheme Pattern"}
"""What pySHACL reports under sh:detail, inside another result, when a nested shape fails."""

DEVIATIONS = {
    "i32-wrong-namespace-33": "our profile says of each class that it is in the wrong namespace",
    "i33-empty-las": "the official shape is deactivated (D7), ours is not",
}
"""Variants for which elm-loq gives another verdict than LOQ-constraints.ttl, on purpose."""

VOCABULARY_DEVIATIONS = {
    "i04-no-eqf": "that the level is missing is for elm-loq to say",
    "i05-two-eqf": "that there is one level too many is for elm-loq to say",
    "i11-nqf-own-scheme-only": "a warning: the EU's list of national levels lacks countries",
    "i34-esco-skill-ok": "the official file looks for a scheme that ESCO does not have (D5)",
    "i35-entitlement-ok": "the official file looks at elm:status instead of elm:entitlementStatus (D3)",
    "i37-accreditation-status-string": "the official files contradict each other on elm:status (D4)",
}
"""Variants for which the violations of elm-vocabularies differ from LOQ-constraints-mdr.ttl, on purpose."""


def variants(shared: Shared) -> list[dict[str, str]]:
    with shared("data/elm/loq/invalid-variants.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read(*paths: Path) -> list[ox.Triple]:
    return [
        quad.triple
        for path in paths
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


def expected(text: str) -> set[str]:
    """The verdict of the table as «path component», one for each result that stands by itself."""
    if text == "conforms":
        return set()
    results = {" ".join(result.split(" [")[0].split(" ")[-2:]) for result in text.split(" | ")}
    return {_short(result) for result in results if result not in DETAILS}


def _short(result: str) -> str:
    path, _, component = result.rpartition(" ")
    return f"{path.rsplit('/', 1)[-1].rsplit('#', 1)[-1].rsplit(':', 1)[-1]} {component}"


def verdict(findings: tuple[Finding, ...]) -> set[str]:
    return {
        _short(f"{each.path} {each.constraint.removeprefix(SHACL).removesuffix('ConstraintComponent')}")
        for each in findings
    }


def violations(report: Report) -> tuple[Finding, ...]:
    return tuple(each for each in report.findings if each.severity == "violation")


def table(row: dict[str, str]) -> tuple[set[str], set[str]]:
    patched = row["LOQ-constraints.ttl_with_regex_replaced"]
    loq = row["LOQ-constraints.ttl"] if patched == "same" else patched
    return expected(loq), expected(row["LOQ-constraints-mdr.ttl"])


def test_official_files_give_the_verdict_of_the_table(shared: Shared) -> None:
    folder = shared("conformance/elm/shacl")
    loq = load_official_shapes([folder / "LOQ-constraints.ttl"])
    mdr = load_official_shapes([folder / "LOQ-constraints-mdr.ttl"])
    rows = variants(shared)
    assert len(rows) == 28
    wrong = {}
    for row in rows:
        data = read(shared(f"data/elm/loq/invalid/{row['variant']}.ttl"))
        found = tuple(verdict(validate_graph(data, shapes=[each]).findings) for each in (loq, mdr))
        if found != table(row):
            wrong[row["variant"]] = (found, table(row))
    assert wrong == {}


def test_our_profiles_give_the_same_verdict_but_for_the_listed_deviations(shared: Shared) -> None:
    deviating: set[str] = set()
    vocabulary_deviating: set[str] = set()
    for row in variants(shared):
        data = read(shared(f"data/elm/loq/invalid/{row['variant']}.ttl"))
        loq, mdr = table(row)
        if verdict(violations(validate_graph(data, ["elm-loq"]))) != loq:
            deviating.add(row["variant"])
        if verdict(violations(validate_graph(data, ["elm-vocabularies"]))) != mdr:
            vocabulary_deviating.add(row["variant"])
    assert deviating == set(DEVIATIONS)
    assert vocabulary_deviating == set(VOCABULARY_DEVIATIONS)


def test_correct_data_conform_to_both(shared: Shared) -> None:
    folder = shared("conformance/elm/shacl")
    official = load_official_shapes([folder / "LOQ-constraints.ttl"])
    names = ("min-loq-qualification", "min-loq-cv", "ext-loq", "ext-loq-cv")
    data = read(*(shared(f"data/elm/loq/{name}.ttl") for name in names))
    report = validate_graph(data, ["elm-loq"], [official])
    assert report.findings == ()
    assert report.checked["elm-loq"] > 20
    assert report.checked["shapes-1"] > 20
