"""What a release changed, in words: how many things of each kind in which way, and which they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.changelog import ChangeLog, Entry, Operation, Step
from nqfgraph.describe import Neighbourhood, Text
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import translate, translate_plural

MOST_READ = 20_000
"""A release that changed more things is told in numbers of all kinds together."""

NAMED = ("qualification", "learning-opportunity", "award-type", "level", "organisation")
"""Kinds whose things are named, in the order they are told in."""

_OPERATIONS: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.CREATED: _("New"),
        Operation.CHANGED: _("Changed"),
        Operation.WITHDRAWN: _("Withdrawn"),
        Operation.REMOVED: _("Removed"),
    }
)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that changed."""

    name: Text
    iri: str | None
    """None if it is no more, so that nothing is linked."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind."""

    words: str
    """“3 qualifications”."""
    number: int
    named: tuple[Named, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What happened to things in one way."""

    operation: str
    title: str
    groups: tuple[Group, ...]


def step_of(log: ChangeLog | None, version: str) -> Step | None:
    """Return the step that published a release first; None if the log does not know it."""
    steps = log.steps() if log else ()
    return next((each for each in steps if each.release == version), None)


def news(log: ChangeLog, step: Step, language: str, *, most_named: int) -> tuple[Paragraph, ...]:
    """Return what a step changed; at most ``most_named`` things of each group are named.

    Nothing for the first step of all, which made everything, and for one with nothing changed.
    """
    number = step.last - step.first + 1
    if step.number == 1 or not number:
        return ()
    if number > MOST_READ:
        return tuple(
            Paragraph(operation.value, translate(title), (Group(_count("", many), many, (), ""),))
            for operation, title in _OPERATIONS.items()
            if (many := step.counts.get(operation, 0))
        )
    found: dict[Operation, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in log.entries(step.first - 1, number):
        found[entry.operation][entry.kind].append(entry)
    return tuple(
        Paragraph(operation.value, translate(title), _groups(log, found[operation], language, most_named))
        for operation, title in _OPERATIONS.items()
        if operation in found
    )


def _groups(
    log: ChangeLog, by_kind: Mapping[str, list[Entry]], language: str, most: int
) -> tuple[Group, ...]:
    told = [each for each in (*NAMED, "learning-outcome") if each in by_kind]
    groups = [
        Group(
            _count(kind, len(by_kind[kind])),
            len(by_kind[kind]),
            _named(log, by_kind[kind][:most], language) if kind in NAMED else (),
            kind,
        )
        for kind in told
    ]
    others = sum(len(entries) for kind, entries in by_kind.items() if kind not in told)
    return (*groups, *((Group(_count("", others), others, (), ""),) if others else ()))


def _named(log: ChangeLog, entries: list[Entry], language: str) -> tuple[Named, ...]:
    contents = log.contents([each.number for each in entries])
    return tuple(
        Named(
            _name(each, contents[each.number], language),
            None if each.operation is Operation.REMOVED else each.iri,
        )
        for each in entries
    )


def _name(entry: Entry, content: bytes, language: str) -> Text:
    triples = (each.triple for each in ox.parse(content, format=ox.RdfFormat.N_QUADS))
    label = Neighbourhood(entry.iri, triples).label(entry.iri, language)
    return label or Text(entry.iri.rpartition(f"/{entry.kind}/")[2], "")


def _count(kind: str, number: int) -> str:
    if kind == "qualification":
        return translate_plural("%(number)s qualification", "%(number)s qualifications", number)
    if kind == "learning-opportunity":
        return translate_plural(
            "%(number)s learning opportunity", "%(number)s learning opportunities", number
        )
    if kind == "award-type":
        return translate_plural("%(number)s award type", "%(number)s award types", number)
    if kind == "level":
        return translate_plural("%(number)s level", "%(number)s levels", number)
    if kind == "organisation":
        return translate_plural("%(number)s organisation", "%(number)s organisations", number)
    if kind == "learning-outcome":
        return translate_plural("%(number)s learning outcome", "%(number)s learning outcomes", number)
    return translate_plural(
        "%(number)s thing that belongs to others", "%(number)s things that belong to others", number
    )
