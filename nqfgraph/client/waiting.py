"""How long to wait before an endpoint is asked again, and when to give up."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from nqfgraph.client.replies import Reply
from nqfgraph.errors import StoreBusy

BUSY = (429, 503)
"""Statuses that may pass by themselves (RFC 6585 § 4, RFC 9110 § 15.6.4)."""

_FIRST_SECONDS = 1.0
_LONGEST_SECONDS = 60.0
"""Between tries where the endpoint does not say how long to wait."""
_JITTER_SECONDS = 1.0
"""Most that is added to a wait, so that clients that were sent away together do not come back together."""
_JITTER_SHARE = 0.1
_LIMIT = re.compile(r'(?:^|,)\s*"?[\w.*-]{1,64}"?\s*((?:;\s*[a-z]{1,20}=[^;,]{1,40})+)')
_PARAMETER = re.compile(r";\s*([a-z]{1,20})=(\d{1,15})\b")
_SECONDS = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Budget:
    """What this client may still use (``RateLimit`` of draft-ietf-httpapi-ratelimit-headers)."""

    remaining: int
    """In the unit of the endpoint; ours counts seconds of work."""
    reset_seconds: int | None
    """After which time the budget is whole again."""


class PatienceSpent(StoreBusy):
    """The endpoint is busy for longer than the client is to wait; ask again after ``retry_seconds``."""

    def __init__(self, iri: str, retry_seconds: float, said: str) -> None:
        super().__init__(
            f"{iri} is too busy, or this client has asked for too much{said}",
            remedy=f"Ask again in {max(1, round(retry_seconds))} seconds, or give the client more patience.",
        )
        self.retry_seconds = retry_seconds


class Patience:
    """The seconds that one question may wait in all for its endpoint, used up wait by wait."""

    def __init__(
        self,
        seconds: float,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._left = seconds
        self._sleep = sleep
        self._jitter = jitter
        self._tries = 0

    def wait(self, reply: Reply, now: datetime) -> None:
        """Sleep as long as a busy reply asks for; raises PatienceSpent if that is more than what is left."""
        wanted = retry_seconds(reply, now)
        if wanted is None:
            wanted = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0**self._tries)
        self._tries += 1
        if wanted > self._left or self._left <= 0:
            raise PatienceSpent(reply.iri, wanted, f" (status {reply.status}).")
        waited = wanted + self._jitter() * min(_JITTER_SECONDS, _JITTER_SHARE * wanted)
        # A wait of no length counts too, or an endpoint could be asked without end.
        self._left -= max(waited, _JITTER_SHARE)
        self._sleep(waited)


def retry_seconds(reply: Reply, now: datetime) -> float | None:
    """Return after how many seconds a reply says to come back; None if it does not say.

    Reads ``Retry-After`` (RFC 9110 § 10.2.3) in both forms, else the reset of a used-up ``RateLimit``.
    """
    text = reply.field("Retry-After").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    if text:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            moment = None
        if moment is not None:
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return max(0.0, (moment - now).total_seconds())
    budget = read_budget(reply)
    return float(budget.reset_seconds) if budget and budget.reset_seconds and not budget.remaining else None


def read_budget(reply: Reply) -> Budget | None:
    """Return the smallest budget that a reply tells; None if it tells none."""
    budgets = []
    for found in _LIMIT.finditer(reply.field("RateLimit")[:1000]):
        told = {name: int(value) for name, value in _PARAMETER.findall(found[1])}
        if "r" in told:
            budgets.append(Budget(told["r"], told.get("t")))
    return min(budgets, key=lambda each: each.remaining, default=None)
