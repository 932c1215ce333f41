"""RDF terms as Python values: what a cell of an answer becomes.

IRIs and texts are strings that know what they are, so a program may treat them as strings and still tell
them apart. A literal whose text is not of its datatype stays a `Literal`: nothing is lost or guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Self

from nqfgraph.errors import StoreUnavailable

XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = XSD + "string"


class Iri(str):
    """The IRI of a thing, a class or a property."""

    __slots__ = ()


class Blank(str):
    """A node without a name, as the answer labels it (``_:b0``); in another answer it is another one."""

    __slots__ = ()


class Text(str):
    """A string with its language (BCP 47), such as ``Text("6-cı səviyyə", "az")``."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, content: str, language: str) -> Self:
        """Make a text."""
        made = super().__new__(cls, content)
        made.language = language
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Let copies and pickles keep the language."""
        return type(self), (str(self), self.language)


class Literal(str):
    """A literal as it is written, with the IRI of its datatype: one that has no type of its own in Python."""

    __slots__ = ("datatype",)
    datatype: str

    def __new__(cls, content: str, datatype: str = STRING) -> Self:
        """Make a literal; without a datatype it is a plain string."""
        made = super().__new__(cls, content)
        made.datatype = datatype
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Let copies and pickles keep the datatype."""
        return type(self), (str(self), self.datatype)


Value = Iri | Blank | Text | Literal | str | bool | int | float | Decimal | date | datetime
"""What a cell may be; a ``str`` of no other class is an ``xsd:string``."""

_ZONE = r"(?:Z|[+-]\d\d:\d\d)"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{{1,6}})0*)?({_ZONE})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_DOUBLE = re.compile(rf"{_DECIMAL.pattern}(?:[eE][+-]?\d+)?|[+-]?INF|NaN", re.ASCII)
_YEAR = re.compile(r"-?\d{4,}", re.ASCII)
_LONGEST_NUMBER = 4000
"""Digits beyond which Python refuses to read a whole number (sys.set_int_max_str_digits)."""


def read(cell: Mapping[str, Any]) -> Value:
    """Return the value of a term in SPARQL results as JSON (SPARQL 1.1 Query Results JSON § 3.2.2).

    Raises StoreUnavailable for what is no such term.
    """
    kind, content = cell.get("type"), cell.get("value")
    language, datatype = cell.get("xml:lang"), cell.get("datatype", STRING)
    if not isinstance(content, str) or not isinstance(datatype, str):
        raise StoreUnavailable(f"The answer has a term that cannot be read: {str(cell)[:200]}.")
    if kind == "uri":
        return Iri(content)
    if kind == "bnode":
        return Blank(f"_:{content}")
    if kind not in ("literal", "typed-literal"):
        raise StoreUnavailable(
            f"The answer has a term of the kind “{str(kind)[:40]}”, which is not known here."
        )
    if isinstance(language, str) and language:
        return Text(content, language)
    return read_literal(content, datatype)


def read_literal(content: str, datatype: str) -> Value:
    """Return the value of a literal without a language; a `Literal` if Python has no value for it."""
    if datatype == STRING:
        return content
    reader = _READERS.get(datatype)
    value = reader(content.strip(" \t\r\n")) if reader else None
    return Literal(content, datatype) if value is None else value


def _truth(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _whole(text: str) -> int | None:
    return int(text) if len(text) <= _LONGEST_NUMBER and _WHOLE.fullmatch(text) else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text) else None


def _double(text: str) -> float | None:
    return float(text) if _DOUBLE.fullmatch(text) else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    fraction = f".{found[2]:0<6}" if found[2] else ""
    try:
        return datetime.fromisoformat(f"{found[1]}{fraction}{found[3] or ''}")
    except ValueError:
        return None


def _year(text: str) -> int | None:
    return int(text) if len(text) <= _LONGEST_NUMBER and _YEAR.fullmatch(text) else None


WHOLE_NUMBERS = frozenset(
    XSD + name
    for name in (
        "integer",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
"""``xsd:integer`` and the datatypes derived from it (XML Schema 1.1 part 2, § 3.4)."""

_READERS: Mapping[str, Callable[[str], Value | None]] = MappingProxyType(
    {
        **dict.fromkeys(WHOLE_NUMBERS, _whole),
        XSD + "boolean": _truth,
        XSD + "decimal": _decimal,
        XSD + "double": _double,
        XSD + "float": _double,
        XSD + "date": _date,
        XSD + "dateTime": _moment,
        XSD + "dateTimeStamp": _moment,
        XSD + "gYear": _year,
    }
)
