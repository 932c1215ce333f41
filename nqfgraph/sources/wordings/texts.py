"""Texts in the languages of a report, and places in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from nqfgraph.places import Place

LANGUAGES = ("az", "en", "ru")
Texts = Mapping[str, str]


class Case(NamedTuple):
    """What is said of a case, with places for its facts, and what is expected instead."""

    message: Texts
    remedy: Texts | None


def texts(az: str, en: str, ru: str) -> Texts:
    """Return a text in every language."""
    return MappingProxyType({"az": az, "en": en, "ru": ru})


def case(az: tuple[str, str] | str, en: tuple[str, str] | str, ru: tuple[str, str] | str) -> Case:
    """Return a case from (message, remedy) in every language, or from messages alone."""
    said = [(each, "") if isinstance(each, str) else each for each in (az, en, ru)]
    messages, remedies = zip(*said, strict=True)
    return Case(texts(*messages), texts(*remedies) if all(remedies) else None)


_PLACE: Mapping[str, Texts] = MappingProxyType(
    {
        "sheet": texts("vərəq", "sheet", "лист"),
        "row": texts("sətir", "row", "строка"),
        "line": texts("mətn sətri", "line", "строка файла"),
        "column": texts("sütun", "column", "столбец"),
    }
)


def in_words(place: Place, language: str) -> str:
    """Say a place in a language: ``qualifications.xlsx, sheet Tables, row 17``."""
    known = ((words[language], getattr(place, name)) for name, words in _PLACE.items())
    start = [place.file] if place.file else []
    return ", ".join([*start, *(f"{word} {value}" for word, value in known if value is not None)])
