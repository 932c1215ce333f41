"""Reads the rows of a table from a release's dump, thing by thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.exports.sorted_dump import Thing, read_lines, read_things
from nqfgraph.exports.tables.definitions import TABLES, Column, Kind, Table
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import RDF

Cell = str | list[str] | None
"""One value, several where the column may have them, or none."""
Said = Mapping[str, Mapping[ox.NamedNode, Sequence[ox.NamedNode | ox.Literal]]]
"""Values by subject and property."""

_NOTHING: Said = {}


def heads(table: Table, languages: Iterable[str]) -> list[tuple[str, Column | None, str]]:
    """Return a table's columns: the name, what it is read from (None for key and IRI), and its language."""
    if table.pair:
        return [(table.kind, None, ""), (table.pair.name, table.pair, "")]
    found: list[tuple[str, Column | None, str]] = [("key", None, ""), ("iri", None, "")]
    for column in table.columns:
        if column.kind is Kind.TEXT:
            found += [(f"{column.name}_{language}", column, language) for language in languages]
        else:
            found.append((column.name, column, ""))
    return found


def tables_of(dump: Path, base: str) -> list[Table]:
    """Return the tables that a release is written as; OSError if the dump cannot be read."""
    return [each for each in TABLES.values() if is_written(each, dump, base)]


def is_written(table: Table, dump: Path, base: str) -> bool:
    """Say whether a release is written as this table: an optional one only if there is something in it."""
    return not table.optional or any(True for _ in read_lines(dump, f"<{base}id/{table.kind}/".encode()))


def rows(table: Table, dump: Path, base: str, languages: Sequence[str]) -> Iterator[list[Cell]]:
    """Yield a table's rows, one cell for each of `heads`, in the order of the IRIs in the dump.

    Texts in other languages than ``languages`` are left out; of several values where one is expected the
    first in the order of the dump is given. OSError if the dump cannot be read.
    """
    prefix = f"{base}id/{table.kind}/"
    reader = _Reader(base, heads(table, languages))
    for thing, record in _with_records(table, dump, base):
        said = _said(thing)
        if table.type not in said.get(thing.iri, {}).get(RDF.type, ()):
            continue
        key = thing.iri.removeprefix(prefix)
        if table.pair:
            for value in reader.values(table.pair, thing.iri, said):
                yield [key, value]
        else:
            entries = (record.iri, _said(record)) if record else ("", _NOTHING)
            yield [key, thing.iri, *reader.cells((thing.iri, said), entries)]


def _with_records(table: Table, dump: Path, base: str) -> Iterator[tuple[Thing, Thing | None]]:
    """Yield the things of a table, each with its record, which has the same key, where columns need it."""
    things = read_things(read_lines(dump, f"<{base}id/{table.kind}/".encode()))
    if not any(each.of_record for each in table.columns):
        yield from ((thing, None) for thing in things)
        return
    start, record_start = f"{base}id/{table.kind}/", f"{base}id/record/"
    records = read_things(read_lines(dump, f"<{record_start}".encode()))
    record = next(records, None)
    for thing in things:
        place = _place(thing, start)
        while record and _place(record, record_start) < place:
            record = next(records, None)
        yield thing, record if record and _place(record, record_start) == place else None


def _place(thing: Thing, start: str) -> bytes:
    """Return what things of a kind are given in the order of: their key with the end of the IRI."""
    return f"{thing.iri.removeprefix(start)}>".encode()


def _said(thing: Thing) -> Said:
    found: dict[str, dict[ox.NamedNode, list[ox.NamedNode | ox.Literal]]] = {}
    for subject, predicate, value in thing.triples():
        assert isinstance(subject, ox.NamedNode)
        assert isinstance(value, ox.NamedNode | ox.Literal)
        found.setdefault(subject.value, {}).setdefault(predicate, []).append(value)
    return found


class _Reader:
    """Follows the paths of columns and writes what stands at their ends."""

    def __init__(self, base: str, columns: Sequence[tuple[str, Column | None, str]]) -> None:
        self._things = f"{base}id/"
        self._columns = [(column, language) for _, column, language in columns if column]

    def cells(self, thing: tuple[str, Said], record: tuple[str, Said]) -> list[Cell]:
        return [self._cell(column, language, *(record if column.of_record else thing))
                for column, language in self._columns]  # fmt: skip

    def values(self, column: Column, iri: str, said: Said, language: str = "") -> list[str]:
        """Return what is at the end of a column's path, each value once."""
        ends: list[ox.NamedNode | ox.Literal] = [ox.NamedNode(iri)]
        for step in column.path:
            nodes = [each.value for each in ends if isinstance(each, ox.NamedNode)]
            ends = [value for node in nodes for value in said.get(node, {}).get(step, ())]
        if column.kind is Kind.TEXT:
            ends = [each for each in ends if isinstance(each, ox.Literal) and each.language == language]
        return list(dict.fromkeys(self._written(column.kind, each) for each in ends))

    def _cell(self, column: Column, language: str, iri: str, said: Said) -> Cell:
        if not iri:
            return None
        found = self.values(column, iri, said, language)
        if column.several:
            return found
        return found[0] if found else None

    def _written(self, kind: Kind, value: ox.NamedNode | ox.Literal) -> str:
        if isinstance(value, ox.NamedNode):
            if kind is Kind.KEY and value.value.startswith(self._things):
                return value.value.removeprefix(self._things).partition("/")[2]
            if kind is Kind.CODE:
                return _code(value.value)
        return value.value


@lru_cache(maxsize=4096)
def _code(iri: str) -> str:
    concept = Ontology.load().concept(iri)
    return concept.notation if concept and concept.notation else iri.rpartition("/")[2]
