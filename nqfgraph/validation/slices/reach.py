"""What a check reads beyond the focus node itself, found out from its shape.

A check is local if from the focus node it only goes on to the values of properties, from these to theirs, and
so on; and perhaps in the same way from nodes that all focus nodes share, such as those of a class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from nqfgraph.validation.compiler import Check
from nqfgraph.validation.shapes import Constraint, Node, Path, Shape, Shapes
from nqfgraph.validation.slices.patterns import Anchor, NotLocal, find_patterns, follow_patterns

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_MOST_DEEP = 20
_BESIDE = frozenset({"Equals", "Disjoint", "LessThan", "LessThanOrEquals"})
"""Constraints that compare the values with those of another property."""


@dataclass
class Reach:
    """What is read of a node, and of those that it leads to."""

    whole: bool = False
    """Whether everything is read that is said of it."""
    follows: dict[str, Reach] = field(default_factory=dict)
    """The properties that are read, and what is read of their values."""

    def follow(self, predicate: str) -> Reach:
        """Return what is read of the values of a property, which counts as read from now on."""
        return self.follows.setdefault(predicate, Reach())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is read."""
        return not (self.whole or self.follows)


@dataclass
class Reading:
    """What local checks read."""

    focus: Reach = field(default_factory=Reach)
    """From the focus nodes on."""
    shared: dict[Anchor, Reach] = field(default_factory=dict)
    """From the nodes that anchors stand for on."""

    def anchor(self, anchor: Anchor) -> Reach:
        """Return what is read of the nodes of an anchor."""
        return self.shared.setdefault(anchor, Reach())


@dataclass
class Projection:
    """Which triples a check reads, wherever they are."""

    predicates: set[str] = field(default_factory=set)
    """Predicates but rdf:type."""
    classes: set[str] = field(default_factory=set)
    """The classes whose instances matter."""
    all_types: bool = False
    """Whether all classes do."""


def add_reach(reading: Reading, check: Check, shapes: Shapes) -> None:
    """Add what a check reads. Raises NotLocal if it is not local; something may have been added by then."""
    node = reading.focus
    for path in check.route:
        node = _walk(node, path)
    _Local(shapes, reading).constraint(node, check.shape, check.constraint)


def project(check: Check, shapes: Shapes) -> Projection:
    """Return which triples a check reads. Raises NotLocal if these cannot be told by their predicates."""
    projection = Projection()
    for path in check.route:
        _add_path(projection, path)
    _Projected(shapes, projection).constraint(check.shape, check.constraint)
    return projection


def _walk(node: Reach, path: Path) -> Reach:
    for step in path.steps:
        if step.predicate is None:
            raise NotLocal
        node = node.follow(step.predicate.value)
    return node


def _add_path(projection: Projection, path: Path) -> None:
    for predicate in _predicates(path):
        if predicate == TYPE:
            projection.all_types = True
        projection.predicates.add(predicate)


def _predicates(path: Path) -> Iterator[str]:
    if path.predicate is not None:
        yield path.predicate.value
    for part in path.parts:
        yield from _predicates(part)


class _Walker:
    """Goes through the shapes that a constraint is made of."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._open: list[Node] = []

    def inner(self, constraint: Constraint) -> Iterator[Shape]:
        """Yield the shapes that a constraint refers to, each while it is open."""
        for node in (*constraint.shapes, *constraint.siblings):
            shape = self._shapes[node]
            if shape.deactivated:
                continue
            if node in self._open or len(self._open) > _MOST_DEEP:
                raise NotLocal
            self._open.append(node)
            yield shape
            self._open.pop()


class _Local(_Walker):
    """Writes down what is read from a node on."""

    def __init__(self, shapes: Shapes, reading: Reading) -> None:
        super().__init__(shapes)
        self._reading = reading

    def constraint(self, node: Reach, shape: Shape, constraint: Constraint) -> None:
        if constraint.component == "SPARQL":
            follow_patterns(constraint.text, shape.path, node, self._reading.anchor)
            return
        values = node if shape.path is None else _walk(node, shape.path)
        if constraint.component in _BESIDE:
            node.follow(_iri(constraint))
        elif constraint.component == "Class":
            values.follow(TYPE)
        elif constraint.component == "Closed":
            values.whole = True
        for inner in self.inner(constraint):
            for each in inner.constraints:
                self.constraint(values, inner, each)


class _Projected(_Walker):
    """Writes down which triples are read."""

    def __init__(self, shapes: Shapes, projection: Projection) -> None:
        super().__init__(shapes)
        self._projection = projection

    def constraint(self, shape: Shape, constraint: Constraint) -> None:
        if shape.path is not None:
            _add_path(self._projection, shape.path)
        if constraint.component == "SPARQL":
            self._query(constraint, shape.path)
        elif constraint.component in _BESIDE:
            _add_path(self._projection, Path("", predicate=ox.NamedNode(_iri(constraint))))
        elif constraint.component == "Class":
            self._projection.classes.add(_iri(constraint))
        elif constraint.component == "Closed":
            raise NotLocal
        for inner in self.inner(constraint):
            for each in inner.constraints:
                self.constraint(inner, each)

    def _query(self, constraint: Constraint, path: Path | None) -> None:
        for pattern in find_patterns(constraint.text, path):
            if pattern.predicate != TYPE:
                self._projection.predicates.add(pattern.predicate)
            elif pattern.value is not None:
                self._projection.classes.add(pattern.value)
            else:
                self._projection.all_types = True


def _iri(constraint: Constraint) -> str:
    term = constraint.terms[0]
    assert isinstance(term, ox.NamedNode)
    return term.value
