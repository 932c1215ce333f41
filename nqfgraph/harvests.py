"""Receipts of harvests: which program took which release, when, and over which interface.

A harvest is what one agent asks of one interface about one release without a pause of `PAUSE`. Who asks is
what the program says of itself in ``User-Agent`` and ``From``; addresses of networks are not kept. All of it
is in ``{home}/harvests.sqlite``. When there are more than `MOST`, the oldest are removed, and first those of
programs that came on one day only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nqfgraph.errors import NqfgraphError

FILE = "harvests.sqlite"
MOST = 10_000
"""Most harvests that are kept."""
PAUSE = timedelta(minutes=30)
"""After which silence the next request begins another harvest."""
_WAIT_SECONDS = 2.0
_LONGEST = 200


class ReceiptsUnavailable(NqfgraphError):
    """The receipts cannot be read or written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """One harvest; the first five fields tell it from others."""

    agent: str
    """What the program calls itself; empty if it does not."""
    contact: str
    """What it says of who runs it (``From``, RFC 9110 § 10.1.2); mostly empty."""
    interface: str
    release: str
    began: datetime
    """In UTC, as ``ended``: when the first and the last answer were finished."""
    ended: datetime
    requests: int = 0
    unchanged: int = 0
    """Answers that only said that nothing has changed (304)."""
    size: int = 0
    """Bytes of bodies that were sent."""
    failures: int = 0
    """Answers with an error, and answers that did not come to their end."""
    whole: bool = True
    """Whether the last answer was neither."""
    error: str = ""
    """The last error, empty if there was none."""

    def joined(self, later: Harvest) -> Harvest:
        """Return this harvest with another request of it."""
        return replace(
            self,
            ended=max(self.ended, later.ended),
            requests=self.requests + later.requests,
            unchanged=self.unchanged + later.unchanged,
            size=self.size + later.size,
            failures=self.failures + later.failures,
            whole=later.whole,
            error=later.error or self.error,
        )


def declared(text: str | None) -> str:
    """Return what a program says of itself in one line of bounded length, without control characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in (text or "")[:1000]).split())[
        :_LONGEST
    ]


def harvest_value(harvest: Harvest) -> Mapping[str, object]:
    """Return a harvest as a JSON object."""
    times = {name: getattr(harvest, name).isoformat(timespec="seconds") for name in ("began", "ended")}
    return asdict(harvest) | times


def keep(home: Path, harvests: Iterable[Harvest], *, most: int = MOST) -> None:
    """Write harvests, each in the place of what was known of it; raises ReceiptsUnavailable.

    It is not waited until they are on the disk: receipts are worth less than answers.
    """
    with _connection(home / FILE) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_TABLE)
        connection.execute("CREATE INDEX IF NOT EXISTS harvest_ended ON harvest (ended)")
        rows = [_row(each) for each in harvests]
        marks = ", ".join("?" * len(_NAMES))
        connection.executemany(f"INSERT OR REPLACE INTO harvest ({', '.join(_NAMES)}) VALUES ({marks})", rows)
        ((kept,),) = connection.execute("SELECT count(*) FROM harvest")
        if kept > most:
            connection.execute(_FORGET, (most // 2, most))
        connection.commit()


def read_harvests(
    home: Path, *, limit: int | None = None, interface: str | None = None
) -> tuple[Harvest, ...]:
    """Return the harvests that are kept, the latest first; raises ReceiptsUnavailable."""
    path = home / FILE
    if not path.exists():
        return ()
    with _connection(path, read_only=True) as connection:
        chosen = "" if interface is None else "WHERE interface = ?"
        values: list[object] = [] if interface is None else [interface]
        found = connection.execute(
            f"SELECT {', '.join(_NAMES)} FROM harvest {chosen} ORDER BY ended DESC, rowid DESC LIMIT ?",
            [*values, -1 if limit is None else limit],
        )
        return tuple(_harvest(row) for row in found)


# The newest half stays in any case, and before all others those of programs that came on more than one day:
# whoever invents a new name for each request cannot push out what is known of the harvesters.
_FORGET = f"""DELETE FROM harvest WHERE rowid IN (
 SELECT rowid FROM (
  SELECT rowid, row_number() OVER (ORDER BY ended DESC, rowid DESC) AS place,
   max(ended) OVER own - min(began) OVER own > {timedelta(days=1).total_seconds()} AS known
  FROM harvest WINDOW own AS (PARTITION BY agent))
 ORDER BY place > ? AND NOT known, place LIMIT -1 OFFSET ?)"""
_NAMES = tuple(each.name for each in fields(Harvest))
_TABLE = f"""CREATE TABLE IF NOT EXISTS harvest (
 {", ".join(_NAMES)}, PRIMARY KEY (agent, contact, interface, release, began))"""


def _row(harvest: Harvest) -> tuple[object, ...]:
    return tuple(
        each.timestamp() if isinstance(each, datetime) else int(each) if isinstance(each, bool) else each
        for each in astuple(harvest)
    )


def _harvest(row: tuple[Any, ...]) -> Harvest:
    value = dict(zip(_NAMES, row, strict=True))
    times = {name: datetime.fromtimestamp(value[name], UTC) for name in ("began", "ended")}
    return Harvest(**value | times | {"whole": bool(value["whole"])})


@contextmanager
def _connection(path: Path, *, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    try:
        mode = "ro" if read_only else "rwc"
        address = f"{path.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS)) as connection:
            yield connection
    except (sqlite3.Error, OSError) as error:
        raise ReceiptsUnavailable(
            f"The receipts of harvests {path} cannot be used: {error}.",
            remedy="Make room there and let this user write to the home; remove the file if it is damaged.",
        ) from error
