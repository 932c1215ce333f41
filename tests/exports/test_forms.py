"""Releases in other forms: nothing is lost, and the same release gives the same bytes."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
import rdflib

from nqfgraph.exports import FORMS, Content, dump_quads


def export(form: str, content: Content) -> bytes:
    output = io.BytesIO()
    FORMS[form](content, output)
    return output.getvalue()


@pytest.fixture(scope="session")
def triples(content: Content) -> set[ox.Triple]:
    return {quad.triple for quad in dump_quads(content.dump)}


@pytest.mark.parametrize(
    ("form", "rdf_format"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("trig", ox.RdfFormat.TRIG),
        ("nquads", ox.RdfFormat.N_QUADS),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("rdfxml", ox.RdfFormat.RDF_XML),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_every_statement_comes_back(
    form: str, rdf_format: ox.RdfFormat, content: Content, triples: set[ox.Triple]
) -> None:
    parsed = list(ox.parse(export(form, content), format=rdf_format))
    found = [each.triple if isinstance(each, ox.Quad) else each for each in parsed]
    assert set(found) == triples
    assert len(found) == len(triples)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_another_parser_reads_the_same_from_json_ld(content: Content, triples: set[ox.Triple]) -> None:
    graph = rdflib.Graph().parse(data=export("jsonld", content), format="json-ld")
    assert len(graph) == len(triples)


@pytest.mark.parametrize("form", ["trig", "nquads"])
def test_graphs_are_kept_where_the_form_has_them(form: str, content: Content) -> None:
    rdf_format = ox.RdfFormat.TRIG if form == "trig" else ox.RdfFormat.N_QUADS
    assert set(ox.parse(export(form, content), format=rdf_format)) == set(dump_quads(content.dump))


@pytest.mark.parametrize("form", list(FORMS))
def test_the_same_release_gives_the_same_bytes(form: str, content: Content) -> None:
    assert export(form, content) == export(form, content)


def test_turtle_says_everything_of_a_subject_in_one_place(content: Content) -> None:
    lines = export("turtle", content).decode().splitlines()
    subjects = [line.split(" ")[0] for line in lines if line.startswith("<")]
    assert len(subjects) == len(set(subjects))
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes) == lines[: len(prefixes)]


def test_json_ld_uses_the_context(content: Content) -> None:
    document = json.loads(export("jsonld", content))
    nodes = {node["id"]: node for node in document["@graph"]}
    qualification = nodes["https://demo.example/id/qualification/2024/100"]
    assert qualification["type"] == "Qualification"
    assert qualification["title"]["en"] == "Economics"


def test_the_table_has_a_row_for_each_qualification(content: Content) -> None:
    text = export("csv", content).decode()
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    # In the order of the dump, where the end of an IRI stands behind all that it may go on with.
    assert list(rows) == ["2019/100", "2024/100", "2024/10", "2024/200"]
    row = rows["2024/10"]
    assert (row["code"], row["title_az"], row["title_ru"]) == (
        "10",
        "Şəbəkə mühəndisliyi",
        "Сетевая инженерия",
    )
    assert (row["award_type"], row["level"], row["awarding_body[1]"]) == ("bachelor-diploma", "6", "ganja")
    assert (row["isced_f[1]"], row["isced_f[2]"], row["language[1]"]) == ("0612", "0714", "AZE")
    assert (row["credits"], row["duration"], row["partial"]) == ("240", "P4Y", "false")
    assert (row["content"], row["status"], row["version"]) == ("official", "valid", "1")
    assert rows["2019/100"]["title_az"] == 'Hüquq, "köhnə"'
    assert rows["2024/200"]["awarding_body[1]"] == ""
    assert text.count("\r\n") == 5
