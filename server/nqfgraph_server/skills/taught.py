"""The skills that a release's qualifications teach, with the tree of groups above them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from nqfgraph.describe import Text
from nqfgraph.describe.neighbourhood import in_language
from nqfgraph.search import FacetValue
from nqfgraph.search.words import fold
from nqfgraph.vocab import SKOS
from nqfgraph_server.service import OpenRelease
from nqfgraph_server.skills.asking import ask_once, read
from nqfgraph_server.skills.concepts import BASE, TYPES

_DEPTH = 3
"""How many steps of groups the facet shows."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A skill that qualifications teach."""

    iri: str
    qualifications: int
    type: str
    """skill, knowledge or nothing."""
    above: frozenset[str]
    """Everything wider, at any distance."""


@dataclass(frozen=True, slots=True)
class TaughtSkills:
    """All skills that are taught, and what is known of them and of what is wider."""

    skills: tuple[Taught, ...]
    names: Mapping[str, tuple[Text, ...]]
    wider: Mapping[str, frozenset[str]]

    def name(self, iri: str, language: str) -> Text:
        """Return what a concept is called; the end of its IRI if the release does not say."""
        return in_language(self.names.get(iri, ()), language) or Text(iri.removeprefix(BASE), "")

    def find(self, words: str, groups: Iterable[str], types: Iterable[str]) -> list[Taught]:
        """Return the skills with all ``words`` in a name, below one of ``groups``, of one of ``types``.

        What is not given does not narrow. Groups are IRIs; a group itself counts as below it.
        """
        wanted, groups, types = fold(words).split(), set(groups), set(types)
        return [
            each
            for each in self.skills
            if (not groups or groups & {each.iri, *each.above})
            and (not types or each.type in types)
            and (not wanted or self._has(each.iri, wanted))
        ]

    def _has(self, iri: str, wanted: list[str]) -> bool:
        text = fold(" ".join(each.value for each in self.names.get(iri, ())))
        return all(word in text for word in wanted)

    def groups(self, found: Iterable[Taught], language: str) -> tuple[FacetValue, ...]:
        """Return the groups above some skills as a tree, with how many of these each has."""
        counts = Counter(group for each in found for group in each.above)
        below: defaultdict[str, list[str]] = defaultdict(list)
        for group in counts:
            for wider in self.wider.get(group, ()):
                below[wider].append(group)
        skills = {each.iri for each in self.skills}

        def values(groups: Iterable[str], depth: int) -> tuple[FacetValue, ...]:
            shown = [
                FacetValue(
                    each.removeprefix(BASE),
                    name.value,
                    counts[each],
                    values(below[each], depth - 1) if depth > 1 else (),
                    name.language if name.language != language else "",
                )
                for each in groups
                if each not in skills
                for name in [self.name(each, language)]
            ]
            return tuple(sorted(shown, key=lambda each: (-each.count, each.label)))

        return values((each for each in counts if not self.wider.get(each)), _DEPTH)


def taught_skills(opened: OpenRelease) -> TaughtSkills:
    """Return what a release teaches; any StoreError where it cannot be asked in time."""
    return _read(ask_once(opened, "skills-taught"), ask_once(opened, "skills-above"))


@lru_cache(maxsize=2)
def _read(numbers: bytes, concepts: bytes) -> TaughtSkills:
    names: defaultdict[str, list[Text]] = defaultdict(list)
    wider: defaultdict[str, set[str]] = defaultdict(set)
    types: dict[str, str] = {}
    for row in read(concepts):
        iri, value = row["concept"].value, row["value"]
        if isinstance(value, ox.Literal):
            names[iri].append(Text(value.value, value.language or ""))
        elif row["property"] == SKOS.broader:
            wider[iri].add(value.value)
        elif (last := value.value.rpartition("/")[2]) in TYPES:
            types[iri] = last
    skills = [
        Taught(
            iri := row["skill"].value,
            int(row["number"].value),
            types.get(iri, ""),
            frozenset(_above(iri, wider)),
        )
        for row in read(numbers)
    ]
    return TaughtSkills(
        tuple(sorted(skills, key=lambda each: (-each.qualifications, each.iri))),
        {iri: tuple(several) for iri, several in names.items()},
        {iri: frozenset(several) for iri, several in wider.items()},
    )


def _above(iri: str, wider: Mapping[str, set[str]]) -> set[str]:
    """Return everything that is wider than a concept; a circle ends by itself."""
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        more = wider.get(waiting.pop(), set()) - found - {iri}
        found |= more
        waiting += more
    return found
