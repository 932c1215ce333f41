"""Rows to qualifications: their keys, their levels, their learning outcomes and what they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nqfgraph.model.records import AwardType, Key, Qualification
from nqfgraph.sources.outcomes import Outcomes
from nqfgraph.sources.rows import Context, Entry
from nqfgraph.sources.values import BadValue, find_concept, read_key
from nqfgraph.sources.wordings import say
from nqfgraph.sources.wordings.references import NO_LEVEL_LEFT_OUT, ROW_LEFT_OUT

CREDIT_SYSTEM = "ECTS"
"""The credit system of credits that name none."""


def read_qualifications(
    context: Context, award_types: Mapping[Key, AwardType], outcomes: Outcomes
) -> tuple[Qualification, ...]:
    """Read the qualifications; ``award_types`` are those of the register by key."""
    records: list[Qualification] = []
    successors: list[tuple[int, Entry]] = []
    for entry in context.entries("qualification"):
        key = _key(context, entry)
        level = _level(context, entry, award_types) if key else None
        if key is not None and level is None:
            context.leave_out("qualification", key, entry.place())
        if key is None or level is None or not context.claim("qualification", key, entry):
            continue
        if entry.values["successor"]:
            successors.append((len(records), entry))
        records.append(_qualification(context, entry, key, level, outcomes))
    for index, entry in successors:
        if context.refer("qualification", records[index].successor, entry, "successor") is None:
            records[index] = replace(records[index], successor=None)
    return tuple(records)


def _qualification(
    context: Context, entry: Entry, key: Key, level: tuple[Key, bool], outcomes: Outcomes
) -> Qualification:
    values = entry.values
    context.check_order(entry, "valid_from", "valid_until")
    content = values["content"] or "official"
    return Qualification(
        key=key,
        evidence=context.evidence(values),
        title=values["title"],
        alternative_title=values["alternative_title"],
        description=values["description"],
        award_type=_award_type(context, entry),
        level=level[0],
        level_derived=level[1],
        classification=_reference(context, entry, "classification"),
        code=values["code"],
        specialty=values["specialty"],
        isced_f=tuple(dict.fromkeys(values["isced_f"])),
        credits=values["credits"],
        credit_system=_credit_system(context, entry),
        duration=values["duration"],
        entry_requirement=values["entry_requirement"],
        outcome_summary=values["outcome_summary"],
        languages=tuple(dict.fromkeys(values["language"])),
        modes=tuple(dict.fromkeys(values["mode"])),
        learning_setting=values["learning_setting"],
        partial=values["partial"] or False,
        awarding_bodies=_awarding_bodies(context, entry),
        homepage=values["homepage"],
        learning_outcomes=outcomes.take(
            "qualification", key, outcomes.within(entry), content_of_part(content)
        ),
        content=content,
        status=values["status"] or "valid",
        version=values["version"] or "1",
        valid_from=values["valid_from"],
        valid_until=values["valid_until"],
        successor=values["successor"],
        modified=values["modified"] or context.configuration.description.modified,
    )


def _key(context: Context, entry: Entry) -> Key | None:
    """Return the key as it is given, else edition and code; an issue if neither can be had."""
    values = entry.values
    if values["key"]:
        given: Key = values["key"]
        return given
    if values["edition"]:
        try:
            return values["edition"], read_key(values["code"])
        except BadValue as error:
            context.log.add(error.wording.but(ROW_LEFT_OUT), entry.place("code"))
            return None
    context.log.add(say("missing-value/key", ROW_LEFT_OUT), entry.place("key"))
    return None


def _level(context: Context, entry: Entry, award_types: Mapping[Key, AwardType]) -> tuple[Key, bool] | None:
    """Return the level and whether it was taken from the award type; an issue if there is none."""
    level, award_type = entry.values["level"], entry.values["award_type"]
    if level is not None:
        if context.knows("level", (level,)):
            return (level,), False
        context.miss("level", (level,), entry.place("level"), ROW_LEFT_OUT)
        return None
    if award_type is None:
        context.log.add(say("no-level", ROW_LEFT_OUT), entry.place("level"))
        return None
    found = award_types.get((award_type,))
    if found:
        return found.level, True
    context.miss("award_type", (award_type,), entry.place("award_type"), NO_LEVEL_LEFT_OUT)
    return None


def _award_type(context: Context, entry: Entry) -> Key | None:
    return _reference(context, entry, "award_type")


def _reference(context: Context, entry: Entry, kind: str) -> Key | None:
    value = entry.values[kind]
    return None if value is None else context.refer(kind, (value,), entry, kind)


def _awarding_bodies(context: Context, entry: Entry) -> tuple[Key, ...]:
    keys = ((name,) for name in dict.fromkeys(entry.values["awarding_body"]))
    return tuple(key for key in keys if context.refer("organisation", key, entry, "awarding_body"))


def _credit_system(context: Context, entry: Entry) -> str | None:
    given: str | None = entry.values["credit_system"]
    if given is None and entry.values["credits"] is not None:
        return find_concept(context.ontology.scheme("credit-system"), CREDIT_SYSTEM).iri
    return given


def content_of_part(content: str) -> str:
    """Return what a part of a qualification is that does not say it: illustrative like it, or official."""
    return content if content == "illustrative" else "official"
