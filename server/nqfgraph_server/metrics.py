"""The numbers for operators, in the text format of Prometheus; each application counts for itself.

What happens is counted as it happens (`Metrics.count`); what is at the moment is looked up when the numbers
are asked for.
"""

from __future__ import annotations

import ipaddress
import platform
from collections.abc import Iterator

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from nqfgraph import __version__
from nqfgraph.errors import InputError, NqfgraphError
from nqfgraph_server.exchange import Exchange
from nqfgraph_server.service import Service

MEDIA_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the histograms, in seconds."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Metrics:
    """The numbers of one application."""

    def __init__(self, service: Service) -> None:
        # The times at which counters were made are of no use and double the number of lines. (Has no types.)
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "nqfgraph_http_requests",
            "Requests whose answer has ended, by kind, class of status and outcome.",
            ["kind", "status", "outcome"],
            registry=self._registry,
        )
        self._sent = Counter(
            "nqfgraph_http_sent_bytes", "Bytes of bodies sent.", ["kind"], registry=self._registry
        )
        self._seconds = Histogram(
            "nqfgraph_http_request_seconds",
            "Time from a request's arrival to the last byte of its answer.",
            ["kind"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._first_byte = Histogram(
            "nqfgraph_http_first_byte_seconds",
            "Time from a request's arrival to the first byte of its answer.",
            ["kind"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._counted: dict[tuple[str, int, str], Counter] = {}
        self._measured: dict[str, tuple[Counter, Histogram, Histogram]] = {}
        self._registry.register(_Present(service))
        ProcessCollector(registry=self._registry)

    def count(self, exchange: Exchange) -> None:
        """Count a request that has been answered."""
        # Looking a label up takes longer than counting; there are few combinations.
        key = (exchange.kind, exchange.status // 100, exchange.outcome)
        counter = self._counted.get(key)
        if counter is None:
            counter = self._requests.labels(exchange.kind, f"{key[1]}xx", str(exchange.outcome))
            self._counted[key] = counter
        measured = self._measured.get(exchange.kind)
        if measured is None:
            measured = self._measured[exchange.kind] = (
                self._sent.labels(exchange.kind),
                self._seconds.labels(exchange.kind),
                self._first_byte.labels(exchange.kind),
            )
        sent, seconds, first_byte = measured
        counter.inc()
        sent.inc(exchange.size)
        seconds.observe(exchange.seconds)
        first_byte.observe(exchange.first_byte_seconds)

    def include(self, collector: Collector) -> None:
        """Let numbers that are kept elsewhere be told too."""
        self._registry.register(collector)

    def write(self) -> bytes:
        """Return all numbers as a document of `MEDIA_TYPE`."""
        return generate_latest(self._registry)


class _Present(Collector):
    """What the service says of itself when it is asked."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Name nothing beforehand, so that nothing is asked while the registry is being made."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield from self._pool()
        yield from self._results()
        yield from self._releases()
        refused = self._service.budgets.refused
        yield CounterMetricFamily(
            "nqfgraph_budget_refusals", "Queries refused because a client's budget was spent.", value=refused
        )
        build = InfoMetricFamily("nqfgraph_build", "The program.")
        build.add_metric([], {"version": __version__, "python": platform.python_version()})
        yield build

    def _pool(self) -> Iterator[Metric]:
        now = self._service.pool.statistics()
        workers = GaugeMetricFamily("nqfgraph_workers", "Query workers by what they do.", labels=["state"])
        for state in ("idle", "busy", "slow"):
            workers.add_metric([state], getattr(now, state))
        yield workers
        yield GaugeMetricFamily(
            "nqfgraph_queries_waiting", "Queries that wait for a worker.", value=now.waiting
        )
        yield CounterMetricFamily(
            "nqfgraph_queries_answered", "Queries that a worker has brought to an end.", value=now.answered
        )
        ended = CounterMetricFamily(
            "nqfgraph_workers_ended", "Workers that were killed or ended, by reason.", labels=["reason"]
        )
        for reason in ("late", "over_memory", "crashed", "abandoned"):
            ended.add_metric([reason], getattr(now, reason))
        yield ended
        yield CounterMetricFamily(
            "nqfgraph_busy_refusals", "Queries that no worker was free for in time.", value=now.busy_refusals
        )
        held = GaugeMetricFamily(
            "nqfgraph_release_workers", "Workers of each release held open.", labels=["release", "data"]
        )
        for each in now.releases:
            held.add_metric([each.name, "memory" if each.in_memory else "disk"], each.workers)
        yield held

    def _results(self) -> Iterator[Metric]:
        now = self._service.results.statistics()
        asked = CounterMetricFamily(
            "nqfgraph_cache_requests", "Questions to the result cache, by answer.", labels=["result"]
        )
        for result, number in (("hit", now.hits), ("miss", now.misses), ("wait", now.waits)):
            asked.add_metric([result], number)
        yield asked
        yield GaugeMetricFamily("nqfgraph_cache_bytes", "Bytes of kept answers.", value=now.bytes)
        yield GaugeMetricFamily("nqfgraph_cache_entries", "Answers that are kept.", value=now.entries)

    def _releases(self) -> Iterator[Metric]:
        ready = GaugeMetricFamily("nqfgraph_ready", "1 if there is a release to answer from.")
        release = InfoMetricFamily("nqfgraph_release", "The release that is answered from.")
        try:
            version = self._service.current().version
        except NqfgraphError:
            ready.add_metric([], 0)
        else:
            ready.add_metric([], 1)
            release.add_metric([], {"version": version})
        yield ready
        yield release
        yield GaugeMetricFamily(
            "nqfgraph_releases_refused",
            "Releases that should be served and are damaged.",
            value=len(self._service.refused),
        )


def read_networks(text: str) -> tuple[Network, ...]:
    """Read ``Settings.metrics_from``: addresses and networks, separated by commas; raises InputError."""
    networks = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        try:
            networks.append(ipaddress.ip_network(each, strict=False))
        except ValueError as error:
            raise InputError(
                f"The setting NQFGRAPH_METRICS_FROM names “{each}”, which is no address and no network.",
                remedy="Separate them by commas, such as 127.0.0.1, 10.0.0.0/8, ::1.",
            ) from error
    return tuple(networks)


def is_among(address: str, networks: tuple[Network, ...]) -> bool:
    """Say whether an address stands in one of the networks; a text that is no address stands in none."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = read.ipv4_mapped if isinstance(read, ipaddress.IPv6Address) else None
    return any((mapped or read) in each for each in networks)
