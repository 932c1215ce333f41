"""Every syntax is told from its content, and nothing hostile gets through."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nqfgraph.errors import InputError
from nqfgraph.places import Place
from nqfgraph.submissions.documents import Document
from nqfgraph.submissions.parsing import MAX_DEPTH, parse_document

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
TEXTS = {
    "turtle": '@prefix x: <http://x/> . x:s x:p "ə" .',
    "trig": '<http://x/g> { <http://x/s> <http://x/p> "ə" }',
    "ntriples": '<http://x/s> <http://x/p> "ə" .\n',
    "nquads": '<http://x/s> <http://x/p> "ə" <http://x/g> .\n',
    "rdfxml": f'<rdf:RDF {RDF} xmlns:x="http://x/"><rdf:Description rdf:about="http://x/s">'
    "<x:p>ə</x:p></rdf:Description></rdf:RDF>",
    "jsonld": '{"@id": "http://x/s", "http://x/p": "ə"}',
}
ENDINGS = {
    "turtle": "ttl",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nq",
    "rdfxml": "rdf",
    "jsonld": "jsonld",
}


def parse(name: str, content: str | bytes) -> tuple[str, tuple[ox.Quad, ...]]:
    parsed = parse_document(Document(name, content.encode() if isinstance(content, str) else content))
    return parsed.syntax, parsed.statements


def refusal(name: str, content: str | bytes) -> InputError:
    with pytest.raises(InputError) as refused:
        parse(name, content)
    return refused.value


def refusal_or_none(name: str, content: str | bytes) -> InputError | None:
    try:
        parse(name, content)
    except InputError as error:
        return error
    return None


@pytest.mark.parametrize("syntax", TEXTS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_syntax_is_read(syntax: str, mark: bytes) -> None:
    _, statements = parse(f"a.{ENDINGS[syntax]}", mark + TEXTS[syntax].encode())
    (statement,) = statements
    assert statement.triple == ox.Triple(
        ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("ə")
    )


@pytest.mark.parametrize("syntax", ["turtle", "nquads", "rdfxml", "jsonld"])
@pytest.mark.parametrize("ending", ["ttl", "xml", "json", "txt"])
def test_a_wrong_ending_does_no_harm(syntax: str, ending: str) -> None:
    assert len(parse(f"a.{ending}", TEXTS[syntax])[1]) == 1


@pytest.mark.parametrize("syntax", TEXTS)
def test_a_file_that_is_cut_off_anywhere_is_refused_with_its_place_or_read(syntax: str) -> None:
    content = TEXTS[syntax].encode()
    refusals = [
        error
        for end in range(1, len(content) - 1)
        if (error := refusal_or_none(f"a.{ENDINGS[syntax]}", content[:end]))
    ]
    assert len(refusals) > 0.6 * len(content)
    assert all(error.place and error.remedy for error in refusals)


def test_a_cut_off_rdf_xml_is_not_taken_for_a_whole_one() -> None:
    error = refusal("a.rdf", TEXTS["rdfxml"].removesuffix("</rdf:RDF>"))
    assert "not valid XML: no element found" in error.message
    assert error.place == Place(file="a.rdf", line=1, column=str(len(TEXTS["rdfxml"]) - 9))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonld", "[" * 100_000 + "]" * 100_000),
        ("a.jsonld", '{"http://x/p":' * 100_000),
        ("a.rdf", f'<rdf:RDF {RDF} xmlns:x="http://x/">' + "<rdf:Description><x:p>" * 100_000),
    ],
)
def test_deep_nesting_is_refused_at_once(name: str, content: str) -> None:
    error = refusal(name, content)
    assert f"more than {MAX_DEPTH} levels" in error.message
    assert error.place is not None
    assert error.place.line == 1


def test_brackets_in_texts_are_no_nesting() -> None:
    assert len(parse("a.jsonld", '{"http://x/p": "' + '[{\\"' * 1000 + '"}')[1]) == 1


def test_deep_nesting_of_turtle_is_read() -> None:
    text = "<http://x/s> <http://x/p> " + "[ <http://x/p> " * 50_000 + "1" + "]" * 50_000 + " ."
    assert len(parse("a.ttl", text)[1]) == 50_001


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))


@pytest.mark.parametrize(
    ("declarations", "reason"),
    [
        (LAUGHS, "is made of other entities"),
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "would be read from elsewhere"),
        ('<!ENTITY % x "<!ENTITY y 1>">', "would be read from elsewhere"),
        (f'<!ENTITY x "{"a" * 501}">', "is longer than 500 characters"),
    ],
)
def test_dangerous_entities_are_refused(declarations: str, reason: str) -> None:
    content = f"<?xml version='1.0'?><!DOCTYPE rdf:RDF [{declarations}]>{TEXTS['rdfxml']}"
    assert reason in refusal("a.rdf", content).message


def test_many_references_to_an_entity_are_refused() -> None:
    text = TEXTS["rdfxml"].replace("ə", "&x;" * 100_000)
    content = f'<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY x "{"a" * 500}">]>{text}'
    assert "amplification" in refusal("a.rdf", content).message


def test_entities_for_namespaces_are_read() -> None:
    text = TEXTS["rdfxml"].replace('"http://x/s"', '"&x;s"')
    assert len(parse("a.owl", f'<!DOCTYPE rdf:RDF [<!ENTITY x "http://x/">]>{text}')[1]) == 1


def test_a_context_elsewhere_is_named_and_not_fetched() -> None:
    error = refusal("a.jsonld", '{"@context": ["https://example.org/c.jsonld"], "title": "a"}')
    assert "https://example.org/c.jsonld, which is never fetched" in error.message
    relative = refusal("a.jsonld", '{"@context": "c.jsonld", "title": "a"}')
    assert "never fetched" in relative.message


def test_other_encodings_are_explained() -> None:
    text = '<http://x/s>\n  <http://x/p> "ə Şəki" .'
    error = refusal("a.ttl", text.replace("ə", "e").encode("windows-1254"))
    assert error.place == Place(file="a.ttl", line=2, column="19")
    assert "windows-1254" in str(error.remedy)
    assert "UTF-16" in refusal("a.ttl", text.encode("utf-16")).message
    declared = refusal("a.rdf", f"<?xml version='1.0' encoding='windows-1251'?>{RDF}")
    assert "windows-1251" in declared.message
    assert len(parse("a.rdf", f"<?xml version='1.0' encoding='UTF-8'?>{TEXTS['rdfxml']}")[1]) == 1


def test_what_is_no_rdf_is_told_what_to_do() -> None:
    assert "register.toml" in str(refusal("a.csv", "code,title\n1,a\n").remedy)
    assert "register.toml" in str(refusal("a.xlsx", "x").remedy)
    assert "none of the forms" in refusal("a.pdf", "%PDF-1.4").message


def test_n3_is_read_as_turtle() -> None:
    assert parse("a.n3", TEXTS["turtle"])[0] == "turtle"


def test_the_message_of_the_parser_is_kept() -> None:
    error = refusal("a.ttl", '@prefix x: <http://x/> .\nx:s x:p "a" ;; x:q y:z .')
    assert error.message == "The file is not valid Turtle: The prefix y: has not been declared."
    assert error.place is not None
    assert error.place.line == 2


@settings(max_examples=150)
@given(
    st.sampled_from(["ttl", "trig", "nt", "nq", "rdf", "jsonld", "txt"]),
    st.one_of(st.binary(max_size=200), st.text(alphabet='<>[]{}()"@:.,;&!?xə\n _=/-', max_size=100)),
)
def test_anything_is_read_or_refused(ending: str, content: bytes | str) -> None:
    error = refusal_or_none(f"a.{ending}", content)
    assert error is None or error.message
