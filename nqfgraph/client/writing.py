"""Python values as RDF terms: how a value is written into a query so that it can be nothing but a value."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from numbers import Integral, Real

import pyoxigraph as ox

from nqfgraph.client.terms import STRING, XSD, Blank, Iri, Literal, Text
from nqfgraph.errors import InputError

_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_CODE_POINT = re.compile(r"\\([uU])")


def write(value: object) -> str:
    """Return ``value`` as a SPARQL term, written in full (§ 4.1): ``<…>``, ``"…"@az``, ``"6"^^<…integer>``.

    Takes `Iri`, `Text`, `Literal`, str, bool, whole numbers, float, Decimal, date and datetime.
    Raises InputError for anything else, and for a plain text that looks like an IRI.
    """
    if isinstance(value, str):
        return _write_string(value)
    if isinstance(value, bool):
        return _typed("true" if value else "false", "boolean")
    if isinstance(value, Integral):
        return _typed(str(int(value)), "integer")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise InputError(f"The number {value} has no place in a query: xsd:decimal is finite.")
        return _typed(f"{value:f}", "decimal")
    if isinstance(value, Real):
        return _typed(_double(float(value)), "double")
    if isinstance(value, datetime):
        return _typed(_moment(value), "dateTime")
    if isinstance(value, date):
        return _typed(value.isoformat(), "date")
    raise InputError(
        f"A value of the type {type(value).__name__} cannot be put into a query.",
        remedy="Give an Iri, a text, a number, a truth value or a date.",
    )


def _write_string(value: str) -> str:
    if isinstance(value, Blank):
        raise InputError(
            f"The node {value} has no name that another query could ask for.",
            remedy="Ask for it by what is said of it.",
        )
    if isinstance(value, Iri):
        return _iri(value)
    if isinstance(value, Text):
        if not _LANGUAGE.fullmatch(value.language):
            raise InputError(f"“{value.language}” is not a language tag.", remedy="Write az, en or de-AT.")
        return f"{_quoted(value)}@{value.language}"
    if isinstance(value, Literal):
        return _quoted(value) if value.datatype == STRING else f"{_quoted(value)}^^{_iri(value.datatype)}"
    if _WEB_ADDRESS.fullmatch(value):
        raise InputError(
            f"“{value}” may be meant as an IRI or as a text, and the two match different things.",
            remedy='Give Iri("…") for the thing, or Literal("…") for the text.',
        )
    return _quoted(value)


def _iri(value: str) -> str:
    try:
        return f"<{ox.NamedNode(str(value)).value}>"
    except (ValueError, UnicodeEncodeError) as error:
        raise InputError(f"“{value}” is not an absolute IRI: {error}.") from error


def _quoted(value: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise InputError(
            f"The text {str(value)!r} has half a letter (a lone surrogate), which no query can hold."
        )
    # A reader may resolve code points anywhere in a query before it looks for tokens (SPARQL 1.1 § 19.2), as
    # rdflib does. With its “u” spelt as one, a backslash and a “u” of the value stay those two letters.
    written = _CODE_POINT.sub(lambda found: f"\\\\U{ord(found[1]):08X}", value.translate(_ESCAPES))
    return f'"{written}"'


def _typed(content: str, datatype: str) -> str:
    return f'"{content}"^^<{XSD}{datatype}>'


def _double(value: float) -> str:
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    return "NaN" if math.isnan(value) else repr(value)


def _moment(value: datetime) -> str:
    offset = value.utcoffset()
    # xsd:dateTime has zones of whole minutes, up to 14 hours.
    odd = offset is not None and (offset.total_seconds() % 60 or abs(offset.total_seconds()) > 14 * 3600)
    return (value.astimezone(UTC) if odd else value).isoformat()
