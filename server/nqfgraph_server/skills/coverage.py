"""How far qualifications prepare for occupations: the share of the essential skills that they teach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from nqfgraph.describe import Neighbourhood, Text, names
from nqfgraph_server.languages import reader_language
from nqfgraph_server.service import OpenRelease
from nqfgraph_server.skills.asking import ask, fill
from nqfgraph_server.skills.concepts import Link, has_vocabulary, link, links
from nqfgraph_server.subjects import Subject

_SKILLS = 40
"""Most skills of a qualification that occupations are looked for by."""
_MOST = 5
"""Most occupations that the page of a qualification shows."""


@dataclass(frozen=True, slots=True)
class Covering:
    """A qualification that teaches essential skills of an occupation."""

    iri: str
    title: Text
    covered: int
    needed: int
    missing: tuple[Link, ...]

    @property
    def percent(self) -> int:
        """Return the share of the essential skills that it teaches."""
        return round(100 * self.covered / self.needed)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An occupation that a qualification prepares for."""

    occupation: Link
    covered: int
    needed: int

    @property
    def percent(self) -> int:
        """Return the share of its essential skills that the qualification teaches."""
        return round(100 * self.covered / self.needed)


@dataclass(frozen=True, slots=True)
class TaughtBy:
    """What the page of a qualification says of its skills."""

    skills: tuple[Link, ...]
    occupations: tuple[Prepared, ...]


def covering(opened: OpenRelease, iri: str, essential: Sequence[str], known: Neighbourhood) -> list[Covering]:
    """Return the qualifications that teach most of the essential skills of an occupation, the best first.

    ``known`` names the skills. Any StoreError where the release cannot be asked in time.
    """
    found = {row["qualification"]: int(row["number"]) for row in ask(opened, "occupation-teachers", [iri])}
    taught: defaultdict[str, set[str]] = defaultdict(set)
    if found:
        for row in ask(opened, "skills-of-qualifications", list(found)):
            taught[row["qualification"]].add(row["skill"])
    called = names(opened.store, found)
    return [
        Covering(
            each,
            called.label(each, reader_language()) or Text(each, ""),
            number,
            len(essential),
            tuple(links(known, set(essential) - taught[each])),
        )
        for each, number in found.items()
    ]


def taught_by(opened: OpenRelease, subject: Subject) -> TaughtBy:
    """Return the skills of a qualification, and the occupations that it prepares for, the best first."""
    iris = sorted(
        {
            skill.iri
            for group in subject.sheet.outcomes
            for outcome in group.outcomes
            for skill in outcome.skills
            if skill.iri
        }
    )
    return TaughtBy(
        tuple(links(names(opened.store, iris), iris)),
        tuple(_occupations(opened, iris[:_SKILLS])) if iris and has_vocabulary(opened) else (),
    )


def _occupations(opened: OpenRelease, skills: Sequence[str]) -> list[Prepared]:
    # Every step of the query is limited, so it needs no process of its own.
    rows = opened.store.query(fill("occupations-of-skills", skills))
    assert isinstance(rows, ox.QuerySolutions)  # of a SELECT
    found = [(row["occupation"].value, int(row["number"].value), int(row["needed"].value)) for row in rows]
    found.sort(key=lambda each: (-each[1] / each[2], -each[1], each[0]))
    called = names(opened.store, [iri for iri, _, _ in found[:_MOST]])
    return [Prepared(link(called, iri), covered, needed) for iri, covered, needed in found[:_MOST]]
