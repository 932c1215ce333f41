"""Plans: which cell of a table goes where, worked out once a table so that a row is read without searching.

``make_plan`` strictly accounts for every header: it is a known column, or ignored on purpose, or an issue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from nqfgraph.errors import InputError
from nqfgraph.places import Place
from nqfgraph.sources.codes import IssueLog
from nqfgraph.sources.columns import ColumnError, ColumnPath, parse_column
from nqfgraph.sources.declared_tables import Table
from nqfgraph.sources.kinds import KINDS, Field
from nqfgraph.sources.register import Configuration
from nqfgraph.sources.values import BadValue, Reader
from nqfgraph.sources.wordings import say

Values = dict[str, object]
"""The values of a row by the names of their fields; see ``Plan.read`` for what stands for “nothing”."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that could not be read."""

    field: Field
    header: str
    error: BadValue


Faults = list[Fault]
Node = Callable[[list[str], Faults], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the rows of one table are read."""

    fields: Mapping[str, Field]
    nodes: tuple[tuple[str, Node], ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    """A header for each field that has one, for places."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Full canonical column to its header, for every column that the table has."""
    missing: tuple[str, ...] = ()
    """Required fields that have neither a column nor a default: no row can be read."""

    def read(self, cells: list[str], faults: Faults) -> Values:
        """Read a row. Nothing is None for a single value, ``()`` for several, ``{}`` for texts by language.

        ``learning_outcome`` holds a list of (number, values) for the numbered parts that have any value.
        """
        return {name: node(cells, faults) for name, node in self.nodes}

    def column(self, name: str) -> str:
        """Return the header of a field as the table has it, or its canonical name."""
        return self.headers.get(name, name)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One column, ready to be read."""

    path: ColumnPath
    field: Field
    header: str
    index: int | None
    """None where there is no such column, only a default."""
    reader: Reader
    lookup: Mapping[str, str] | None
    default: object

    def take(self, cells: list[str], faults: Faults) -> object:
        """Return the value in this column of a row; None for an empty cell and for a bad one."""
        if self.index is None:
            return self.default
        text = cells[self.index].strip()
        if self.lookup is not None:
            text = self.lookup.get(text, text)
        if not text:
            return self.default
        try:
            return self.reader(text)
        except BadValue as error:
            faults.append(Fault(self.field, self.header, error))
            return None


def make_plan(
    headers: Sequence[str],
    table: Table,
    configuration: Configuration,
    reader_of: Callable[[str], Reader],
    log: IssueLog,
) -> Plan:
    """Work out the plan of a table with these ``headers``; headers that cannot be used become issues.

    ``reader_of`` gives the reader for what a field takes. InputError for a default that cannot be read.
    """
    fields = KINDS[table.kind]
    found = _locate(headers, table, configuration, log)
    cells = []
    for name, (path, index) in found.items():
        one = fields[path.name]
        reader = reader_of(one.takes)
        default = _default(name, path, table, configuration, reader)
        header = headers[index] if index is not None else name
        lookup = configuration.lookups.get(table.lookup.get(name) or table.lookup.get(path.name, ""))
        cells.append(_Cell(path, one, header, index, reader, lookup, default))
    return Plan(
        fields=fields,
        nodes=tuple(_nodes(cells, fields)),
        headers={each.path.name: each.header for each in reversed(cells) if each.index is not None},
        columns={str(each.path): each.header for each in cells if each.index is not None},
        missing=tuple(
            each.name
            for each in fields.values()
            if each.required and "." not in each.name and each.name not in {cell.path.name for cell in cells}
        ),
    )


def _locate(
    headers: Sequence[str], table: Table, configuration: Configuration, log: IssueLog
) -> dict[str, tuple[ColumnPath, int | None]]:
    """Find for each canonical column, by its full name, its path and the position of its header."""
    fields, languages = KINDS[table.kind], configuration.description.languages
    renamed = set(table.columns.values())
    found: dict[str, tuple[ColumnPath, int | None]] = {}
    wanted = [(name, header) for name, header in table.columns.items()]
    for header in dict.fromkeys(headers):
        if header and header not in renamed and header not in table.ignore:
            wanted.append((header, header))
    for name, header in wanted:
        place = table.place(column=header)
        if header not in headers:
            there = ", ".join(each for each in headers if each)
            log.add(say("missing-column/named", column=name, header=header, headers=there), place)
            continue
        try:
            path = parse_column(name, fields, languages)
        except ColumnError as error:
            log.add(error.wording, place)
            continue
        if str(path) in found:
            first = headers[found[str(path)][1] or 0]
            log.add(say("duplicate-column", first=first, second=header, column=path), place)
            continue
        found[str(path)] = (path, headers.index(header))
    for name in (*table.defaults, *configuration.defaults.get(table.kind, {})):
        path = parse_column(name, fields, languages)
        found.setdefault(str(path), (path, None))
    return found


def _default(
    name: str, path: ColumnPath, table: Table, configuration: Configuration, reader: Reader
) -> object:
    """Return the value that stands for an empty cell, read as if it stood in the table."""
    languages = configuration.description.languages
    for where, values in (
        (f"defaults of the table {table.file}", table.defaults),
        (f"[defaults.{table.kind}]", configuration.defaults.get(table.kind, {})),
    ):
        for key, text in values.items():
            if str(parse_column(key, KINDS[table.kind], languages)) == name and text.strip():
                try:
                    return reader(text.strip())
                except BadValue as error:
                    raise InputError(
                        f"The default for “{path}” in the {where} cannot be used: {error.message}",
                        place=Place(file=configuration.file),
                        remedy=error.remedy,
                    ) from error
    return None


def _nodes(cells: Sequence[_Cell], fields: Mapping[str, Field]) -> list[tuple[str, Node]]:
    """Make a node for every field of the kind, also for those that have no column."""
    by_field: dict[str, list[_Cell]] = defaultdict(list)
    groups: dict[str, list[_Cell]] = defaultdict(list)
    for cell in cells:
        group = cell.path.name.partition(".")[0] if "." in cell.path.name else ""
        (groups[group] if group else by_field[cell.path.name]).append(cell)
    nodes = [
        (each.name, _node(each, by_field[each.name])) for each in fields.values() if "." not in each.name
    ]
    for group in dict.fromkeys(name.partition(".")[0] for name in fields if "." in name):
        nodes.append((group, _group_node(groups[group], fields, group)))
    return nodes


def _node(one: Field, cells: Sequence[_Cell]) -> Node:
    """Make the node of one field from its cells."""
    if not one.many:
        return _texts_node(cells) if one.by_language else _single_node(cells)
    numbered: dict[int, list[_Cell]] = defaultdict(list)
    for cell in cells:
        numbered[cell.path.numbers[-1]].append(cell)
    parts = [
        _texts_node(numbered[number]) if one.by_language else numbered[number][0].take
        for number in sorted(numbered)
    ]

    def several(row: list[str], faults: Faults) -> object:
        return tuple(value for part in parts if (value := part(row, faults)))

    return several if parts else _nothing(())


def _single_node(cells: Sequence[_Cell]) -> Node:
    return cells[0].take if cells else _nothing(None)


def _texts_node(cells: Sequence[_Cell]) -> Node:
    pairs = tuple((cell.path.language, cell.take) for cell in cells)

    def texts(row: list[str], faults: Faults) -> object:
        return {language: text for language, take in pairs if (text := take(row, faults))}

    return texts


def _group_node(cells: Sequence[_Cell], fields: Mapping[str, Field], group: str) -> Node:
    """Make the node of a numbered group: it gives (number, values) for each number that has a value."""
    numbered: dict[int, list[_Cell]] = defaultdict(list)
    for cell in cells:
        numbered[cell.path.numbers[0]].append(cell)
    own = [each for name, each in fields.items() if name.startswith(f"{group}.")]
    parts = [
        (
            number,
            [cell.index for cell in members if cell.index is not None],
            [
                (each.name.partition(".")[2], _node(each, [c for c in members if c.field is each]))
                for each in own
            ],
        )
        for number, members in sorted(numbered.items())
    ]

    def members_of(row: list[str], faults: Faults) -> object:
        found = []
        for number, indices, nodes in parts:
            if any(row[index].strip() for index in indices):
                before = len(faults)
                values = {name: node(row, faults) for name, node in nodes}
                if not any(fault.field.essential for fault in faults[before:]):
                    found.append((number, values))
        return found

    return members_of


def _nothing(value: object) -> Node:
    return lambda row, faults: value
