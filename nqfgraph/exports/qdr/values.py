"""What a literal must look like so that the XML schema takes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d)?", re.ASCII)
_DURATION = re.compile(r"-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII)
_NAME = r"A-Za-z0-9._~!$&'()*+,;=%\-\u00a1-\U0010ffff"
_PATH = f"{_NAME}:@/"
_ADDRESS = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.\-]*:|(?![^/?#]*:))"
    rf"(?://(?:[{_NAME}:]*@)?(?:\[[0-9A-Fa-f:.]+\]|[{_NAME}]*)(?::[0-9]{{1,5}})?(?:/[{_PATH}]*)?|(?!//)[{_PATH}]*)"
    rf"(?:\?[{_PATH}?]*)?(?:#[{_PATH}?]*)?"
)
"""An address as RFC 3986 writes it, with RFC 3987's letters: one bad link makes the whole file invalid."""
_NOT_IN_ADDRESS = re.compile(r"%(?![0-9A-Fa-f]{2})|[\s\ud800-\udfff\ufffe\uffff]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _is_date_time(text: str) -> bool:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return False
    try:
        datetime.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def _is_address(text: str) -> bool:
    return bool(text and _ADDRESS.fullmatch(text)) and not _NOT_IN_ADDRESS.search(text)


FORMS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "string": lambda text: True,
        "anyURI": _is_address,
        "boolean": re.compile("true|false|1|0").fullmatch,
        "dateTime": _is_date_time,
        "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII).fullmatch,
        "duration": _DURATION.fullmatch,
        "integer": re.compile(r"[+-]?\d+", re.ASCII).fullmatch,
    }
)
"""Datatype to what tells whether a text is one of its values (XML Schema 1.0 part 2)."""


def is_empty_duration(text: str) -> bool:
    """Whether a duration lasts no time, such as P0Y0M: published data has them, and they say nothing."""
    return not re.search("[1-9]", text)


def in_xml(text: str) -> str:
    """Return a text with spaces for the characters that no XML 1.0 document can hold."""
    return _NOT_XML.sub(" ", text)
