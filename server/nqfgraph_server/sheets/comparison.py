"""Qualifications side by side: what each says of the same thing, what differs, which skills are shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nqfgraph.describe import Text
from nqfgraph.vocab import DCTERMS, ELM, NQF
from nqfgraph_server.languages import translate
from nqfgraph_server.sheets.reader import Reader, Value
from nqfgraph_server.sheets.sheet import Mark, OutcomeView, QualificationSheet

Side = tuple[Reader, QualificationSheet]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing that is compared; a cell for each qualification, empty if it says nothing."""

    title: str
    cells: tuple[tuple[Value, ...], ...]

    @property
    def differs(self) -> bool:
        """Say whether two of the qualifications say different things, or one says nothing."""
        return len({frozenset(value.iri or value.text.value for value in cell) for cell in self.cells}) > 1

    @property
    def speaks(self) -> bool:
        """Say whether any of them says something."""
        return any(self.cells)


@dataclass(frozen=True, slots=True)
class ComparedDomain:
    """The learning outcomes of one domain, a cell for each qualification."""

    domain: Text | None
    cells: tuple[tuple[OutcomeView, ...], ...]


@dataclass(frozen=True, slots=True)
class ComparedSkill:
    """An ESCO skill, and which of the qualifications have an outcome with it."""

    skill: Value
    held: tuple[bool, ...]

    @property
    def shared(self) -> bool:
        """Say whether all of them have it."""
        return all(self.held)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four qualifications side by side."""

    rows: tuple[ComparedRow, ...]
    domains: tuple[ComparedDomain, ...]
    skills: tuple[ComparedSkill, ...]
    """Those that all have first, then by how many have them."""

    @property
    def shared(self) -> int:
        """Return the number of skills that all have."""
        return sum(each.shared for each in self.skills)


def compare(sides: Sequence[Side]) -> Comparison:
    """Return the comparison of qualifications in the order in which they are given."""
    rows = (
        ComparedRow(title, tuple(read(reader, sheet) for reader, sheet in sides)) for title, read in _rows()
    )
    return Comparison(
        rows=tuple(row for row in rows if row.speaks),
        domains=tuple(_domains(sides)),
        skills=tuple(_skills(sides)),
    )


def _rows() -> Sequence[tuple[str, Callable[[Reader, QualificationSheet], tuple[Value, ...]]]]:
    return (
        (translate("Level of the framework"), _level),
        (translate("EQF level (indicative)"), _eqf),
        (
            translate("Kind of claim"),
            lambda _, sheet: _mark(sheet.statement.claim if sheet.statement else None),
        ),
        (translate("Status"), lambda _, sheet: _mark(sheet.status)),
        (translate("Kind of content"), lambda _, sheet: _mark(sheet.content)),
        (translate("Award type"), _award),
        (translate("Credits"), lambda reader, _: reader.values(reader.iri, ELM.creditPoint)),
        (translate("Duration"), lambda reader, _: reader.values(reader.iri, ELM.volumeOfLearning)),
        (translate("Entry requirement"), lambda reader, _: reader.values(reader.iri, ELM.entryRequirement)),
        (
            translate("Field of education (ISCED-F)"),
            lambda reader, _: reader.values(reader.iri, ELM.ISCEDFCode),
        ),
        (translate("Language of teaching"), lambda reader, _: reader.values(reader.iri, DCTERMS.language)),
        (translate("Mode of learning"), lambda reader, _: reader.values(reader.iri, ELM.mode)),
        (
            translate("Awarding bodies"),
            lambda reader, _: reader.values(reader.iri, ELM.awardingOpportunity),
        ),
        (translate("Access to further study, inferred from the award type"), lambda _, sheet: sheet.further),
    )


def _level(reader: Reader, sheet: QualificationSheet) -> tuple[Value, ...]:
    return (Value(sheet.level.label, sheet.level.iri),) if sheet.level else ()


def _eqf(reader: Reader, sheet: QualificationSheet) -> tuple[Value, ...]:
    return (sheet.eqf,) if sheet.eqf else ()


def _award(reader: Reader, sheet: QualificationSheet) -> tuple[Value, ...]:
    name = reader.property_name(NQF.awardType.value)
    return next((row.values for row in sheet.rows if row.title == name), ())


def _mark(mark: Mark | None) -> tuple[Value, ...]:
    return (Value(mark.label),) if mark else ()


def _domains(sides: Sequence[Side]) -> list[ComparedDomain]:
    found: dict[str, Text | None] = {}
    for _, sheet in sides:
        for group in sheet.outcomes:
            found.setdefault(str(group.domain or ""), group.domain)
    ordered = sorted(found, key=lambda name: not name)
    return [
        ComparedDomain(
            found[name],
            tuple(
                tuple(
                    outcome
                    for group in sheet.outcomes
                    if str(group.domain or "") == name
                    for outcome in group.outcomes
                )
                for _, sheet in sides
            ),
        )
        for name in ordered
    ]


def _skills(sides: Sequence[Side]) -> list[ComparedSkill]:
    names: dict[str, Value] = {}
    held: list[set[str]] = []
    for _, sheet in sides:
        own = [skill for group in sheet.outcomes for each in group.outcomes for skill in each.skills]
        names |= {skill.iri or skill.text.value: skill for skill in own}
        held.append({skill.iri or skill.text.value for skill in own})
    skills = [ComparedSkill(skill, tuple(iri in each for each in held)) for iri, skill in names.items()]
    return sorted(skills, key=lambda each: (-sum(each.held), each.skill.text.value))
