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
from nqfgraph.sources.columns import nearest
from nqfgraph.sources.wordings import LANGUAGES, Fact, WordedError, Wording, in_every_language, suggestion

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
    r"P(?=.)(NY)?(NM)?(ND)?(T(?=.)(NH)?(NM)?(N(\.N)?S)?)?".replace("N", "[0-9]{1,9}"),
)
"""Numbers have nine digits at most, as those of other cells: engines cannot count with longer ones."""
_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_YES_NO = MappingProxyType({"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False})


class BadValue(WordedError):
    """The text of a cell is not what is expected there."""


def read_text(text: str) -> str:
    """Return a text of any length in Unicode form NFC, lines ended by a line feed."""
    if match := _REFUSED.search(text):
        raise BadValue(
            "bad-text/broken" if match[0] == "\ufffd" else "bad-text",
            position=match.start() + 1,
            character=f"U+{ord(match[0]):04X}",
            name=unicodedata.name(match[0], "a control character").lower(),
        )
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def read_line(text: str) -> str:
    """Return a text of one line."""
    text = read_text(text)
    if len(text) > MAX_LINE or "\n" in text:
        raise BadValue(
            "bad-text/long", text=text[:40], length=len(text), lines=text.count("\n") + 1, most=MAX_LINE
        )
    return text


def read_key(text: str) -> str:
    """Return a key: one line that can be a part of a path."""
    key = read_line(text)
    if "/" in key or "\t" in key or key in {".", ".."}:
        raise BadValue("bad-key", text=text)
    return key


def read_path(text: str) -> tuple[str, ...]:
    """Return a key of one or more parts that are written with slashes between them (``2024/6006022``)."""
    parts = tuple(part.strip() for part in text.split("/"))
    if not all(parts):
        raise BadValue("bad-key/part", text=text)
    return tuple(read_key(part) for part in parts)


def read_date(text: str) -> date:
    """Return a calendar date, written as in ISO 8601 (``2026-11-23``)."""
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise BadValue("bad-date/day", text=text) from error
    raise BadValue("bad-date", text=text)


def read_moment(text: str) -> datetime:
    """Return a date and time with time zone; a date alone means its start, no zone means UTC."""
    if _DATE.fullmatch(text):
        day = read_date(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    if not _MOMENT.fullmatch(text):
        raise BadValue("bad-date/moment", text=text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadValue("bad-date/time", text=text) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_number(text: str) -> Decimal:
    """Return a decimal number that is not negative, without needless zeros."""
    if not _NUMBER.fullmatch(text):
        if re.fullmatch(r"[0-9]+,[0-9]+", text):
            raise BadValue("bad-number/comma", text=text, point=text.replace(",", "."))
        raise BadValue("bad-number", text=text)
    number = Decimal(text)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def read_whole(text: str) -> int:
    """Return a whole number."""
    if not _WHOLE.fullmatch(text):
        raise BadValue("bad-number/whole", text=text)
    return int(text)


def read_position(text: str) -> int:
    """Return a position in a list, counted from 1."""
    position = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0
    if not 1 <= position <= MAX_POSITION:
        raise BadValue("bad-number/position", text=text, most=MAX_POSITION)
    return position


def read_duration(text: str) -> str:
    """Return an xsd:duration as it is written (XSD 1.1 part 2, § 3.3.6), which may not be negative."""
    if not _DURATION.fullmatch(text):
        raise BadValue("bad-duration", text=text[:200])
    return text


def read_yes_no(text: str) -> bool:
    """Return True for yes, true and 1, False for no, false and 0."""
    answer = _YES_NO.get(text.casefold())
    if answer is None:
        raise BadValue("bad-yes-no", text=text)
    return answer


def read_iri(text: str) -> str:
    """Return a web address (an http or https IRI, RFC 3987)."""
    try:
        if not _ADDRESS.fullmatch(text) or len(text) > MAX_LINE:
            raise ValueError
        return ox.NamedNode(unicodedata.normalize("NFC", text)).value
    except ValueError as error:
        raise BadValue("bad-iri", text=text[:200]) from error


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
            raise BadValue("bad-code/target", text=text)
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
        name = in_every_language(scheme.labels or {"en": scheme.name})
        if code.isdigit() and (full := scheme.find(f"0{code}")) is not None:
            raise BadValue("bad-code/zero", code=code[:80], list=name, full=labelled(full))
        raise BadValue("bad-code", code=code[:80], list=name, suggestion=_suggestion(scheme, code))
    return concept


def _suggestion(scheme: Scheme, code: str) -> Wording:
    """Say which concepts may be meant, each with its label in the language of the reader."""
    by_code = {code_of(each): each for each in scheme.concepts.values()}
    near = nearest(code, list(by_code))
    return suggestion([labelled(by_code[each]) for each in near], list(by_code))


def code_of(concept: Concept) -> str:
    """Return the code that stands for a concept in a cell."""
    return concept.notation or local_name(concept.iri)


def labelled(concept: Concept) -> Fact:
    """Return the code of a concept with its label in each language."""
    code = code_of(concept)
    labels = {language: concept.label(language) for language in LANGUAGES}
    return {each: code if label == code else f"{code} ({label})" for each, label in labels.items()}


def _framework_name(iri: str) -> str:
    """Make a name for a framework from the IRI of one of its levels: all of it but the last part."""
    container = re.split(r"[/#][^/#]*$", iri.partition("://")[2])[0]
    return re.sub(r"[^a-z0-9]+", "-", container.casefold()).strip("-") or "other"
