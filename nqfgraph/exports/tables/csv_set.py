"""Writes the tables of a release as CSV files in one archive, with a description for programs.

The description, ``csv-metadata.json``, is CSV on the Web (W3C Recommendation of 2015): it names the type of
each column, its language, and what stands between several values of a cell.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from nqfgraph.exports.tables.definitions import Column, Kind, Table
from nqfgraph.exports.tables.rows import Cell, heads, rows, tables_of

SEPARATOR = "|"
"""Stands between several values of a cell; no key, code or IRI has it."""
DESCRIPTION = "csv-metadata.json"
_DATATYPES = {Kind.TEXT: "string", Kind.KEY: "string", Kind.CODE: "string"}


def write_csv_set(dump: Path, base: str, languages: Sequence[str], output: IO[bytes]) -> None:
    """Write a ZIP archive of CSV files (RFC 4180, UTF-8), one a table, and their description.

    The same dump gives the same bytes. OSError if it cannot be read.
    """
    with zipfile.ZipFile(output, "w") as archive:
        tables = tables_of(dump, base)
        description = json.dumps(describe(tables, languages), ensure_ascii=False, indent=1).encode() + b"\n"
        archive.writestr(_member(DESCRIPTION), description)
        for table in tables:
            # A table may grow beyond 4 GiB, and whether it does is not known before it is written.
            with archive.open(_member(f"{table.name}.csv"), "w", force_zip64=True) as member:
                write_csv(table, dump, base, languages, member)


def write_csv(table: Table, dump: Path, base: str, languages: Sequence[str], output: IO[bytes]) -> None:
    """Write one table as CSV with CRLF line ends (RFC 4180)."""
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([name for name, _, _ in heads(table, languages)])
    writer.writerows([_written(cell) for cell in row] for row in rows(table, dump, base, languages))
    text.flush()
    text.detach()


def describe(tables: Iterable[Table], languages: Sequence[str]) -> dict[str, Any]:
    """Return the description of tables in the terms of CSV on the Web."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "tables": [_describe(table, languages) for table in tables],
    }


def _describe(table: Table, languages: Sequence[str]) -> dict[str, Any]:
    columns = [_describe_column(*head) for head in heads(table, languages)]
    schema: dict[str, Any] = {"columns": columns}
    if table.pair:
        schema["primaryKey"] = [each["name"] for each in columns]
    else:
        schema |= {"primaryKey": "key", "aboutUrl": "{+iri}"}
    return {
        "url": f"{table.name}.csv",
        "dc:description": {"@value": table.description, "@language": "en"},
        "tableSchema": schema,
    }


def _describe_column(name: str, column: Column | None, language: str) -> dict[str, Any]:
    said: dict[str, Any] = {"name": name, "titles": name}
    if column is None:
        return said | {"datatype": "anyURI" if name == "iri" else "string", "required": True}
    said["datatype"] = _DATATYPES.get(column.kind, column.kind.value)
    if len(column.path) == 1 and not column.of_record:
        said["propertyUrl"] = column.path[0].value
    if language:
        said["lang"] = language
    if column.several:
        said["separator"] = SEPARATOR
    return said


def _written(cell: Cell) -> str:
    return SEPARATOR.join(cell) if isinstance(cell, list) else cell or ""


def _member(name: str) -> zipfile.ZipInfo:
    """Return a member of the archive, which has no time of its own, so that bytes are the same."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member
