"""Notations of identifiers that are unique in a file, which the schema's UniqueNotationCheck demands."""

from __future__ import annotations

import pyoxigraph as ox

from nqfgraph.iris import document
from nqfgraph.vocab import ADMS, SKOS


class Notations:
    """Looks in a store who else has a notation."""

    def __init__(self, store: ox.Store, base: str, graph: ox.NamedNode) -> None:
        """Take the base of the register's IRIs and the graph with its identifiers."""
        self._store = store
        self._base = f"{base}id/"
        self._graph = graph

    def unique(self, identifier: ox.NamedNode, notation: ox.Literal) -> ox.Literal:
        """Return the notation if no other identifier has it, else the key of the thing that it identifies.

        The code 100 of two editions becomes 2019/100 and 2024/100. Where that does not help, it becomes the
        identifier's own IRI. So a notation changes when another identifier with the same one is added.
        """
        if self._holders(notation) < 2:
            return notation
        thing = document(identifier.value)
        key = thing.removeprefix(self._base).partition("/")[2] if thing.startswith(self._base) else ""
        chosen = ox.Literal(key or identifier.value)
        if self._holders(chosen) or self._identifiers(ox.NamedNode(thing)) > 1:
            return ox.Literal(identifier.value)
        return chosen

    def _holders(self, notation: ox.Literal) -> int:
        return sum(1 for _ in self._store.quads_for_pattern(None, SKOS.notation, notation, self._graph))

    def _identifiers(self, thing: ox.NamedNode) -> int:
        return sum(1 for _ in self._store.quads_for_pattern(thing, ADMS.identifier, None, self._graph))
