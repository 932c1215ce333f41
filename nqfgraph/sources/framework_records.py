"""Rows to records: frameworks, levels, award types, classifications, organisations and skills."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from nqfgraph.model.records import (
    EQF,
    AwardType,
    Classification,
    Framework,
    Key,
    Level,
    LevelDescriptor,
    LevelStatement,
    Organisation,
    Record,
    Skill,
)
from nqfgraph.sources.outcomes import Outcomes
from nqfgraph.sources.rows import Context, Entry
from nqfgraph.sources.wordings import say
from nqfgraph.sources.wordings.references import ROW_LEFT_OUT

R = TypeVar("R", bound=Record)


def read_frameworks(context: Context, country: str) -> tuple[Framework, ...]:
    """Read the frameworks; the register's own has its ``country`` (an IRI) unless it says another."""
    own = context.configuration.description.framework
    records = []
    for entry in context.entries("framework"):
        values = entry.values
        key = (values["key"],)
        if context.claim("framework", key, entry):
            records.append(
                Framework(
                    key=key,
                    evidence=context.evidence(values),
                    title=values["title"],
                    alternative_title=values["alternative_title"],
                    description=values["description"],
                    legal_basis=values["legal_basis"],
                    adopted=values["adopted"],
                    country=values["country"] or (country if key == own else None),
                    homepage=values["homepage"],
                )
            )
    return tuple(records)


def read_levels(context: Context) -> tuple[Level, ...]:
    """Read the levels of the register's framework, in the order of the table."""
    records = []
    for entry in context.entries("level"):
        values = entry.values
        name, order = values["key"], values["order"]
        if order is None and not (name.isascii() and name.isdigit()):
            context.log.add(say("missing-value/order", ROW_LEFT_OUT, key=name), entry.place("order"))
        elif context.claim("level", (name,), entry):
            records.append(
                Level(
                    key=(name,),
                    evidence=context.evidence(values),
                    order=int(name) if order is None else order,
                    label=values["label"],
                    description=values["description"],
                )
            )
    return tuple(records)


def read_descriptors(context: Context) -> tuple[LevelDescriptor, ...]:
    """Read the level descriptors of the register's framework and of the EQF."""
    own = context.configuration.description.framework[0]
    records = []
    for entry in context.entries("level_descriptor"):
        values = entry.values
        framework = values["framework"] or own
        key = (framework, values["level"], values["domain"])
        if not _places_descriptor(context, entry, framework) or not context.claim(
            "level_descriptor", key, entry
        ):
            continue
        loaded = values["loaded"]
        records.append(
            LevelDescriptor(
                key=key,
                evidence=context.evidence(values),
                domain=values["domain"],
                domain_label=values["domain_label"],
                text=values["text"],
                loaded=bool(values["text"]) if loaded is None else loaded,
            )
        )
    return tuple(records)


def _places_descriptor(context: Context, entry: Entry, framework: str) -> bool:
    """Whether framework and level of a descriptor are there; issues if not."""
    level = entry.values["level"]
    if framework == EQF:
        if context.ontology.scheme(EQF).find(level):
            return True
        context.miss("level", (EQF, level), entry.place("level"), ROW_LEFT_OUT)
        return False
    if framework != context.configuration.description.framework[0]:
        context.miss("framework", (framework,), entry.place("framework"), ROW_LEFT_OUT)
        return False
    return _required_reference(context, "level", (level,), entry, "level")


def read_statements(context: Context) -> tuple[LevelStatement, ...]:
    """Read what is stated on how a level relates to other frameworks."""
    records = []
    for entry in context.entries("level_statement"):
        values = entry.values
        level = (values["level"],)
        framework, target = values["target"]
        key = (*level, framework)
        if _required_reference(context, "level", level, entry, "level") and context.claim(
            "level_statement", key, entry
        ):
            records.append(
                LevelStatement(
                    key=key,
                    evidence=context.evidence(values),
                    level=level,
                    target=target,
                    status=values["status"],
                    stated_by=context.refer("organisation", _key(values["stated_by"]), entry, "stated_by"),
                    stated=values["date"],
                )
            )
    return tuple(records)


def read_award_types(context: Context, outcomes: Outcomes) -> tuple[AwardType, ...]:
    """Read the award types with their generic learning outcomes."""
    records, entries = [], []
    for entry in context.entries("award_type"):
        values = entry.values
        key, level = (values["key"],), (values["level"],)
        if not _required_reference(context, "level", level, entry, "level") or not context.claim(
            "award_type", key, entry
        ):
            continue
        context.check_order(entry, "fewest_credits", "most_credits")
        entries.append(entry)
        records.append(
            AwardType(
                key=key,
                evidence=context.evidence(values),
                level=level,
                label=values["label"],
                alternative_label=values["alternative_label"],
                kind=values["kind"] or "full",
                sectors=tuple(dict.fromkeys(values["sector"])),
                stage=values["stage"],
                entry_requirement=values["entry_requirement"],
                duration=values["duration"],
                shortest=values["shortest"],
                longest=values["longest"],
                fewest_credits=values["fewest_credits"],
                most_credits=values["most_credits"],
                credits=values["credits"],
                learning_outcomes=outcomes.take("award_type", key, (), "generic"),
            )
        )
    return tuple(
        replace(record, entry_awards=_entry_awards(context, entry))
        for record, entry in zip(records, entries, strict=True)
    )


def _entry_awards(context: Context, entry: Entry) -> tuple[Key, ...]:
    """Return the award types that a row names as giving access; those that are not there become issues."""
    keys = ((name,) for name in dict.fromkeys(entry.values["entry_award"]))
    return tuple(key for key in keys if context.refer("award_type", key, entry, "entry_award"))


def read_classifications(context: Context) -> tuple[Classification, ...]:
    """Read the editions of classifications of specialties."""
    records, entries = [], []
    for entry in context.entries("classification"):
        values = entry.values
        key = (values["key"],)
        if not context.claim("classification", key, entry):
            continue
        context.check_order(entry, "valid_from", "valid_until")
        entries.append(entry)
        records.append(
            Classification(
                key=key,
                evidence=context.evidence(values),
                title=values["title"],
                edition=values["edition"],
                legal_basis=values["legal_basis"],
                level=context.refer("level", _key(values["level"]), entry, "level"),
                valid_from=values["valid_from"],
                valid_until=values["valid_until"],
                successor=_key(values["successor"]),
            )
        )
    return tuple(
        record
        if context.refer("classification", record.successor, entry, "successor") == record.successor
        else replace(record, successor=None)
        for record, entry in zip(records, entries, strict=True)
    )


def read_organisations(context: Context, country: str) -> tuple[Organisation, ...]:
    """Read bodies, providers and awarding bodies; ``country`` is the IRI for those that give none."""
    records = []
    for entry in context.entries("organisation"):
        values = entry.values
        key = (values["key"],)
        if context.claim("organisation", key, entry):
            records.append(
                Organisation(
                    key=key,
                    evidence=context.evidence(values),
                    name=values["name"],
                    alternative_name=values["alternative_name"],
                    kind=values["kind"],
                    role=values["role"],
                    city=values["city"],
                    country=values["country"] or country,
                    homepage=values["homepage"],
                    awards_level=context.refer("level", _key(values["awards_level"]), entry, "awards_level"),
                )
            )
    return tuple(records)


def read_skills(context: Context) -> tuple[Skill, ...]:
    """Read the published skills that learning outcomes may refer to; each needs its label in English."""
    records = []
    for entry in context.entries("skill"):
        values = entry.values
        key = (values["iri"],)
        if "en" not in values["label"]:
            context.log.add(say("missing-value/skill-label", ROW_LEFT_OUT), entry.place("label"))
        elif context.claim("skill", key, entry):
            records.append(
                Skill(
                    key=key,
                    evidence=context.evidence(values),
                    label=values["label"],
                    kind=values["kind"] or "skill",
                    version=values["version"] or "",
                )
            )
    return tuple(records)


def _required_reference(context: Context, kind: str, key: Key, entry: Entry, name: str) -> bool:
    if context.knows(kind, key):
        return True
    context.miss(kind, key, entry.place(name), ROW_LEFT_OUT)
    return False


def _key(value: str | None) -> Key | None:
    return None if value is None else (value,)
