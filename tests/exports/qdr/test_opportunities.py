"""Learning opportunities for QDR: a file of their own, which refers to the qualifications."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.exports.qdr import LEARNING_OPPORTUNITIES, Content, Remark, read_loq, write_dataset
from nqfgraph.exports.qdr.notations import Notations
from nqfgraph.exports.qdr.schema import LOQ, OLD_LOQ
from nqfgraph.release import Release
from nqfgraph.vocab import ADMS, DCTERMS, ELM, RDF, SKOS

Export = Callable[..., tuple[bytes, list[Remark]]]
Check = Callable[[bytes], list[str]]
BASE = "https://demo.example/id/"
GRAPH = ox.NamedNode("https://demo.example/graph/qualifications")


@pytest.fixture(scope="module")
def exported(offering: Release, export: Export) -> tuple[bytes, list[Remark]]:
    return export(offering, dataset=LEARNING_OPPORTUNITIES)


@pytest.mark.conformance
def test_the_file_is_valid(exported: tuple[bytes, list[Remark]], check_schema: Check) -> None:
    assert check_schema(exported[0]) == []


def test_it_holds_opportunities_and_references_to_qualifications(
    exported: tuple[bytes, list[Remark]],
) -> None:
    content, _ = exported
    identifiers = re.findall(rb'<learningOpportunity id="[^"]+/([^"/]+)"', content)
    assert identifiers == [b"economics-day", b"economics-evening", b"law"]
    assert re.findall(rb'<qualificationReference id="([^"]+)"', content) == [
        f"{BASE}qualification/{key}".encode() for key in ("2024/100", "2019/100")
    ]
    assert b"<qualification " not in content
    assert content.count(b"<organisation id=") == 1
    assert content.count(b"<location id=") == 2
    assert set(re.findall(rb' idref="([^"]+)"', content)) <= set(re.findall(rb' id="([^"]+)"', content))
    assert b'<description language="en">&lt;p&gt;Four years in Ganja (https://ganja.example/map).' in content


def test_a_qualification_that_cannot_pass_is_referred_to_all_the_same(
    offering: Release, export: Export
) -> None:
    """2019/100 says no language, and without levels no qualification passes: a reference needs neither."""
    qualifications, remarks = export(offering, {})
    assert qualifications == b""
    assert {each.refused for each in remarks} == {True}
    content, _ = export(offering, {}, LEARNING_OPPORTUNITIES)
    assert content.count(b"<qualificationReference ") == 2


def test_what_is_left_out_is_named_with_its_reason(exported: tuple[bytes, list[Remark]]) -> None:
    told = {(each.record.rpartition("/")[2], each.refused, each.code, each.element) for each in exported[1]}
    assert told == {
        ("bakery", True, "illustrative", "learningOpportunity"),
        ("draft", True, "illustrative", "learningOpportunity"),
        ("mistyped", True, "wrong-form", "contentUrl"),
    }


def test_the_file_comes_back_as_it_was(
    offering: Release, exported: tuple[bytes, list[Remark]], tmp_path: Path
) -> None:
    path = tmp_path / "opportunities.xml"
    path.write_bytes(exported[0])
    found = {each.triple for each in read_loq(path)}
    quads = ox.parse(path=str(offering.dump), format=ox.RdfFormat.N_QUADS)
    stored = {each.triple for each in quads if each.graph_name == GRAPH}
    handed = [
        f"{BASE}{each}"
        for each in (
            "learning-opportunity/economics-day",
            "learning-opportunity/economics-evening",
            "learning-opportunity/law",
            "organisation/ganja",
            "organisation/keeper",
        )
    ]
    expected = {each for each in stored if each.subject.value.partition("#")[0] in handed}
    changed = {DCTERMS.description, SKOS.notation}
    qualifications = {each for each in found if "/qualification/" in each.subject.value}
    assert {each for each in found - qualifications if each.predicate not in changed} == {
        each for each in expected if each.predicate not in changed
    }
    assert {each.object for each in qualifications if each.predicate == RDF.type} == {
        ELM.QualificationReference,
        ELM.Identifier,
    }
    said = {each for each in qualifications if each.predicate not in (RDF.type, SKOS.notation)}
    assert said <= stored
    assert {each.predicate for each in said} == {ADMS.identifier, ELM.schemeName}

    older = exported[0].replace(LOQ.encode(), OLD_LOQ.encode()).replace(b'"3.3.1"', b'"3.1.0"')
    assert older != exported[0]
    path.write_bytes(older)
    assert {each.triple for each in read_loq(path)} == found


def test_a_qualification_has_the_same_notation_in_both_files(
    offering: Release, export: Export, exported: tuple[bytes, list[Remark]]
) -> None:
    """And opportunities make way, so that a course with the code of a qualification does not rename it."""
    own = re.findall(rb"<skos:notation>([^<]+)<", export(offering)[0])
    assert sorted(own) == [b"10", b"2024/100"]
    notations = re.findall(rb"<skos:notation>([^<]+)<", exported[0])
    assert sorted(notations) == [b"2019/100", b"2024/100", b"economics-day", b"economics-evening", b"law"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("A", "A"),
        ("B", "course"),
        ("2024/1", "course"),
        ("not an address", "not an address"),
        ("%", "%"),
    ],
)
def test_a_course_makes_way_for_codes_and_keys_of_qualifications(code: str, expected: str) -> None:
    store = ox.Store()
    for thing, notation in (("qualification/2024/1", "B"), ("learning-opportunity/course", code)):
        identifier = ox.NamedNode(f"{BASE}{thing}#identifier")
        store.add(ox.Quad(ox.NamedNode(BASE + thing), ADMS.identifier, identifier, GRAPH))
        store.add(ox.Quad(identifier, SKOS.notation, ox.Literal(notation), GRAPH))
    notations = Notations(store, "https://demo.example/", GRAPH)
    course = ox.NamedNode(f"{BASE}learning-opportunity/course#identifier")
    assert notations.unique(course, ox.Literal(code)).value == expected
    qualification = ox.NamedNode(f"{BASE}qualification/2024/1#identifier")
    assert notations.unique(qualification, ox.Literal("B")).value == "B"


def test_a_release_without_opportunities_gives_no_file(small: Release, export: Export) -> None:
    assert export(small, dataset=LEARNING_OPPORTUNITIES) == (b"", [])


def test_an_offer_of_what_does_not_exist_is_left_out(
    offering: Release, export: Export, exported: tuple[bytes, list[Remark]], tmp_path: Path
) -> None:
    """The shapes of the register refuse this; a build may be told to go on."""
    course = f"<{BASE}learning-opportunity/bakery> <https://w3id.org/nqfgraph/def/content>"
    mark = "<https://w3id.org/nqfgraph/def/content/{}>"
    text = offering.dump.read_text(encoding="utf-8")
    changed = text.replace(f"{course} {mark.format('illustrative')}", f"{course} {mark.format('official')}")
    assert changed != text
    dump = tmp_path / "dump.nq"
    dump.write_text(changed, encoding="utf-8")
    register = offering.manifest.register
    content = Content(
        dump=dump,
        store_folder=offering.store_folder,
        base=register.base,
        languages=register.languages,
        levels=register.qdr_levels,
    )
    remarks: list[Remark] = []
    output = io.BytesIO()
    write_dataset(content, output, remarks.append, LEARNING_OPPORTUNITIES)
    assert output.getvalue() == exported[0]
    assert [(each.refused, each.code, each.element) for each in remarks if "bakery" in each.record] == [
        (True, "illustrative", "learningAchievementSpecification")
    ]
