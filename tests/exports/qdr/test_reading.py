"""Reading LOQ XML: what is not LOQ XML, or wants too much, is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError
from nqfgraph.exports.qdr import is_loq, parsing, read_loq
from nqfgraph.exports.reading import read_file, read_quads
from nqfgraph.vocab import ELM, SKOS, XSD

NAMESPACE = "http://data.europa.eu/snb/model/application-profile/loq-constraints/"
BLOCK = "learningOutcomeReferences"
Read = Callable[[str], list[ox.Quad]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads the inside of a learning outcome."""

    def run(inside: str) -> list[ox.Quad]:
        path = tmp_path / "file.xml"
        path.write_text(
            f'<Courses xmlns="{NAMESPACE}" xmlns:skos="http://www.w3.org/2004/02/skos/core#"'
            ' xmlns:dc="http://purl.org/dc/terms/">'
            f'<{BLOCK}>\n<learningOutcome id="https://a.example/1">\n{inside}\n</learningOutcome></{BLOCK}></Courses>',
            encoding="utf-8",
        )
        return list(read_loq(path))

    return run


@pytest.fixture
def read_all(tmp_path: Path) -> Read:
    """Return a function that reads a whole file."""

    def run(text: str) -> list[ox.Quad]:
        path = tmp_path / "file.xml"
        path.write_text(text, encoding="utf-8")
        return list(read_loq(path))

    return run


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<label>a</label>", "learningOutcome has no element label"),
        ('<skos:title language="en">a</skos:title>', "learningOutcome has no element skos:title"),
        ('<x:title xmlns:x="a:b">a</x:title>', r"has no element title \(a:b\)"),
        ("<title>a</title>", "title lacks the attribute language"),
        ('<title language="en" id="a">a</title>', "title has no attribute id"),
        ('<title language="in English">a</title>', "“in English” is not a language tag"),
        ('<title language="en">a<b>c</b></title>', "title has no element b"),
        ("loose", "text directly inside learningOutcome"),
        ("<type/>", "type lacks the attribute uri"),
        ('<type uri="skill"/>', "“skill” in type is not a complete address"),
        ('<type uri="a:b"><skos:notation>1</skos:notation></type>', "type has no element skos:notation"),
        ('<relatedSkill uri="a:b"><label/></relatedSkill>', "relatedSkill has no element label"),
        ('<relatedSkill uri="a:b">loose</relatedSkill>', "text directly inside relatedSkill"),
        ('<additionalNote id="a"/>', "additionalNote has no attribute id"),
        (
            "<identifier><issued>yesterday</issued></identifier>",
            "“yesterday” in issued is not of the type dateTime",
        ),
        ("<identifier><dc:creator>us</dc:creator></identifier>", "“us” in dc:creator is not a complete"),
        ("<identifier><dc:creator>a:b<c/></dc:creator></identifier>", "dc:creator has no element c"),
        ('<identifier><skos:notation type="x y">1</skos:notation></identifier>', "“x y” in skos:notation"),
        ("<identifier>" * 20 + "</identifier>" * 20, "nested more than 16 deep"),
    ],
)
def test_what_the_schema_does_not_have_is_an_error_with_its_place(
    inside: str, message: str, read: Read
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(f"  {inside}")
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column is not None) in ((3, True), (2, True))


def test_values_are_typed_and_parts_are_named(read: Read) -> None:
    quads = read(
        '<identifier><skos:notation type="a:code">  7 </skos:notation>'
        "<issued> 2026-01-01T00:00:00Z </issued></identifier>"
        '<identifier><skos:notation>8</skos:notation></identifier><title language="en"> a\n</title>'
        '<relatedSkill uri="a:skill"><skos:prefLabel language="en">s</skos:prefLabel></relatedSkill>'
    )
    objects = {str(each.subject.value).rpartition("/")[2]: set[str]() for each in quads}
    for each in quads:
        objects[str(each.subject.value).rpartition("/")[2]].add(str(each.object))
    assert '"  7 "^^<a:code>' in objects["1#identifier"]
    assert '"2026-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>' in objects["1#identifier"]
    assert '"8"' in objects["1#identifier-2"]
    assert '" a\\n"@en' in objects["1"]
    assert objects["a:skill"] == {'"s"@en', str(SKOS.Concept)}


def test_an_address_that_is_none_is_read_for_the_shapes_to_judge(read: Read) -> None:
    quads = read("<identifier><schemeId> https://https://a b </schemeId></identifier>")
    assert ox.Literal("https://https://a b", datatype=XSD.anyURI) in {each.object for each in quads}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f'<!DOCTYPE Courses [<!ENTITY a "b">]>\n<Courses xmlns="{NAMESPACE}">&a;</Courses>',
            "document type",
        ),
        (f'<!DOCTYPE Courses SYSTEM "file:///etc/passwd">\n<Courses xmlns="{NAMESPACE}"/>', "document type"),
        ("<Courses/>", "begins with Courses \\(none\\)"),
        (f'<Course xmlns="{NAMESPACE}"/>', "not the root"),
        (f'<Courses xmlns="{NAMESPACE}"><title/></Courses>', "Courses has no element title"),
        (
            f'<Courses xmlns="{NAMESPACE}"><{BLOCK}><agent id="a:b"/></{BLOCK}></Courses>',
            "has no element agent",
        ),
        (f'<Courses xmlns="{NAMESPACE}">text</Courses>', "text directly inside Courses"),
        (
            f'<Courses xmlns="{NAMESPACE}"><{BLOCK}><learningOutcome/></{BLOCK}></Courses>',
            "lacks the attribute id",
        ),
        (f'<Courses xmlns="{NAMESPACE}">', "not well-formed XML"),
        (f'<Courses xmlns="{NAMESPACE}">&a;</Courses>', "not well-formed XML: undefined entity"),
        ("", "not well-formed XML: no element found"),
    ],
)
def test_a_file_that_is_not_loq_xml_is_an_error(text: str, message: str, read_all: Read) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_all(text)
    assert caught.value.place is not None
    assert caught.value.place.line is not None


def test_an_empty_list_has_no_statements(read_all: Read) -> None:
    assert read_all(f'<Courses xmlns="{NAMESPACE}"/>') == []


def test_a_file_that_is_too_large_is_refused(read_all: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="larger than"):
        read_all(f'<Courses xmlns="{NAMESPACE}"/>')


@pytest.mark.parametrize(
    "inside",
    [
        '<title language="en">' + "x" * 200_000 + "</title>",
        '<title language="' + "x" * 200_000 + '">a</title>',
        '<title language="en">x</title>' * 8_000,
    ],
)
def test_a_thing_that_goes_on_and_on_is_refused(
    inside: str, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert inside.startswith("<title")
    monkeypatch.setattr(parsing, "MAX_THING_BYTES", 20_000)
    with pytest.raises(InputError, match="takes more than"):
        read(inside)


def test_many_things_are_read_whatever_their_sum(read_all: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_THING_BYTES", 2_000)
    thing = '<learningOutcome id="https://a.example/{}"><title language="en">a</title></learningOutcome>\n'
    things = "".join(map(thing.format, range(3_000)))
    quads = read_all(f'<Courses xmlns="{NAMESPACE}"><{BLOCK}>{things}</{BLOCK}></Courses>')
    assert len(quads) == 6_000


def test_a_tag_that_does_not_end_is_refused(read_all: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_THING_BYTES", 20_000)
    with pytest.raises(InputError, match="takes more than"):
        read_all(f'<Courses xmlns="{NAMESPACE}" a="{"x" * 400_000}"/>')


@pytest.mark.parametrize(
    ("beginning", "expected"),
    [
        (f'<Courses xmlns="{NAMESPACE}">', True),
        (f'<?xml version="1.0"?><!-- a --><l:Courses xmlns:l="{NAMESPACE}"><l:b', True),
        ('<Courses xmlns="http://data.europa.eu/snb/model/ap/loq-constraints/" a="', False),
        ('<Courses xmlns="http://data.europa.eu/snb/model/ap/loq-constraints/">', True),
        ("<!DOCTYPE Courses [", True),
        ("<!DOCTYPE rdf:RDF [", False),
        ("<Courses>", False),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', False),
        ("hello", False),
    ],
)
def test_loq_xml_is_told_by_its_root(beginning: str, expected: bool) -> None:
    assert is_loq(beginning.encode()) is expected


def test_the_reader_of_rdf_files_takes_it_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "file.rdf"
    path.write_text(
        f'<Courses xmlns="{NAMESPACE}"><{BLOCK}><learningOutcome id="https://a.example/1"/></{BLOCK}></Courses>'
    )
    assert [each.object for each in read_quads(path)] == [ELM.LearningOutcome]
    path.write_text(f'<Courses xmlns="{NAMESPACE}"><oops/></Courses>')
    with pytest.raises(InputError, match="Courses has no element oops"):
        list(read_file(path).statements)
