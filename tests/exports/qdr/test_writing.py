"""What the schema refuses is not written, and is told with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pyoxigraph as ox
import pytest

from nqfgraph.exports.qdr.values import FORMS, in_xml, is_empty_duration
from nqfgraph.exports.qdr.writing import Fault
from nqfgraph.vocab import DCTERMS, ELM, FOAF, RDF, ROV, SKOS, XSD

Write = Callable[..., tuple[bytes, list[tuple[str, Fault]]]]
BASE = "https://a.example/"
Q, OUTCOME, BODY, PLACE = (ox.NamedNode(BASE + each) for each in ("q", "o", "b", "b#location"))
NOTE, OFFER, ADDRESS = (ox.NamedNode(f"{BASE}{each}") for each in ("q#note", "q#offer", "b#address"))
AZ = ox.NamedNode("http://publications.europa.eu/resource/authority/country/AZE")


def en(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


@pytest.fixture
def record() -> dict[tuple[ox.NamedNode, ox.NamedNode], list[ox.NamedNode | ox.Literal | ox.BlankNode]]:
    """Return what is said of a qualification that can be written, and of its awarding body."""
    return {
        (Q, RDF.type): [ELM.Qualification],
        (Q, DCTERMS.title): [en("Title")],
        (Q, DCTERMS.language): [ox.NamedNode("a:language")],
        (Q, ELM.ISCEDFCode): [ox.NamedNode("a:isced")],
        (Q, ELM.EQFLevel): [ox.NamedNode("a:eqf")],
        (Q, ELM.NQFLevel): [ox.NamedNode("a:nqf")],
        (Q, ELM.awardingOpportunity): [OFFER],
        (OFFER, ELM.learningAchievementSpecification): [Q],
        (OFFER, ELM.awardingBody): [BODY],
        (BODY, RDF.type): [ELM.Organisation],
        (BODY, ROV.legalName): [en("Body")],
        (BODY, ELM.location): [PLACE],
        (PLACE, RDF.type): [DCTERMS.Location],
        (PLACE, ELM.address): [ADDRESS],
        (ADDRESS, ELM.countryCode): [AZ],
    }


def triples(record: Mapping[tuple[ox.NamedNode, ox.NamedNode], Sequence[object]]) -> frozenset[ox.Triple]:
    return frozenset(ox.Triple(*key, value) for key, values in record.items() for value in values)


def test_a_complete_record_has_no_faults(record: dict, write: Write) -> None:
    content, left_out = write(triples(record))
    assert left_out == []
    assert b'awardingBody idref="https://a.example/b"' in content


@pytest.mark.parametrize(
    ("predicate", "values", "fault"),
    [
        (DCTERMS.title, [], Fault("no-title", "title")),
        (DCTERMS.title, [ox.Literal("a")], Fault("wrong-form", "title", "a")),
        (DCTERMS.title, [en("  ")], Fault("empty", "title", "  ")),
        (DCTERMS.language, [], Fault("no-language", "language")),
        (DCTERMS.language, [ox.NamedNode("a:not-listed")], Fault("not-in-list", "language", "a:not-listed")),
        (ELM.ISCEDFCode, [], Fault("no-field", "ISCEDFCode")),
        (ELM.EQFLevel, [], Fault("no-eqf-level", "EQFLevel")),
        (ELM.EQFLevel, [ox.BlankNode("b")], Fault("wrong-form", "EQFLevel", "_:b")),
        (ELM.NQFLevel, [], Fault("level-not-in-qdr", "NQFLevel")),
        (ELM.NQFLevel, [ox.NamedNode("a:not-listed")], Fault("level-not-in-qdr", "NQFLevel", "a:not-listed")),
    ],
)
def test_a_record_without_what_is_required_is_left_out(
    predicate: ox.NamedNode,
    values: list[object],
    fault: Fault,
    record: dict,
    write: Write,
) -> None:
    record[Q, predicate] = values
    content, left_out = write(triples(record))
    assert left_out == [(Q.value, fault)]
    assert b"<qualification" not in content


@pytest.mark.parametrize(
    ("predicate", "value", "code"),
    [
        (DCTERMS.modified, ox.Literal("2026-01-01", datatype=XSD.date), "wrong-form"),
        (DCTERMS.modified, ox.Literal("2026-02-30T00:00:00Z", datatype=XSD.dateTime), "wrong-form"),
        (ELM.volumeOfLearning, ox.Literal("P0Y0M", datatype=XSD.duration), "empty"),
        (ELM.volumeOfLearning, ox.Literal("P", datatype=XSD.duration), "wrong-form"),
        (ELM.status, en("released"), "wrong-form"),
        (DCTERMS.description, en("<script>x</script>"), "empty"),
        (DCTERMS.publisher, ox.NamedNode("a:nobody"), "not-described"),
        (DCTERMS.publisher, Q, "not-described"),
        (ELM.learningOutcome, OUTCOME, "not-described"),
        (ELM.entryRequirement, NOTE, "incomplete"),
        (ELM.category, ox.NamedNode("a:b"), "wrong-form"),
        (ELM.educationSubject, ox.NamedNode("https://https://a.example/"), "wrong-form"),
        (FOAF.homepage, NOTE, "incomplete"),
    ],
)
def test_a_part_that_cannot_be_written_is_left_out(
    predicate: ox.NamedNode,
    value: ox.NamedNode | ox.Literal,
    code: str,
    record: dict,
    write: Write,
) -> None:
    record[Q, predicate] = [value]
    content, left_out = write(triples(record))
    ((node, fault),) = left_out
    assert (node, fault.code, fault.value) == (Q.value, code, value.value)
    assert f"<{fault.element}".encode() not in content
    assert b"<qualification " in content


def test_a_thing_that_names_itself_where_another_is_wanted_is_left_out(record: dict, write: Write) -> None:
    course = ox.NamedNode(BASE + "course")
    content, left_out = write(
        triples(
            record
            | {
                (course, RDF.type): [ELM.LearningOpportunity],
                (course, DCTERMS.title): [en("Course")],
                (course, FOAF.homepage): [NOTE],
                (NOTE, ELM.contentUrl): [ox.Literal("https://a.example/", datatype=XSD.anyURI)],
                (course, ELM.providedBy): [course],
                (course, ELM.learningAchievementSpecification): [Q],
                (course, ELM.defaultLanguage): [ox.NamedNode("a:language")],
            }
        )
    )
    assert left_out == [(course.value, Fault("not-described", "providedBy", course.value))]
    assert b"<learningOpportunity" not in content


def test_of_two_values_where_one_is_allowed_the_first_is_written(record: dict, write: Write) -> None:
    durations = [ox.Literal(each, datatype=XSD.duration) for each in ("P4Y", "P3Y")]
    record[Q, ELM.volumeOfLearning] = durations
    content, left_out = write(triples(record))
    assert left_out == [(Q.value, Fault("only-one", "volumeOfLearning", "P4Y"))]
    assert content.count(b"<volumeOfLearning>P3Y<") == 1


def test_a_body_without_a_country_takes_its_opportunity_along(record: dict, write: Write) -> None:
    del record[ADDRESS, ELM.countryCode]
    content, left_out = write(triples(record))
    assert b"<awardingOpportunity" not in content
    assert b"<qualification " in content
    assert (Q.value, Fault("not-described", "awardingBody", BODY.value)) in left_out
    assert (BODY.value, Fault("not-described", "location", PLACE.value)) in left_out


def test_of_a_part_that_cannot_be_written_the_wrong_value_is_told(record: dict, write: Write) -> None:
    address = ox.Literal("https://https://a.example/", datatype=XSD.anyURI)
    record |= {(Q, FOAF.homepage): [NOTE], (NOTE, ELM.contentUrl): [address]}
    content, left_out = write(triples(record))
    assert left_out == [(Q.value, Fault("wrong-form", "contentUrl", address.value))]
    assert b"<homepage" not in content


def test_values_are_in_order_and_special_characters_are_kept(record: dict, write: Write) -> None:
    record[Q, SKOS.altLabel] = [en(f'a "{each}" <\r&\x0b') for each in (10, 9)]
    record[Q, ELM.ISCEDFCode] = [ox.NamedNode(f"a:{each}") for each in (10, 9)]
    content, _ = write(triples(record))
    assert content.index(b'uri="a:9"') < content.index(b'uri="a:10"')
    assert b'a "9" &lt;&#13;&amp; <' in content


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("anyURI", "https://a.example/ə%20", "a b"),
        ("anyURI", "a", "%zz"),
        ("anyURI", "https://a.example:8080/b?c=d#e", "https://https://a.example/"),
        ("anyURI", "http://[::1]/a", "http://[a"),
        ("anyURI", "urn:a:b", "#a#b"),
        ("anyURI", "../a", "1:2"),
        ("anyURI", "//a/b", ""),
        ("anyURI", "mailto:a@b.example", "https://a.example/\x01"),
        ("boolean", "true", "yes"),
        ("decimal", "-1.", "1,5"),
        ("integer", "+7", "7.0"),
        ("duration", "PT1.5S", "P1H"),
        ("dateTime", "2026-01-01T00:00:00", "2026-01-01T00:00:00Zulu"),
    ],
)
def test_forms_of_values(datatype: str, good: str, bad: str) -> None:
    assert FORMS[datatype](good)
    assert not FORMS[datatype](bad)


def test_empty_durations_and_characters_outside_of_xml() -> None:
    assert is_empty_duration("P0Y0M0DT0H")
    assert not is_empty_duration("P10Y")
    assert in_xml("a\x00b\ud800\uffff") == "a b  "
