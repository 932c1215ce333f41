"""The qualifications of a release as one table, in the columns that nqfgraph also reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from nqfgraph.exports.tables import TABLES, Cell, Column, heads, rows

COLUMNS = (
    *("key", "code", "title", "description", "award_type", "level", "classification", "isced_f", "credits"),
    *("duration", "language", "mode", "learning_setting", "partial", "awarding_body", "homepage", "content"),
    *("status", "version", "valid_from", "valid_until", "successor", "modified"),
)
"""Columns in their order; a text has one a language (``title_az``), several values one each (``mode[1]``)."""

Head = tuple[str, Column | None, str]


def write_qualifications(dump: Path, base: str, languages: Sequence[str], output: IO[bytes]) -> None:
    """Write one row for each qualification, in the order of the dump, as CSV in UTF-8 with CRLF (RFC 4180).

    References are keys, concepts are their notations or names. How many columns several values need is known
    in the end only, so the rows wait in a scratch file. OSError if the dump cannot be read.
    """
    table = TABLES["qualifications"]
    columns = heads(table, languages)
    chosen = [place for name in COLUMNS for place, head in enumerate(columns) if _is_of(name, head)]
    kept = [columns[place] for place in chosen]
    most: dict[str, int] = {}
    with TemporaryFile("w+", encoding="utf-8") as scratch:
        for row in rows(table, dump, base, languages):
            cells = [row[place] for place in chosen]
            for (name, _, _), cell in zip(kept, cells, strict=True):
                if isinstance(cell, list):
                    most[name] = max(most.get(name, 0), len(cell))
            scratch.write(json.dumps(cells) + "\n")
        scratch.seek(0)
        text = io.TextIOWrapper(output, encoding="utf-8", newline="")
        writer = csv.writer(text)
        writer.writerow(_names(kept, most))
        writer.writerows(_cells(kept, json.loads(line), most) for line in scratch)
        text.flush()
        text.detach()


def _is_of(name: str, head: Head) -> bool:
    """Say whether a column of the table becomes a column of that name here."""
    written, column, _ = head
    return name == (column.name if column else written)


def _names(columns: Iterable[Head], most: Mapping[str, int]) -> Iterator[str]:
    for name, column, _ in columns:
        if column and column.several:
            yield from (f"{name}[{number}]" for number in range(1, most.get(name, 0) + 1))
        else:
            yield name


def _cells(columns: Sequence[Head], row: Sequence[Cell], most: Mapping[str, int]) -> Iterator[str]:
    for (name, _, _), cell in zip(columns, row, strict=True):
        if isinstance(cell, list):
            yield from cell
            yield from [""] * (most[name] - len(cell))
        else:
            yield cell or ""
