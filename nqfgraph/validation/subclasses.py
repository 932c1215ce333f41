"""Which classes are below which (SHACL § 1.1: ``rdfs:subClassOf`` in the data, followed to the end)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from nqfgraph.validation.shapes import Term


def close_subclasses(pairs: Iterable[tuple[Term, Term]]) -> dict[Term, frozenset[ox.NamedNode]]:
    """Return, for each class with subclasses, itself and all of them, from pairs of a class and one above."""
    below: dict[Term, set[ox.NamedNode]] = {}
    for lower, above in pairs:
        if isinstance(lower, ox.NamedNode):
            below.setdefault(above, set()).add(lower)
    return {each: frozenset(_closure(each, below)) for each in below if isinstance(each, ox.NamedNode)}


def _closure(start: ox.NamedNode, below: Mapping[Term, set[ox.NamedNode]]) -> set[ox.NamedNode]:
    found: set[ox.NamedNode] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(below.get(current, ()))
    return found
