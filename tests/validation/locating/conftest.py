"""Fixtures for positions: reading a text with pyoxigraph and with positions, side by side."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from nqfgraph.exports.formats import FORMATS
from nqfgraph.validation.locating import READERS
from nqfgraph.validation.locating.alignment import align
from nqfgraph.validation.locating.statements import XML_LITERAL, Statement, is_markup

BASE = "http://base.example/folder/file;x?y#z"
Compare = Callable[..., list[Statement]]


@pytest.fixture(scope="session")
def compare() -> Compare:
    """Read content both ways, check that statement after statement is the same, and return them."""

    def read_twice(content: str | bytes, syntax: str, base: str | None = BASE) -> list[Statement]:
        content = content.encode() if isinstance(content, str) else content
        quads = list(ox.parse(content, format=FORMATS[syntax], base_iri=base))
        statements = list(align(READERS[syntax](content, base).statements, quads))
        # What repeats a triple is not compared by the alignment.
        assert len(statements) == len(quads)
        for statement, quad in zip(statements, quads, strict=True):
            value = XML_LITERAL if syntax == "rdfxml" and is_markup(quad.object) else quad.object
            assert statement[:3] == (quad.subject, quad.predicate, value)
        return statements

    return read_twice


@pytest.fixture(scope="session")
def begins(compare: Compare) -> Callable[..., list[tuple[str, str]]]:
    """Return, for each statement, the beginnings of its subject and its value in the text."""

    def cut(text: str, syntax: str, length: int = 4) -> list[tuple[str, str]]:
        content = text.encode()
        source = READERS[syntax](content, BASE).source
        ends = [(each.subject_at, each.value_at) for each in compare(text, syntax)]
        return [(_piece(source, one, length), _piece(source, other, length)) for one, other in ends]

    return cut


def _piece(source: str | bytes, start: int, length: int) -> str:
    piece = source[start : start + length]
    return piece if isinstance(piece, str) else piece.decode("utf-8", "ignore")
