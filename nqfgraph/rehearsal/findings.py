"""What a rehearsal finds, as values; the words for people stand in `nqfgraph.rehearsal.texts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Part(StrEnum):
    """A part of the rehearsal."""

    RELEASE = "release"
    QDR = "qdr"
    CATALOGUE = "catalogue"
    LDES = "ldes"
    OAI = "oai"
    LINKS = "links"
    FAIR = "fair"


class Weight(StrEnum):
    """What a finding does to a harvester."""

    ERROR = "error"
    """Somebody loses data, or refuses them."""
    ADVICE = "advice"
    """Everything arrives, but is found, understood or trusted less than it could be."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``code`` is stable and a key of `texts.TEXTS`; ``values`` fill its texts in."""

    part: Part
    code: str
    weight: Weight = Weight.ERROR
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """What was done, or why it could not be; ``code`` is a key of `texts.NOTES`."""

    part: Part
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All that was found, the parts in their order and errors first."""

    release: str
    base: str
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]

    def errors(self) -> int:
        """Return the number of findings that cost a harvester data."""
        return sum(each.weight is Weight.ERROR for each in self.findings)


Result = Finding | Note
