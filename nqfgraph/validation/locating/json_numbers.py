"""The literals that numbers and truth values of JSON become in RDF (JSON-LD 1.1 API, § 8.2.2)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from nqfgraph.validation.locating.json_tree import Number
from nqfgraph.validation.locating.statements import (
    XSD_BOOLEAN,
    XSD_DOUBLE,
    XSD_INTEGER,
    Unreadable,
    literal,
)

_LONGEST = 21
"""Whole numbers with more digits are written as doubles."""


def number_literal(number: Number, datatype: ox.NamedNode | None) -> ox.Literal:
    """Return a number as a literal of ``datatype``, or else of xsd:integer or xsd:double."""
    try:
        value = Decimal(number)
    except InvalidOperation as error:
        raise Unreadable(f"“{number[:30]}” is a number beyond measure.") from error
    if datatype != XSD_DOUBLE and _is_whole(value):
        return literal(str(int(value)) if value else "0", datatype=datatype or XSD_INTEGER)
    return literal(_scientific(value), datatype=datatype or XSD_DOUBLE)


def truth_literal(value: bool, datatype: ox.NamedNode | None) -> ox.Literal:
    """Return a truth value as a literal of ``datatype``, or else of xsd:boolean."""
    return literal("true" if value else "false", datatype=datatype or XSD_BOOLEAN)


def _is_whole(value: Decimal) -> bool:
    return not value or (value.adjusted() < _LONGEST and value == value.to_integral_value())


def _scientific(value: Decimal) -> str:
    """The canonical form of a double: one digit, a point, at least one digit, and an exponent."""
    if not value:
        return "0.0E0"
    sign, digits, _ = value.as_tuple()
    first, rest = str(digits[0]), "".join(map(str, digits[1:])).rstrip("0")
    return f"{'-' if sign else ''}{first}.{rest or '0'}E{value.adjusted()}"
