"""Tables as DataFrames."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from email.message import Message

import pandas as pd
import pytest

from nqfgraph.client import Iri, Literal, Text, cite
from nqfgraph.client.answers import make_source, read_table
from nqfgraph.client.frames import make_frame
from nqfgraph.client.replies import Reply
from nqfgraph.client.shortening import prefixes_of, shortener
from nqfgraph.client.terms import XSD
from nqfgraph.errors import InputError

ENDPOINT = "http://127.0.0.1/sparql"


def literal(content, datatype=None):
    return {"type": "literal", "value": content} | ({"datatype": XSD + datatype} if datatype else {})


def text(content, language):
    return {"type": "literal", "value": content, "xml:lang": language}


def iri(content):
    return {"type": "uri", "value": content}


def make(*cells, shorten=None, languages=False, query="SELECT ?x {}"):
    """Return the frame of one column ``x`` with these cells, None for no value."""
    rows = [{} if cell is None else {"x": cell} for cell in cells]
    headers = Message()
    headers["Content-Type"] = "application/sparql-results+json"
    body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}}).encode()
    reply = Reply(ENDPOINT, 200, headers, body, measured=True)
    table = read_table(reply)
    source = make_source(ENDPOINT, query, "2026-11-23.1", reply)
    return make_frame(table, source, shorten=shorten, languages=languages)


@pytest.mark.parametrize(
    ("cells", "dtype", "values"),
    [
        ([literal("6", "integer"), None], "Int64", [6, pd.NA]),
        ([literal("6", "nonNegativeInteger"), literal("-7", "int")], "Int64", [6, -7]),
        ([literal("2026", "gYear"), None], "Int64", [2026, pd.NA]),
        ([literal("1.5", "decimal"), literal("1.5E1", "double")], "float64", [1.5, 15.0]),
        ([literal("1.5", "float"), None], "float64", [1.5, pd.NA]),
        ([literal("true", "boolean"), None], "boolean", [True, pd.NA]),
        (
            [literal("2026-11-23", "date"), literal("9999-12-31", "date"), None],
            "datetime64[us]",
            [pd.Timestamp("2026-11-23"), pd.Timestamp(datetime(9999, 12, 31)), pd.NaT],  # noqa: DTZ001 - no zone
        ),
        (
            [literal("2026-11-23T12:00:00", "dateTime"), None],
            "datetime64[us]",
            [pd.Timestamp("2026-11-23T12:00:00"), pd.NaT],
        ),
        (
            [literal("2026-11-23T12:00:00+04:00", "dateTime"), None],
            "datetime64[us, UTC]",
            [pd.Timestamp("2026-11-23T08:00:00Z"), pd.NaT],
        ),
        ([literal("a"), text("b", "az"), literal("c", "string"), None], "string", ["a", "b", "c", pd.NA]),
        (
            [iri("http://example.org/a"), {"type": "bnode", "value": "b0"}],
            "string",
            ["http://example.org/a", "_:b0"],
        ),
        ([None, None], "object", [pd.NA, pd.NA]),
        ([], "object", []),
    ],
)
def test_a_column_has_the_type_of_its_values(cells, dtype, values):
    frame = make(*cells)
    assert str(frame["x"].dtype) == dtype
    assert [None if pd.isna(each) else each for each in frame["x"]] == [
        None if pd.isna(each) else each for each in values
    ]
    assert frame.attrs["notes"] == []


@pytest.mark.parametrize(
    ("cells", "dtype", "values", "note"),
    [
        (
            [literal("1", "integer"), literal("1.5", "decimal")],
            "float64",
            [1, 1.5],
            "whole numbers among others",
        ),
        (
            [literal(str(2**63), "integer"), literal("1", "integer")],
            "object",
            [2**63, 1],
            "more than 64 bits",
        ),
        (
            [literal(str(2**53 + 1), "integer"), literal("0.5", "double")],
            "object",
            [2**53 + 1, 0.5],
            "would round",
        ),
        (
            [iri("http://example.org/"), literal("a")],
            "object",
            [Iri("http://example.org/"), "a"],
            "mixes resource and text",
        ),
        (
            [literal("6", "integer"), literal("six", "integer")],
            "object",
            [6, "six"],
            "mixes other literal and whole",
        ),
        (
            [literal("2026-11-23", "date"), literal("2026-11-23T12:00:00Z", "dateTime")],
            "object",
            [date(2026, 11, 23), datetime(2026, 11, 23, 12, tzinfo=UTC)],
            "mixes date and time with a zone",
        ),
        (
            [literal("0001-01-01T00:00:00+04:00", "dateTime")],
            "object",
            [datetime.fromisoformat("0001-01-01T00:00:00+04:00")],
            "end of the calendar",
        ),
        ([literal("P1Y", "duration"), None], "string", ["P1Y", pd.NA], f"datatype {XSD}duration"),
    ],
)
def test_what_does_not_fit_is_kept_and_noted(cells, dtype, values, note):
    frame = make(*cells)
    assert str(frame["x"].dtype) == dtype
    assert [each for each in frame["x"] if not pd.isna(each)] == [
        each for each in values if not pd.isna(each)
    ]
    (found,) = frame.attrs["notes"]
    assert found.startswith("x: ")
    assert note in found


def test_objects_know_what_they_are():
    cells = list(make(iri("http://example.org/"), text("a", "az"), literal("P1Y", "duration"))["x"])
    assert [type(each) for each in cells] == [Iri, Text, Literal]


def test_languages_are_told_and_stand_beside_if_asked():
    cells = [text("Bakalavr", "az"), text("Bachelor", "en"), literal("BSc"), None]
    assert make(*cells).attrs["languages"] == {"x": ["az", "en"]}
    frame = make(*cells, languages=True)
    assert list(frame.columns) == ["x", "x@language"]
    assert frame["x@language"].tolist() == ["az", "en", pd.NA, pd.NA]
    assert list(make(literal("BSc"), languages=True).columns) == ["x"]


def test_iris_are_written_with_the_prefixes_of_the_query():
    query = (
        "BASE <http://example.org/>\nPREFIX e: <http://example.org/>  # PREFIX x: <http://example.org/a/>\n"
        "prefix level:<http://example.org/level/> PREFIX : <relative> SELECT ?x {}"
    )
    prefixes = prefixes_of(query)
    assert prefixes == {"e": "http://example.org/", "level": "http://example.org/level/"}
    frame = make(
        iri("http://example.org/level/6"),
        iri("http://example.org/a"),
        iri("http://example.org/a/b"),
        iri("http://example.net/"),
        {"type": "bnode", "value": "b0"},
        None,
        shorten=shortener(prefixes),
    )
    assert frame["x"].tolist() == [
        "level:6",
        "e:a",
        "http://example.org/a/b",
        "http://example.net/",
        "_:b0",
        pd.NA,
    ]


def test_the_origin_can_be_saved_with_the_frame():
    frame = make(literal("a"), query="SELECT ?x { ?x ?y 'ə' }")
    told = json.loads(json.dumps(frame.attrs))
    assert told["release"] == "2026-11-23.1"
    assert told["digest"].startswith("sha-256:")
    assert told["permalink"].startswith(
        f"{ENDPOINT}?query=SELECT%20%3Fx%20%7B%20%3Fx%20%3Fy%20%27%C9%99%27%20%7D&"
    )
    assert told["permalink"].endswith(f"&release=2026-11-23.1&digest=sha-256%3A{told['digest'][8:]}")


def test_a_frame_is_cited_as_a_sentence_and_for_bibtex():
    frame = make(literal("a"))
    told = frame.attrs
    sentence = cite(frame, title="AzNQF")
    day = told["retrieved"][:10]
    assert sentence == (
        f"AzNQF, release 2026-11-23.1, retrieved {day}, {told['digest']}. {told['permalink']}"
    )
    entry = cite(frame, "bibtex", title="Ə & 100 % {x}_y\\z~^")
    assert entry.startswith("@misc{nqf-2026-11-23-1-")
    assert r"{Ə \& 100 \% \{x\}\_y\textbackslash{}z\textasciitilde{}\textasciicircum{}}" in entry
    assert f"url = {{{told['permalink']}}}" in entry
    assert "year = {2026}" in entry
    assert entry.count("{") == entry.count("}")


def test_an_answer_without_a_release_is_cited_by_its_day():
    frame = make(literal("a"))
    frame.attrs |= {"release": None, "digest": None}
    assert cite(frame).startswith(f"Answer of {ENDPOINT}, retrieved ")
    assert "version" not in cite(frame, "bibtex")


def test_only_what_a_client_made_is_cited():
    with pytest.raises(InputError, match="does not say where it comes from"):
        cite(pd.DataFrame({"x": [1]}))
    with pytest.raises(InputError, match="no form “word”"):
        cite(make(literal("a")), "word")
