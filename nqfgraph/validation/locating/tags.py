"""Reads the attributes of an XML start tag in the bytes of a file, each with where its value begins.

An XML parser gives neither their places nor, after normalising line ends and tabs, what is written in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = re.compile(rb"<[^\s/>]++")
_ATTRIBUTE = re.compile(rb"\s++([^\s=/>]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]++)|#([0-9]++)|(lt|gt|amp|apos|quot));")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "apos": "'", "quot": '"'}


class Attribute(NamedTuple):
    """What an attribute says, and the byte at which that begins."""

    text: str
    at: int


def attributes_of_tag(content: bytes, at: int) -> Iterator[Attribute]:
    """Yield the attributes of the well-formed start tag at a byte, but for declarations of namespaces."""
    name = _NAME.match(content, at)
    position = at if name is None else name.end()
    while (found := _ATTRIBUTE.match(content, position)) is not None:
        position = found.end()
        if found[1] != b"xmlns" and not found[1].startswith(b"xmlns:"):
            group = 3 if found[2] is None else 2
            yield Attribute(unescape(found[group]), found.start(group))


def unescape(raw: bytes) -> str:
    """Return what UTF-8 with character references says; they have passed an XML parser before."""
    return _REFERENCE.sub(_character, raw.decode())


def _character(found: re.Match[str]) -> str:
    if found[3] is not None:
        return _CHARACTERS[found[3]]
    return chr(int(found[1], 16) if found[1] is not None else int(found[2]))
