"""Writes the groups of skills of a release: what stands above the skills that outcomes are linked to.

A group is what has something narrower and is no skill itself. A qualification is in it if one of its outcomes
is linked to anything below it, at any distance; a skill may have several parents, and so may a group.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import pyoxigraph as ox

from nqfgraph.search import masks
from nqfgraph.search.answers import SKILL_GROUP
from nqfgraph.vocabularies.esco import BASE

Ask = Callable[[str], ox.QuerySolutions]
"""Gives the rows of the query in the file of a name."""


def fill_skill_groups(
    connection: sqlite3.Connection,
    ask: Ask,
    taught: Mapping[str, Iterable[int]],
    size: int,
    languages: Sequence[str],
) -> None:
    """Write groups, what is wider than them, and their labels in ``languages`` and English.

    ``taught``: the ids, below ``size``, of the qualifications that teach each skill. Nothing is written for a
    release that holds no more of these skills than their stubs, because these are in no group.
    """
    wider: defaultdict[str, set[str]] = defaultdict(set)
    for narrower, above in ask("broader"):
        wider[narrower.value].add(above.value)
    if not any(each in wider for each in taught):
        return
    labels, notations = _names(ask)
    below = concepts_below(taught, wider, labels)
    members = dict(_members(below, taught, size))
    groups = sorted(members, key=lambda each: (notations.get(each, ""), min(labels[each].values()), each))
    many = connection.executemany
    many("INSERT INTO skill_group VALUES (?, ?)", ((_value(each), members[each]) for each in groups))
    pairs = [(each, above) for each in groups for above in wider.get(each, ()) if above != each]
    many(
        "INSERT INTO skill_group_wider VALUES (?, ?)",
        sorted((_value(each), _value(above)) for each, above in pairs if above in members),
    )
    wanted = (*languages, "en")
    many("INSERT INTO label VALUES (?, ?, ?, ?, ?)", _label_rows(groups, labels, wanted))


def concepts_below(
    linked: Iterable[str], wider: Mapping[str, set[str]], groups: Container[str]
) -> dict[str, list[str]]:
    """Return the linked concepts below each group, at any distance; a linked group has itself too."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    concepts = sorted(set(linked))
    for concept in concepts:
        for group in _above(concept, wider):
            if group in groups:
                below[group].append(concept)
    for concept in concepts:
        if concept in below:
            below[concept].append(concept)
    return dict(below)


def _above(concept: str, wider: Mapping[str, set[str]]) -> set[str]:
    """Return everything that is wider than a concept; a circle ends by itself."""
    found: set[str] = set()
    waiting = [concept]
    while waiting:
        more = wider.get(waiting.pop(), set()) - found - {concept}
        found |= more
        waiting += more
    return found


def _names(ask: Ask) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the labels by language, and the notations, of all that may be a group."""
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    notations: dict[str, str] = {}
    for group, notation, label in ask("skill-groups"):
        texts, tag = labels[group.value], label.language or "und"
        texts[tag] = min(label.value, texts.get(tag, label.value))
        if notation:
            notations[group.value] = min(notation.value, notations.get(group.value, notation.value))
    return dict(labels), notations


def _members(
    below: Mapping[str, Iterable[str]], taught: Mapping[str, Iterable[int]], size: int
) -> Iterator[tuple[str, bytes]]:
    """Yield the groups that a qualification is in, with the set of those that are."""
    for group, concepts in below.items():
        found = set(chain.from_iterable(taught.get(each, ()) for each in concepts))
        if found:
            yield group, masks.pack(found, size)


def _label_rows(
    groups: Iterable[str], labels: Mapping[str, Mapping[str, str]], wanted: Sequence[str]
) -> Iterator[tuple[str, str, int, str, str]]:
    """Yield the rows of ``label``; a group without a label in a wanted language keeps all that it has."""
    for place, group in enumerate(groups):
        texts = labels[group]
        tags = [each for each in sorted(texts) if each in wanted] or sorted(texts)
        for tag in tags:
            yield SKILL_GROUP, _value(group), place, tag, texts[tag]


def _value(iri: str) -> str:
    """Return what a group is called in an address: the end of its IRI if it is ESCO's."""
    return iri.removeprefix(BASE)
