"""Notes who takes the register: seen at the end of each answer, kept in memory, written a moment later.

No answer waits for a disk: a request changes a few numbers under a lock, and a thread writes them to
`nqfgraph.harvests` every `WRITE_SECONDS` as long as there is something to write. Where that cannot be done,
it is said once, tried again with the next request, and what does not fit into memory meanwhile is counted as
lost; answers are given all the same.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from nqfgraph.harvests import PAUSE, Harvest, ReceiptsUnavailable, keep
from nqfgraph_server.exchange import Exchange, Outcome
from nqfgraph_server.takers import INTERFACES, Taker, taker_of

WRITE_SECONDS = 2.0
MOST_OPEN = 1_000
"""Harvests that are held in memory."""
_EXTENSION = "nqfgraph.receipts"


def set_up(app: flask.Flask, home: Path) -> Receipts:
    """Let every request to an interface be recognised, and return who is to hear of its end."""
    receipts = Receipts(home, app.logger.warning)
    app.extensions[_EXTENSION] = receipts

    def recognise(response: flask.Response) -> flask.Response:
        flask.g.taker = taker_of(response)
        return response

    app.after_request(recognise)
    return receipts


def receipts_of(app: flask.Flask) -> Receipts:
    """Return the receipts of an application."""
    receipts: Receipts = app.extensions[_EXTENSION]
    return receipts


_Key = tuple[str, str, str, str]


class Receipts(Collector):
    """The harvests of an application: those of the last half hour, and the numbers of all since it began."""

    def __init__(
        self, home: Path, warn: Callable[[str], object], write_seconds: float = WRITE_SECONDS
    ) -> None:
        self._home = home
        self._warn = warn
        self._seconds = write_seconds
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._open: dict[_Key, Harvest] = {}
        self._unwritten: dict[_Key, None] = {}
        self._ended: list[Harvest] = []
        self._timer: threading.Timer | None = None
        self._failing = False
        self._stopped = False
        self.lost = 0
        """Harvests that could not be written and were let go."""
        self._requests: Counter[tuple[str, str]] = Counter()
        self._bytes: Counter[str] = Counter()
        self._last: dict[str, float] = {}

    def note(self, exchange: Exchange) -> None:
        """Note an answer that has ended, if it was given to somebody who takes the register."""
        if exchange.taker is None or self._stopped:
            return
        new = _harvest(exchange.taker, exchange, datetime.now(UTC))
        with self._lock:
            self._count(new, Outcome.REFUSED if exchange.taker.refusal else exchange.outcome)
            self._join(new)
            if self._timer is None:
                self._timer = threading.Timer(self._seconds, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Write what was noted since; what cannot be written stays for the next time."""
        with self._writing:
            with self._lock:
                self._timer = None
                keys, ended = list(self._unwritten), self._ended
                batch = [*ended, *(self._open[key] for key in keys)]
                self._unwritten, self._ended = {}, []
            if not batch:
                return
            try:
                keep(self._home, batch)
            except ReceiptsUnavailable as error:
                self._put_back(keys, ended, error)
            else:
                self._failing = False

    def stop(self) -> None:
        """Note nothing any more: what is asked from now on is no harvest."""
        self._stopped = True

    def close(self) -> None:
        """Write what is left."""
        with self._lock:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        self.write()

    def describe(self) -> list[Metric]:
        """Name nothing beforehand."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give the numbers for Prometheus; who asked is not among them, because anybody may say anything."""
        with self._lock:
            requests, sizes, last, lost = dict(self._requests), dict(self._bytes), dict(self._last), self.lost
        none = {(interface, str(Outcome.WHOLE)): 0 for interface in INTERFACES}
        counted = CounterMetricFamily(
            "nqfgraph_harvest_requests",
            "Answers to who takes the register, by interface and outcome.",
            labels=["interface", "outcome"],
        )
        for (interface, outcome), number in sorted({**none, **requests}.items()):
            counted.add_metric([interface, outcome], number)
        yield counted
        sent = CounterMetricFamily(
            "nqfgraph_harvest_sent_bytes", "Bytes of these answers.", labels=["interface"]
        )
        times = GaugeMetricFamily(
            "nqfgraph_harvest_last_whole_timestamp_seconds",
            "When the last of these answers came to its end without an error.",
            labels=["interface"],
        )
        for interface in INTERFACES:
            sent.add_metric([interface], sizes.get(interface, 0))
            times.add_metric([interface], last.get(interface, 0.0))
        yield sent
        yield times
        yield CounterMetricFamily(
            "nqfgraph_harvest_receipts_lost",
            "Receipts that could not be written and were let go.",
            value=lost,
        )

    def _count(self, new: Harvest, outcome: Outcome) -> None:
        self._requests[new.interface, str(outcome)] += 1
        self._bytes[new.interface] += new.size
        if new.whole:
            self._last[new.interface] = new.ended.timestamp()

    def _join(self, new: Harvest) -> None:
        key = (new.agent, new.contact, new.interface, new.release)
        before = self._open.pop(key, None)
        if before is not None and new.ended - before.ended < PAUSE:
            new = before.joined(new)
        elif before is not None:
            self._let_go(key, before)
        # Put at the end, so that the first is the one that was silent longest.
        self._open[key] = new
        self._unwritten[key] = None
        if len(self._open) > MOST_OPEN:
            oldest = next(iter(self._open))
            self._let_go(oldest, self._open.pop(oldest))

    def _let_go(self, key: _Key, harvest: Harvest) -> None:
        """Forget a harvest that is over, as soon as it is written."""
        if key in self._unwritten:
            del self._unwritten[key]
            if len(self._ended) < MOST_OPEN:
                self._ended.append(harvest)
            else:
                self.lost += 1

    def _put_back(self, keys: list[_Key], ended: list[Harvest], error: ReceiptsUnavailable) -> None:
        with self._lock:
            self._unwritten = {**{key: None for key in keys if key in self._open}, **self._unwritten}
            kept = [*ended, *self._ended]
            self.lost += max(0, len(kept) - MOST_OPEN)
            self._ended = kept[-MOST_OPEN:]
        if not self._failing:
            self._failing = True
            self._warn(f"{error} Answers are given all the same; this is said once.")


def _harvest(taker: Taker, exchange: Exchange, now: datetime) -> Harvest:
    whole = exchange.outcome in (Outcome.WHOLE, Outcome.UNCHANGED) and not taker.refusal
    said = f"{exchange.status} {taker.refusal or exchange.outcome}, {taker.path}"
    if exchange.outcome in (Outcome.ABANDONED, Outcome.BROKEN_OFF):
        said = f"{exchange.outcome} after {exchange.size:,} bytes, {taker.path}"
    return Harvest(
        agent=taker.agent,
        contact=taker.contact,
        interface=taker.interface,
        release=taker.release,
        began=now,
        ended=now,
        requests=1,
        unchanged=int(exchange.outcome is Outcome.UNCHANGED),
        size=exchange.size,
        failures=int(not whole),
        whole=whole,
        error="" if whole else said,
    )
