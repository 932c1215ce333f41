"""What the change log tells: steps, entries, items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nqfgraph.errors import ChangeLogError

FILE = "changelog.sqlite"
SCHEMA = 1
"""The version of the tables, as the file notes it; 0 stands in files that are older than the note."""


class Operation(StrEnum):
    """What happened to a thing."""

    CREATED = "created"
    """It was not there before, or had been removed."""
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    """It changed so that it is not awarded any more; it stays in the register."""
    REMOVED = "removed"
    """The register says nothing of it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One time that a release was published or served again."""

    number: int
    release: str
    time: datetime
    """UTC, whole seconds; always after that of the step before."""
    first: int
    last: int
    """Numbers of its entries; ``last`` is ``first - 1`` if nothing had changed."""
    counts: Mapping[Operation, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of a thing, or its end."""

    number: int
    """From 1, without gaps, in the order of time."""
    step: int
    release: str
    time: datetime
    operation: Operation
    iri: str
    """The thing: a document IRI without fragment."""
    kind: str
    """``qualification``, ``organisation`` …; empty for what has no IRI below ``{base}id/``."""
    digest: str
    """SHA-256 of its sorted N-Quads in hexadecimal; of a removed thing those it had last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A thing with what belongs to it: a qualification with its record, outcomes and awarding body."""

    iri: str
    kind: str
    touched: int
    """Number of the last entry of the thing or of anything that belongs to it."""
    time: datetime
    """The time of that entry."""
    operation: Operation
    """What happened to the thing itself last."""
    itself: bool
    """True if that happened in the same step; else something that belongs to it was touched since."""

    @property
    def removed(self) -> bool:
        """True if the register says nothing of the thing any more."""
        return self.operation is Operation.REMOVED


def check_schema(version: int) -> None:
    """Raise ChangeLogError for tables that only a newer version of the program knows."""
    if version > SCHEMA:
        raise ChangeLogError(
            f"The change log ({FILE} in the home folder) has tables of version {version}, and the newest that"
            f" this nqfgraph knows is version {SCHEMA}.",
            remedy="Use the nqfgraph that wrote it, or a newer one.",
        )


def unreadable(error: Exception) -> ChangeLogError:
    """Return the error for a log that the database, or what unpacks its content, cannot read."""
    return ChangeLogError(
        # Harvesters read this too: where the folder is does not concern them.
        f"The change log ({FILE} in the home folder) cannot be read: {error}.",
        remedy="If it is damaged, put back a copy of it. Without one move it away, build, and start the"
        " server again: a new log begins, and whoever follows a feed has to begin anew.",
    )
