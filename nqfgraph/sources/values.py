"""Reads the text of one cell into a value; what cannot be read raises BadValue, which becomes an issue.

Every reader takes a non-empty text without surrounding space. ``READERS`` has one for each word that a field
(`nqfgraph.sources.kinds`) may take; those of concepts are made by ``concept_reader``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.ontology import Ontology
from nqfgraph.ontology.concepts import Concept, Scheme, local_name
from nqfgraph.sources.columns import suggest

Reader = Callable[[str], object]

MAX_LINE = 2_000
"""Longest key, code, address or other value of one line, in characters."""
MAX_POSITION = 9_999
"""Highest position of a learning outcome."""

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffd-\uffff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DURATION = re.compile(
    r"P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?", re.ASCII
)
_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_YES_NO = MappingProxyType({"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False})


class BadValue(ValueError):
    """A text is not what is expected; ``code`` is that of the issue it makes."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


def read_text(text: str) -> str:
    """Return a text of any length in Unicode form NFC, lines ended by a line feed."""
    if match := _REFUSED.search(text):
        raise BadValue(
            "bad-text",
            f"Character {match.start() + 1} of the text is U+{ord(match[0]):04X}, {_say(match[0])}.",
            "Retype the text, or save the table in the encoding it was written in.",
        )
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def read_line(text: str) -> str:
    """Return a text of one line."""
    text = read_text(text)
    if len(text) > MAX_LINE or "\n" in text:
        raise BadValue(
            "bad-text",
            f"“{text[:40]}…” has {len(text)} characters in {text.count(chr(10)) + 1} lines.",
            f"One line of at most {MAX_LINE} characters is expected.",
        )
    return text


def read_key(text: str) -> str:
    """Return a key: one line that can be a part of a path."""
    key = read_line(text)
    if "/" in key or "\t" in key or key in {".", ".."}:
        raise BadValue(
            "bad-key",
            f"“{text}” cannot be used as a key.",
            "Give a code or a short name of one word, without a slash.",
        )
    return key


def read_path(text: str) -> tuple[str, ...]:
    """Return a key of one or more parts that are written with slashes between them (``2024/6006022``)."""
    parts = tuple(part.strip() for part in text.split("/"))
    if not all(parts):
        raise BadValue("bad-key", f"“{text}” has an empty part.", "Write a key such as 2024/6006022.")
    return tuple(read_key(part) for part in parts)


def read_date(text: str) -> date:
    """Return a calendar date, written as in ISO 8601 (``2026-11-23``)."""
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise BadValue("bad-date", f"“{text}” is not a day of the calendar.", _WRITE_DATE) from error
    raise BadValue("bad-date", f"“{text}” is not a date.", _WRITE_DATE)


def read_moment(text: str) -> datetime:
    """Return a date and time with time zone; a date alone means its start, no zone means UTC."""
    if _DATE.fullmatch(text):
        day = read_date(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    if not _MOMENT.fullmatch(text):
        raise BadValue("bad-date", f"“{text}” is not a date and time.", _WRITE_MOMENT)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadValue("bad-date", f"“{text}” is not a time of the calendar.", _WRITE_MOMENT) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_WRITE_DATE = "Write the date as year-month-day, such as 2026-11-23."
_WRITE_MOMENT = "Write 2026-11-23 or 2026-11-23T09:30:00Z."


def read_number(text: str) -> Decimal:
    """Return a decimal number that is not negative, without needless zeros."""
    if not _NUMBER.fullmatch(text):
        remedy = "Write a number such as 240 or 7.5"
        if re.fullmatch(r"[0-9]+,[0-9]+", text):
            remedy = f"Write {text.replace(',', '.')} with a point"
        raise BadValue("bad-number", f"“{text}” is not a number.", f"{remedy}; it may not be negative.")
    number = Decimal(text)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def read_whole(text: str) -> int:
    """Return a whole number."""
    if not _WHOLE.fullmatch(text):
        raise BadValue("bad-number", f"“{text}” is not a whole number.", "Write a number such as 6.")
    return int(text)


def read_position(text: str) -> int:
    """Return a position in a list, counted from 1."""
    position = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0
    if not 1 <= position <= MAX_POSITION:
        raise BadValue(
            "bad-number",
            f"“{text}” is not a position.",
            f"Write a whole number from 1 to {MAX_POSITION}.",
        )
    return position


def read_duration(text: str) -> str:
    """Return an xsd:duration as it is written (XSD 1.1 part 2, § 3.3.6), which may not be negative."""
    if not _DURATION.fullmatch(text):
        raise BadValue(
            "bad-duration",
            f"“{text}” is not a duration.",
            "Write P4Y for four years, P18M for eighteen months, PT120H for 120 hours.",
        )
    return text


def read_yes_no(text: str) -> bool:
    """Return True for yes, true and 1, False for no, false and 0."""
    answer = _YES_NO.get(text.casefold())
    if answer is None:
        raise BadValue("bad-yes-no", f"“{text}” is neither yes nor no.", "Write yes or no.")
    return answer


def read_iri(text: str) -> str:
    """Return a web address (an http or https IRI, RFC 3987)."""
    try:
        if not _ADDRESS.fullmatch(text) or len(text) > MAX_LINE:
            raise ValueError
        return ox.NamedNode(unicodedata.normalize("NFC", text)).value
    except ValueError as error:
        raise BadValue(
            "bad-iri",
            f"“{text[:200]}” is not a web address.",
            "Write the whole address, such as https://www.example.org/page.",
        ) from error


def read_sources(text: str) -> tuple[str, ...]:
    """Return citations, which stand one after another with `` ; `` between them."""
    return tuple(part for each in read_text(text).split(" ; ") if (part := each.strip()))


READERS: MappingProxyType[str, Reader] = MappingProxyType(
    {
        "text": read_text,
        "line": read_line,
        "key": read_key,
        "path": read_path,
        "date": read_date,
        "moment": read_moment,
        "number": read_number,
        "whole": read_whole,
        "position": read_position,
        "duration": read_duration,
        "yes-no": read_yes_no,
        "iri": read_iri,
        "sources": read_sources,
    }
)
"""The reader of each kind of value that needs nothing but the text."""


def concept_reader(scheme: Scheme, *, short: bool = False) -> Reader:
    """Return a reader that takes a code of ``scheme`` and gives the concept's IRI, or its ``short`` name."""

    def read(code: str) -> str:
        concept = find_concept(scheme, code)
        return local_name(concept.iri) if short else concept.iri

    return read


def target_reader(ontology: Ontology) -> Reader:
    """Return a reader of what a level relates to, as (name of the other framework, IRI).

    It takes ``eqf/6``, ``qf-ehea/first`` or the IRI of a level or cycle of any framework.
    """
    schemes = {"eqf": ontology.scheme("eqf"), "qf-ehea": ontology.scheme("ehea-cycle")}

    def read(text: str) -> tuple[str, str]:
        name, _, code = text.partition("/")
        if scheme := schemes.get(name.strip().casefold()):
            return name.strip().casefold(), find_concept(scheme, code.strip()).iri
        if "://" not in text:
            raise BadValue(
                "bad-code",
                f"“{text}” is not a level or cycle of another framework.",
                "Write eqf/6, qf-ehea/first, or the whole IRI of the level.",
            )
        iri = read_iri(text)
        for each, scheme in schemes.items():
            if iri in scheme.concepts:
                return each, iri
        return _framework_name(iri), iri

    return read


def find_concept(scheme: Scheme, code: str) -> Concept:
    """Return the concept of ``scheme`` with this code; BadValue ``bad-code`` names what is allowed."""
    concept = scheme.find(code)
    if concept is None:
        codes = [each.notation or local_name(each.iri) for each in scheme.concepts.values()]
        raise BadValue(
            "bad-code", f"“{code[:80]}” is not a code of the list “{scheme.name}”.", suggest(code, codes)
        )
    return concept


def _framework_name(iri: str) -> str:
    """Make a name for a framework from the IRI of one of its levels: all of it but the last part."""
    container = re.split(r"[/#][^/#]*$", iri.partition("://")[2])[0]
    return re.sub(r"[^a-z0-9]+", "-", container.casefold()).strip("-") or "other"


def _say(character: str) -> str:
    if character == "\ufffd":
        return "the mark of a broken conversion"
    return unicodedata.name(character, "a control character").lower()
