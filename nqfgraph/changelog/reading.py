"""Reads the change log; threads may share one reader."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nqfgraph.changelog.entries import FILE, Entry, Item, Operation, Step, check_schema, unreadable
from nqfgraph.changelog.writing import read_step
from nqfgraph.errors import ChangeLogError, ReleaseError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_BATCH = 500
_ENTRY = (
    "SELECT entry.number, step.number, step.release, step.time, entry.operation, thing.iri, thing.kind,"
    " entry.digest FROM entry JOIN step ON step.number = entry.step JOIN thing ON thing.id = entry.thing"
)
_ITEM = (
    "SELECT thing.iri, thing.kind, thing.touched, step.time, own.operation, own.step = step.number FROM thing"
    " JOIN entry ON entry.number = thing.touched JOIN step ON step.number = entry.step"
    " JOIN entry AS own ON own.number = thing.last"
)


class ChangeLog:
    """The log of a home, as far as it is written.

    Every method raises ChangeLogError if the log cannot be read, and nothing else but what it says itself.
    """

    def __init__(self, path: Path) -> None:
        """Take the file; it is opened at the first question."""
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []

    @classmethod
    def open(cls, home: Path) -> ChangeLog | None:
        """Return the log of a home; None if nothing was ever logged there."""
        path = home / FILE
        return cls(path) if path.is_file() else None

    def close(self) -> None:
        """Close the connections of all threads; none of them may be asking any more."""
        while self._connections:
            self._connections.pop().close()
        self._local = threading.local()

    def last(self) -> int:
        """Return the number of the last entry; 0 if there is none."""
        ((number,),) = self._rows("SELECT coalesce(max(number), 0) FROM entry")
        return int(number)

    def steps(self) -> tuple[Step, ...]:
        """Return all steps, the oldest first."""
        return tuple(
            map(
                read_step,
                self._rows("SELECT number, release, time, first, last, counts FROM step ORDER BY 1"),
            )
        )

    def before(self, time: datetime) -> int:
        """Return the number of the last entry at or before a time; 0 if there is none."""
        seconds = int(time.timestamp())
        ((number,),) = self._rows("SELECT coalesce(max(last), 0) FROM step WHERE time <= ?", seconds)
        return int(number)

    def entry(self, number: int) -> Entry | None:
        """Return an entry by its number; None if there is none."""
        return next(self._entries("WHERE entry.number = ?", number), None)

    def entries(
        self,
        after: int = 0,
        limit: int | None = None,
        *,
        kind: str | None = None,
        release: str | None = None,
    ) -> Iterator[Entry]:
        """Yield the entries with numbers above ``after`` in their order, all or at most ``limit``.

        They are read in batches, so that no reader holds the log while it writes to a slow client.
        """
        remaining = limit
        while remaining is None or remaining > 0:
            size = _BATCH if remaining is None else min(_BATCH, remaining)
            batch = list(
                self._entries(
                    "WHERE entry.number > ? AND (? IS NULL OR thing.kind = ?)"
                    " AND (? IS NULL OR step.release = ?) ORDER BY entry.number LIMIT ?",
                    *(after, kind, kind, release, release, size),
                )
            )
            yield from batch
            if len(batch) < size:
                return
            after = batch[-1].number
            remaining = None if remaining is None else remaining - size

    def content(self, number: int) -> bytes:
        """Return the sorted N-Quads of a version; of a removal those of the version before it.

        Raises ReleaseError if there is no such entry.
        """
        return self.contents([number])[number]

    def contents(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """Return the contents of several entries by number; as `content`."""
        found: dict[int, bytes] = {}
        for number in numbers:
            rows = self._rows(
                "SELECT kept.content FROM entry JOIN entry AS kept ON kept.number = (SELECT max(number)"
                " FROM entry AS e WHERE e.thing = entry.thing AND e.number <= entry.number"
                " AND e.operation <> 'removed') WHERE entry.number = ?",
                number,
            )
            if not rows:
                raise ReleaseError(
                    f"The change log has no entry {number}.", remedy=f"It has 1 to {self.last()}."
                )
            found[number] = self._decompress(rows[0][0])
        return found

    def latest(self, iri: str) -> Entry | None:
        """Return the last entry of a thing; None if the log does not know it."""
        return next(
            self._entries("WHERE thing.iri = ? ORDER BY entry.number DESC LIMIT 1", iri),
            None,
        )

    def versions(self, iri: str) -> tuple[Entry, ...]:
        """Return all entries of a thing, the oldest first."""
        return tuple(self._entries("WHERE thing.iri = ? ORDER BY entry.number", iri))

    def items(
        self,
        kind: str,
        after: tuple[int, str] = (0, ""),
        limit: int = 100,
        *,
        since: int = 0,
        until: int | None = None,
        facet: tuple[str, str] | None = None,
    ) -> list[Item]:
        """Return items of a kind by (touched, IRI), those behind ``after``, at most ``limit``.

        Only such as were touched by an entry above ``since`` and not above ``until``, and, with ``facet``,
        such as have that name and value of `facets`; an empty value is any.
        """
        where, values = _selection(kind, since, until, facet)
        rows = self._rows(
            f"{_ITEM} WHERE {where} AND (thing.touched, thing.iri) > (?, ?)"
            " ORDER BY thing.touched, thing.iri LIMIT ?",
            *(*values, *after, limit),
        )
        return [_item(row) for row in rows]

    def count_items(
        self, kind: str, *, since: int = 0, until: int | None = None, facet: tuple[str, str] | None = None
    ) -> int:
        """Return the number of items that `items` would give in all."""
        where, values = _selection(kind, since, until, facet)
        ((count,),) = self._rows(f"SELECT count(*) FROM thing WHERE {where}", *values)
        return int(count)

    def item(self, iri: str) -> Item | None:
        """Return a thing with what belongs to it; None if the log does not know it."""
        rows = self._rows(f"{_ITEM} WHERE thing.iri = ?", iri)
        return _item(rows[0]) if rows else None

    def times(self, iris: Sequence[str]) -> dict[str, datetime]:
        """Return when things, with what belongs to them, were touched last; of those that the log knows."""
        rows = self._rows(
            "SELECT thing.iri, step.time FROM json_each(?) AS asked JOIN thing ON thing.iri = asked.value"
            " JOIN entry ON entry.number = thing.touched JOIN step ON step.number = entry.step",
            json.dumps(iris),
        )
        return {iri: datetime.fromtimestamp(time, UTC) for iri, time in rows}

    def item_content(self, iri: str) -> bytes:
        """Return the N-Quads of an item and its parts as the log stands; of a removed one, what it had last.

        Nothing for a thing that the log does not know.
        """
        rows = self._rows(
            "SELECT (SELECT content FROM entry WHERE entry.thing = thing.id AND entry.content IS NOT NULL"
            " ORDER BY number DESC LIMIT 1) FROM thing WHERE id IN (SELECT id FROM thing WHERE iri = ?1 UNION"
            " SELECT part FROM part JOIN thing AS item ON item.id = part.whole WHERE item.iri = ?1"
            " AND (item.digest IS NULL"
            " OR (SELECT digest FROM thing AS t WHERE t.id = part.part) IS NOT NULL))"
            " AND last > 0 ORDER BY iri",
            iri,
        )
        return b"".join(self._decompress(content) for (content,) in rows)

    def facets(self, iri: str) -> tuple[tuple[str, str], ...]:
        """Return the names and values by which a thing is selected: its level and fields as IRIs."""
        return tuple(
            self._rows(
                "SELECT name, value FROM facet JOIN thing ON thing.id = facet.thing"
                " WHERE iri = ? ORDER BY name, value",
                iri,
            )
        )

    def facet_values(self) -> tuple[tuple[str, str], ...]:
        """Return all names and values that things were ever selected by."""
        return tuple(self._rows("SELECT DISTINCT name, value FROM facet ORDER BY name, value"))

    def _entries(self, clause: str, *values: str | int | None) -> Iterator[Entry]:
        for number, step, release, time, operation, iri, kind, hashed in self._rows(
            f"{_ENTRY} {clause}", *values
        ):
            yield Entry(
                number=number,
                step=step,
                release=release,
                time=datetime.fromtimestamp(time, UTC),
                operation=Operation(operation),
                iri=iri,
                kind=kind,
                digest=hashed.hex(),
            )

    def _decompress(self, content: bytes) -> bytes:
        try:
            return zstd.decompress(content)
        except zstd.ZstdError as error:
            raise unreadable(error) from error

    def _rows(self, query: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        try:
            return list(self._connection().execute(query, values))
        except sqlite3.Error as error:
            self._disconnect()
            raise unreadable(error) from error
        except ChangeLogError:
            self._disconnect()
            raise

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            address = f"file:{quote(str(self.path.resolve()))}?mode=ro"
            # Each thread uses its own; another one may close them all when the service ends.
            connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
            self._connections.append(connection)
            self._local.connection = connection
            check_schema(connection.execute("PRAGMA user_version").fetchone()[0])
        return connection

    def _disconnect(self) -> None:
        """Close this thread's connection, so that a file that was put in the place of a bad one is found."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            self._connections.remove(connection)
            connection.close()


def _selection(
    kind: str, since: int, until: int | None, facet: tuple[str, str] | None
) -> tuple[str, list[str | int]]:
    clauses = ["thing.kind = ?", "thing.last > 0", "thing.touched > ?"]
    values: list[str | int] = [kind, since]
    if until is not None:
        clauses.append("thing.touched <= ?")
        values.append(until)
    if facet is not None:
        clauses.append(
            "EXISTS (SELECT 1 FROM facet WHERE facet.thing = thing.id AND name = ? AND ? IN (value, ''))"
        )
        values += facet
    return " AND ".join(clauses), values


def _item(row: tuple[str, str, int, int, str, int]) -> Item:
    iri, kind, touched, time, operation, itself = row
    return Item(
        iri=iri,
        kind=kind,
        touched=touched,
        time=datetime.fromtimestamp(time, UTC),
        operation=Operation(operation),
        itself=bool(itself),
    )
