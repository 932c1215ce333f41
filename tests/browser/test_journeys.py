"""The five journeys that the pages are made for: three languages, scripts or none, phone and desktop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import pytest

from nqfgraph_server.languages import LANGUAGES

DIPLOMA = "Bakalavr, kompüter elmləri"
"""What a newcomer types who has the diploma in hand; the interface may be in any language."""
TITLES = {
    "az": ("Kompüter elmləri (bakalavr)", "Mühasibat (bakalavr)"),
    "en": ("Computer Science (bachelor)", "Accounting (bachelor)"),
    "ru": ("Компьютерные науки (бакалавр)", "Бухгалтерский учёт (бакалавр)"),
}
LEVELS = {"az": "6-cı səviyyə", "en": "Level 6", "ru": "Уровень 6"}
IN_FORCE = ".found-records tr:not(:has(.mark-superseded))"
"""An older edition with the same title stands in the list too, and is marked as superseded."""
STATEMENT = "/qualifications/2024/6005009/statement"

Step = dict[str, Any]
Words = Callable[[str], str]


def search(words: Words, text: str) -> list[Step]:
    return [
        {"fill": words("Search the qualifications"), "with": text},
        {"press": words("Search"), "in": "main"},
    ]


def ask_what_a_diploma_is_worth_abroad(words: Words, language: str) -> list[Step]:
    """Read the level of one's own diploma, then see it beside the levels of Scotland."""
    return [
        *search(words, DIPLOMA),
        {"follow": TITLES[language][0], "in": IN_FORCE},
        {"see": words("EQF level (indicative)")},
        {"open": words("Who says so"), "in": "main"},
        {"see": words("Stated by")},
        {"follow": words("Levels"), "in": "header", "exact": True},
        {"follow": words("Compare with the EQF, the QF-EHEA and other European frameworks"), "in": "main"},
        {"tick": "SCQF"},
        {"press": words("Compare"), "in": "main"},
        {"see": "SCQF", "in": "thead"},
        {"see": words("Relation of its levels to the EQF:")},
    ]


def recognise_a_title(words: Words, language: str) -> list[Step]:
    """Go from the code on a diploma to what it gives access to, and how that can be verified."""
    return [
        *search(words, "6005009"),
        {"follow": TITLES[language][0], "in": IN_FORCE},
        {"follow": words("Statement for recognition"), "in": "main"},
        {"see": words("Cycle of higher education (QF-EHEA)")},
        {"see": words("Access to further study")},
        {"see": words("Official length")},
        {"see": words("How to verify this statement")},
        {"follow": words("Back to the qualification"), "in": "main"},
        {"see": words("Where this comes from")},
    ]


def compare_two_qualifications(words: Words, language: str) -> list[Step]:
    """Narrow the list, tick two qualifications and see what they share and what they do not."""
    return [
        {"follow": words("Qualifications"), "in": "header", "exact": True},
        {"choose": "input[name=level][value='6']"},
        {"choose": "input[name=content][value=illustrative]"},
        {"press": words("Show"), "in": ".filters"},
        {"tick": TITLES[language][0]},
        {"tick": TITLES[language][1]},
        {"press": words("Compare the chosen ones"), "in": "main"},
        {"see": words("differs"), "in": "main"},
        {"see": words("Learning outcomes by domain")},
        {"see": words("Shared and missing skills")},
        {"see": words("missing"), "in": "#skills ~ .scroll"},
    ]


def see_what_the_register_holds(words: Words, language: str) -> list[Step]:
    """Read the figures, go from one to the list behind it, and see what the last release changed."""
    return [
        {"follow": words("Statistics"), "in": "header", "exact": True},
        {"see": words("How completely qualifications are described")},
        {"follow": LEVELS[language], "in": ".statistics", "exact": True},
        {"see": "112", "in": ".found"},
        {"follow": words("Releases"), "in": "header", "exact": True},
        {"follow": "2026-11-23.1", "in": "main"},
        {"see": words("What it holds")},
    ]


def reach_the_statement(words: Words, language: str) -> list[Step]:
    """Three clicks from the home page."""
    return [
        *search(words, DIPLOMA),
        {"follow": TITLES[language][0], "in": IN_FORCE},
        {"follow": words("Statement for recognition"), "in": "main"},
        {"see": words("How to verify this statement")},
    ]


JOURNEYS = (
    ask_what_a_diploma_is_worth_abroad,
    recognise_a_title,
    compare_two_qualifications,
    see_what_the_register_holds,
    reach_the_statement,
)
Reports = dict[str, dict[str, Any]]


def name_of(journey: Callable[..., object], language: str, device: str, scripts: bool) -> str:
    return f"{journey.__name__}-{language}-{device}-{'with' if scripts else 'without'}"


@pytest.fixture(scope="module")
def reports(drive: Callable[..., dict[str, Any]], register: str, words: Callable[[str, str], str]) -> Reports:
    """Make every journey in every way; how each went, by its name."""
    ways = [
        {
            "name": name_of(journey, language, device, scripts),
            "language": language,
            "device": device,
            "scripts": scripts,
            "start": f"{register}/{language}/",
            "steps": journey(lambda text, tag=language: words(text, tag), language),
        }
        for journey, language in product(JOURNEYS, LANGUAGES)
        for device, scripts in kinds(journey, language)
    ]
    return drive("travel", ways=ways)


def kinds(journey: Callable[..., object], language: str) -> tuple[tuple[str, bool], ...]:
    """Two kinds of visit for a journey in a language; in three languages it is made in all four."""
    turned = (JOURNEYS.index(journey) + list(LANGUAGES).index(language)) % 2 == 1
    return (("phone", turned), ("desktop", not turned))


def ways_of(journey: Callable[..., object], reports: Reports) -> Iterable[dict[str, Any]]:
    for language in LANGUAGES:
        for device, scripts in kinds(journey, language):
            yield reports[name_of(journey, language, device, scripts)]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_everybody_arrives(journey: Callable[..., object], reports: Reports) -> None:
    for report in ways_of(journey, reports):
        assert report["failed"] is None
        assert report["problems"] == []


def test_the_statement_is_three_clicks_away(reports: Reports) -> None:
    for report in ways_of(reach_the_statement, reports):
        assert report["clicks"] == 3
        assert report["address"].endswith(STATEMENT)
