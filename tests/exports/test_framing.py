"""JSON-LD thing by thing: complete, short where the context allows, and the same for every reader."""

from __future__ import annotations

import io
import json
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from nqfgraph.exports import FORMS, Content, dump_quads
from nqfgraph.exports.framing import Framing, write_document, write_lines
from nqfgraph.exports.sorted_dump import Thing
from nqfgraph.ontology import Ontology

CONTEXT: dict[str, object] = {
    "@context": {
        "id": "@id",
        "type": "@type",
        "ex": "http://ex/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "Thing": "ex:Thing",
        "title": {"@id": "ex:title", "@container": "@language"},
        "titles": {"@id": "ex:titles", "@container": ["@language", "@set"]},
        "link": {"@id": "ex:link", "@type": "@id"},
        "links": {"@id": "ex:links", "@type": "@id", "@container": "@set"},
        "count": {"@id": "ex:count", "@type": "xsd:integer"},
        "plain": "ex:plain",
    }
}


def thing(*said: str, iri: str = "http://ex/1") -> Thing:
    return Thing(iri, [f"{each} <http://ex/g> .\n".encode() for each in said])


def nodes(*said: str) -> list[dict[str, Any]]:
    return Framing(CONTEXT).nodes(thing(*said))


def test_values_are_written_as_the_context_has_them() -> None:
    s = "<http://ex/1>"
    assert nodes(
        f"{s} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex/Thing>",
        f'{s} <http://ex/title> "a"@en',
        f'{s} <http://ex/title> "b"@en',
        f'{s} <http://ex/titles> "c"@az',
        f"{s} <http://ex/link> <http://ex/2>",
        f"{s} <http://ex/links> <http://ex/2>",
        f'{s} <http://ex/count> "07"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f'{s} <http://ex/plain> "x"',
    ) == [
        {
            "id": "http://ex/1",
            "type": "Thing",
            "title": {"en": ["a", "b"]},
            "titles": {"az": ["c"]},
            "link": "http://ex/2",
            "links": ["http://ex/2"],
            "count": "07",
            "plain": "x",
        }
    ]


def test_what_a_key_does_not_fit_is_written_in_full() -> None:
    s = "<http://ex/1>"
    assert nodes(
        f'{s} <http://ex/title> "a"',
        f"{s} <http://ex/title> <http://ex/2>",
        f'{s} <http://ex/link> "b"@en',
        f'{s} <http://ex/count> "c"',
        f"{s} <http://ex/plain> <http://ex/2>",
        f'{s} <http://elsewhere/p> "d"^^<http://ex/t>',
    ) == [
        {
            "id": "http://ex/1",
            "ex:title": [{"@value": "a"}, {"id": "http://ex/2"}],
            "ex:link": {"@value": "b", "@language": "en"},
            "ex:count": {"@value": "c"},
            "plain": {"id": "http://ex/2"},
            "http://elsewhere/p": {"@value": "d", "@type": "ex:t"},
        }
    ]


def test_parts_stand_inside_the_thing_and_what_has_nothing_to_do_with_it_behind_it() -> None:
    found = nodes(
        '<http://ex/1#in> <http://ex/plain> "x"',
        "<http://ex/1#about> <http://ex/link> <http://ex/1>",
        "<http://ex/1#also> <http://elsewhere/p> <http://ex/1>",
        '<http://ex/1#lone> <http://ex/plain> "y"',
        "<http://ex/1> <http://ex/link> <http://ex/1#in>",
        "<http://ex/1> <http://ex/link> <http://ex/1>",
    )
    assert found == [
        {
            "id": "http://ex/1",
            "link": [{"id": "http://ex/1#in", "plain": "x"}, "http://ex/1"],
            "@reverse": {
                "link": [{"id": "http://ex/1#about"}],
                "http://elsewhere/p": [{"id": "http://ex/1#also"}],
            },
        },
        {"id": "http://ex/1#lone", "plain": "y"},
    ]


def test_parts_in_a_circle_are_not_lost() -> None:
    found = nodes(
        "<http://ex/1#a> <http://ex/link> <http://ex/1#b>",
        "<http://ex/1#b> <http://ex/link> <http://ex/1#a>",
    )
    assert found == [{"id": "http://ex/1#a", "link": {"id": "http://ex/1#b", "link": "http://ex/1#a"}}]


def test_each_line_is_a_document_of_one_thing(content: Content) -> None:
    output = io.BytesIO()
    FORMS["jsonl"](content, output)
    context = Ontology.load().context()["@context"]
    documents = [json.loads(line) for line in output.getvalue().splitlines()]
    assert {each["@context"] for each in documents} == {f"{content.base}def/context.jsonld"}
    for each in documents:
        iris = {node["id"].partition("#")[0] for node in each.get("@graph", [each])}
        assert len(iris) == 1
    (one,) = (each for each in documents if each.get("id", "").endswith("qualification/2024/10"))
    assert one["identifier"][0]["notation"] == "10"
    found = {
        quad.triple
        for each in documents
        for quad in ox.parse(json.dumps(each | {"@context": context}), format=ox.RdfFormat.JSON_LD)
    }
    assert found == {quad.triple for quad in dump_quads(content.dump)}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_another_reader_reads_exactly_the_statements_of_the_dump(content: Content) -> None:
    output = io.BytesIO()
    FORMS["jsonld"](content, output)
    # With normalisation rdflib would read “07” as another literal than it is.
    rdflib.NORMALIZE_LITERALS, before = False, rdflib.NORMALIZE_LITERALS
    try:
        graph = rdflib.Graph().parse(data=output.getvalue(), format="json-ld")
        expected = rdflib.Graph()
        for quad in dump_quads(content.dump):
            expected.parse(data=f"{quad.triple} .", format="nt")
        assert set(graph) == set(expected)
    finally:
        rdflib.NORMALIZE_LITERALS = before


def test_nothing_gives_an_empty_document_and_no_lines() -> None:
    document, lines = io.BytesIO(), io.BytesIO()
    write_document([], CONTEXT, document)
    write_lines([], CONTEXT, "http://ex/context", lines)
    assert json.loads(document.getvalue()) == CONTEXT | {"@graph": []}
    assert lines.getvalue() == b""
