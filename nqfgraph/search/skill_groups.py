"""Groups of skills as a facet: which qualifications teach something below each, as sets of bits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from nqfgraph.search import masks
from nqfgraph.search.answers import SKILL_GROUP, FacetValue
from nqfgraph.search.database import Database
from nqfgraph.search.labels import Labels

DEPTH = 3
"""Steps of groups that the facet shows, as that of the fields of education; the filter takes all."""


class SkillGroups:
    """The groups of one projection; a file of an earlier version, or without groups, has none."""

    def __init__(self, database: Database, labels: Labels) -> None:
        """Take the projection; its groups are read when they are first asked for."""
        self._database = database
        self._labels = labels

    @cached_property
    def known(self) -> bool:
        """Say whether there are groups to show."""
        return bool(self._roots)

    def members(self, wanted: Iterable[str]) -> int:
        """Return the qualifications in any of these groups, as bits; an unknown group has none."""
        found = 0
        for each in dict.fromkeys(wanted):
            found |= self._shown[each] if each in self._shown else self._read(each)
        return found

    def facet(self, left: int | None, language: str) -> tuple[FacetValue, ...]:
        """Return the groups as a tree, counting the qualifications in ``left``, a set as bits; None: all."""
        counts = self._all if left is None else self._count(left)
        return self._tree(self._roots, counts, language, DEPTH)

    def _tree(
        self, values: Sequence[str], counts: Mapping[str, int], language: str, depth: int
    ) -> tuple[FacetValue, ...]:
        found = []
        for value in values:
            if counts[value]:
                label, tag = self._labels.choice(SKILL_GROUP, value, language)
                deeper = self._below.get(value, ()) if depth > 1 else ()
                within = self._tree(deeper, counts, language, depth - 1)
                found.append(FacetValue(value, label, counts[value], within, tag))
        return tuple(found)

    def _count(self, left: int) -> dict[str, int]:
        return {value: (members & left).bit_count() for value, members in self._shown.items()}

    def _read(self, value: str) -> int:
        if "skill_group" not in self._database.tables:
            return 0
        rows = self._database.rows("SELECT members FROM skill_group WHERE value = ?", value)
        return masks.unpack(rows[0][0]) if rows else 0

    # What is read once and kept, because a release does not change.

    @cached_property
    def _values(self) -> tuple[str, ...]:
        """Return all groups in their order."""
        if "skill_group" not in self._database.tables:
            return ()
        found = [value for (value,) in self._database.rows("SELECT value FROM skill_group")]
        return tuple(sorted(found, key=lambda each: (self._labels.place(SKILL_GROUP, each), each)))

    @cached_property
    def _wider(self) -> Mapping[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        if self._values:
            for narrower, wider in self._database.rows("SELECT narrower, wider FROM skill_group_wider"):
                found[narrower].add(wider)
        return {narrower: frozenset(wider) for narrower, wider in found.items()}

    @cached_property
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for each in self._values:
            for wider in self._wider.get(each, ()):
                found[wider].append(each)
        return {wider: tuple(several) for wider, several in found.items()}

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        return tuple(each for each in self._values if each not in self._wider)

    @cached_property
    def _shown(self) -> Mapping[str, int]:
        """Return the members of the groups that the facet shows, as bits."""
        found: dict[str, int] = {}
        step: Iterable[str] = self._roots
        for _ in range(DEPTH):
            found |= {each: self._read(each) for each in step if each not in found}
            step = dict.fromkeys(below for each in step for below in self._below.get(each, ()))
        return found

    @cached_property
    def _all(self) -> Mapping[str, int]:
        return {value: members.bit_count() for value, members in self._shown.items()}
