"""The configuration of a register: ``register.toml``, read and checked into frozen values.

A register is a folder with ``register.toml`` and the tables that it names. The file says what the register
is, which table holds what under which headers, what its words mean (look-ups), and which findings stop a
build (policy).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from nqfgraph.errors import InputError
from nqfgraph.files import data_folder
from nqfgraph.model.records import QDR_LEVEL, RegisterDescription
from nqfgraph.places import Place
from nqfgraph.sources.codes import CODES
from nqfgraph.sources.columns import ColumnError, parse_column, suggest
from nqfgraph.sources.issues import Issue, Severity
from nqfgraph.sources.kinds import KINDS
from nqfgraph.sources.toml_sections import Section, read_toml
from nqfgraph.sources.values import BadValue, read_iri, read_key
from nqfgraph.sources.vocabularies import read_versions

FILE = "register.toml"
ENCODINGS = ("utf-8", "windows-1250", "windows-1251", "windows-1252", "windows-1254", "windows-1257")
"""Encodings that a CSV table may be declared to have; without one it is UTF-8."""
DELIMITERS = (",", ";", "\t")
SUFFIXES = (".csv", ".xlsx")
SEVERITIES = tuple(each.value for each in Severity)
VALIDATION_SEVERITIES = ("violation", "warning", "info")
PROFILES = ("elm-loq", "framework", "register")
"""Profiles a release is checked with unless the register says otherwise."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What stops a build, and what a release is checked with."""

    stop_on: tuple[str, ...] = (Severity.ERROR.value,)
    """Severities of source issues that stop a build."""
    ignore: tuple[str, ...] = ()
    """Codes of issues that never stop one."""
    profiles: tuple[str, ...] = PROFILES
    validation_stop_on: tuple[str, ...] = ("violation",)
    """Severities of validation findings that stop a build."""

    def stops(self, issue: Issue) -> bool:
        """Whether a source issue stops the build."""
        return issue.severity.value in self.stop_on and issue.code not in self.ignore


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything ``register.toml`` says."""

    folder: Path
    file: str
    description: RegisterDescription
    """As written: ``country`` is still the code of the file."""
    tables: tuple[Table, ...]
    lookups: Mapping[str, Mapping[str, str]]
    """Name of a look-up to source value to canonical value."""
    policy: Policy
    defaults: Mapping[str, Mapping[str, str]]
    """Kind of table to canonical column to value: ``[defaults.qualification]``."""
    vocabularies: Mapping[str, str] = field(default_factory=dict)
    """Name of a published vocabulary to the version of it that releases take up."""


def find_register(name_or_folder: str) -> Path:
    """Return the folder of a register, given by the name of a shipped one (``aznqf``) or by its path.

    A folder in the working directory that is named like a shipped register is meant by ``./aznqf``.
    """
    shipped = data_folder("registers")
    names = sorted(each.parent.name for each in shipped.glob(f"*/{FILE}")) if shipped.is_dir() else []
    if name_or_folder in names:
        return shipped / name_or_folder
    folder = Path(name_or_folder)
    if (folder / FILE).is_file():
        return folder
    known = f"Shipped with nqfgraph: {', '.join(names) or 'none'}."
    if folder.is_dir():
        raise InputError(f"The folder {folder} has no {FILE}.", remedy=f"Add one. {known}")
    raise InputError(
        f"There is no register “{name_or_folder}”.",
        remedy=f"Give the path of a folder with a {FILE}, or the name of a shipped register. {known}",
    )


def load_configuration(folder: Path) -> Configuration:
    """Read ``register.toml`` in ``folder``; every mistake is an InputError with its line and the way out."""
    top = read_toml(folder / FILE)
    description = _description(top.section("register", required=True), _qdr_levels(top.section("qdr")))
    lookups_section = top.section("lookups")
    lookups = {name: lookups_section.plain_values(name) for name in lookups_section.remaining()}
    defaults = _kind_defaults(top.section("defaults"), description)
    tables = tuple(_table(each, folder, description, lookups) for each in top.sections("tables"))
    policy = _policy(top.section("policy"))
    vocabularies = read_versions(top.section("vocabularies"))
    top.finish()
    return Configuration(
        folder=folder,
        file=FILE,
        description=description,
        tables=tables,
        lookups=lookups,
        policy=policy,
        defaults=defaults,
        vocabularies=vocabularies,
    )


def _qdr_levels(section: Section) -> Mapping[str, str]:
    levels = section.plain_values("levels")
    section.finish()
    for level, iri in levels.items():
        if not QDR_LEVEL.fullmatch(iri):
            raise section.error(
                "levels",
                f"“{iri}” for level {level} is not an entry of the EU's list of national levels.",
                'Write "6" = "http://data.europa.eu/snb/qdr/c_…" with the address that the EU has assigned.',
            )
    return levels


def _description(section: Section, qdr_levels: Mapping[str, str]) -> RegisterDescription:
    languages = section.strings("languages")
    if not languages:
        raise section.error("languages", "there is no language.", 'Write languages = ["az", "en"].')
    for each in languages:
        if not _LANGUAGE.fullmatch(each):
            raise section.error(
                "languages",
                f"“{each}” is not a language tag.",
                "Write a tag such as az, en or sr-Latn (BCP 47).",
            )
    if len(set(languages)) < len(languages):
        raise section.error("languages", "a language stands there twice.", "Leave one of them out.")
    name = section.text("name", required=True)
    if not _NAME.fullmatch(name):
        raise section.error(
            "name", f"“{name}” is not a short name.", "Use small letters a to z, digits and hyphens."
        )
    publisher = section.section("publisher", required=True)
    description = RegisterDescription(
        name=name,
        base=_base(section),
        title=section.texts("title", languages, required=True),
        description=section.texts("description", languages),
        publisher=(_key(publisher, "key"),),
        publisher_name=publisher.texts("name", languages, required=True),
        licence=_iri(section, "licence"),
        languages=languages,
        country=section.text("country", required=True),
        framework=(_key(section, "framework"),),
        modified=section.moment("modified"),
        contact=section.text("contact") or None,
        qdr_levels=qdr_levels,
    )
    publisher.finish()
    section.finish()
    return description


def _iri(section: Section, key: str) -> str:
    text = section.text(key, required=True)
    try:
        return read_iri(text)
    except BadValue as error:
        raise section.error(key, error.message, error.remedy) from error


def _key(section: Section, key: str) -> str:
    text = section.text(key, required=True)
    try:
        return read_key(text)
    except BadValue as error:
        raise section.error(key, error.message, error.remedy) from error


def _base(section: Section) -> str:
    base = _iri(section, "base")
    if "?" in base or "#" in base:
        raise section.error(
            "base", f"“{base}” has a “?” or “#”.", "Write an address such as https://data.example.org/."
        )
    if not base.endswith("/"):
        raise section.error("base", f"“{base}” does not end in a slash.", f"Write {base}/ instead.")
    return base


def _policy(section: Section) -> Policy:
    policy = Policy(
        stop_on=_choices(section, "stop_on", SEVERITIES, (Severity.ERROR.value,)),
        ignore=_choices(section, "ignore", tuple(CODES), ()),
        profiles=section.strings("profiles", PROFILES),
        validation_stop_on=_choices(section, "validation_stop_on", VALIDATION_SEVERITIES, ("violation",)),
    )
    section.finish()
    return policy


def _choices(
    section: Section, key: str, allowed: tuple[str, ...], default: tuple[str, ...]
) -> tuple[str, ...]:
    chosen = section.strings(key, default)
    for each in chosen:
        if each not in allowed:
            raise section.error(key, f"“{each}” is not known.", suggest(each, allowed))
    return chosen


def _kind_defaults(section: Section, description: RegisterDescription) -> Mapping[str, Mapping[str, str]]:
    defaults = {}
    for kind in KINDS:
        values = section.plain_values(kind)
        for column in values:
            _check_column(section, kind, kind, column, description)
        if values:
            defaults[kind] = values
    section.finish()
    return defaults


def _table(
    section: Section, folder: Path, description: RegisterDescription, lookups: Mapping[str, object]
) -> Table:
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
            _check_column(section, key, kind, column, description)
    for column, name in table.lookup.items():
        if column not in KINDS[kind]:
            _check_column(section, "lookup", kind, column, description)
        if name not in lookups:
            remedy = suggest(name, list(lookups)) if lookups else f"Add a section [lookups.{name}]."
            raise section.error("lookup", f"there is no look-up “{name}”.", remedy)
    return table


def _check_column(
    section: Section, key: str, kind: str, column: str, description: RegisterDescription
) -> None:
    try:
        parse_column(column, KINDS[kind], description.languages)
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
