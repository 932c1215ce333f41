"""Our table of the LOQ XML schema is what the official one says, and the official files are read whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from lxml import etree

from nqfgraph.exports.qdr import is_loq, read_loq
from nqfgraph.exports.qdr.elements import BLOCKS, TYPES, entity_element
from nqfgraph.exports.qdr.parsing import parse
from nqfgraph.exports.qdr.schema import Element, Kind
from nqfgraph.ontology import Ontology

pytestmark = pytest.mark.conformance

XS = "{http://www.w3.org/2001/XMLSchema}"
SAMPLE = "conformance/elm/xsd-3.1.0/samples/loq.xml"
Shared = Callable[[str], Path]
CHANGED = {("Note", "noteLiteral"), ("LearningAchievementSpecification", "learningOutcome")} | {
    ("Qualification", "learningOutcome")
}
"""What 3.1.0 had other cardinalities for."""


@pytest.fixture(scope="module", params=["3.3.1", "3.1.0"])
def schema(request: pytest.FixtureRequest, shared: Shared) -> tuple[str, etree._Element]:
    version = str(request.param)
    return version, etree.parse(shared(f"conformance/elm/xsd-{version}/loq.xsd")).getroot()


def sequence(root: etree._Element, name: str) -> Iterator[tuple[str, str, int, int | None]]:
    """Give name, type, least and most of the elements of a complex type, those of its base first."""
    (found,) = root.findall(f"{XS}complexType[@name='{name}']")
    for base in found.iter(f"{XS}extension"):
        if ":" not in base.get("base"):
            yield from sequence(root, base.get("base"))
    for each in found.iter(f"{XS}element"):
        reference = each.get("ref")
        declared = each if reference is None else root.find(f"{XS}element[@name='{reference}']")
        most = each.get("maxOccurs", "1")
        yield (
            reference or each.get("name"),
            "" if declared is None else declared.get("type"),
            int(each.get("minOccurs", "1")),
            None if most == "unbounded" else int(most),
        )


def expected_type(element: Element) -> str:
    """Return a pattern of the schema's type for an element of ours."""
    if element.name in ("locn:geometry",) or ":" in element.name:
        return ""
    if element.kind is Kind.VALUE:
        return f"xs:{element.of}"
    return {
        Kind.TEXT: "rdf:LangStringType",
        Kind.IRI: f"{element.of}Type",
        Kind.CODE: r"[\w-]+RestrictionType",
        Kind.CONCEPT: "skos:ConceptType",
        Kind.PART: f"{element.of}Type",
        Kind.REFERENCE: "IdReferenceType",
    }[element.kind]


@pytest.mark.parametrize("name", [each for each in TYPES if each not in ("Mailbox", "Geometry")])
def test_a_type_has_the_elements_of_the_official_schema(
    name: str, schema: tuple[str, etree._Element]
) -> None:
    version, root = schema
    official = list(sequence(root, f"{name}Type"))
    if version == "3.1.0":
        changed = [each for each in official if (name, each[0]) in CHANGED]
        assert all(each not in ours(name) for each in changed)
        official = [each for each in official if each not in changed]
        ours_here = [each for each in ours(name) if (name, each[0]) not in CHANGED]
    else:
        ours_here = ours(name)
    assert [(each[0], *each[2:]) for each in official] == [(each[0], *each[2:]) for each in ours_here]
    for (element, official_type, *_), (_, pattern, *_) in zip(official, ours_here, strict=True):
        assert re.fullmatch(pattern, official_type), element


def ours(name: str) -> list[tuple[str, str, int, int | None]]:
    return [(each.name, expected_type(each), each.least, each.most) for each in TYPES[name].elements]


def test_blocks_are_those_of_the_official_schema(schema: tuple[str, etree._Element]) -> None:
    _, root = schema
    assert [each[0] for each in sequence(root, "CoursesRootType")] == list(BLOCKS)
    for block, types in BLOCKS.items():
        found = {each[0] for each in sequence(root, f"{block[0].upper()}{block[1:]}Type")}
        assert found == {entity_element(each) for each in types}


def test_the_official_sample_is_read_without_losing_an_element(shared: Shared) -> None:
    path = shared(SAMPLE)
    triples = [quad.triple for quad in read_loq(path)]
    things = [each for block in etree.parse(path).getroot() for each in block]
    elements = sum(len(list(thing.iter(etree.Element))) for thing in things)
    # Each element is one triple, and one more for the class of a thing, a part or a described concept.
    typed = len([each for each in triples if each.predicate.value.endswith("#type")])
    assert elements > 4000
    assert len(triples) - typed == elements - len(things)
    assert len(list(parse(path))) == len(things)
    assert len({each.subject for each in triples}) > 500


def test_both_versions_say_the_same(shared: Shared, tmp_path: Path) -> None:
    old = shared(SAMPLE).read_bytes()
    new = old.replace(b"model/ap/loq-constraints/", b"model/application-profile/loq-constraints/")
    path = tmp_path / "new.xml"
    path.write_bytes(new.replace(b'xsdVersion="3.1.0"', b'xsdVersion="3.3.1"'))
    assert old != new
    assert is_loq(old[:5000])
    assert is_loq(new[:5000])
    assert set(read_loq(path)) == set(read_loq(shared(SAMPLE)))


def test_the_sample_in_the_new_version_is_valid(shared: Shared) -> None:
    """The sample is a fixed point from which the other tests start, so it must be what it should."""
    schema = etree.XMLSchema(etree.parse(shared("conformance/elm/xsd-3.1.0/loq.xsd")))
    assert schema.validate(etree.parse(shared(SAMPLE)))


def test_the_minimal_file_is_read(shared: Shared) -> None:
    quads = list(read_loq(shared("data/elm/xml/min-loq-3.3.1.xml")))
    assert len(quads) == 38
    assert ox.Literal("Sistemlər layihələndirir.", language="az") in {each.object for each in quads}


@pytest.mark.parametrize(
    ("scheme", "file"),
    [
        ("isced-f", "isced-f"),
        ("language", "language"),
        ("country", "country"),
        ("eqf", "eqf"),
        ("mode", "europass-modes"),
        ("learning-setting", "europass-learning-setting-types"),
        ("skill-type", "skill-types"),
        ("credit-system", "credit-points"),
        ("target-group", "europass-target-groups"),
        ("opportunity-type", "europass-learning-opportunity-types"),
        ("schedule", "europass-learning-schedule-types"),
        ("currency", "currency"),
    ],
)
def test_codes_that_a_register_may_use_are_in_the_closed_lists(
    scheme: str, file: str, shared: Shared
) -> None:
    text = shared(f"conformance/elm/xsd-3.3.1/cv/{file}.xsd").read_text(encoding="utf-8")
    official = set(re.findall(r'enumeration\s+value="([^"]+)"', text))
    concepts = Ontology.load().scheme(scheme).concepts
    assert concepts
    assert set(concepts) <= official
