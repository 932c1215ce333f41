"""The framework and its levels."""

from __future__ import annotations

from collections.abc import Mapping

from nqfgraph.describe import Text
from nqfgraph.vocab import DCTERMS, FOAF, NQF, SKOS
from nqfgraph_server.languages import translate
from nqfgraph_server.service import tone
from nqfgraph_server.sheets.outcomes import first, mark
from nqfgraph_server.sheets.reader import Reader, Value, facts
from nqfgraph_server.sheets.sheet import (
    AwardAccess,
    DescriptorView,
    FrameworkSheet,
    LevelSheet,
    LevelView,
    StatementView,
)


def framework_sheet(reader: Reader, counts: Mapping[str, int]) -> FrameworkSheet:
    """Return what a page shows of the framework; ``counts``: qualifications by notation of their level."""
    iri = reader.iri
    levels = level_views(reader, counts)
    title = reader.text(iri, DCTERMS.title) or reader.name(iri)
    claims = {each.claim.name: each.claim for level in levels for each in level.statements}
    return FrameworkSheet(
        kind_name=reader.property_name(NQF.Framework.value),
        title=title,
        other_titles=reader.other_texts(iri, DCTERMS.title, title),
        description=reader.text(iri, DCTERMS.description),
        rows=facts(
            (
                reader.row(iri, DCTERMS.alternative, translate("Also called")),
                reader.row(iri, NQF.legalBasis),
                reader.row(iri, DCTERMS.issued, translate("Adopted")),
                reader.row(iri, DCTERMS.spatial, translate("Country")),
                reader.row(iri, FOAF.homepage, translate("Website")),
            )
        ),
        evidence=reader.evidence(iri),
        levels=levels,
        marks=claims,
    )


def level_views(reader: Reader, counts: Mapping[str, int] | None = None) -> tuple[LevelView, ...]:
    """Return the levels of the framework that ``reader`` reads, the lowest first."""
    ordered = sorted(reader.of.nodes(reader.iri, SKOS.hasTopConcept), key=lambda each: _order(reader, each))
    return tuple(
        LevelView(
            iri=each,
            notation=reader.of.value(each, SKOS.notation) or "",
            label=reader.name(each),
            tone=tone(number, len(ordered)),
            count=(counts or {}).get(reader.of.value(each, SKOS.notation) or "", 0),
            award_types=award_types(reader, each),
            statements=statements(reader, each),
        )
        for number, each in enumerate(ordered, 1)
    )


def level_sheet(reader: Reader, framework: Reader) -> LevelSheet:
    """Return what the page of a level shows; its colour and its neighbours come from the framework."""
    iri = reader.iri
    levels = level_views(framework)
    place = next((number for number, each in enumerate(levels) if each.iri == iri), None)
    title = reader.name(iri)
    level = LevelView(
        iri=iri,
        notation=reader.of.value(iri, SKOS.notation) or "",
        label=title,
        tone=1 if place is None else levels[place].tone,
        award_types=award_types(reader, iri),
        statements=statements(reader, iri),
    )
    return LevelSheet(
        kind_name=reader.property_name(NQF.Level.value),
        title=title,
        other_titles=reader.other_texts(iri, SKOS.prefLabel, title),
        description=reader.text(iri, DCTERMS.description),
        rows=facts((reader.row(iri, SKOS.inScheme, reader.property_name(NQF.Framework.value)),)),
        evidence=reader.evidence(iri, *_own_descriptors(reader, iri)),
        level=level,
        descriptors=_descriptors(reader, iri),
        previous=levels[place - 1] if place else None,
        next=levels[place + 1] if place is not None and place + 1 < len(levels) else None,
        awards=tuple(
            AwardAccess(
                award=each,
                asked=reader.text(each.iri, NQF.entryRequirement),
                opens=further_study(framework, each.iri),
            )
            for each in level.award_types
        ),
    )


def further_study(framework: Reader, award_type: str | None) -> tuple[Value, ...]:
    """Return the award types that holders of an award type may study for, with what these ask besides.

    Only what the framework states (``nqf:entryAward``) counts: the next level also has awards that ask for
    another one, such as medical residency, which is for holders of basic medical education.
    """
    of = framework.of
    found = of.subjects(NQF.entryAward, award_type) if award_type else ()
    ordered = sorted(found, key=lambda each: (_place(framework, each), each))
    return tuple(
        Value(framework.name(each), each, framework.text(each, NQF.entryRequirement)) for each in ordered
    )


def _place(framework: Reader, award_type: str) -> tuple[int, str]:
    return _order(framework, first(framework.of.nodes(award_type, NQF.level)) or "")


def award_types(reader: Reader, level: str) -> tuple[Value, ...]:
    """Return the award types that the framework places on a level, full ones first."""
    found = _speaking(reader, level, NQF.AwardType.value)
    full = NQF["award-kind/full"].value
    return tuple(
        Value(reader.name(each), each)
        for each in sorted(found, key=lambda each: (full not in reader.of.nodes(each, NQF.awardKind), each))
    )


def statements(reader: Reader, level: str) -> tuple[StatementView, ...]:
    """Return what is said of a level's relation to other frameworks, the EQF first."""
    found = reader.of.subjects(NQF.statementOn, level)
    ordered = sorted(found, key=lambda each: (not each.endswith("/eqf"), each))
    return tuple(view for each in ordered if (view := statement(reader, each)) is not None)


def statement(reader: Reader, iri: str) -> StatementView | None:
    """Return a level statement; None if it does not say what it relates to or how."""
    target = reader.value(iri, NQF.relatesTo)
    claim = mark(reader, first(reader.of.nodes(iri, NQF.claimStatus)))
    if target is None or claim is None:
        return None
    return StatementView(
        iri=iri,
        target=target,
        claim=claim,
        stated_by=reader.value(iri, NQF.statedBy),
        date=reader.value(iri, DCTERMS.date),
        evidence=reader.evidence(iri),
    )


def _order(reader: Reader, level: str) -> tuple[int, str]:
    order = reader.of.value(level, NQF.order) or ""
    return (int(order) if order.lstrip("-").isdigit() else 0, level)


def _speaking(reader: Reader, level: str, kind: str) -> list[str]:
    return [each for each in reader.of.subjects(NQF.level, level) if kind in reader.of.types(each)]


def _own_descriptors(reader: Reader, level: str) -> list[str]:
    return _speaking(reader, level, NQF.LevelDescriptor.value)


def _descriptors(reader: Reader, level: str) -> tuple[DescriptorView, ...]:
    """Return the descriptors of a level by domain, with those of the levels it is related to."""
    others = [
        other
        for each in reader.of.subjects(NQF.statementOn, level)
        for other in reader.of.nodes(each, NQF.relatesTo)
    ]
    own = _own_descriptors(reader, level)
    views = []
    for name in ("knowledge", "skills", "autonomy"):
        domain = NQF[f"domain/{name}"].value
        elsewhere = [
            (str(reader.concept_name(other)), text)
            for other in others
            for each in _own_descriptors(reader, other)
            if domain in reader.of.nodes(each, NQF.domain)
            and (text := reader.text(each, DCTERMS.description)) is not None
        ]
        for each in own:
            if domain in reader.of.nodes(each, NQF.domain):
                views.append(_descriptor(reader, each, domain, tuple(elsewhere)))
    return tuple(views)


def _descriptor(
    reader: Reader, iri: str, domain: str, elsewhere: tuple[tuple[str, Text], ...]
) -> DescriptorView:
    return DescriptorView(
        iri=iri,
        domain=reader.concept(domain) or reader.name(domain),
        own_domain=reader.text(iri, NQF.domainLabel),
        text=reader.text(iri, DCTERMS.description),
        loaded=NQF["descriptor-status/loaded"].value in reader.of.nodes(iri, NQF.descriptorStatus),
        elsewhere=elsewhere,
    )
