"""Notations of identifiers that are unique in a file, which the schema's UniqueNotationCheck demands."""

from __future__ import annotations

import pyoxigraph as ox

from nqfgraph.exports.qdr.datasets import LEARNING_OPPORTUNITIES, QUALIFICATIONS
from nqfgraph.iris import document
from nqfgraph.vocab import ADMS, SKOS


class Notations:
    """Looks in a store who else has a notation."""

    def __init__(self, store: ox.Store, base: str, graph: ox.NamedNode) -> None:
        """Take the base of the register's IRIs and the graph with its identifiers."""
        self._store = store
        self._base = f"{base}id/"
        self._opportunities = f"{base}id/{LEARNING_OPPORTUNITIES.kind}/"
        self._qualifications = f"{base}id/{QUALIFICATIONS.kind}/"
        self._graph = graph

    def unique(self, identifier: ox.NamedNode, notation: ox.Literal) -> ox.Literal:
        """Return the notation if no other identifier has it, else the key of the thing that it identifies.

        The code 100 of two editions becomes 2019/100 and 2024/100. Where that does not help, it becomes the
        identifier's own IRI. So a notation changes when another identifier with the same one is added.

        A qualification has the same one in the file of qualifications and where an opportunity refers to it,
        so it makes way for qualifications only; a learning opportunity makes way for both.
        """
        if not self._is_taken(identifier, notation):
            return notation
        thing = document(identifier.value)
        key = thing.removeprefix(self._base).partition("/")[2] if thing.startswith(self._base) else ""
        chosen = ox.Literal(key or identifier.value)
        if self._is_taken(identifier, chosen) or self._identifiers(ox.NamedNode(thing)) > 1:
            return ox.Literal(identifier.value)
        return chosen

    def _is_taken(self, identifier: ox.NamedNode, notation: ox.Literal) -> bool:
        """Whether another identifier that may stand in the same file has a notation, or may be given it."""
        found = self._store.quads_for_pattern(None, SKOS.notation, notation, self._graph)
        # Looked at one by one, because a register in which all have the same notation must not take a day.
        others = (each.subject for each in found if each.subject != identifier)
        if not identifier.value.startswith(self._opportunities):
            return not all(str(each).startswith(f"<{self._opportunities}") for each in others)
        return next(others, None) is not None or self._is_key(notation.value)

    def _is_key(self, notation: str) -> bool:
        """Whether a qualification has this key, which may be what its own notation becomes."""
        try:
            return self._identifiers(ox.NamedNode(self._qualifications + notation)) > 0
        except ValueError:
            return False

    def _identifiers(self, thing: ox.NamedNode) -> int:
        return sum(1 for _ in self._store.quads_for_pattern(thing, ADMS.identifier, None, self._graph))
