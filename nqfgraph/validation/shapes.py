"""What a SHACL shapes graph says, as plain values: shapes, targets, paths and constraints.

Names follow SHACL (https://www.w3.org/TR/shacl/); `nqfgraph.validation.reading` makes these from triples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal as OneOf

import pyoxigraph as ox

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Operator = OneOf["", "/", "|", "^", "*", "+", "?"]
TargetKind = OneOf["class", "node", "subjects-of", "objects-of"]
Severity = OneOf["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")

SHACL = "http://www.w3.org/ns/shacl#"


def _no_texts() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Path:
    """A SHACL property path. ``str(path)`` is the SPARQL property path that means the same."""

    operator: Operator
    """Empty for a single predicate."""
    predicate: ox.NamedNode | None = None
    parts: tuple[Path, ...] = ()

    @property
    def steps(self) -> tuple[Path, ...]:
        """The parts of a sequence one after the other; any other path is its only step."""
        if self.operator != "/":
            return (self,)
        return tuple(step for each in self.parts for step in each.steps)

    def __str__(self) -> str:
        if self.operator == "":
            return str(self.predicate)
        if self.operator == "^":
            return f"^{_bracketed(self.parts[0])}"
        if self.operator in ("/", "|"):
            return self.operator.join(_bracketed(part) for part in self.parts)
        return f"{_bracketed(self.parts[0])}{self.operator}"


def _bracketed(path: Path) -> str:
    return str(path) if path.operator == "" else f"({path})"


@dataclass(frozen=True, slots=True)
class Target:
    """Which nodes a shape is checked on (SHACL § 2.1.3)."""

    kind: TargetKind
    term: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One constraint of a shape; only the fields that its component has are filled."""

    component: str
    """Name of the constraint component without namespace and ending: ``MinCount``, ``SPARQL``."""
    terms: tuple[Term, ...] = ()
    """The class, the datatype, the members of ``sh:in``, the predicates that ``sh:closed`` allows …"""
    shapes: tuple[Node, ...] = ()
    """The shapes it refers to."""
    siblings: tuple[Node, ...] = ()
    """The qualified value shapes that a value must not meet (``sh:qualifiedValueShapesDisjoint``)."""
    number: int = 0
    text: str = ""
    """The pattern of ``sh:pattern``, the kind of ``sh:nodeKind``, the query of ``sh:sparql``."""
    flags: str = ""
    messages: Mapping[str, str] = field(default_factory=_no_texts, hash=False)
    """Messages of the constraint itself (``sh:sparql``), by language."""

    @property
    def iri(self) -> str:
        """The IRI of the constraint component."""
        return f"{SHACL}{self.component}ConstraintComponent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A node shape (no path) or a property shape."""

    node: Node
    name: str
    """Its IRI, or that of the nearest named shape around it; empty if there is none."""
    path: Path | None = None
    targets: tuple[Target, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    severity: Severity = "violation"
    messages: Mapping[str, str] = field(default_factory=_no_texts, hash=False)
    labels: Mapping[str, str] = field(default_factory=_no_texts, hash=False)
    """``sh:name``: what the property is called, by language."""
    deactivated: bool = False
    uncovered: str | None = None
    """Why the shape can only be checked by pySHACL, if it is so."""


@dataclass(frozen=True)
class Shapes:
    """A shapes graph: its shapes by node, and the triples it was read from (for pySHACL)."""

    shapes: Mapping[Node, Shape]
    triples: tuple[ox.Triple, ...]

    def __getitem__(self, node: Node) -> Shape:
        return self.shapes[node]

    @property
    def targeted(self) -> Iterator[Shape]:
        """The shapes that are checked by themselves, because they have a target and are not deactivated."""
        return (each for each in self.shapes.values() if each.targets and not each.deactivated)
