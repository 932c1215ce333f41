"""QDR XML is checked like RDF, and every finding stands at its element."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.places import Place
from nqfgraph.submissions import check
from nqfgraph.validation.verdicts import Verdict
from nqfgraph.vocab import DCTERMS, ELM

Shared = Callable[[str], Path]
Write = Callable[..., Path]
OLD = "http://data.europa.eu/snb/model/ap/loq-constraints/"
NEW = "http://data.europa.eu/snb/model/application-profile/loq-constraints/"
ISCED = "http://data.europa.eu/snb/isced-f/0531"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Courses xmlns="{namespace}" xmlns:dc="http://purl.org/dc/terms/" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
"""
BODY = """<learningAchievementSpecificationReferences>
  <qualification id="https://a.example/q">
    <title language="en">Ə Chemistry</title>
    <ISCEDFCode uri="{isced}"/>
    {language}
    <creditPoint><framework uri="http://data.europa.eu/snb/education-credit/6fcec5c5af"/></creditPoint>
    <learningOutcome idref="https://a.example/o"/>
    <learningOutcome idref="https://a.example/nowhere"/>
    <EQFLevel uri="http://data.europa.eu/snb/eqf/6"/>
  </qualification>
</learningAchievementSpecificationReferences>
<learningOutcomeReferences>
  <learningOutcome id="https://a.example/o"><title language="en">Explains.</title></learningOutcome>
</learningOutcomeReferences>
</Courses>
"""
LANGUAGE = '<language uri="http://publications.europa.eu/resource/authority/language/ENG"/>'


def loq(namespace: str = NEW, language: str = LANGUAGE, head: str = HEAD) -> str:
    return head.format(namespace=namespace) + BODY.format(isced=ISCED, language=language)


def lines(verdict: Verdict) -> dict[str, Place | None]:
    return {str(each.path): each.place for each in verdict.report.findings}


@pytest.mark.parametrize("namespace", [OLD, NEW])
def test_both_versions_are_read_and_findings_stand_at_their_elements(write: Write, namespace: str) -> None:
    path = write("a.xml", loq(namespace))
    verdict = check([path])
    assert [each.syntax for each in verdict.files] == ["QDR XML"]
    found = lines(verdict)
    assert found[ELM.learningOutcome.value] == Place(file=str(path), line=10, column="5")
    assert found[ELM.point.value] == Place(file=str(path), line=8, column="5"), "missing: its subject"
    assert found[ELM.NQFLevel.value] == Place(file=str(path), line=4, column="3")
    assert ELM.ISCEDFCode.value not in found, "what the schema calls a concept is one"
    assert DCTERMS.title.value not in found


def test_several_files_of_different_forms_are_one_set_of_data(write: Write) -> None:
    other = write("o.ttl", "<https://a.example/nowhere> a elm:LearningOutcome ; dcterms:title 'Else'@en .\n")
    verdict = check([write("a.xml", loq()), other])
    assert ELM.learningOutcome.value not in lines(verdict)


def test_a_node_that_is_only_referred_to_has_the_place_of_the_reference(write: Write) -> None:
    shapes = write(
        "s.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> sh:targetObjectsOf elm:EQFLevel ;"
        " sh:property [ sh:path dcterms:title ; sh:minCount 1 ] .",
    )
    (finding,) = check([write("a.xml", loq())], shapes_files=[shapes]).report.findings
    assert finding.place is not None
    assert finding.place.line == 11


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<ISCEDFCode", "<Isced", "has no element Isced"),
        ("</Courses>", "", "not valid XML: no element found"),
        ("<Courses ", "<!DOCTYPE Courses [<!ENTITY a 'b'>]><Courses ", "document type"),
        (' id="https://a.example/q"', "", "lacks the attribute id"),
        (ISCED, "no address", "is not a complete address"),
    ],
)
def test_what_is_not_loq_xml_is_refused_with_its_place(write: Write, old: str, new: str, said: str) -> None:
    text = loq().replace(old, new, 1)
    with pytest.raises(InputError) as refused:
        check([write("a.xml", re.sub(r"<Isced ([^>]*)>", r"<Isced \1>", text))])
    assert said in refused.value.message
    assert refused.value.place is not None
    assert refused.value.place.line


def schema_folder(shared: Shared, version: str) -> Path:
    return shared(f"conformance/elm/xsd-{version}/loq.xsd")


def test_the_official_sample_keeps_to_its_schema_and_is_checked_as_rdf_after_it(shared: Shared) -> None:
    sample = shared("conformance/elm/xsd-3.1.0/samples/loq.xml")
    verdict = check([sample], schema=schema_folder(shared, "3.1.0"))
    assert verdict.report.checked["loq.xsd"] == 1
    assert not [each for each in verdict.report.findings if "SCHEMAV" in each.shape]
    assert {each.path for each in verdict.report.findings} == {
        ELM.emailAddress.value,
        DCTERMS.publisher.value,
    }
    assert all(each.place and each.place.line for each in verdict.report.findings)


def test_the_schema_says_what_is_wrong_also_where_nothing_more_can_be_read(
    write: Write, shared: Shared
) -> None:
    schema = schema_folder(shared, "3.3.1")
    verdict = check([write("a.xml", loq(language="<Language/>"))], schema=schema)
    (finding,) = [each for each in verdict.report.findings if "SCHEMAV" in each.shape]
    assert finding.place is not None
    assert finding.place.line == 7
    assert "Element 'Language'" in finding.messages["ru"]
    assert finding.messages["az"].startswith("XML sxeminə uyğun deyil")
    assert verdict.remarks[0]["en"].startswith("The file was checked with the XML schema alone")
    both = check([write("a.xml", loq(language=""))], schema=schema)
    assert {"SCHEMAV" in each.shape for each in both.report.findings} == {True, False}


def test_a_file_that_breaks_off_is_refused_in_spite_of_its_schema(write: Write, shared: Shared) -> None:
    schema = schema_folder(shared, "3.3.1")
    with pytest.raises(InputError, match="not well-formed"):
        check([write("a.xml", loq().replace("</Courses>", ""))], schema=schema)
    with pytest.raises(InputError, match="is not QDR XML"):
        check([write("a.ttl", "")], schema=schema)
    declared = loq().replace("<Courses ", "<!DOCTYPE Courses [<!ENTITY a 'b'>]><Courses ", 1)
    with pytest.raises(InputError, match="document type"):
        check([write("a.xml", declared)], schema=schema)


def test_a_schema_that_cannot_be_used_is_named(write: Write, tmp_path: Path) -> None:
    path = write("a.xml", loq())
    for content, said in [
        ("<xs:schema", "cannot be used"),
        (
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:nothing/></xs:schema>',
            "cannot be used",
        ),
        ("", "cannot be used"),
    ]:
        with pytest.raises(InputError, match=said):
            check([path], schema=write("a.xsd", content))
    with pytest.raises(InputError, match="There is no file"):
        check([path], schema=tmp_path / "none.xsd")


def test_a_schema_is_not_read_from_elsewhere(write: Write, tmp_path: Path) -> None:
    outside = tmp_path / "outside.xsd"
    outside.write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>')
    folder = tmp_path / "schema"
    folder.mkdir()
    for address in ("http://127.0.0.1:9/a.xsd", "../outside.xsd", outside.as_uri()):
        schema = folder / "a.xsd"
        schema.write_text(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
            f'<xs:include schemaLocation="{address}"/></xs:schema>'
        )
        with pytest.raises(InputError, match=r"a\.xsd"):
            check([write("a.xml", loq())], schema=schema)


def test_without_lxml_the_way_out_is_named(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(InputError, match="nqfgraph\\[schema\\]"):
        check([write("a.xml", loq())], schema=write("a.xsd", ""))
