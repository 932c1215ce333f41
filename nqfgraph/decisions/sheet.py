"""The rows of a review file as they stand there, and what is found wrong in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nqfgraph.decisions.review import SHEET
from nqfgraph.errors import InputError
from nqfgraph.places import Place
from nqfgraph.sources import Table
from nqfgraph.sources.codes import IssueLog
from nqfgraph.sources.tables import open_table

_NEEDED = ("outcome", "text", "text_digest", "skill", "version", "decision", "replacement", "reason")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in a review file."""

    place: Place
    message: str
    remedy: str

    def __str__(self) -> str:
        """Say place, fault and way out."""
        return f"{self.place}: {self.message} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its number as a spreadsheet shows it, and its cells by the headings of their columns."""

    table: Table
    number: int
    cells: Mapping[str, str]

    def place(self, column: str) -> Place:
        """Return where the cell of a column stands."""
        return self.table.place(self.number, column)


def read_rows(path: Path, findings: list[Finding]) -> Iterator[SheetRow]:
    """Yield the rows of a review file (.xlsx or .csv), cells without space at their ends.

    What is wrong with the table itself (rows that are too long, formulas) is added to ``findings`` at the
    end; such rows are left out. InputError for what is no such file: not a table, a column missing.
    """
    workbook = path.suffix.lower() == ".xlsx"
    table = Table(kind="link", file=path.name, path=path, sheet=SHEET if workbook else None)
    log = IssueLog()
    sheet = open_table(table, log)
    missing = [each for each in _NEEDED if each not in sheet.headers]
    if missing:
        raise InputError(
            f"The review file has no column {', '.join(missing)}.",
            place=table.place(1),
            remedy="Make it with `nqfgraph decide review`, and change only decision, replacement and reason.",
        )
    for number, cells in sheet.rows:
        named = zip(sheet.headers, cells, strict=False)
        yield SheetRow(table, number, {name: cell.strip() for name, cell in named if name})
    findings += [Finding(each.place, each.message, each.remedy or "") for each in log.issues()]
