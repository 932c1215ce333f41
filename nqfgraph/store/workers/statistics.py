"""What a pool of query workers has done and is doing, for operators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answered", "late", "over_memory", "crashed", "abandoned"]
"""How a query ended, by the name of its count in `PoolStatistics`."""


@dataclass(frozen=True, slots=True)
class ReleaseStatistics:
    """A release that is held for queries."""

    name: str
    """Name of its folder, which is its version."""
    in_memory: bool
    """False if its workers read the disk store."""
    workers: int


@dataclass(frozen=True, slots=True)
class PoolStatistics:
    """The state of a pool (idle to waiting) and what it has counted since it was made."""

    idle: int = 0
    """Workers that wait for a query."""
    busy: int = 0
    """Workers that answer one, without those of the slow lane."""
    slow: int = 0
    """Workers whose query was moved to the slow lane."""
    waiting: int = 0
    """Queries that wait for a worker."""
    answered: int = 0
    """Answers that were whole, and queries that were found to be wrong."""
    late: int = 0
    """Queries that were stopped at their deadline."""
    over_memory: int = 0
    """Queries that were stopped because of their memory."""
    crashed: int = 0
    """Workers that ended by themselves in the middle of a query."""
    abandoned: int = 0
    """Answers that were let go before their end, because the client went away or read no further."""
    busy_refusals: int = 0
    """Queries that no worker was free for in time."""
    releases: tuple[ReleaseStatistics, ...] = ()
