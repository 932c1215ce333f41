"""Gathers from a dump what the checks of some focus nodes read of other nodes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pyoxigraph as ox

from nqfgraph.validation.slices.reach import Reach
from nqfgraph.validation.slices.sorted_dump import SortedDump

NEAR = "#near"
"""Follows the name of a graph where it holds only what is near the focus nodes."""

Wanted = dict[bytes, list[Reach]]
"""What is to be read of nodes, by their heads (see `SortedDump.head`)."""


class Neighbourhood:
    """Lines that are read of nodes, by their heads."""

    def __init__(self, dump: SortedDump, is_core: Callable[[bytes], bool] = lambda head: False) -> None:
        """Read from a dump, but keep nothing of nodes that are known already because they are in the core."""
        self._dump = dump
        self._is_core = is_core
        self._lines: dict[bytes, set[bytes]] = {}

    def add(self, wanted: Wanted) -> None:
        """Add what is wanted of nodes, and what it leads to."""
        while wanted:
            following: Wanted = {}
            for head in sorted(wanted):
                self._add_node(head, wanted[head], following)
            wanted = following

    def _add_node(self, head: bytes, reaches: Collection[Reach], following: Wanted) -> None:
        """Add the lines of a node; ``following`` gets what is wanted of its values."""
        onward: dict[bytes, list[Reach]] = {}
        whole = False
        known = self._is_core(head)
        if known and not any(each.leads_on for each in reaches):
            return
        for reach in reaches:
            whole = whole or reach.whole
            for predicate, inner in reach.follows.items():
                onward.setdefault(b"<%b> " % predicate.encode(), []).append(inner)
        predicates = tuple(onward)
        size = len(head)
        kept: set[bytes] = set() if known else self._lines.setdefault(head, set())
        for line in self._dump.lines_of(head):
            if whole or line.startswith(predicates, size):
                kept.add(line)
            start = line.find(b" ", size) + 1
            inner_ones = [each for each in onward.get(line[size:start], ()) if not each.is_empty]
            if inner_ones and line[start : start + 1] == b"<":
                value = line[start : line.find(b" ", start) + 1]
                following.setdefault(value, []).extend(inner_ones)

    def lines(self, is_core: Callable[[bytes], bool]) -> bytes:
        """Return the lines in graphs that are marked as near, but not those of nodes in a core."""
        return b"".join(
            line[: -len(b"> .\n")] + NEAR.encode() + b"> .\n"
            for head, lines in self._lines.items()
            if not is_core(head)
            for line in lines
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Neighbourhood) and self._lines == other._lines

    __hash__ = None  # type: ignore[assignment]


def wanted_of(store: ox.Store, reach: Reach) -> Wanted:
    """Return what is to be read of the values that the nodes of a store have."""
    wanted: Wanted = {}
    for predicate, inner in reach.follows.items():
        if inner.is_empty:
            continue
        query = f"SELECT DISTINCT ?value WHERE {{ ?node <{predicate}> ?value FILTER(isIRI(?value)) }}"
        results = store.query(query, use_default_graph_as_union=True)
        assert isinstance(results, ox.QuerySolutions)
        for solution in results:
            wanted.setdefault(b"%b " % str(solution["value"]).encode(), []).append(inner)
    return wanted


def shared_nodes(dump: SortedDump, anchors: Mapping[tuple[str, str], Reach]) -> Wanted:
    """Return what is to be read of the nodes of anchors."""
    wanted: Wanted = {}
    for (predicate, value), reach in anchors.items():
        for line in dump.lines_with(predicate, value):
            wanted.setdefault(line[: line.find(b" ") + 1], []).append(reach)
    return wanted
