"""The words for what a rehearsal finds, in three languages: ``texts.toml`` beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nqfgraph.rehearsal.findings import Finding, Note, Part, Weight

LANGUAGES = ("az", "en", "ru")
_FILE = Path(__file__).resolve().parent / "texts.toml"


@dataclass(frozen=True, slots=True)
class Words:
    """What a finding says to people."""

    what: str
    why: str
    mend: str


def say(finding: Finding, language: str) -> Words:
    """Return what was found, why it matters to whom, and how to mend it."""
    told = _texts()["finding"][finding.code]
    what, mend = told[language]
    return Words(
        what.format_map(finding.values),
        _texts()["why"][told["why"]][language],
        mend.format_map(finding.values),
    )


def say_note(note: Note, language: str) -> str:
    """Return what was done, or why it could not be."""
    return str(_texts()["note"][note.code][language]).format_map(note.values)


def audience(finding: Finding) -> str:
    """Return for whom a finding matters: a key of ``why``."""
    return str(_texts()["finding"][finding.code]["why"])


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


PARTS: Mapping[str, Mapping[Part, str]] = MappingProxyType(
    {
        "en": {
            Part.RELEASE: "The release",
            Part.QDR: "Europass QDR",
            Part.CATALOGUE: "Data portals (DCAT-AP)",
            Part.LDES: "Event stream (LDES)",
            Part.OAI: "OAI-PMH",
            Part.LINKS: "Links",
            Part.FAIR: "Findability",
        },
        "az": {
            Part.RELEASE: "Buraxılış",
            Part.QDR: "Europass QDR",
            Part.CATALOGUE: "Məlumat portalları (DCAT-AP)",
            Part.LDES: "Hadisələr axını (LDES)",
            Part.OAI: "OAI-PMH",
            Part.LINKS: "Keçidlər",
            Part.FAIR: "Tapıla bilmə",
        },
        "ru": {
            Part.RELEASE: "Выпуск",
            Part.QDR: "Europass QDR",
            Part.CATALOGUE: "Порталы данных (DCAT-AP)",
            Part.LDES: "Поток событий (LDES)",
            Part.OAI: "OAI-PMH",
            Part.LINKS: "Ссылки",
            Part.FAIR: "Находимость",
        },
    }
)

WEIGHTS: Mapping[str, Mapping[Weight, str]] = MappingProxyType(
    {
        "en": {Weight.ERROR: "costs data", Weight.ADVICE: "advice"},
        "az": {Weight.ERROR: "məlumat itkisi", Weight.ADVICE: "tövsiyə"},
        "ru": {Weight.ERROR: "потеря данных", Weight.ADVICE: "совет"},
    }
)

LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "title": "The harvest rehearsed: release {release}",
            "none": "Nothing to remark.",
            "sum": "{count} findings, {errors} of which cost a harvester data.",
            "what": "What",
            "why": "Why it matters",
            "mend": "How to mend it",
            "weight": "Weight",
            "part": "Part",
            "done": "What was done",
        },
        "az": {
            "title": "Toplama sınağı: {release} buraxılışı",
            "none": "Qeyd yoxdur.",
            "sum": "{count} tapıntı; onlardan {errors}-i toplayıcıya məlumat itkisi verir.",
            "what": "Nə",
            "why": "Niyə vacibdir",
            "mend": "Necə düzəltməli",
            "weight": "Çəki",
            "part": "Hissə",
            "done": "Nə edildi",
        },
        "ru": {
            "title": "Репетиция сбора данных: выпуск {release}",
            "none": "Замечаний нет.",
            "sum": "Находок: {count}, из них ведут к потере данных у сборщика: {errors}.",
            "what": "Что",
            "why": "Почему это важно",
            "mend": "Как исправить",
            "weight": "Вес",
            "part": "Часть",
            "done": "Что сделано",
        },
    }
)
"""Words around the findings, by language."""
