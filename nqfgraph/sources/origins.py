"""Origins: which row a record was read from, for those who find a fault in it after it became RDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nqfgraph.model.records import Key
from nqfgraph.places import Place
from nqfgraph.sources.declared_tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A row, and the columns of its table that belong to the record."""

    table: Table
    row: int
    columns: Mapping[str, str]
    """Full canonical column (``title_az``, ``isced_f[1]``) to its header in the table."""
    group: str = ""
    """Before the canonical columns of a part that has numbered ones: ``learning_outcome[2].``"""

    def place(self, column: str | None = None) -> Place:
        """Return where the row stands, or its cell in a canonical column (without the group)."""
        return self.table.place(self.row, self.columns.get(f"{self.group}{column}") if column else None)

    def columns_of(self, field: str) -> list[str]:
        """Return the canonical columns of a field, without the group: one a language or a number."""
        start = f"{self.group}{field}"
        names = [
            each for each in self.columns if each == start or each.startswith((f"{start}[", f"{start}_"))
        ]
        return [each.removeprefix(self.group) for each in names if _is_of(each, start)]

    def headers_of(self, field: str) -> list[str]:
        """Return the headers of the columns of a field."""
        return [self.columns[f"{self.group}{each}"] for each in self.columns_of(field)]


def _is_of(column: str, field: str) -> bool:
    """Whether a column that begins like a field is one of it: title_az of title, valid_until not of valid."""
    rest = column.removeprefix(field)
    return not rest or rest.startswith("[") or "_" not in rest[1:]


class Origins:
    """The origins of the records of a register, filled while it is read (`read_register`).

    Kinds are those of tables. A learning outcome has the key (kind of its owner, *key of the owner, number),
    numbered from 1 in the order in which the owner has them.
    """

    def __init__(self) -> None:
        self._origins: dict[tuple[str, Key], Origin] = {}

    def add(self, kind: str, key: Key, origin: Origin) -> None:
        """Note where a record comes from."""
        self._origins[kind, key] = origin

    def rows(self) -> Iterator[tuple[str, Key, Origin]]:
        """Yield every record with where it comes from: kind, key, origin."""
        for (kind, key), origin in self._origins.items():
            yield kind, key, origin

    def find(self, kind: str, key: Key) -> Origin | None:
        """Return where a record comes from; None if no table has it."""
        return self._origins.get((kind, key))
