"""The qualifications of a release as a table, in the columns that nqfgraph also reads."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from nqfgraph.store import open_store

_SINGLE, _BY_LANGUAGE, _NUMBERED = "", "_", "["
COLUMNS: Mapping[str, str] = {
    "key": _SINGLE,
    "code": _SINGLE,
    "title": _BY_LANGUAGE,
    "description": _BY_LANGUAGE,
    "award_type": _SINGLE,
    "level": _SINGLE,
    "classification": _SINGLE,
    "isced_f": _NUMBERED,
    "credits": _SINGLE,
    "duration": _SINGLE,
    "language": _NUMBERED,
    "mode": _NUMBERED,
    "learning_setting": _SINGLE,
    "partial": _SINGLE,
    "awarding_body": _NUMBERED,
    "homepage": _SINGLE,
    "content": _SINGLE,
    "status": _SINGLE,
    "version": _SINGLE,
    "valid_from": _SINGLE,
    "valid_until": _SINGLE,
    "successor": _SINGLE,
    "modified": _SINGLE,
}
"""Columns in their order, and how several values are told apart: one, ``title_az``, or ``isced_f[1]``."""

Values = dict[str, list[tuple[str, str]]]
"""By column: the language (empty if there is none) and the text of each value."""


def write_qualifications(store_folder: Path, base: str, languages: Sequence[str], output: IO[bytes]) -> None:
    """Write one row for each qualification, by key, as CSV in UTF-8 with CRLF line ends (RFC 4180).

    References are keys, concepts are their notations or names. Raises StoreUnavailable if the store cannot be
    opened.
    """
    rows = _read(store_folder, base)
    most = {
        column: max((len(row.get(column, ())) for row in rows.values()), default=0)
        for column, kind in COLUMNS.items()
        if kind == _NUMBERED
    }
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(_heads(languages, most))
    for _, row in sorted(rows.items()):
        writer.writerow(_cells(row, languages, most))
    text.detach()


def _read(store_folder: Path, base: str) -> dict[str, Values]:
    query = (Path(__file__).resolve().parent / "qualification-columns.rq").read_text(encoding="utf-8")
    rows: dict[str, Values] = defaultdict(lambda: defaultdict(list))
    store = open_store(str(store_folder), read_only=True)
    try:
        solutions = store.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        for qualification, column, value in solutions:
            language = value.language or "" if isinstance(value, ox.Literal) else ""
            rows[qualification.value][column.value].append((language, _text(value, base)))
    finally:
        store.close()
    for iri, row in rows.items():
        row["key"] = [("", iri.removeprefix(f"{base}id/qualification/"))]
    return rows


def _text(value: ox.Literal | ox.NamedNode, base: str) -> str:
    if isinstance(value, ox.Literal):
        return value.value
    if value.value.startswith(f"{base}id/"):
        return value.value.removeprefix(f"{base}id/").partition("/")[2]
    return value.value.rpartition("/")[2]


def _heads(languages: Iterable[str], most: Mapping[str, int]) -> list[str]:
    heads: list[str] = []
    for column, kind in COLUMNS.items():
        if kind == _BY_LANGUAGE:
            heads += [f"{column}_{language}" for language in languages]
        elif kind == _NUMBERED:
            heads += [f"{column}[{number}]" for number in range(1, most[column] + 1)]
        else:
            heads.append(column)
    return heads


def _cells(row: Values, languages: Iterable[str], most: Mapping[str, int]) -> list[str]:
    cells: list[str] = []
    for column, kind in COLUMNS.items():
        values = sorted(row.get(column, ()))
        if kind == _BY_LANGUAGE:
            texts = dict(values)
            cells += [texts.get(language, "") for language in languages]
        elif kind == _NUMBERED:
            cells += [text for _, text in values] + [""] * (most[column] - len(values))
        else:
            cells.append(values[0][1] if values else "")
    return cells
