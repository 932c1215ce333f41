"""The CSV tables of ESCO: which there are, what columns they need, and their rows with their places."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from nqfgraph.errors import InputError
from nqfgraph.places import Place
from nqfgraph.vocabularies.files import SourceFile
from nqfgraph.vocabularies.findings import Findings

LONGEST_CELL = 64 * 1024 * 1024
"""Most characters of a cell; the lists of top concepts have some hundred thousand."""

_RELATION = ("conceptUri", "broaderUri")
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "conceptSchemes": ("conceptSchemeUri", "preferredLabel"),
        "skills": ("conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels"),
        "skillGroups": ("conceptUri", "preferredLabel"),
        "occupations": ("conceptUri", "iscoGroup", "preferredLabel", "altLabels"),
        "ISCOGroups": ("conceptUri", "code", "preferredLabel"),
        "broaderRelationsSkillPillar": _RELATION,
        "broaderRelationsOccPillar": _RELATION,
        "occupationSkillRelations": ("occupationUri", "relationType", "skillUri"),
        "skillSkillRelations": ("originalSkillUri", "relationType", "relatedSkillUri"),
    }
)
"""Name of a table to the columns that it must have; other columns are used where they are known."""
NEEDED = ("skills", "skillGroups", "broaderRelationsSkillPillar")
_FILE = re.compile(r"([A-Za-z]+?)(?:_([a-z]{2,3}))?(?:\.[A-Z]+)?\.csv")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the download."""

    name: str
    language: str
    """Language tag of its texts; empty for a table without texts."""
    file: SourceFile

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Return the place of a cell."""
        return Place(file=self.file.shown, row=row, column=column)

    def rows(self, findings: Findings) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (row number as a spreadsheet counts, cells by column); faults of form become findings."""
        with _long_cells(), self.file.open() as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            number = 1
            try:
                reader = csv.reader(text, strict=True)
                head = next(reader, [])
                if not self._is_usable(head, findings):
                    return
                for number, cells in enumerate(reader, start=2):
                    if len(cells) == len(head):
                        yield number, dict(zip(head, cells, strict=True))
                    elif cells:
                        findings.error(
                            "number-of-cells",
                            f"The row has {len(cells)} cells, the heading {len(head)}.",
                            self.place(number),
                            "Look for a quotation mark that is missing, or fetch the file again.",
                        )
            except (csv.Error, UnicodeDecodeError) as error:
                findings.error(
                    "not-csv", f"After row {number} the file is not CSV in UTF-8: {error}.",
                    self.place(number + 1), "Fetch the file again, or save it as “CSV UTF-8”.",
                )  # fmt: skip

    def _is_usable(self, head: list[str], findings: Findings) -> bool:
        if len(head) == 1 and (";" in head[0] or "\t" in head[0]):
            sign = "semicolons" if ";" in head[0] else "tabs"
            findings.error(
                "delimiter", f"The cells are separated by {sign}.", self.place(1),
                "Save the table with commas between its cells, or use the file as it was downloaded.",
            )  # fmt: skip
            return False
        missing = [each for each in COLUMNS[self.name] if each not in head]
        for each in missing:
            findings.error(
                "missing-column", f"There is no column {each}; there are: {', '.join(head) or 'none'}.",
                self.place(1, each), "Use the file as it was downloaded.",
            )  # fmt: skip
        return not missing


def find_tables(files: tuple[SourceFile, ...], languages: tuple[str, ...]) -> tuple[Table, ...]:
    """Return the tables of ESCO among files, in an order in which concepts come before what relates them.

    ``languages`` are those wanted, all if empty. Raises InputError if what is needed is not there.
    """
    order = {name.casefold(): place for place, name in enumerate(COLUMNS)}
    names = {name.casefold(): name for name in COLUMNS}
    found = []
    for file in files:
        match = _FILE.fullmatch(file.name)
        name = names.get(match[1].casefold()) if match else None
        if match and name and (not languages or not match[2] or match[2] in languages):
            found.append(Table(name, match[2] or "", file))
    missing = [each for each in NEEDED if each not in {table.name for table in found}]
    if missing:
        of = f" in {', '.join(languages)}" if languages else ""
        raise InputError(
            f"There is no table {' and no table '.join(missing)}{of}.",
            remedy=f"Files are named like skills_en.csv; there are: "
            f"{', '.join(each.name for each in files[:20]) or 'none'}.",
        )
    return tuple(
        sorted(found, key=lambda each: (order[each.name.casefold()], each.language, each.file.shown))
    )


@contextmanager
def _long_cells() -> Iterator[None]:
    # The limit is one for the whole process, and others rely on a lower one.
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(usual)
