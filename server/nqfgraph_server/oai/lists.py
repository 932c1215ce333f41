"""Pages of items over all kinds, in the order of (touched, IRI)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from nqfgraph.changelog import ChangeLog, Item
from nqfgraph_server.oai.sets import Selection

PAGE = 100
"""Items in an answer."""


@dataclass(frozen=True, slots=True)
class Range:
    """The entries that touched what is asked for: above ``since``, up to ``until``."""

    since: int
    until: int


def range_of(log: ChangeLog, begin: datetime | None, end: datetime | None, state: int) -> Range:
    """Return the entries of a period up to ``state``; its first and its last second belong to it.

    Without that bound a release that is published while the kinds are read one after the other would put
    its changes of one kind before those of another that were not seen yet.
    """
    # Before the year 1 there is nothing, and no time to name it by.
    early = begin is None or begin.year == 1
    since = 0 if early or begin is None else log.before(begin - timedelta(seconds=1))
    return Range(since, state if end is None else min(state, log.before(end)))


def read_items(
    log: ChangeLog, selection: Selection, entries: Range, after: tuple[int, str], limit: int
) -> list[Item]:
    """Return the items behind ``after``, at most ``limit``."""
    lists = (
        log.items(kind, after, limit, since=entries.since, until=entries.until, facet=selection.facet)
        for kind in selection.kinds
    )
    return list(islice(merge(*lists, key=lambda each: (each.touched, each.iri)), limit))


def count_items(log: ChangeLog, selection: Selection, entries: Range) -> int:
    """Return how many items there are in all."""
    return sum(
        log.count_items(kind, since=entries.since, until=entries.until, facet=selection.facet)
        for kind in selection.kinds
    )
