"""What a page shows of a thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nqfgraph.describe import Text
from nqfgraph_server.sheets.reader import EvidenceView, Row, Value


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every page of a thing shows; ``template`` names the file below ``templates/things/``."""

    template: str = "thing"
    kind_name: str
    title: Text
    other_titles: tuple[Text, ...] = ()
    description: Text | None = None
    rows: tuple[Row, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    references: tuple[Row, ...] = ()
    """Things that refer to it, by the property they do so by."""
    count_by: str | None = None
    """Facet of the list of qualifications that counts what is of this kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word that says how something stands: official, generic, valid …"""

    name: str
    """Local name of the concept, which the style sheet knows."""
    label: Text
    meaning: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """A learning outcome with its skills."""

    iri: str
    title: Text
    content: Mark | None
    skills: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeGroup:
    """The outcomes of one domain."""

    domain: Text | None
    outcomes: tuple[OutcomeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """How a level relates to a level of another framework, and who says so."""

    iri: str
    target: Value
    claim: Mark
    stated_by: Value | None
    date: Value | None
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelView:
    """A level in short."""

    iri: str
    notation: str
    label: Text
    tone: int
    """Which level colour it has, 1 to 8."""
    count: int = 0
    """Number of qualifications on it."""
    award_types: tuple[Value, ...] = ()
    statements: tuple[StatementView, ...] = ()

    def row(self) -> Mapping[str, object]:
        """Return the level as a row of data."""
        return {
            "iri": self.iri,
            "notation": self.notation,
            "label": self.label.value,
            "qualifications": self.count,
            "award_types": "; ".join(each.text.value for each in self.award_types),
            "relations": "; ".join(f"{each.target.text} ({each.claim.name})" for each in self.statements),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorView:
    """What a level asks for in one domain: the framework's own text, and what the EQF says of its level."""

    iri: str
    domain: Text
    own_domain: Text | None
    """What the framework itself calls the domain."""
    text: Text | None
    loaded: bool
    elsewhere: tuple[tuple[str, Text], ...]
    """Texts of the other framework's level: (name of that level, text)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardAccess:
    """An award type with what is asked of those who study for it, and what its holders may study for."""

    award: Value
    asked: Text | None
    opens: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class QualificationSheet(Sheet):
    """The page of a qualification."""

    template: str = "qualification"
    code: str
    edition: Value | None
    level: LevelView | None
    level_basis: Mark | None
    eqf: Value | None
    statement: StatementView | None
    status: Mark | None
    dates: tuple[Row, ...]
    successor: Value | None
    content: Mark | None
    outcome_content: Mark | None
    summary: Text | None
    outcomes: tuple[OutcomeGroup, ...]
    further: tuple[Value, ...] = ()
    """Award types whose entry the award type of this qualification satisfies, with what they ask."""


@dataclass(frozen=True, kw_only=True)
class LevelSheet(Sheet):
    """The page of a level."""

    template: str = "level"
    count_by: str | None = "level"
    level: LevelView
    descriptors: tuple[DescriptorView, ...]
    previous: LevelView | None
    next: LevelView | None
    awards: tuple[AwardAccess, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AwardTypeSheet(Sheet):
    """The page of an award type."""

    template: str = "award-type"
    count_by: str | None = "award_type"
    level: LevelView | None
    outcomes: tuple[OutcomeGroup, ...]


@dataclass(frozen=True, kw_only=True)
class OpportunitySheet(Sheet):
    """The page of a learning opportunity."""

    template: str = "learning-opportunity"
    when: tuple[Row, ...]
    """When it takes place, how one gets in, what it costs."""
    record: tuple[Row, ...]
    status: Mark | None
    content: Mark | None
    has_ended: bool
    """Whether it is not offered any more."""


@dataclass(frozen=True, kw_only=True)
class FrameworkSheet(Sheet):
    """The framework with its levels."""

    template: str = "framework"
    levels: tuple[LevelView, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    """The kinds of claims that its statements make."""
