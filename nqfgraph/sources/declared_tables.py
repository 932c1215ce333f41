"""The sections ``[[tables]]`` and ``[defaults]`` of ``register.toml``: which table is read, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from nqfgraph.places import Place
from nqfgraph.sources.columns import ColumnError, parse_column, suggest
from nqfgraph.sources.kinds import KINDS
from nqfgraph.sources.toml_sections import Section

ENCODINGS = ("utf-8", "windows-1250", "windows-1251", "windows-1252", "windows-1254", "windows-1257")
"""Encodings that a CSV table may be declared to have; without one it is UTF-8."""
DELIMITERS = (",", ";", "\t")
SUFFIXES = (".csv", ".xlsx")
"""How the name of a table ends, in small letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the register and how to read it."""

    kind: str
    file: str
    """Path below the register's folder, as written."""
    path: Path
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Canonical column to header, where they differ."""
    ignore: tuple[str, ...] = ()
    """Headers that are left out on purpose."""
    lookup: Mapping[str, str] = field(default_factory=dict)
    """Canonical column, or field, to the name of its look-up."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Canonical column to the value where the column is absent or the cell empty."""

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Return the place of the table, of a row in it or of a cell."""
        return Place(file=self.file, sheet=self.sheet, row=row, column=column)


def read_table(
    section: Section, folder: Path, languages: Sequence[str], lookups: Mapping[str, object]
) -> Table:
    """Take one table of a register in ``folder`` that has ``languages`` and the named ``lookups``.

    Raises InputError with the line for what is not known, a file that is not there or not in the folder, and
    a setting that does not fit the form of the file.
    """
    kind = section.text("kind", required=True)
    if kind not in KINDS:
        raise section.error("kind", f"“{kind}” is not a kind of table.", suggest(kind, list(KINDS)))
    file = section.text("file", required=True)
    table = Table(
        kind=kind,
        file=file,
        path=_path(section, folder, file),
        sheet=section.text("sheet") or None,
        encoding=_one_of(section, "encoding", ENCODINGS),
        delimiter=_delimiter(section),
        columns=section.plain_values("columns"),
        ignore=section.strings("ignore"),
        lookup=section.plain_values("lookup"),
        defaults=section.plain_values("defaults"),
    )
    section.finish()
    _check_format(section, table)
    for key, columns in (("columns", table.columns), ("defaults", table.defaults)):
        for column in columns:
            _check_column(section, key, kind, column, languages)
    for column, name in table.lookup.items():
        if column not in KINDS[kind]:
            _check_column(section, "lookup", kind, column, languages)
        if name not in lookups:
            remedy = suggest(name, list(lookups)) if lookups else f"Add a section [lookups.{name}]."
            raise section.error("lookup", f"there is no look-up “{name}”.", remedy)
    return table


def read_defaults(section: Section, languages: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Take the defaults of kinds of tables: canonical column to value by kind.

    Raises InputError with the line for a column that the kind does not have in these ``languages``.
    """
    defaults = {}
    for kind in KINDS:
        values = section.plain_values(kind)
        for column in values:
            _check_column(section, kind, kind, column, languages)
        if values:
            defaults[kind] = values
    section.finish()
    return defaults


def _check_column(section: Section, key: str, kind: str, column: str, languages: Sequence[str]) -> None:
    try:
        parse_column(column, KINDS[kind], languages)
    except ColumnError as error:
        raise section.error(key, error.message, error.remedy) from error


def _one_of(section: Section, key: str, allowed: tuple[str, ...]) -> str | None:
    value = section.text(key).casefold()
    if value and value not in allowed:
        raise section.error(key, f"“{value}” is not known.", suggest(value, allowed))
    return value or None


def _delimiter(section: Section) -> str | None:
    given = section.text("delimiter", strip=False)
    if given and given not in DELIMITERS:
        raise section.error("delimiter", f"“{given}” is not known.", 'Write ",", ";" or "\\t".')
    return given or None


def _path(section: Section, folder: Path, file: str) -> Path:
    if PurePosixPath(file).is_absolute() or PureWindowsPath(file).drive or PureWindowsPath(file).root:
        raise section.error(
            "file", f"“{file}” is an absolute path.", "Write a path below the register's folder."
        )
    if "\0" in file or "\\" in file:
        raise section.error("file", f"“{file}” is not a path.", "Write folders with “/” between them.")
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise section.error(
            "file", f"“{file}” leaves the register's folder.", "Put the table into the folder."
        )
    if path.suffix.lower() not in SUFFIXES:
        raise section.error(
            "file", f"“{file}” is neither .csv nor .xlsx.", "Save the table as CSV or as XLSX."
        )
    if not path.is_file():
        there = sorted(each.name for each in folder.iterdir() if each.suffix.lower() in SUFFIXES)
        remedy = suggest(file, there) if there else "There is no table in the folder."
        raise section.error("file", f"there is no file “{file}”.", remedy)
    return path


def _check_format(section: Section, table: Table) -> None:
    workbook = table.path.suffix.lower() == ".xlsx"
    given = {"sheet": table.sheet, "encoding": table.encoding, "delimiter": table.delimiter}
    for key in ("encoding", "delimiter") if workbook else ("sheet",):
        if given[key]:
            form = "an XLSX" if workbook else "a CSV"
            raise section.error(key, f"{form} file has no {key}.", f"Leave {key} out.")
