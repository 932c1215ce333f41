"""Writes a table of a release as Parquet, for data frames and databases; needs the package pyarrow."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import IO, Any

from nqfgraph.errors import InputError
from nqfgraph.exports.tables.definitions import Column, Kind, Table
from nqfgraph.exports.tables.rows import Cell, heads, rows

ROWS = 20_000
"""Rows that are held in memory at a time; they make a group in the file."""


def is_available() -> bool:
    """Say whether Parquet can be written here: whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def write_parquet(table: Table, dump: Path, base: str, languages: Sequence[str], output: IO[bytes]) -> None:
    """Write one table; several values of a cell are a list, whole numbers and truth values are typed.

    Raises InputError if pyarrow is not installed, OSError if the dump cannot be read.
    """
    if not is_available():
        raise InputError(
            "Parquet cannot be written: the package pyarrow is not installed.",
            remedy="Install it: pip install 'nqfgraph[parquet]'. csv-set and xlsx have the tables too.",
        )
    import pyarrow
    from pyarrow import parquet

    columns = heads(table, languages)
    types = {Kind.BOOLEAN: pyarrow.bool_(), Kind.INTEGER: pyarrow.int64()}
    schema = pyarrow.schema([(name, _type(column, types, pyarrow)) for name, column, _ in columns])
    with parquet.ParquetWriter(output, schema, compression="zstd") as writer:
        remaining = rows(table, dump, base, languages)
        while group := list(islice(remaining, ROWS)):
            arrays = [
                pyarrow.array([_value(column, cell) for cell in cells], field.type)
                for (_, column, _), field, cells in zip(
                    columns, schema, zip(*group, strict=True), strict=True
                )
            ]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))


def _type(column: Column | None, types: dict[Kind, Any], pyarrow: Any) -> Any:
    one = types.get(column.kind, pyarrow.string()) if column else pyarrow.string()
    return pyarrow.list_(one) if column and column.several else one


def _value(column: Column | None, cell: Cell) -> object:
    if isinstance(cell, str) and column is not None:
        if column.kind is Kind.INTEGER:
            return int(cell)
        if column.kind is Kind.BOOLEAN:
            return cell in ("true", "1")
    return cell
