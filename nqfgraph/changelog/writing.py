"""Brings the change log to what a release holds."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nqfgraph.changelog.contents import Content, belongings, contents, digest, facets, has_ended
from nqfgraph.changelog.entries import FILE, SCHEMA, Operation, Step, check_schema, unreadable
from nqfgraph.errors import ChangeLogError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_SCHEMA = Path(__file__).resolve().parent / "schema.sql"
_LEVEL = 3
_REPORTED = 10_000
_WAIT_SECONDS = 60


@contextmanager
def bring_to(
    home: Path,
    lines: Iterable[bytes] | Known,
    *,
    base: str,
    release: str,
    clock: Callable[[], datetime],
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> Iterator[Step]:
    """Append to the log of ``home`` what makes it equal to a release, given as the sorted lines of its dump.

    Where it is known what has changed since the release that the log stands at, nothing else is looked at.
    The step is written when the block ends well; if the block fails, the log stays as it was. Readers see the
    old state until then, and the step's time is what ``clock`` says at that moment. If the log stands at that
    release already, nothing is appended and the last step is given. Raises ChangeLogError if the log cannot
    be written.
    """
    path = home / FILE
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=_WAIT_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                _prepare(connection)
                writing = _Writing(connection)
                yield _append(writing, lines, base, release, clock(), advance)
                # Appending takes its time; what nobody could see before must not be said to be older.
                writing.set_time(clock())
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise ChangeLogError(
            f"The change log {path} cannot be written: {error}.",
            remedy="See that the disk has room and that the file may be written, then build again.",
        ) from error
    except (sqlite3.DatabaseError, zstd.ZstdError) as error:
        raise unreadable(error) from error


@dataclass(frozen=True, slots=True)
class Known:
    """The lines of a dump, and which of them have changed since a release."""

    whole: Iterable[bytes]
    """All of them."""
    release: str
    documents: Collection[bytes]
    """IRIs of the things that were added, changed or removed."""
    lines: Iterable[bytes]
    """What is said of them now, in the order of the dump."""


def _prepare(connection: sqlite3.Connection) -> None:
    check_schema(connection.execute("PRAGMA user_version").fetchone()[0])
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'step'").fetchone() is None:
        # executescript would end the transaction that has begun.
        for statement in _SCHEMA.read_text(encoding="utf-8").split(";\n"):
            connection.execute(statement)


def _append(
    writing: _Writing,
    lines: Iterable[bytes] | Known,
    base: str,
    release: str,
    now: datetime,
    advance: Callable[[int, int | None], None],
) -> Step:
    last = writing.last_step()
    if last is not None and last.release == release:
        return last
    among = None
    if isinstance(lines, Known):
        begins = last is not None and last.release == lines.release
        lines, among = (lines.lines, lines.documents) if begins else (lines.whole, None)
    number = last.number + 1 if last else 1
    first = last.last + 1 if last else 1
    writing.begin(number, first)
    for done, content in enumerate(contents(lines, base)):
        writing.note(content)
        if done % _REPORTED == 0:
            advance(done, None)
    writing.note_removals(among)
    writing.touch_wholes()
    return writing.finish(release, now)


class _Writing:
    """One step as it is written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._counts: Counter[Operation] = Counter()
        self._seen: set[int] = set()
        self._compressor = zstd.ZstdCompressor(_LEVEL)
        self._step = self._first = self._next = 0

    def last_step(self) -> Step | None:
        row = self._connection.execute(
            "SELECT number, release, time, first, last, counts FROM step ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return read_step(row) if row else None

    def begin(self, number: int, first: int) -> None:
        """Begin the step; belongings are kept aside until all is known."""
        self._step, self._first, self._next = number, first, first
        self._connection.execute("CREATE TEMP TABLE belonging (source INTEGER, part INTEGER, whole INTEGER)")

    def note(self, content: Content) -> None:
        """Append an entry for a thing of the release if it is not as the log has it."""
        thing, known, last = self._thing(content.iri, content.kind)
        self._seen.add(thing)
        text = content.text
        new = digest(text)
        if known == new:
            return
        operation = Operation.CREATED
        if known is not None:
            operation = Operation.CHANGED
            if has_ended(text) and not has_ended(self._content(last)):
                operation = Operation.WITHDRAWN
        self._connection.execute(
            "UPDATE thing SET digest = ?, last = ?, touched = ? WHERE id = ?",
            (new, self._next, self._next, thing),
        )
        compressed = self._compressor.compress(text, zstd.ZstdCompressor.FLUSH_FRAME)
        self._enter(thing, operation, new, compressed)
        self._describe(thing, content)

    def note_removals(self, among: Collection[bytes] | None) -> None:
        """Append an entry for each thing, of all or of some, that is in the log and not in the release."""
        gone = [
            row
            for row in self._connection.execute(
                "SELECT id, digest, iri FROM thing WHERE digest IS NOT NULL ORDER BY iri"
            )
            if row[0] not in self._seen and (among is None or row[2].encode() in among)
        ]
        for thing, old, _ in gone:
            self._connection.execute(
                "UPDATE thing SET digest = NULL, last = ?, touched = ? WHERE id = ?",
                (self._next, self._next, thing),
            )
            self._enter(thing, Operation.REMOVED, old, None)

    def touch_wholes(self) -> None:
        """Touch what the changed things belonged to before and belong to now."""
        self._touch()
        self._connection.execute(
            "DELETE FROM part WHERE source IN"
            " (SELECT thing FROM entry WHERE number >= ? AND operation <> 'removed')",
            (self._first,),
        )
        self._connection.execute("INSERT OR IGNORE INTO part SELECT source, part, whole FROM belonging")
        self._connection.execute("DROP TABLE belonging")
        self._touch()

    def finish(self, release: str, now: datetime) -> Step:
        """Write the step itself."""
        counts = {operation: self._counts[operation] for operation in Operation}
        row = (self._step, release, self._time(now), self._first, self._next - 1, json.dumps(counts))
        self._connection.execute("INSERT INTO step VALUES (?, ?, ?, ?, ?, ?)", row)
        return read_step(row)

    def set_time(self, now: datetime) -> None:
        """Say that the step is of ``now``, if one was written."""
        self._connection.execute("UPDATE step SET time = ? WHERE number = ?", (self._time(now), self._step))

    def _time(self, now: datetime) -> int:
        """Return a time as it is stored: always later than before, so that it alone orders the versions."""
        (last,) = self._connection.execute(
            "SELECT coalesce(max(time), 0) FROM step WHERE number < ?", (self._step,)
        ).fetchone()
        return max(int(now.timestamp()), int(last) + 1)

    def _thing(self, iri: str, kind: str) -> tuple[int, bytes | None, int]:
        """Return the id, the digest and the last entry of a thing; one that is new gets a row."""
        row: tuple[int, bytes | None, int] | None = self._connection.execute(
            "SELECT id, digest, last FROM thing WHERE iri = ?", (iri,)
        ).fetchone()
        if row:
            return row
        added = self._connection.execute("INSERT INTO thing (iri, kind) VALUES (?, ?)", (iri, kind))
        return added.lastrowid or 0, None, 0

    def _enter(self, thing: int, operation: Operation, hashed: bytes, content: bytes | None) -> None:
        self._connection.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
            (self._next, self._step, thing, operation.value, hashed, content),
        )
        self._counts[operation] += 1
        self._next += 1

    def _describe(self, thing: int, content: Content) -> None:
        """Keep by what a thing is selected, and note what belongs together."""
        self._connection.execute("DELETE FROM facet WHERE thing = ?", (thing,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO facet VALUES (?, ?, ?)", ((thing, *each) for each in facets(content))
        )
        for part, whole in belongings(content):
            row = (thing, self._named(part, content), self._named(whole, content))
            self._connection.execute("INSERT INTO belonging VALUES (?, ?, ?)", row)

    def _named(self, iri: str, content: Content) -> int:
        """Return the id of a thing that is mentioned; it may be described later in the dump, or never."""
        start = content.iri[: content.iri.index("/id/") + len("/id/")]
        kind = iri.removeprefix(start).partition("/")[0] if iri.startswith(start) else ""
        return self._thing(iri, kind)[0]

    def _touch(self) -> None:
        self._connection.execute(
            "UPDATE thing SET touched = max(touched, changed.number) FROM"
            " (SELECT part.whole AS whole, max(entry.number) AS number FROM entry"
            " JOIN part ON part.part = entry.thing WHERE entry.number >= ? GROUP BY part.whole) AS changed"
            " WHERE thing.id = changed.whole AND thing.digest IS NOT NULL",
            (self._first,),
        )

    def _content(self, number: int) -> bytes:
        (stored,) = self._connection.execute(
            "SELECT content FROM entry WHERE number = ?", (number,)
        ).fetchone()
        return zstd.decompress(stored)


def read_step(row: tuple[int, str, int, int, int, str]) -> Step:
    """Return the step that a row of the table ``step`` holds."""
    number, release, time, first, last, counts = row
    return Step(
        number=number,
        release=release,
        time=datetime.fromtimestamp(time, UTC),
        first=first,
        last=last,
        counts={Operation(name): count for name, count in json.loads(counts).items()},
    )
