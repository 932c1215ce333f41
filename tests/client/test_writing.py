"""Values as SPARQL terms: the same value comes back, whatever is in it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from nqfgraph.client.binding import bind
from nqfgraph.client.scanning import scan
from nqfgraph.client.terms import XSD, Blank, Iri, Literal, Text, read_literal
from nqfgraph.client.writing import write
from nqfgraph.errors import InputError

STORE = ox.Store()
LETTERS = st.text(st.characters(exclude_categories=["Cs"]))
NASTY = st.lists(
    st.sampled_from(["\\", '"', "'", "\\u", "\\U", "0022", "0000005C", "\n", "\r", "<", ">", "?x", "}", "#"])
    | LETTERS
).map("".join)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def answered(term: str) -> ox.NamedNode | ox.Literal:
    """Return what an engine reads where a term is written."""
    (solution,) = STORE.query(f"SELECT ?x WHERE {{ VALUES ?x {{ {term} }} }}")
    return solution["x"]


@given(LETTERS | NASTY)
@example("\\u0022 } DROP ALL #")
@example("\\\\u0022")
def test_a_text_comes_back(text: str) -> None:
    # One that looks like an address is refused, unless it says that it is a text.
    assert answered(write(Literal(text))) == ox.Literal(text)
    assert answered(write(Text(text, "az-Latn"))) == ox.Literal(text, language="az-Latn")
    odd = ox.NamedNode("http://example.org/odd")
    assert answered(write(Literal(text, odd.value))) == ox.Literal(text, datatype=odd)


@given(NASTY)
@example("\\u0022 } DROP ALL #")
@example("\\U00000022")
def test_a_text_comes_back_from_an_engine_that_resolves_code_points_first(text: str) -> None:
    """SPARQL 1.1 § 19.2 lets an engine resolve them in the whole query, before there are any tokens."""
    written = re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})",
        lambda found: chr(int(found[1] or found[2], 16)),
        write(Literal(text)),
    )
    assert answered(written) == ox.Literal(text)


@pytest.mark.parametrize(
    "text", ["\\u0022 } DROP ALL #", "\\U00000022", "\\\\u0022", "\\u0022ABCD", "\\uu0022", "\\d+", 'a"\n\\']
)
def test_a_text_comes_back_from_rdflib(text: str) -> None:
    (row,) = rdflib.Graph().query(f"SELECT ({write(Literal(text))} AS ?x) WHERE {{}}")
    assert str(row[0]) == text


@given(NASTY)
def test_a_text_is_one_token_and_leaves_the_rest_as_it_is(text: str) -> None:
    query = 'SELECT ?s WHERE { ?s ?p ?x } # "?x"\nORDER BY ?s'
    before, after = scan(query), scan(bind(query, {"x": Text(text, "az")}))
    changed = [number for number, token in enumerate(before) if token.variable == "x"]
    # The string and its language are two tokens to the scanner.
    del after[changed[0] + 1]
    assert [token.text for n, token in enumerate(after) if n not in changed] == [
        token.text for n, token in enumerate(before) if n not in changed
    ]


@given(
    st.integers()
    | st.booleans()
    | st.dates(min_value=date(1, 1, 1))
    | st.datetimes()
    | st.datetimes(timezones=ZONES)
    | st.decimals(allow_nan=False, allow_infinity=False, places=6)
    | st.floats(allow_nan=False)
)
def test_a_value_comes_back(value: object) -> None:
    found = answered(write(value))
    assert isinstance(found, ox.Literal)
    assert read_literal(found.value, found.datatype.value) == value


def test_not_a_number_comes_back() -> None:
    assert answered(write(float("nan"))).value == "NaN"


@given(st.text(st.characters(codec="ascii")) | LETTERS | NASTY)
def test_an_iri_is_one_or_is_refused(text: str) -> None:
    try:
        written = write(Iri(f"http://example.org/{text}"))
    except InputError:
        return
    assert answered(written) == ox.NamedNode(f"http://example.org/{text}")


def test_zones_that_xsd_does_not_have_are_written_in_utc() -> None:
    moment = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=3, seconds=16)))
    assert read_literal(*re.findall('"(.*)"', write(moment)), XSD + "dateTime") == moment.astimezone(UTC)
    far = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=23)))
    assert "+00:00" in write(far)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("https://data.aznqf.example/id/level/6", "may be meant as an IRI or as a text"),
        (Iri("level/6"), "not an absolute IRI"),
        (Iri("http://example.org/> } DROP ALL #"), "not an absolute IRI"),
        (Iri("http://example.org/\ud800"), "not an absolute IRI"),
        (Literal("x", "no iri"), "not an absolute IRI"),
        (Text("x", "az> "), "not a language tag"),
        ("\ud800", "lone surrogate"),
        (Blank("_:b0"), "no name"),
        (Decimal("NaN"), "finite"),
        (None, "NoneType"),
        ([6], "list"),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_reason(value: object, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        write(value)
