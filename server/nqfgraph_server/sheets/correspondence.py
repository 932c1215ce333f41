"""The register's levels beside those of other frameworks, through what is said of both and the EQF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

from nqfgraph.frameworks import ForeignFramework, ForeignLevel
from nqfgraph.vocab import NQF
from nqfgraph_server.sheets.outcomes import mark
from nqfgraph_server.sheets.reader import Reader
from nqfgraph_server.sheets.sheet import FrameworkSheet, LevelView, Mark, StatementView


@dataclass(frozen=True, slots=True)
class ComparedLevel:
    """A level with what is said of its relation to the EQF and the QF-EHEA, and the levels beside it."""

    level: LevelView
    eqf: tuple[StatementView, ...]
    cycle: tuple[StatementView, ...]
    beside: tuple[tuple[ForeignLevel, ...], ...]
    """For each other framework its levels related to the same EQF level; empty where none is known."""


@dataclass(frozen=True, slots=True)
class ComparedFramework:
    """Another framework, as a column of the comparison."""

    framework: ForeignFramework
    name: str
    """The country and the abbreviation, in the reader's language."""
    claim: Mark | None
    """The kind of its relation to the EQF; None where no source was seen."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The levels, the highest first, and the frameworks that stand beside them."""

    levels: tuple[ComparedLevel, ...]
    others: tuple[ComparedFramework, ...]
    marks: tuple[Mark, ...]
    """Every kind of claim that is made in it."""


def correspondence(
    reader: Reader, sheet: FrameworkSheet, others: Sequence[ForeignFramework]
) -> Correspondence:
    """Return the levels of the framework beside those of ``others``."""
    levels = tuple(_level(reader, each, others) for each in reversed(sheet.levels))
    columns = tuple(
        ComparedFramework(each, framework_name(each, reader.language), _claim(reader, each))
        for each in others
    )
    said = [each.claim for level in levels for each in (*level.eqf, *level.cycle)]
    said += [each.claim for each in columns if each.claim]
    return Correspondence(levels, columns, tuple({each.name: each for each in said}.values()))


def framework_name(framework: ForeignFramework, language: str) -> str:
    """Return the country of a framework in a language, and its abbreviation: ``Ireland · IE NQF``."""
    country = Locale(language).territories.get(framework.country, framework.country)
    return f"{country} · {framework.abbreviation}"


def _level(reader: Reader, level: LevelView, others: Sequence[ForeignFramework]) -> ComparedLevel:
    eqf_levels = reader.ontology.scheme("eqf").concepts
    cycles = reader.ontology.scheme("ehea-cycle").concepts
    eqf = tuple(each for each in level.statements if each.target.iri in eqf_levels)
    notations = [eqf_levels[each.target.iri].notation or "" for each in eqf if each.target.iri]
    return ComparedLevel(
        level=level,
        eqf=eqf,
        cycle=tuple(each for each in level.statements if each.target.iri in cycles),
        beside=tuple(
            tuple(found for notation in notations for found in framework.at(notation)) for framework in others
        ),
    )


def _claim(reader: Reader, framework: ForeignFramework) -> Mark | None:
    relation = next((each.relation for each in framework.levels if each.relation), None)
    return mark(reader, NQF[f"claim-status/{relation}"].value) if relation else None
