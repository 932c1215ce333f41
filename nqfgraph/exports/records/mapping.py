"""What a correspondence between two vocabularies is made of: rules, each from one path to one property."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import pyoxigraph as ox

from nqfgraph.describe import Neighbourhood
from nqfgraph.describe.neighbourhood import Term
from nqfgraph.vocab import NAMESPACES


@dataclass(frozen=True, slots=True)
class Record:
    """A thing to be written: what is said of it and of what belongs to it."""

    of: Neighbourhood

    @property
    def iri(self) -> str:
        """The IRI of the thing."""
        return self.of.iri

    def values(self, path: str, start: str | None = None) -> tuple[Term, ...]:
        """Return what a path leads to from the thing or from ``start``, each value once.

        A path is written ``^foaf:primaryTopic / nqf:recordStatus``: properties one after the other, those
        with a circumflex from the object to the subject (SPARQL 1.1, § 9.1). Errors as in `nqfgraph.vocab`
        for a term that is not listed.
        """
        found: list[Term] = [ox.NamedNode(start or self.iri)]
        for predicate, backwards in _steps(path):
            found = list(dict.fromkeys(self._step(found, predicate, backwards)))
        return tuple(found)

    def texts(self, path: str, start: str | None = None) -> tuple[ox.Literal, ...]:
        """Return the literals that a path leads to."""
        return tuple(each for each in self.values(path, start) if isinstance(each, ox.Literal))

    def nodes(self, path: str, start: str | None = None) -> tuple[str, ...]:
        """Return the IRIs that a path leads to."""
        return tuple(each.value for each in self.values(path, start) if isinstance(each, ox.NamedNode))

    def first(self, path: str, start: str | None = None) -> str:
        """Return the first value that a path leads to, as a text; empty if there is none."""
        return next((each.value for each in self.values(path, start)), "")

    def _step(self, starts: Sequence[Term], predicate: ox.NamedNode, backwards: bool) -> Iterator[Term]:
        for each in starts:
            if not isinstance(each, ox.NamedNode):
                continue
            if backwards:
                yield from map(ox.NamedNode, self.of.subjects(predicate, each.value))
            else:
                yield from self.of.values(each.value, predicate)


Form: TypeAlias = Callable[[Record, tuple[Term, ...]], Sequence[Any]]
"""Turns the values of a path into the values of a property; no values leave the property out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What becomes of one property of the model."""

    source: str
    """A path, as `Record.values` takes it."""
    target: str = ""
    """The property that takes it; empty if there is none and all of it is lost."""
    form: Form | None = None
    """How it is written; None if it is not."""
    lost: str = ""
    """What the target cannot hold, in words; empty if nothing is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How the things of one kind are written in another vocabulary."""

    kind: str
    """The kind of thing, as in its IRI."""
    type: str
    """The class that the target gives it."""
    rules: tuple[Rule, ...]


@cache
def term(name: str) -> ox.NamedNode:
    """Return the term that a prefixed name stands for; KeyError if `nqfgraph.vocab` does not list it."""
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix][local]


@cache
def _steps(path: str) -> tuple[tuple[ox.NamedNode, bool], ...]:
    return tuple((term(each.removeprefix("^")), each.startswith("^")) for each in path.split(" / "))
