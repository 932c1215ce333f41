"""Findings: what validation says of data. A finding is a value, not an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nqfgraph.places import Place
from nqfgraph.validation.shapes import Severity


def _no_texts() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One validation result (SHACL § 3.6.2)."""

    severity: Severity
    focus: str
    """The node that was checked: its IRI, or its N-Triples form if it is a blank node or a literal."""
    path: str | None
    """IRI of the property, or a SPARQL property path; None for a constraint on the node itself."""
    value: str | None
    """The value at fault in N-Triples form, where there is one."""
    constraint: str
    """IRI of the constraint component, ``http://www.w3.org/ns/shacl#MinCountConstraintComponent``."""
    shape: str
    """IRI of the shape, or of the nearest named shape around it; empty if there is none."""
    messages: Mapping[str, str]
    """What was found, with the value and what is allowed, by language (az, en, ru)."""
    hints: Mapping[str, str] = field(default_factory=_no_texts)
    """The shape's own ``sh:message``, by language ("" without one)."""
    remedy: Mapping[str, str] = field(default_factory=_no_texts)
    """How to mend it, by language, where more is known than the constraint says (`remedies`)."""
    name: Mapping[str, str] = field(default_factory=_no_texts)
    """What people call the record that was checked, by language; empty where its IRI is what they know."""
    place: Place | None = None
    """Where it stands in a submitted file, once that is known."""
    also: tuple[Place, ...] = ()
    """Other places that it is about, less probably wrong: the second of two cells that do not agree."""

    @property
    def cause(self) -> Cause:
        """What this finding has in common with others of its kind."""
        return Cause(self.severity, self.shape, self.path, self.constraint)


@dataclass(frozen=True, slots=True)
class Cause:
    """The same fault in many places: a constraint of a shape on a path."""

    severity: Severity
    shape: str
    path: str | None
    constraint: str
