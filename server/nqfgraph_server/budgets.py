"""How much work of the query workers one client may ask for: a token bucket for each, in seconds.

A client may use `Settings.client_seconds` at once, and what it used comes back evenly within
`Settings.client_window_seconds`. Work is paid for when it is done, because nobody knows before what a query
costs: who has anything left may ask, so one query can bring a client into debt, which it then waits out.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from nqfgraph.errors import InputError, StoreError
from nqfgraph.settings import Settings
from nqfgraph_server.languages import marked as _

MOST_CLIENTS = 10_000
"""Clients that are remembered; beyond them the one that asked least recently begins anew."""

NETWORK_BITS = 64
"""Leading bits of an IPv6 address that make a client: one household or office has them all (RFC 6177)."""


class BudgetSpent(StoreError):
    """The client has used up its seconds of work; ``retry_seconds`` from now it may ask again."""

    def __init__(self, retry_seconds: float) -> None:
        super().__init__(
            _("Your queries have used up the computing time that one client may use for now."),
            remedy=_(
                "Wait as long as the field Retry-After says. Answers that are still in the cache are given "
                "at any time, and the dump of the release can be queried on your own machine."
            ),
        )
        self.retry_seconds = retry_seconds


@dataclass(frozen=True, slots=True)
class Budget:
    """What one client may use, in seconds; ``limit`` is 0 where there are no budgets."""

    limit: float
    """Seconds of work that may be used at once."""
    remaining: float
    """Seconds of work that are left now; never below 0."""
    window_seconds: float
    """Seconds in which a budget that was used up is whole again."""
    reset_seconds: float
    """Seconds until this budget is whole again, if nothing more is asked."""


@dataclass(slots=True)
class _Bucket:
    level: float
    """Seconds of work left at ``time``; below 0 where a query cost more than there was."""
    time: float


class Budgets:
    """The budgets of all clients, kept in memory only; safe for use by many threads.

    ``clock`` gives seconds that never go back; ``most_clients`` bounds the memory (some 200 bytes each).
    Raises InputError for a setting that is no budget.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_clients: int = MOST_CLIENTS,
    ) -> None:
        self.limit = _seconds("CLIENT_SECONDS", settings.client_seconds, least=0.0)
        self.window_seconds = _seconds("CLIENT_WINDOW_SECONDS", settings.client_window_seconds, least=1.0)
        self.refused = 0
        """Queries that were refused so far."""
        self._rate = self.limit / self.window_seconds
        self._clock = clock
        self._most_clients = most_clients
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def check(self, client: str) -> None:
        """Let a query of the client at an address pass; raises BudgetSpent if it has nothing left."""
        seconds = self.retry_seconds(client)
        if seconds:
            with self._lock:
                self.refused += 1
            raise BudgetSpent(seconds)

    def retry_seconds(self, client: str) -> float:
        """Return after how many seconds the client at an address may ask again; 0 if it may ask now."""
        if not self.limit:
            return 0.0
        with self._lock:
            level = self._level(name_client(client))
        return 0.0 if level > 0 else (self._rested() - level) / self._rate

    def charge(self, client: str, seconds: float) -> None:
        """Take ``seconds`` of work from a client's budget."""
        if not self.limit or not seconds > 0:
            return
        name = name_client(client)
        with self._lock:
            level = self._level(name)
            self._buckets[name] = _Bucket(level - seconds, self._clock())
            self._buckets.move_to_end(name)
            if len(self._buckets) > self._most_clients:
                self._buckets.popitem(last=False)

    def left(self, client: str) -> Budget:
        """Return what the client at an address may still use."""
        if not self.limit:
            return Budget(0.0, 0.0, self.window_seconds, 0.0)
        with self._lock:
            level = self._level(name_client(client))
        return Budget(self.limit, max(0.0, level), self.window_seconds, (self.limit - level) / self._rate)

    def _level(self, name: str) -> float:
        """Return what is left of a bucket now; one that is whole again is forgotten. The lock is held."""
        bucket = self._buckets.get(name)
        if bucket is None:
            return self.limit
        level = bucket.level + max(0.0, self._clock() - bucket.time) * self._rate
        if level >= self.limit:
            del self._buckets[name]
            return self.limit
        return level

    def _rested(self) -> float:
        """Return the level at which a refused client may come back: a second of work, if it can be."""
        return min(1.0, self.limit)


def _seconds(setting: str, value: float, *, least: float) -> float:
    if not least <= value < math.inf:
        raise InputError(
            f"The setting NQFGRAPH_{setting} is {value:g}.",
            remedy=f"Give a number of seconds from {least:g} up.",
        )
    return value


def name_client(address: str) -> str:
    """Return what counts as one client: an IPv4 address, the /64 of an IPv6 address, or any other text as is.

    An IPv4 address written as an IPv6 one (``::ffff:192.0.2.1``) is the IPv4 address.
    """
    if ":" not in address:
        return address
    try:
        read = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    host_bits = 128 - NETWORK_BITS
    return f"{ipaddress.IPv6Address(int(read) >> host_bits << host_bits)}/{NETWORK_BITS}"


def whole_seconds(seconds: float) -> int:
    """Return a time as ``Retry-After`` has it (RFC 9110 § 10.2.3): whole, rounded up, at least 1."""
    return max(1, math.ceil(seconds))
