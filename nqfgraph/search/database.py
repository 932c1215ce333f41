"""The SQLite file behind the search: opened read-only, one connection for each thread."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nqfgraph.errors import ReleaseError


class Database:
    """A file that never changes; every method raises only ReleaseError."""

    def __init__(self, path: Path) -> None:
        """Take the file; it is opened at the first question."""
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []

    @cached_property
    def tables(self) -> frozenset[str]:
        """Return the names of the tables: a release of an earlier version of the program may lack some."""
        return frozenset(name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"))

    def rows(self, query: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        """Return all rows of an SQL query; ReleaseError if the file is missing or damaged."""
        with self._readable():
            # Not by `stream`: a step of a generator for each of 50,000 rows takes longer than reading them.
            return self._connection().execute(query, values).fetchall()

    def stream(self, query: str, *values: str | int | None) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an SQL query as they are read; errors as `rows`."""
        with self._readable():
            yield from self._connection().execute(query, values)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ReleaseError(
                f"The search file {self.path} cannot be read: {error}.",
                remedy="Check the release with `nqfgraph releases verify`, switch to another or build again.",
            ) from error

    def close(self) -> None:
        """Close the connections of all threads; none of them may be asking any more."""
        while self._connections:
            self._connections.pop().close()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            address = f"file:{quote(str(self.path.resolve()))}?mode=ro&immutable=1"
            # Each thread uses its own; another one may close them all when the release is given up.
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._connections.append(connection)
            self._local.connection = connection
        return connection
