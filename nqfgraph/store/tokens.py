"""The tokens of SPARQL 1.1 (§ 19.8), as far as a query text is read without running it.

All patterns are possessive, so that no text makes one of them go back over what it has read.
"""

from __future__ import annotations

import re

_SPACE = r"(?:[ \t\r\n]|#[^\r\n]*+)*+"
_IRI = r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"
_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = rf"[{_LETTER}0-9_\-\u00b7\u0300-\u036f\u203f-\u2040]"
_LOCAL = rf"(?:{_NAME}|[:.]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*+"
_ESCAPE = r"\\(?:[tbnrf\\\"']|u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}|U00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})"

SPACE = re.compile(_SPACE)
"""White space and comments; matches the empty text too."""
IRI = re.compile(_IRI)
PREFIXED_NAME = re.compile(rf"(?:[{_LETTER}](?:{_NAME}|\.)*+)?:{_LOCAL}")
VARIABLE = re.compile(rf"[?$][{_LETTER}_0-9](?:{_NAME})*+")
LANGUAGE = re.compile(r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*+")
BLANK_NODE = re.compile(rf"_:(?:{_NAME}|\.)*+")
WORD = re.compile(rf"[{_LETTER}](?:{_NAME}|\.)*+")
LONG_STRING = {
    quote: re.compile(rf"{quote * 3}(?:{quote}{{0,2}}(?:[^{quote}\\]|{_ESCAPE}))*+{quote * 3}")
    for quote in "\"'"
}
SHORT_STRING = {quote: re.compile(rf"{quote}(?:[^{quote}\\\r\n]|{_ESCAPE})*+{quote}") for quote in "\"'"}
PROLOGUE = re.compile(
    rf"(?:{_SPACE}(?:PREFIX{_SPACE}[^\s:<]*+:{_SPACE}{_IRI}"
    rf"|BASE{_SPACE}{_IRI}|VERSION{_SPACE}(?:\"[^\"\r\n]*+\"|'[^'\r\n]*+')))*+{_SPACE}",
    re.IGNORECASE | re.ASCII,
)
"""Everything before the form of the query (§ 4.1, and VERSION of SPARQL 1.2); matches the empty text too."""


def keyword(*spellings: str) -> re.Pattern[str]:
    """Return the pattern of a keyword in any case; Oxigraph needs nothing between it and the next token."""
    return re.compile("|".join(spellings), re.IGNORECASE | re.ASCII)


def end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Return where a pattern that also matches the empty text ends."""
    found = pattern.match(text, position)
    return found.end() if found else position
