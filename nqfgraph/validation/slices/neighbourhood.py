"""Gathers from a dump what the checks of some focus nodes read of other nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from nqfgraph.validation.slices.reach import Reach
from nqfgraph.validation.slices.sorted_dump import SortedDump

NEAR = "#near"
"""Follows the name of a graph where it holds only what is near the focus nodes."""

Reaches = dict[int, Reach]
"""By their identity: thousands of nodes may want the same of one."""
Wanted = dict[bytes, Reaches]
"""What is to be read of nodes, by their heads (see `SortedDump.head`)."""


@dataclass(frozen=True, slots=True)
class _Demand:
    """What several reaches want of a node together; predicates as they stand in a line, with the space."""

    whole: bool
    kept: tuple[bytes, ...]
    onward: Mapping[bytes, Reaches]
    """What is wanted of the values, by predicate."""
    leading: tuple[bytes, ...]
    """The predicates of ``onward``."""


class Neighbourhood:
    """Lines that are read of nodes, by their heads."""

    def __init__(self, dump: SortedDump, is_core: Callable[[bytes], bool] = lambda head: False) -> None:
        """Read from a dump, but keep nothing of nodes that are known already because they are in the core."""
        self._dump = dump
        self._is_core = is_core
        self._lines: dict[bytes, set[bytes]] = {}
        self._demands: dict[frozenset[int], _Demand] = {}

    def add(self, wanted: Wanted) -> None:
        """Add what is wanted of nodes, and what it leads to."""
        while wanted:
            following: Wanted = {}
            for head in sorted(wanted):
                self._add_node(head, self._demand(wanted[head]), following)
            wanted = following

    def _demand(self, reaches: Reaches) -> _Demand:
        key = frozenset(reaches)
        if key not in self._demands:
            kept: set[bytes] = set()
            onward: dict[bytes, Reaches] = {}
            for reach in reaches.values():
                for predicate, inner in reach.follows.items():
                    kept.add(b"<%b> " % predicate.encode())
                    if not inner.is_empty:
                        onward.setdefault(b"<%b> " % predicate.encode(), {})[id(inner)] = inner
            whole = any(each.whole for each in reaches.values())
            self._demands[key] = _Demand(whole, tuple(kept), onward, tuple(onward))
        return self._demands[key]

    def _add_node(self, head: bytes, demand: _Demand, following: Wanted) -> None:
        """Add the lines of a node; ``following`` gets what is wanted of its values."""
        known = self._is_core(head)
        if known and not demand.onward:
            return
        size = len(head)
        kept: set[bytes] = set() if known else self._lines.setdefault(head, set())
        for line in self._dump.lines_of(head):
            if not known and (demand.whole or line.startswith(demand.kept, size)):
                kept.add(line)
            if line.startswith(demand.leading, size):
                start = line.find(b" ", size) + 1
                if line[start : start + 1] == b"<":
                    value = line[start : line.find(b" ", start) + 1]
                    following.setdefault(value, {}).update(demand.onward[line[size:start]])

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


def wanted_of(store: ox.Store, reach: Reach) -> Wanted:
    """Return what is to be read of the values that the nodes of a store have."""
    wanted: Wanted = {}
    for predicate, inner in reach.follows.items():
        if inner.is_empty:
            continue
        query = f"SELECT DISTINCT ?value WHERE {{ ?node <{predicate}> ?value FILTER(isIRI(?value)) }}"
        results = store.query(query, use_default_graph_as_union=True)
        assert isinstance(results, ox.QuerySolutions)  # of a SELECT
        # Written by the engine, IRIs come in a third of the time that objects of Python take.
        table = results.serialize(format=ox.QueryResultsFormat.TSV) or b""
        for value in table.splitlines()[1:]:
            wanted.setdefault(b"%b " % value, {})[id(inner)] = inner
    return wanted


def shared_nodes(
    nodes: Mapping[tuple[str, str], Sequence[bytes]], anchors: Mapping[tuple[str, str], Reach]
) -> Wanted:
    """Return what is to be read of the nodes of anchors, given by their heads."""
    wanted: Wanted = {}
    for anchor, reach in anchors.items():
        for head in nodes[anchor]:
            wanted.setdefault(head, {})[id(reach)] = reach
    return wanted
