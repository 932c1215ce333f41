"""Tables for people on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO

import pyoxigraph as ox

from nqfgraph.vocab import PREFIXES

_LOOKED_AT = 200
"""Rows whose widths make the columns; the table is written as it comes, so later rows may be wider."""
_WIDEST = 60


def write_table(solutions: ox.QuerySolutions, output: IO[bytes]) -> None:
    """Write solutions as a table with a line for each, and how many there were."""
    heads = [f"?{variable.value}" for variable in solutions.variables]
    rows = ([_shown(value) for value in solution] for solution in solutions)
    first = list(islice(rows, _LOOKED_AT))
    widths = [min(_WIDEST, max(map(_width, column))) for column in zip(heads, *first, strict=True)]
    count = 0
    for line in _lines(heads, widths):
        output.write(line)
    for row in chain(first, rows):
        count += 1
        output.write(_line(row, widths))
    output.write(f"({count:,} row{'' if count == 1 else 's'})\n".encode())


def _lines(heads: Sequence[str], widths: Sequence[int]) -> Iterator[bytes]:
    yield _line(heads, widths)
    yield _line(["─" * width for width in widths], widths)


def _line(cells: Iterable[str], widths: Sequence[int]) -> bytes:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip().encode() + b"\n"


def _shown(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    """Return a term as people read it: prefixed names, texts without quotes, no control characters."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        text = term.value + (f"@{term.language}" if term.language else "")
        return "".join(
            each if unicodedata.category(each)[0] != "C" else each.encode("unicode_escape").decode()
            for each in text
        )
    if isinstance(term, ox.NamedNode):
        prefix = max(
            (each for each in PREFIXES if term.value.startswith(PREFIXES[each])), key=len, default=""
        )
        return f"{prefix}:{term.value.removeprefix(PREFIXES[prefix])}" if prefix else term.value
    return str(term)


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )
