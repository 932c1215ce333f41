"""Cells of an answer as Python values."""

from __future__ import annotations

import copy
import math
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from nqfgraph.client.terms import XSD, Blank, Iri, Literal, Text, read, read_literal
from nqfgraph.errors import StoreUnavailable


@pytest.mark.parametrize(
    ("datatype", "content", "value"),
    [
        ("string", "6", "6"),
        ("integer", "6", 6),
        ("integer", " +06 ", 6),
        ("nonNegativeInteger", "18446744073709551616", 2**64),
        ("decimal", "1.50", Decimal("1.50")),
        ("decimal", ".5", Decimal("0.5")),
        ("double", "1.5E3", 1500.0),
        ("double", "-INF", -math.inf),
        ("float", "3", 3.0),
        ("boolean", "1", True),
        ("boolean", "false", False),
        ("date", "2026-11-23", date(2026, 11, 23)),
        ("dateTime", "2026-11-23T12:00:00", datetime(2026, 11, 23, 12)),  # noqa: DTZ001 - it has no zone
        ("dateTime", "2026-11-23T12:00:00.25Z", datetime(2026, 11, 23, 12, 0, 0, 250_000, UTC)),
        (
            "dateTimeStamp",
            "2026-11-23T12:00:00.100000000+04:00",
            datetime(2026, 11, 23, 12, 0, 0, 100_000, timezone(timedelta(hours=4))),
        ),
        ("gYear", "2026", 2026),
    ],
)
def test_a_literal_has_the_value_of_its_datatype(datatype, content, value):
    found = read_literal(content, XSD + datatype)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("datatype", "content"),
    [
        ("integer", "six"),
        ("integer", "٦"),
        ("integer", "1" * 5000),
        ("integer", "6_0"),
        ("decimal", "1e3"),
        ("decimal", "NaN"),
        ("double", "infinity"),
        ("boolean", "True"),
        ("date", "2026-02-30"),
        ("date", "20261123"),
        ("date", "2026-11-23Z"),
        ("dateTime", "2026-11-23 12:00:00"),
        ("dateTime", "2026-11-23T24:00:00"),
        ("dateTime", "-0044-03-15T12:00:00"),
        ("gYear", "26"),
        ("time", "12:00:00"),
        ("duration", "P1Y"),
    ],
)
def test_what_python_has_no_value_for_is_kept_as_it_is_written(datatype, content):
    found = read_literal(content, XSD + datatype)
    assert isinstance(found, Literal)
    assert (found, found.datatype) == (content, XSD + datatype)


def test_not_a_number_is_read():
    found = read_literal("NaN", XSD + "double")
    assert isinstance(found, float)
    assert math.isnan(found)


def test_terms_are_strings_that_know_what_they_are():
    level = read({"type": "uri", "value": "http://example.org/level/6"})
    title = read({"type": "literal", "value": "6-cı səviyyə", "xml:lang": "az"})
    node = read({"type": "bnode", "value": "b0"})
    assert isinstance(level, Iri)
    assert level.endswith("/6")
    assert isinstance(title, Text)
    assert (title, title.language) == ("6-cı səviyyə", "az")
    assert isinstance(node, Blank)
    assert node == "_:b0"


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_know_it_too(copied):
    title, duration = copied(Text("Bakalavr", "az")), copied(Literal("P1Y", XSD + "duration"))
    assert (title, title.language) == ("Bakalavr", "az")
    assert (duration, duration.datatype) == ("P1Y", XSD + "duration")


@pytest.mark.parametrize(
    "cell",
    [
        {},
        {"type": "uri"},
        {"type": "uri", "value": 6},
        {"type": "triple", "value": "x"},
        {"type": "triple", "value": {"subject": {}}},
        {"type": "literal", "value": "6", "datatype": 6},
    ],
)
def test_what_is_no_term_is_refused(cell):
    with pytest.raises(StoreUnavailable, match="The answer has a term"):
        read(cell)
