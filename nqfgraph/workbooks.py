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
_CODES_WIDE = 24
_LINE = 36
"""Height of a line of a note that may run over, in points."""
LISTS = "lists"
"""Name of the sheet that the lists stand on, each code with what it means."""
_AS_TEXT = "@"
"""The format of cells whose digits stay as they are typed: 0531 does not become 531."""
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
    meanings: tuple[str, ...] = ()
    """What the choices mean, one for each; nothing where they say it themselves."""
    list_name: str = ""
    """What the list of choices is called; its heading if nothing is given."""
    as_text: bool = False
    """Whether what is typed into its cells stays a text."""


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
    lists = _Lists()
    for each in sheets:
        _write_sheet(workbook.create_sheet(each.name), each, lists)
    lists.write(workbook)
    workbook.properties.creator = "nqfgraph"
    workbook.properties.created = workbook.properties.modified = _SAME_TIME
    file = io.BytesIO()
    workbook.save(file)
    return _without_times(file.getvalue())


class _Lists:
    """The lists to choose from, each with what its choices mean beside it."""

    def __init__(self) -> None:
        self._lists: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[int, str]] = {}
        self._next = 1

    def area(self, column: Column) -> str:
        """Return the cells that the choices of a column stand in."""
        known = (column.choices, column.meanings)
        if known not in self._lists:
            self._lists[known] = (self._next, column.list_name or column.heading)
            self._next += 2 if column.meanings else 1
        letter = get_column_letter(self._lists[known][0])
        return f"'{LISTS}'!${letter}$2:${letter}${len(column.choices) + 1}"

    def write(self, workbook: openpyxl.Workbook) -> None:
        """Write the lists on a sheet of their own, if there are any."""
        if not self._lists:
            return
        sheet = workbook.create_sheet(LISTS)
        if not any(meanings for _, meanings in self._lists):
            sheet.sheet_state = "hidden"
        for (choices, meanings), (number, name) in self._lists.items():
            heading = _put(sheet.cell(1, number), name)
            heading.font, heading.fill = Font(bold=True), _HEADING
            heading.alignment = Alignment(vertical="top", wrap_text=True)
            sheet.column_dimensions[get_column_letter(number)].width = _CODES_WIDE
            for place, choice in enumerate(choices, start=2):
                _put(sheet.cell(place, number), choice).number_format = _AS_TEXT
            for place, meaning in enumerate(meanings, start=2):
                _put(sheet.cell(place, number + 1), meaning)
            if meanings:
                sheet.column_dimensions[get_column_letter(number + 1)].width = _WIDEST
        sheet.freeze_panes = "A2"


def _write_sheet(target: Worksheet, sheet: Sheet, lists: _Lists) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        target.column_dimensions[letter].width = min(column.width, _WIDEST)
        if column.as_text:
            target.column_dimensions[letter].number_format = _AS_TEXT
        heading = _put(target.cell(1, number), column.heading)
        heading.font, heading.fill = Font(bold=column.required), _HEADING
        if column.note:
            heading.comment = Comment(
                column.note, "nqfgraph", width=420, height=60 + _LINE * column.note.count("\n")
            )
        if column.choices:
            choice = DataValidation(
                type="list", formula1=lists.area(column), allow_blank=True, showErrorMessage=True
            )
            choice.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            target.add_data_validation(choice)
    for line, row in enumerate(sheet.rows, start=2):
        for number, value in enumerate(row, start=1):
            if value is not None:
                cell = _put(target.cell(line, number), value)
                cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    target.freeze_panes = "A2"
    target.auto_filter.ref = target.dimensions


def cell_text(value: str) -> str:
    """Return a text as a cell can have it: cut where it is too long, marks for what XML cannot have."""
    text = _NOT_IN_XML.sub("\ufffd", value)
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - len(_CUT)] + _CUT


def _put(cell: _Cell, value: Value) -> _Cell:
    if isinstance(value, str):
        cell.value = cell_text(value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


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
