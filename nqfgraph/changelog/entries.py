"""What the change log tells: steps, entries, items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FILE = "changelog.sqlite"


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

    @property
    def removed(self) -> bool:
        """True if the register says nothing of the thing any more."""
        return self.operation is Operation.REMOVED
