"""The tokens of Turtle and TriG 1.1 (Turtle § 6.5), each with where it stands.

All patterns are possessive, so that no text makes one of them go back over what it has read.
"""

from __future__ import annotations

import re

from nqfgraph.validation.locating.statements import Unreadable

_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = rf"{_LETTER}0-9_\-\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
# A dot belongs to a name only if more of the name follows; otherwise it ends the statement.
_PREFIX = rf"(?:[{_LETTER}](?:[{_NAME}]++|\.++(?=[{_NAME}]))*+)?:"
_LOCAL = rf"(?:(?=[{_LETTER}0-9_:%\\])(?:[{_NAME}:]++|{_ESCAPED}|\.++(?=[{_NAME}:%\\]))++)?"
_LABEL = rf"_:[{_LETTER}0-9_](?:[{_NAME}]++|\.++(?=[{_NAME}]))*+"
_BLANK = r"[ \t]*+"
_IRI = r"<[^<>\"{}|^`\x00-\x20]*+>"
_LONG_QUOTED, _LONG_APOSTROPHES = (
    rf"{quote * 3}(?:[^{quote}\\]++|\\.|{quote}(?!{quote * 2}))*+{quote * 3}" for quote in "\"'"
)
_QUOTED, _APOSTROPHES = (rf"{quote}(?:[^{quote}\\\r\n]++|\\.)*+{quote}" for quote in "\"'")

TOKEN = re.compile(
    r"(?:[ \t\r\n]++|#[^\r\n]*+)*+(?:"
    + "|".join(
        f"(?P<{kind}>{pattern})"
        for kind, pattern in {
            "name": _PREFIX + _LOCAL,
            "number": r"[+\-]?(?:(?:[0-9]++\.[0-9]*+|\.?[0-9]++)[eE][+\-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)",
            "mark": r"[;,.\[\](){}](?!\|)",
            "string": "|".join((_LONG_QUOTED, _LONG_APOSTROPHES, _QUOTED, _APOSTROPHES)),
            "iri": _IRI,
            "at": r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+",
            "hats": r"\^\^",
            "label": _LABEL,
            "word": r"[A-Za-z]++",
            "end": r"\Z",
            "fault": r".",
        }.items()
    )
    + ")",
    re.DOTALL,
)
"""One token after white space and comments, by the name of its kind; every text is a row of these."""

LINE = re.compile(
    rf"{_BLANK}(?:(?P<subject>{_IRI}|{_LABEL}){_BLANK}(?P<predicate>{_IRI}){_BLANK}"
    rf"(?P<value>{_IRI}|{_LABEL}|(?P<string>{_QUOTED})"
    rf"(?:{_BLANK}@(?P<language>[A-Za-z]++(?:-[A-Za-z0-9]++)*+)|{_BLANK}\^\^{_BLANK}(?P<datatype>{_IRI}))?)"
    rf"{_BLANK}(?:(?:{_IRI}|{_LABEL}){_BLANK})?\.{_BLANK})?(?:#[^\r\n]*+)?(?:[\r\n]++|\Z)"
)
"""A line of N-Triples or N-Quads (N-Quads § 6); without groups if it is empty or a comment."""

_IRI_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LOCAL_ESCAPE = re.compile(r"\\(.)")


def text_of_string(token: str) -> str:
    """Return what a quoted string says (Turtle § 6.4, string escapes)."""
    quotes = 3 if len(token) >= 6 and token[1] == token[2] == token[0] else 1
    inside = token[quotes:-quotes]
    return _ESCAPE.sub(_unescaped, inside) if "\\" in inside else inside


def text_of_iri(token: str) -> str:
    """Return what stands between the angle brackets (Turtle § 6.4, numeric escapes)."""
    inside = token[1:-1]
    return _IRI_ESCAPE.sub(_unescaped, inside) if "\\" in inside else inside


def text_of_local(local: str) -> str:
    """Return the local part of a prefixed name (Turtle § 6.4, reserved character escapes)."""
    return _LOCAL_ESCAPE.sub(r"\1", local) if "\\" in local else local


def _unescaped(found: re.Match[str]) -> str:
    number = found[1] or found[2]
    if number is not None:
        code = int(number, 16)
        if code > 0x10FFFF:
            raise Unreadable(f"{found[0]} is no character.")
        return chr(code)
    try:
        return _LETTERS[found[3]]
    except KeyError:
        raise Unreadable(f"{found[0]!a} is no escape of Turtle.") from None
