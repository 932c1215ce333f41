"""Collects what a description says, statement by statement, and gives it in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from nqfgraph.vocab import RDF

Value = ox.NamedNode | ox.Literal


class Assertions:
    """A growing set of triples."""

    def __init__(self, known: Iterable[ox.Triple] = ()) -> None:
        """Begin with triples that are known already."""
        self._triples = set(known)

    def types(self, subject: ox.NamedNode, *classes: ox.NamedNode) -> None:
        """Say that ``subject`` is of these classes."""
        self.say(subject, RDF.type, *classes)

    def say(self, subject: ox.NamedNode, predicate: ox.NamedNode, *values: Value) -> None:
        """Add one statement for each of ``values``."""
        self._triples.update(ox.Triple(subject, predicate, each) for each in values)

    def texts(self, subject: ox.NamedNode, predicate: ox.NamedNode, texts: Mapping[str, str]) -> None:
        """Add one statement a language."""
        self.say(subject, predicate, *(ox.Literal(text, language=tag) for tag, text in texts.items()))

    def copy(self, triples: Iterable[ox.Triple]) -> None:
        """Add statements that stand elsewhere."""
        self._triples.update(triples)

    def values(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode]:
        """Return the IRIs that are said of ``subject`` so far, sorted."""
        found = (
            each.object
            for each in self._triples
            if each.subject == subject
            and each.predicate == predicate
            and isinstance(each.object, ox.NamedNode)
        )
        return sorted(found, key=str)

    def triples(self) -> tuple[ox.Triple, ...]:
        """Return every statement once, sorted by its N-Triples form."""
        return tuple(sorted(self._triples, key=str))
