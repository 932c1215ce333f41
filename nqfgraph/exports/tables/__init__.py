"""A release as tables: for spreadsheets, databases and data frames.

``definitions`` says which tables there are and where their cells come from, ``rows`` reads them from the
dump, ``csv_set``, ``spreadsheet`` and ``parquet`` write them. All of it goes thing by thing, so memory does
not grow with the register.
"""

from __future__ import annotations

from nqfgraph.exports.tables.definitions import TABLES, Column, Kind, Table
from nqfgraph.exports.tables.rows import Cell, heads, rows

__all__ = ["TABLES", "Cell", "Column", "Kind", "Table", "heads", "rows"]
