"""What an issue says, in Azerbaijani, English and Russian, with the facts of the case in it.

A case is named like the code of its issue, or that and what is particular about it: ``bad-number/comma``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from nqfgraph.places import Place
from nqfgraph.sources.wordings import cells, duplicates, link_decisions, references, tables
from nqfgraph.sources.wordings.texts import LANGUAGES, Case, Texts, in_words

__all__ = [
    "CASES",
    "LANGUAGES",
    "Fact",
    "Texts",
    "WordedError",
    "Wording",
    "any_of",
    "in_every_language",
    "say",
    "suggestion",
]

CASES: Mapping[str, Case] = MappingProxyType(
    {**cells.CASES, **duplicates.CASES, **link_decisions.CASES, **references.CASES, **tables.CASES}
)

Fact = object
"""A text or number that is the same in every language, texts by language, a place, or another wording."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A case with its facts; ``then`` says what became of the value or row."""

    case: str
    facts: Mapping[str, Fact]
    then: Texts | None = None

    @property
    def code(self) -> str:
        """The code of the issue (`nqfgraph.sources.codes`)."""
        return self.case.partition("/")[0]

    def message(self, language: str = "en") -> str:
        """Return what was found."""
        message = self._fill(CASES[self.case].message, language)
        return f"{message} {self.then[language]}" if self.then else message

    def remedy(self, language: str = "en") -> str | None:
        """Return what is expected instead, if there is anything to be said."""
        remedy = CASES[self.case].remedy
        return None if remedy is None else self._fill(remedy, language)

    def but(self, then: Texts | None) -> Wording:
        """Return the same with another consequence."""
        return Wording(self.case, self.facts, then)

    def _fill(self, texts: Texts, language: str) -> str:
        return texts[language].format_map({name: _told(fact, language) for name, fact in self.facts.items()})


def say(case: str, then: Texts | None = None, /, **facts: Fact) -> Wording:
    """Return the wording of a case; KeyError if there is no such case."""
    if case not in CASES:
        raise KeyError(case)
    return Wording(case, facts, then)


class WordedError(ValueError):
    """A text is not what is expected; the issue that it makes has its ``code`` and ``wording``."""

    def __init__(self, case: str, **facts: Fact) -> None:
        self.wording = say(case, **facts)
        super().__init__(self.wording.message())

    @property
    def code(self) -> str:
        """Return the code of the issue."""
        return self.wording.code

    @property
    def message(self) -> str:
        """Return what was found, in English."""
        return self.wording.message()

    @property
    def remedy(self) -> str:
        """Return what is expected, in English."""
        return self.wording.remedy() or ""


def suggestion(near: Sequence[Fact], allowed: Sequence[str]) -> Wording:
    """Return which value may be meant: one of those that look like it, else any of those that are allowed."""
    if near:
        return say("suggestion/near", choices=_Joined(tuple(near)))
    if len(allowed) <= _MOST:
        return say("suggestion/all", choices=", ".join(allowed))
    return say("suggestion/many", choices=", ".join(allowed[:_SOME]), number=len(allowed) - _SOME)


def any_of(facts: Sequence[Fact]) -> Fact:
    """Return facts as one, with “or” between them."""
    return _Joined(tuple(facts))


def in_every_language(known: Texts) -> Texts:
    """Return a text that may be known in some languages only in all of them; any text serves for the rest."""
    some = known.get("en") or next(iter(known.values()), "")
    return {language: known.get(language) or some for language in LANGUAGES}


_MOST = 40
_SOME = 12


@dataclass(frozen=True, slots=True)
class _Joined:
    """Facts with “or” between them."""

    facts: tuple[Fact, ...]

    def told(self, language: str) -> str:
        """Return them in a language."""
        return tables.OR[language].join(_told(each, language) for each in self.facts)


def _told(fact: Fact, language: str) -> str:
    if isinstance(fact, Wording):
        return fact.message(language)
    if isinstance(fact, Place):
        return in_words(fact, language)
    if isinstance(fact, Mapping):
        return str(fact[language])
    return fact.told(language) if isinstance(fact, _Joined) else str(fact)
