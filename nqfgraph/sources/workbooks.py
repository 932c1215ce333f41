"""XLSX workbooks: the rows of a sheet as texts, and the cells that have no value to be used.

openpyxl reads row by row, so that a large sheet does not fill the memory. A workbook is a ZIP of XML files
that comes from outside: its unpacked size is limited, and XML that declares entities is refused.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from nqfgraph.errors import InputError
from nqfgraph.sources.codes import IssueLog
from nqfgraph.sources.columns import suggest
from nqfgraph.sources.declared_tables import Table
from nqfgraph.sources.wordings import say

MAX_UNPACKED = 512 * 1024**2
"""Most bytes a workbook may have when it is unpacked."""
MAX_PARTS = 5_000
"""Most files a workbook may be packed from."""

_BATCH = 500
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What openpyxl and zipfile raise for a damaged workbook: they do not have an error of their own for it."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell of a workbook that has no value to be used."""

    code: str
    row: int
    index: int
    text: str


def sheet_names(path: Path, name: str) -> tuple[str, ...]:
    """Return the names of the visible sheets of a workbook, which messages call ``name``.

    Raises InputError where the file cannot be read as a workbook.
    """
    table = Table(kind="", file=name, path=path)
    with _opened(table) as workbook:
        return tuple(sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible")


def read_workbook(
    table: Table, log: IssueLog, unusable: list[Unusable]
) -> Generator[tuple[int, list[str]], None, None]:
    """Yield the rows of the table's sheet; cells without a usable value are put into ``unusable``."""
    with _opened(table) as workbook:
        sheet = _choose_sheet(workbook, table, log)
        _log_merged(table, sheet, log)
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(), start=1)
        while batch := _take(rows):
            for number, cells in batch:
                yield number, _texts(number, cells, unusable)


@contextmanager
def _opened(table: Table) -> Iterator[openpyxl.Workbook]:
    """Give the workbook of a table; InputError for whatever is broken in it, also while it is read."""
    try:
        _inspect(table)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(table.path, read_only=True, keep_links=False)
        with closing(workbook):
            yield workbook
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError(
            f"The workbook cannot be read: {type(error).__name__}: {str(error)[:200]}.",
            place=table.place(),
            remedy="Open it in a spreadsheet program and save it again as .xlsx, or save the sheet as CSV.",
        ) from error


def _take(rows: Iterator[tuple[int, Sequence[object]]]) -> list[tuple[int, Sequence[object]]]:
    """Take some rows at once, without openpyxl's warnings (about styles, or about what is an issue here)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(islice(rows, _BATCH))


def _texts(number: int, cells: Sequence[object], unusable: list[Unusable]) -> list[str]:
    texts = []
    for index, cell in enumerate(cells):
        kind, value = getattr(cell, "data_type", None), getattr(cell, "value", None)
        if value is not None and kind in ("f", "e"):
            code = "formula" if kind == "f" else "error-cell"
            unusable.append(Unusable(code, number, index, _text(getattr(value, "text", value))[:80]))
            value = None
        texts.append(value if isinstance(value, str) else _text(value))
    return texts


def _text(value: object) -> str:
    """Return the value of a cell as text, in the form that the readers of values expect."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        text = format(Decimal(f"{value:.15g}"), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _inspect(table: Table) -> None:
    """Refuse a file that is not a workbook, that would unpack to too much, or whose XML declares entities."""
    with table.path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            "The workbook is protected by a password, or it is an old .xls file.",
            place=table.place(),
            remedy="Save it as .xlsx without a password.",
        )
    if not zipfile.is_zipfile(table.path):
        raise InputError(
            "The file is not an XLSX workbook.",
            place=table.place(),
            remedy="Save the table as .xlsx or as CSV.",
        )
    with zipfile.ZipFile(table.path) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
            raise InputError(
                f"The workbook unpacks to {size:,} bytes in {len(parts):,} parts; "
                f"{MAX_UNPACKED:,} bytes in {MAX_PARTS:,} parts are allowed.",
                place=table.place(),
                remedy="Save the sheet as CSV.",
            )
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                _refuse_entities(archive, part, table)


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo, table: Table) -> None:
    """Refuse a document type declaration: no spreadsheet program writes one, and entities grow without limit.

    Expat reads ASCII letters as such in every encoding but UTF-16, which shows by its NUL bytes.
    """
    tail = b""
    with archive.open(part) as file:
        while block := file.read(1 << 20):
            if b"<!DOCTYPE" in tail + block or b"\0" in block:
                raise InputError(
                    f"The part {part.filename} of the workbook declares a document type or is not UTF-8.",
                    place=table.place(),
                    remedy="Open the workbook in a spreadsheet program and save it again as .xlsx.",
                )
            tail = block[-8:]


def _choose_sheet(workbook: openpyxl.Workbook, table: Table, log: IssueLog) -> openpyxl.worksheet.worksheet:
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    visible = [title for title, sheet in sheets.items() if sheet.sheet_state == "visible"]
    if table.sheet is None:
        if len(visible) == 1:
            return sheets[visible[0]]
        raise InputError(
            f"The workbook has {len(visible)} visible sheets.",
            place=table.place(),
            remedy=f"Say in register.toml which is meant: sheet = “…”. There are {', '.join(sheets)}.",
        )
    if table.sheet not in sheets:
        raise InputError(
            f"The workbook has no sheet “{table.sheet}”.",
            place=replace(table.place(), sheet=None),
            remedy=suggest(table.sheet, list(sheets)) + f" Its sheets are {', '.join(sheets)}.",
        )
    if table.sheet not in visible:
        log.add(say("hidden-sheet", sheet=table.sheet), table.place())
    return sheets[table.sheet]


_MERGED = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*[\"']([A-Z0-9:$]{1,40})[\"']")


def _log_merged(table: Table, sheet: openpyxl.worksheet.worksheet, log: IssueLog) -> None:
    """Log each merged range; openpyxl does not give them when it reads row by row."""
    tail = b""
    with zipfile.ZipFile(table.path) as archive, archive.open(sheet._worksheet_path) as file:
        while block := file.read(1 << 20):
            text = tail + block
            end = 0
            for match in _MERGED.finditer(text):
                _log_range(match[1].decode().replace("$", ""), table, log)
                end = match.end()
            tail = text[max(end, len(text) - 300) :]


def _log_range(cells: str, table: Table, log: IssueLog) -> None:
    first = re.match(r"([A-Z]+)([0-9]+)", cells)
    log.add(
        say("merged-cells", cells=cells),
        table.place(int(first[2]) if first else None, first[1] if first else None),
    )
