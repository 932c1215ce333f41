"""A register as we write it passes the official LOQ shapes, but for what no honest data can pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import OWL, SH, SKOS, XSD

from nqfgraph.iris import Iris
from nqfgraph.model.graphs import register_quads
from nqfgraph.model.records import Register
from nqfgraph.ontology import Ontology

pytestmark = pytest.mark.conformance

WEB_ADDRESS = "^[hH][tT][tT][pP][sS]?://"
FULL = "https://data.example.org/id/qualification/2024/6006022"
PLAIN = "https://data.example.org/id/qualification/award-type/bachelor-diploma"
ANYTHING = "^"
"""What the official pattern for mail addresses accepts when Java reads it."""


@pytest.fixture(scope="module")
def official_shapes(shared: Callable[[str], Path]) -> Callable[[str], rdflib.Graph]:
    """Return an official shapes file with the two patterns that Python cannot read replaced."""

    def read(name: str) -> rdflib.Graph:
        shapes = rdflib.Graph().parse(shared(f"conformance/elm/shacl/{name}"))
        shapes.remove((None, OWL.imports, None))
        for shape, pattern in list(shapes.subject_objects(SH.pattern)):
            if "(?i)" in pattern or r"\p{" in pattern:
                replacement = WEB_ADDRESS if "http" in pattern else ANYTHING
                shapes.set((shape, SH.pattern, rdflib.Literal(replacement)))
        return shapes

    return read


@pytest.fixture(scope="module")
def payload(register: Register, ontology: Ontology) -> rdflib.Graph:
    """Return the graphs that ELM speaks of as one plain graph."""
    iris = Iris(register.description.base)
    wanted = {iris.graph(name) for name in ("qualifications", "vocabularies", "framework")}
    return plain_graph(each for each in register_quads(register, ontology) if each.graph_name.value in wanted)


def plain_graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Copy quads into an rdflib graph; strings become plain literals, as rdflib's parsers write them."""
    graph = rdflib.Graph()
    for each in quads:
        subject, predicate = rdflib.URIRef(each.subject.value), rdflib.URIRef(each.predicate.value)
        graph.add((subject, predicate, rdflib_term(each.object)))
    return graph


def rdflib_term(term: ox.Term) -> rdflib.term.Identifier:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal)
    datatype = rdflib.URIRef(term.datatype.value)
    if term.language or datatype == XSD.string:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=datatype)


def findings(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[tuple[str, str, str]]:
    """Give focus node, path and constraint component of every result."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    for result in report.objects(None, SH.result):
        focus, path, component = (
            str(report.value(result, each))
            for each in (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent)
        )
        yield focus, path.rpartition("/")[2], component.rpartition("#")[2]


def test_base_shapes_are_met(payload: rdflib.Graph, official_shapes: Callable[[str], rdflib.Graph]) -> None:
    assert list(findings(payload, official_shapes("LOQ-constraints.ttl"))) == []


def test_base_shapes_speak_of_this_payload(
    payload: rdflib.Graph, official_shapes: Callable[[str], rdflib.Graph]
) -> None:
    broken = payload + rdflib.Graph()
    broken.remove((rdflib.URIRef(FULL), None, rdflib.URIRef("http://data.europa.eu/snb/eqf/6")))
    assert list(findings(broken, official_shapes("LOQ-constraints.ttl"))) == [
        (FULL, "EQFLevel", "MinCountConstraintComponent")
    ]


def test_vocabulary_shapes_leave_only_the_known_remainder(
    payload: rdflib.Graph, official_shapes: Callable[[str], rdflib.Graph]
) -> None:
    """The country's framework is not in the QDR list, and the pattern for ESCO skills fits none (D5)."""
    assert sorted(findings(payload, official_shapes("LOQ-constraints-mdr.ttl"))) == [
        (
            "https://data.example.org/id/learning-outcome/2024/6006022/2",
            "relatedESCOSkill",
            "NodeConstraintComponent",
        ),
        (FULL, "NQFLevel", "NodeConstraintComponent"),
        (PLAIN, "NQFLevel", "NodeConstraintComponent"),
    ]


def test_no_level_claims_to_be_in_the_scheme_of_the_union(payload: rdflib.Graph) -> None:
    schemes = set(payload.objects(None, SKOS.inScheme))
    assert not {each for each in schemes if "/snb/qdr/" in str(each)}
