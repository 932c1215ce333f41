"""Writes the tables of a release as one workbook (XLSX), row by row: no sheet is ever held in memory.

`nqfgraph.workbooks`, which makes templates and reports, holds what it writes and can do more with it. Here
cells are texts in place (ECMA-376, part 1, § 18.3.1.53), so nothing becomes a formula, whoever wrote it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from nqfgraph.exports.tables.csv_set import SEPARATOR
from nqfgraph.exports.tables.definitions import Kind, Table
from nqfgraph.exports.tables.rows import Cell, heads, rows, tables_of
from nqfgraph.workbooks import MOST_ROWS, cell_text

_NS = "http://schemas.openxmlformats.org"
_MAIN = f"{_NS}/spreadsheetml/2006/main"
_DOCUMENT = f"{_NS}/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_DECLARATION}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
    ' state="frozen"/></sheetView></sheetViews>'
)


def write_spreadsheet(
    dump: Path, base: str, languages: Sequence[str], output: IO[bytes], most_rows: int = MOST_ROWS
) -> None:
    """Write a workbook with a sheet for each table; the same dump gives the same bytes.

    A table with more than ``most_rows`` rows goes on in a further sheet (``outcomes 2``). Texts are cut as in
    `nqfgraph.workbooks`. OSError if the dump cannot be read.
    """
    names: list[str] = []
    with zipfile.ZipFile(output, "w") as archive:
        for table in tables_of(dump, base):
            names += _write_table(
                archive, table, rows(table, dump, base, languages), languages, most_rows, len(names)
            )
        for name, text in _frame(names):
            archive.writestr(_member(name), text)


def _write_table(
    archive: zipfile.ZipFile,
    table: Table,
    found: Iterator[list[Cell]],
    languages: Sequence[str],
    most_rows: int,
    sheets: int,
) -> list[str]:
    """Write the sheets of a table behind ``sheets`` others; return their names."""
    columns = heads(table, languages)
    numbers = [column is not None and column.kind in (Kind.INTEGER, Kind.DECIMAL) for _, column, _ in columns]
    names: list[str] = []
    first = next(found, None)
    while first is not None or not names:
        names.append(f"{table.name} {len(names) + 1}" if names else table.name)
        member = _member(f"xl/worksheets/sheet{sheets + len(names)}.xml")
        with archive.open(member, "w", force_zip64=True) as sheet:
            sheet.write(f'{_DECLARATION}<worksheet xmlns="{_MAIN}">{_FROZEN}<sheetData>'.encode())
            sheet.write(_row([name for name, _, _ in columns], [False] * len(columns), ' s="1"'))
            if first is not None:
                sheet.write(_row(first, numbers))
                for row in islice(found, most_rows - 1):
                    sheet.write(_row(row, numbers))
            sheet.write(b"</sheetData></worksheet>")
        first = next(found, None)
    return names


def _row(cells: Iterable[Cell], numbers: Sequence[bool], style: str = "") -> bytes:
    written = [_cell(cell, number, style) for cell, number in zip(cells, numbers, strict=True)]
    return f"<row>{''.join(written)}</row>".encode()


def _cell(cell: Cell, number: bool, style: str) -> str:
    text = SEPARATOR.join(cell) if isinstance(cell, list) else cell
    if not text:
        return f"<c{style}/>"
    if number:
        return f"<c{style}><v>{escape(text)}</v></c>"
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(cell_text(text))}</t></is></c>'


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts of a workbook beside its sheets: names and texts (ECMA-376, part 2, § 9)."""
    sheets = range(1, len(names) + 1)
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="sheet{number}"/>'
        for number, name in zip(sheets, names, strict=True)
    )
    workbook = f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{listed}</sheets></workbook>'
    yield "xl/workbook.xml", f"{_DECLARATION}{workbook}"
    related = [(f"sheet{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in sheets]
    yield "xl/_rels/workbook.xml.rels", _relationships([*related, ("styles", "styles", "styles.xml")])
    yield "_rels/.rels", _relationships([("workbook", "officeDocument", "xl/workbook.xml")])
    yield "xl/styles.xml", _STYLES
    overrides = [("workbook", "sheet.main"), ("styles", "styles")]
    overrides += [(f"worksheets/sheet{number}", "worksheet") for number in sheets]
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in overrides
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_DECLARATION}<Types xmlns="{_NS}/package/2006/content-types"><Default Extension="rels"'
            f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>'
        ),
    )


def _relationships(related: Iterable[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{name}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for name, kind, target in related
    )
    return f'{_DECLARATION}<Relationships xmlns="{_NS}/package/2006/relationships">{each}</Relationships>'


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
