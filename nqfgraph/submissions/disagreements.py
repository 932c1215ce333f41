"""Tells what does not agree within a row: level and award type, credits, duration, dates.

The shapes know which rule is broken; which of two cells is the odd one only the rest of the row can tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from nqfgraph.model.records import AwardType, Key, Qualification, Register
from nqfgraph.sources.wordings import LANGUAGES, Texts, in_every_language
from nqfgraph.submissions.disagreement_texts import (
    CREDITS,
    DATES,
    DURATION,
    LEVEL,
    LEVEL_ODD,
    MONTHS,
    RANGE_REMEDY,
    RULES,
    TYPE_ODD,
    YEARS,
)
from nqfgraph.submissions.texts import fill
from nqfgraph.validation import Finding
from nqfgraph.vocab import NQF

_RULES = f"{NQF.iri}shapes/register/"
_MONTHS = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?")


@dataclass(frozen=True, slots=True)
class Telling:
    """A finding in the words of a table."""

    fields: tuple[str, ...]
    """The fields that do not agree, the one that is more probably wrong first."""
    messages: Texts
    remedy: Texts
    rule: Texts
    """What is wrong, in general."""


class Disagreements:
    """Knows what the cells of a row should say together."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def tell(self, finding: Finding, key: Key) -> Telling | None:
        """Return what is to be said of a qualification; None where the finding says it well itself."""
        if not finding.shape.startswith(_RULES) or (row := self._qualifications.get(key)) is None:
            return None
        rule = finding.shape.removeprefix(_RULES)
        if rule == "validFrom" and row.valid_from and row.valid_until and row.valid_from > row.valid_until:
            message, remedy = DATES
            told = fill(message, first=row.valid_from, last=row.valid_until)
            return Telling(("valid_from", "valid_until"), told, remedy, RULES[rule])
        award_type = self._types.get(row.award_type) if row.award_type else None
        if award_type is None:
            return None
        if rule == "awardType" and row.level != award_type.level:
            return _tell_level(row, award_type)
        if rule in ("credits", "duration"):
            return _tell_range(rule, row, award_type)
        return None

    @cached_property
    def _qualifications(self) -> Mapping[Key, Qualification]:
        return {each.key: each for each in self._register.qualifications}

    @cached_property
    def _types(self) -> Mapping[Key, AwardType]:
        return {each.key: each for each in self._register.award_types}


def _tell_level(row: Qualification, award_type: AwardType) -> Telling:
    """Say that level and award type differ; with credits and duration as of the type, the level is odd."""
    odd = _within(row, award_type)
    own, expected = ("/".join(each.level) for each in (row, award_type))
    facts = {"level": own, "expected": expected, "type": "/".join(award_type.key)}
    fields = ("level", "award_type") if odd else ("award_type", "level")
    remedy = fill(LEVEL_ODD if odd else TYPE_ODD, **facts)
    return Telling(fields, fill(LEVEL, **facts), remedy, RULES["awardType"])


def _within(row: Qualification, award_type: AwardType) -> bool:
    """Whether credits and duration, as far as they are given, are those of the award type."""
    months = _months(row.duration)
    low, high = _months(award_type.shortest), _months(award_type.longest)
    return not (
        _outside(row.credits, award_type.fewest_credits, award_type.most_credits)
        or _outside(months, low, high)
    )


def _outside(value: Decimal | int | None, least: Decimal | int | None, most: Decimal | int | None) -> bool:
    if value is None:
        return False
    return (least is not None and value < least) or (most is not None and value > most)


def _tell_range(rule: str, row: Qualification, award_type: AwardType) -> Telling | None:
    label = in_every_language(award_type.label)
    key = "/".join(award_type.key)
    if rule == "credits":
        bounds = _bounds(award_type.fewest_credits, award_type.most_credits)
        facts: Mapping[str, object] = {"value": row.credits, "range": bounds}
        texts = {language: CREDITS[language].format_map(facts) for language in LANGUAGES}
    else:
        own = duration_in_words(row.duration or "")
        low, high = duration_in_words(award_type.shortest or ""), duration_in_words(award_type.longest or "")
        texts = {
            language: DURATION[language].format(
                value=own[language], range=_bounds(low[language] or None, high[language] or None)
            )
            for language in LANGUAGES
        }
    told = {each: text.replace("<type>", f"{key} ({label[each]})") for each, text in texts.items()}
    return Telling((rule, "award_type"), told, RANGE_REMEDY[rule], RULES[rule])


def _bounds(least: object, most: object) -> str:
    """Say a range in signs: ``180–240``, ``≥ 180``, ``≤ 240``."""
    if least is None or most is None:
        return f"≤ {most}" if least is None else f"≥ {least}"
    return f"{least}" if least == most else f"{least} – {most}"


def duration_in_words(text: str) -> Texts:
    """Say a duration of years and months in words, with the way it is written: ``2 years (P2Y)``."""
    match = _MONTHS.fullmatch(text)
    if not text or match is None:
        return dict.fromkeys(LANGUAGES, text)
    told = {}
    for language in LANGUAGES:
        parts = [
            f"{int(number)} {_counted(int(number), words[language])}"
            for number, words in zip(match.groups(), (YEARS, MONTHS), strict=True)
            if number
        ]
        told[language] = f"{' '.join(parts)} ({text})"
    return told


def _counted(number: int, words: tuple[str, str, str]) -> str:
    """Return the form of a word that goes with a number: for 1, for 2 to 4 (Russian), for more."""
    one, few, many = words
    last, teen = number % 10, number % 100 in range(11, 15)
    if last == 1 and not teen:
        return one if number == 1 or few != many else many
    return few if last in (2, 3, 4) and not teen else many


def _months(text: str | None) -> int | None:
    """Return the months of a duration; None where it is not one of years and months."""
    match = _MONTHS.fullmatch(text or "")
    return int(match[1] or 0) * 12 + int(match[2] or 0) if match else None
