"""Tables: the rows of a CSV file or of a sheet of an XLSX workbook, with the numbers a spreadsheet shows.

Cells come as texts: a whole number as ``6``, other numbers as plain decimals, dates as ``2026-11-23``, yes
and no for true and false. Formulas, error values and merged cells are issues, for none is a value somebody
entered.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from nqfgraph.errors import InputError
from nqfgraph.sources.codes import IssueLog
from nqfgraph.sources.declared_tables import Table
from nqfgraph.sources.delimited import read_delimited
from nqfgraph.sources.wordings import say
from nqfgraph.sources.wordings.references import ROW_LEFT_OUT
from nqfgraph.sources.workbooks import Unusable, read_workbook

MAX_ROWS = 2_000_000
"""Most rows a table may have; a sheet of a workbook cannot have more than 1,048,576."""
MAX_COLUMNS = 1_000
"""Most columns a table may have."""
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open table."""

    headers: tuple[str, ...]
    """As many as the table has columns; empty where a column has none."""
    rows: Iterator[Row]
    """(row number, cells), not fewer cells than headers; rows without any value are passed over."""


def open_table(table: Table, log: IssueLog) -> Sheet:
    """Open a table; what is wrong with single rows and cells is logged while rows are taken.

    Raises InputError, also while rows are taken, where the file cannot be read as a table at all.
    """
    unusable: list[Unusable] = []
    if table.path.suffix.lower() == ".xlsx":
        rows = _limited(read_workbook(table, log, unusable), table)
        ragged = True
    else:
        rows = _limited(read_delimited(table.path, table.file, table.encoding, table.delimiter), table)
        ragged = False
    number, headers = next(
        ((row, texts) for row, cells in rows if any(texts := tuple(each.strip() for each in cells))), (0, ())
    )
    if not headers:
        raise InputError(
            "The table is empty.", place=table.place(), remedy="Give it a header row, and rows below it."
        )
    _check_headers(headers, number, table, log)
    return Sheet(headers, _checked(rows, headers, table, log, unusable if ragged else None))


def column_letters(index: int) -> str:
    """Return the letters that a spreadsheet shows for a column counted from 0: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _limited(rows: Generator[Row, None, None], table: Table) -> Iterator[Row]:
    # Closed here, because a refusal leaves the reader in the middle of its file.
    with closing(rows):
        for number, cells in rows:
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                too_long = number > MAX_ROWS
                what = f"more than {MAX_ROWS:,} rows" if too_long else f"more than {MAX_COLUMNS:,} columns"
                raise InputError(
                    f"The table has {what}.",
                    place=table.place(number),
                    remedy="Split it into several tables, and remove what stands far from the data.",
                )
            yield number, cells


def _check_headers(headers: Sequence[str], row: int, table: Table, log: IssueLog) -> None:
    seen: dict[str, int] = {}
    for index, header in enumerate(headers):
        if header in seen and header not in table.ignore:
            first, second = column_letters(seen[header]), column_letters(index)
            log.add(
                say("duplicate-column/header", header=header, first=first, second=second),
                table.place(row, header),
            )
        elif header:
            seen[header] = index
    for header in table.ignore:
        if header not in seen:
            log.add(say("unused-ignore", header=header), table.place(row))


def _checked(
    rows: Iterator[Row], headers: Sequence[str], table: Table, log: IssueLog, unusable: list[Unusable] | None
) -> Iterator[Row]:
    """Yield the rows that fit the header; those of a workbook (``unusable`` is a list) may be ragged."""
    width = len(headers)
    nameless = {index: False for index, header in enumerate(headers) if not header}
    empty = True
    for number, cells in rows:
        if unusable:
            _log_unusable(unusable, headers, table, log)
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        empty = False
        if len(cells) != width:
            over = [index for index in range(width, len(cells)) if cells[index].strip()]
            if unusable is None and (over or len(cells) < width):
                _log_bad_row(number, len(cells), width, table, log)
                continue
            nameless = {**dict.fromkeys(over, False), **nameless}
            cells = [*cells, *[""] * (width - len(cells))]
        if nameless:
            _log_nameless(nameless, number, cells, table, log)
        yield number, cells
    if empty:
        log.add(say("empty-table"), table.place())


def _log_bad_row(number: int, found: int, width: int, table: Table, log: IssueLog) -> None:
    log.add(say("bad-row", ROW_LEFT_OUT, found=found, expected=width), table.place(number))


def _log_nameless(
    nameless: dict[int, bool], number: int, cells: Sequence[str], table: Table, log: IssueLog
) -> None:
    """Log each column without a header once, in the first row that has a value there."""
    for index, said in nameless.items():
        if not said and index < len(cells) and cells[index].strip():
            nameless[index] = True
            letters = column_letters(index)
            log.add(
                say("empty-header", letters=letters, value=cells[index].strip()[:80]),
                table.place(number, letters),
            )


def _log_unusable(unusable: list[Unusable], headers: Sequence[str], table: Table, log: IssueLog) -> None:
    for each in unusable:
        header = headers[each.index] if each.index < len(headers) else ""
        if header not in table.ignore:
            place = table.place(each.row, header or column_letters(each.index))
            log.add(say(each.code, text=each.text), place)
    unusable.clear()
