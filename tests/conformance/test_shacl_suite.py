"""The W3C test suite for SHACL: the same results as its expected reports, but for what is listed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import ShapesError
from nqfgraph.validation import Finding
from nqfgraph.validation.engine import run_shapes
from nqfgraph.validation.reading import read_path, read_shapes
from nqfgraph.validation.reference import check_with_pyshacl
from nqfgraph.validation.shapes import SHACL
from nqfgraph.validation.source import Source
from nqfgraph.validation.triples import TripleIndex

pytestmark = pytest.mark.conformance

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
FAILURE = ox.NamedNode(f"{SHT}Failure")
TESTS = "conformance/w3c/shacl/tests"
Result = tuple[str, str, str, str]

EXPECTED_FAILURES = {
    "sparql/pre-binding/shapesGraph-001": (
        "asks for $shapesGraph, which is optional (SHACL § 5.3.1); refused, as pySHACL does"
    ),
}
PYSHACL_FAILURES = {
    "core/property/uniqueLang-002": "takes “1” for true, but only the literal true switches sh:uniqueLang on",
}
"""Where pySHACL itself differs from the suite; the list shows when an update of it changes its results."""


def sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SHACL + name)


def index(path: Path) -> TripleIndex:
    return TripleIndex(
        quad.triple
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    )


def file_of(node: ox.NamedNode) -> Path:
    return Path(node.value.removeprefix("file://"))


def wild(term: ox.NamedNode | ox.BlankNode | ox.Literal | str | None) -> str:
    text = "" if term is None else str(term)
    return "_:" if text.startswith("_:") else text


def expected(graph: TripleIndex, report: ox.BlankNode) -> Counter[Result]:
    results: Counter[Result] = Counter()
    for result in graph.objects(report, sh("result")):

        def one(name: str, result: ox.BlankNode = result) -> ox.NamedNode | None:
            return next(iter(graph.objects(result, sh(name))), None)

        path = one("resultPath")
        text = "" if path is None else str(read_path(graph, path))
        results[
            (wild(one("focusNode")), text, wild(one("value")), str(one("sourceConstraintComponent")))
        ] += 1
    return results


def found(findings: list[Finding]) -> Counter[Result]:
    def node(text: str) -> str:
        return wild(text if text.startswith(("_:", '"')) else f"<{text}>")

    def path(text: str | None) -> str:
        return "" if text is None else text if "<" in text else f"<{text}>"

    return Counter((node(f.focus), path(f.path), wild(f.value), f"<{f.constraint}>") for f in findings)


def cases(folder: Path, part: str) -> list[tuple[str, Path]]:
    """The test files of a part of the suite by name (``core/node/and-001``), as the manifests list them."""
    names = []
    waiting = [folder / part / "manifest.ttl"]
    while waiting:
        manifest = waiting.pop()
        graph = index(manifest)
        for subject in graph.subjects(ox.NamedNode(f"{MF}include")):
            waiting.extend(file_of(each) for each in graph.objects(subject, ox.NamedNode(f"{MF}include")))
        if list(graph.subjects(ox.NamedNode(f"{MF}entries"))):
            names.append((str(manifest.relative_to(folder).with_suffix("")), manifest))
    return sorted(names)


def differences(path: Path, check: Callable[[TripleIndex, TripleIndex], list[Finding]]) -> str:
    """What is wrong with the results for a test file; empty if nothing is."""
    graph = index(path)
    wrong = []
    for entry in graph.subjects(ox.NamedNode(f"{MF}action")):
        (action,) = graph.objects(entry, ox.NamedNode(f"{MF}action"))
        (data,) = graph.objects(action, ox.NamedNode(f"{SHT}dataGraph"))
        (rules,) = graph.objects(action, ox.NamedNode(f"{SHT}shapesGraph"))
        (wanted,) = graph.objects(entry, ox.NamedNode(f"{MF}result"))
        try:
            results = found(check(index(file_of(data)), index(file_of(rules))))
        except ShapesError as error:
            if wanted != FAILURE:
                wrong.append(str(error))
            continue
        if wanted == FAILURE:
            wrong.append("should have been refused")
            continue
        target = expected(graph, wanted)
        if results != target:
            wrong.append(f"missing {dict(target - results)}, too many {dict(results - target)}")
    return "; ".join(wrong)


def ours(data: TripleIndex, rules: TripleIndex) -> list[Finding]:
    return list(run_shapes(Source.of_triples(data.triples), read_shapes(rules.triples)).findings)


def reference(data: TripleIndex, rules: TripleIndex) -> list[Finding]:
    return list(check_with_pyshacl(data.triples, read_shapes(rules.triples)))


@pytest.mark.parametrize(("part", "size"), [("core", 98), ("sparql", 22)])
def test_suite_gives_the_expected_reports(shared: Callable[[str], Path], part: str, size: int) -> None:
    tests = cases(shared(TESTS), part)
    assert len(tests) == size
    failed = {name: text for name, path in tests if (text := differences(path, ours))}
    assert {name: text for name, text in failed.items() if name not in EXPECTED_FAILURES} == {}
    assert {name for name in EXPECTED_FAILURES if name.startswith(f"{part}/")} == set(failed)


def test_reference_gives_the_expected_reports(shared: Callable[[str], Path]) -> None:
    tests = cases(shared(TESTS), "core")
    failed = {name: text for name, path in tests if (text := differences(path, reference))}
    assert {name: text for name, text in failed.items() if name not in PYSHACL_FAILURES} == {}
    assert set(failed) == set(PYSHACL_FAILURES)
