"""Literals in the one form that a store gives back."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.model.terms import decimal, decimal_text, duration


@pytest.mark.parametrize(
    ("number", "text"), [("240", "240"), ("7.50", "7.5"), ("0.00", "0"), ("1E+2", "100"), ("100", "100")]
)
def test_decimal_has_no_needless_digits(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


@pytest.mark.parametrize(
    ("given_text", "text"),
    [
        ("P4Y", "P4Y"),
        ("P18M", "P1Y6M"),
        ("PT36H", "P1DT12H"),
        ("PT90M", "PT1H30M"),
        ("P0Y", "PT0S"),
        ("P1Y2M3DT4H5M6S", "P1Y2M3DT4H5M6S"),
        ("four years", "four years"),
        ("P", "P"),
        ("P1YT", "P1YT"),
    ],
)
def test_duration_is_canonical_or_left_alone(given_text: str, text: str) -> None:
    assert duration(given_text).value == text


@given(
    st.lists(st.integers(0, 400), min_size=6, max_size=6).map(lambda n: "P{}Y{}M{}DT{}H{}M{}S".format(*n))
    | st.integers(0, 400).map("P{}M".format)
)
def test_store_keeps_durations(text: str) -> None:
    assert given_back(duration(text)) == duration(text)


@given(st.decimals(0, 10**6, places=3))
def test_store_keeps_decimals(number: Decimal) -> None:
    assert given_back(decimal(number)) == decimal(number)


def given_back(literal: ox.Literal) -> object:
    node = ox.NamedNode("https://data.example.org/x")
    store = ox.Store()
    store.add(ox.Quad(node, node, literal))
    return next(iter(store)).object
