"""Reading files of any format, and writing files that appear only when they are complete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError
from nqfgraph.exports.formats import FORMATS, format_named, guess_format
from nqfgraph.exports.jsonld import compact
from nqfgraph.exports.output import open_output
from nqfgraph.exports.reading import read_file, read_quads
from nqfgraph.exports.statements import write_statements

TRIPLES = [
    ox.Triple(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal("ə", language="az")),
    ox.Triple(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.NamedNode("http://a/o")),
]


def written(name: str, folder: Path, extension: str) -> Path:
    path = folder / f"file.{extension}"
    with path.open("wb") as file:
        write_statements(iter(TRIPLES), file, FORMATS[name])
    return path


@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize("extension", ["ttl", "rdf", "jsonld", "nq", "nt", "txt"])
def test_a_wrong_extension_does_no_harm(name: str, extension: str, tmp_path: Path) -> None:
    path = written(name, tmp_path, extension)
    assert {quad.triple for quad in read_quads(path)} == set(TRIPLES)


@pytest.mark.parametrize(
    ("file", "beginning", "guessed"),
    [
        ("a.ttl", b"<s> <p> <o> .", "turtle"),
        ("a.trig", b"<g> { <s> <p> <o> }", "trig"),
        ("a.n3", b"{} => {} .", "n3"),
        ("a.ttl", b'\xef\xbb\xbf  {"@id": "a:b"}', "jsonld"),
        ("a.ttl", b"[ { } ]", "jsonld"),
        ("a.ttl", b"{}", "jsonld"),
        ("a", b'<record xmlns="a:b">', "rdfxml"),
        ("a.ttl", b"[] <a:b> <a:c> .", "turtle"),
        ("a.json", b"<?xml version='1.0'?>", "rdfxml"),
        ("a", b"<rdf:RDF xmlns:rdf=''>", "rdfxml"),
        ("a", b"# remark\nPREFIX a: <b:c>\n", "turtle"),
        ("a", b"<a:a> <a:b> <a:c> .\n", "nquads"),
        ("a.ttl", b"<a:a> <a:b> <a:c> <a:g> .\n", "nquads"),
        ("a.rdf", b"hello", "rdfxml"),
    ],
)
def test_the_format_is_told_from_content_and_extension(file: str, beginning: bytes, guessed: str) -> None:
    assert guess_format(Path(file), beginning) == guessed


def test_a_file_that_nothing_is_known_of_is_an_error() -> None:
    with pytest.raises(InputError, match="cannot be told"):
        guess_format(Path("a.dat"), b"\x00\x01")


def test_an_unknown_format_is_an_error_that_lists_the_known_ones() -> None:
    assert format_named("turtle") is ox.RdfFormat.TURTLE
    with pytest.raises(InputError, match="turtle, ntriples"):
        format_named("word")


def test_a_mistake_is_given_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("@prefix a: <http://a/> .\na:s a:p 'x' ;;; oops .\n", encoding="utf-8")
    with pytest.raises(InputError, match="not valid turtle") as caught:
        list(read_quads(path))
    assert caught.value.place is not None
    assert caught.value.place.line == 2
    assert caught.value.place.column is not None


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_file(tmp_path / "a.ttl")
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_file(tmp_path)


def test_an_empty_file_has_no_statements(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(b"")
    assert list(read_quads(tmp_path / "a.ttl")) == []


def test_the_prefixes_of_a_file_are_known(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix ex: <http://a/> . ex:s ex:p ex:o .")
    assert read_file(tmp_path / "a.ttl").prefixes == {"ex": "http://a/"}


def _half() -> Iterator[ox.Triple]:
    yield TRIPLES[0]
    raise InputError("not valid")


def test_a_file_is_replaced_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(InputError, match="not valid"), open_output(path) as file:
        ox.serialize(_half(), file, ox.RdfFormat.N_TRIPLES)
    assert path.read_bytes() == b"old"
    with open_output(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"), open_output(tmp_path / "no" / "out"):
        pass


@pytest.mark.parametrize("count", [0, 1, 2])
def test_json_ld_of_a_few_statements(count: int) -> None:
    context = {"@context": {"p": {"@id": "http://a/p", "@container": "@set"}}}
    triples = [
        ox.Triple(TRIPLES[0].subject, TRIPLES[0].predicate, ox.Literal(str(each))) for each in range(count)
    ]
    document = compact(triples, context)
    assert document["@context"] == context["@context"]
    assert len(document.get("p", [])) == count


def test_literals_keep_their_form_in_json_ld() -> None:
    integer = ox.Literal("007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    blank = ox.Triple(ox.BlankNode("b"), ox.NamedNode("http://a/p"), integer)
    assert '"007"' in str(compact([blank], {"@context": {}})).replace("'", '"')


def test_json_ld_has_no_triple_terms() -> None:
    quoted = ox.Triple(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), TRIPLES[0])
    with pytest.raises(TypeError, match="triple terms"):
        compact([quoted], {"@context": {}})
