"""Writes workbooks (XLSX): tables with a heading, a filter and lists to choose from; always the same bytes.

Texts stay texts: nothing that begins with “=” becomes a formula, whoever wrote it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
from openpyxl.cell.cell import Cell as _Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | bool | date | None

MOST_ROWS = 1_048_575
"""Rows that a sheet has below its heading."""
_LONGEST_TEXT = 32_767
"""Characters that a cell may have (ECMA-376, part 1, § 18.3.1.40 as Excel applies it)."""
_CUT = " […]"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST = 80
_CHOICES = "choices"
"""Name of the hidden sheet that the lists stand on."""
_SAME_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
_HEADING = PatternFill("solid", fgColor="FFE8EDF2")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet."""

    heading: str
    width: int = 20
    """In characters."""
    choices: tuple[str, ...] = ()
    """What may be chosen in its cells; anything where there is nothing."""
    note: str = ""
    """Shown beside the heading."""
    required: bool = False
    """Its heading is set in bold."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns and its rows, one value a column."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]] = ()


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook. A text that is too long for a cell is cut and ends with “[…]”."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    lists: dict[tuple[str, ...], str] = {}
    for each in sheets:
        _write_sheet(workbook.create_sheet(each.name), each, lists)
    _write_lists(workbook, lists)
    workbook.properties.creator = "nqfgraph"
    workbook.properties.created = workbook.properties.modified = _SAME_TIME
    file = io.BytesIO()
    workbook.save(file)
    return _without_times(file.getvalue())


def _write_sheet(target: Worksheet, sheet: Sheet, lists: dict[tuple[str, ...], str]) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        target.column_dimensions[letter].width = min(column.width, _WIDEST)
        heading = _put(target.cell(1, number), column.heading)
        heading.font, heading.fill = Font(bold=column.required), _HEADING
        if column.note:
            heading.comment = Comment(column.note, "nqfgraph", width=320, height=120)
        if column.choices:
            place = lists.setdefault(column.choices, get_column_letter(len(lists) + 1))
            area = f"'{_CHOICES}'!${place}$1:${place}${len(column.choices)}"
            choice = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=True)
            choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            target.add_data_validation(choice)
    for line, row in enumerate(sheet.rows, start=2):
        for number, value in enumerate(row, start=1):
            if value is not None:
                cell = _put(target.cell(line, number), value)
                cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    target.freeze_panes = "A2"
    target.auto_filter.ref = target.dimensions


def _put(cell: _Cell, value: Value) -> _Cell:
    if isinstance(value, str):
        text = _NOT_IN_XML.sub("\ufffd", value)
        if len(text) > _LONGEST_TEXT:
            text = text[: _LONGEST_TEXT - len(_CUT)] + _CUT
        cell.value = text
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def _write_lists(workbook: openpyxl.Workbook, lists: dict[tuple[str, ...], str]) -> None:
    if not lists:
        return
    sheet = workbook.create_sheet(_CHOICES)
    sheet.sheet_state = "hidden"
    for number, choices in enumerate(lists, start=1):
        for place, choice in enumerate(choices, start=1):
            _put(sheet.cell(place, number), choice)


def _without_times(content: bytes) -> bytes:
    """Return an archive whose members have no times of their own: openpyxl gives them that of the writing."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            text = old.read(member)
            if member.filename == "docProps/core.xml":
                text = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", text)
            new.writestr(zipfile.ZipInfo(member.filename), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
