"""Fixtures for validation: a small conformant release, and ways to spoil it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.iris import Iris
from nqfgraph.validation import Finding, Shapes
from nqfgraph.validation.reading import read_shapes

PREFIXES = """
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX nqf: <https://w3id.org/nqfgraph/def/>
PREFIX rov: <http://www.w3.org/ns/regorg#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <https://data.example.org/id/>
"""
Spoil = Callable[[str], ox.Store]


@pytest.fixture(scope="session")
def base() -> Iris:
    return Iris("https://data.example.org/")


@pytest.fixture(scope="session")
def release(base: Iris) -> list[ox.Quad]:
    """The small release; what closed shapes must not see stands in graph/register."""
    text = Path(__file__).with_name("small-release.ttl").read_text(encoding="utf-8")
    head, _, rest = text.partition("# Graph register")
    register, _, concepts = rest.partition("# Concepts with")
    prefixes = "\n".join(line for line in head.splitlines() if line.startswith("@prefix"))
    parts = {
        "qualifications": head,
        "register": f"{prefixes}\n#{register}",
        "vocabularies": f"{prefixes}\n#{concepts}",
    }
    return [
        ox.Quad(*quad.triple, ox.NamedNode(base.graph(name)))
        for name, part in parts.items()
        for quad in ox.parse(part.encode(), format=ox.RdfFormat.TURTLE)
    ]


@pytest.fixture
def spoil(release: list[ox.Quad]) -> Spoil:
    """Return the release as a store after a SPARQL update, whose default graph is graph/qualifications."""

    def change(update: str) -> ox.Store:
        store = ox.Store()
        store.bulk_extend(release)
        if update:
            store.update(f"{PREFIXES} WITH <https://data.example.org/graph/qualifications> {update}")
        return store

    return change


@pytest.fixture
def triples() -> Callable[[str], list[ox.Triple]]:
    """Parse Turtle with the usual prefixes."""

    def parse(turtle: str) -> list[ox.Triple]:
        return [quad.triple for quad in ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)]

    return parse


@pytest.fixture
def shapes(triples: Callable[[str], list[ox.Triple]]) -> Callable[[str], Shapes]:
    """Read shapes from Turtle with the usual prefixes."""
    return lambda turtle: read_shapes(triples(turtle))


@pytest.fixture
def results() -> Callable[[Iterable[Finding]], Counter[tuple[str, ...]]]:
    """Count findings by what both engines must agree on."""

    def count(findings: Iterable[Finding]) -> Counter[tuple[str, ...]]:
        return Counter(
            (each.severity, each.focus, str(each.path), str(each.value), each.constraint, each.shape)
            for each in findings
        )

    return count
