"""Qualifications that are like another one, with the reasons; what is looked through is limited."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from nqfgraph.describe import Text, names
from nqfgraph.iris import document
from nqfgraph.queries import load
from nqfgraph.search import Filters
from nqfgraph.vocab import ELM
from nqfgraph_server.languages import translate, translate_plural
from nqfgraph_server.service import OpenRelease
from nqfgraph_server.subjects import Subject

_MOST = 6
_SKILLS = 40


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar qualification and why it is one."""

    iri: str
    key: str
    title: Text
    reasons: tuple[str, ...]


def similar_to(opened: OpenRelease, subject: Subject) -> tuple[Similar, ...]:
    """Return up to six others: those that share most ESCO skills, then those of the same level and field."""
    shared = _sharing(opened, subject)
    alike = _alike(opened, subject)
    chosen = list(dict.fromkeys([*shared, *alike]))[:_MOST]
    called = names(opened.store, [each for each in chosen if each not in alike])
    found = []
    for iri in chosen:
        reasons = []
        if iri in alike:
            reasons.append(translate("same level and field"))
        if iri in shared:
            reasons.append(
                translate_plural("shares %(number)s ESCO skill", "shares %(number)s ESCO skills", shared[iri])
            )
        title = alike.get(iri) or called.label(iri, subject.reader.language) or Text(iri, "")
        key = iri.removeprefix(f"{opened.iris.base}id/qualification/")
        found.append(Similar(iri, key, title, tuple(reasons)))
    return tuple(found)


def _alike(opened: OpenRelease, subject: Subject) -> dict[str, Text]:
    level = subject.sheet.level
    fields = tuple(iri.rpartition("/")[2] for iri in subject.reader.of.nodes(subject.iri, ELM.ISCEDFCode))
    if level is None or not fields:
        return {}
    filters = Filters(level=(level.notation,), field=fields, status=("valid",))
    found = opened.search.qualifications(filters, subject.reader.language, size=_MOST + 1, facets=False)
    return {each.iri: Text(each.title, each.language) for each in found.items if each.iri != subject.iri}


def _sharing(opened: OpenRelease, subject: Subject) -> dict[str, int]:
    """Return the qualifications whose outcomes have most of the skills, with their numbers."""
    skills = [
        skill.iri
        for group in subject.sheet.outcomes
        for outcome in group.outcomes
        for skill in outcome.skills
        if skill.iri
    ]
    if not skills:
        return {}
    nodes = " ".join(str(ox.NamedNode(each)) for each in sorted(set(skills))[:_SKILLS])
    query = re.sub(r"\?things\b", lambda _: nodes, load("sharing"))
    rows = opened.store.query(query)
    assert isinstance(rows, ox.QuerySolutions)  # of a SELECT
    found: dict[str, int] = {}
    for row in rows:
        thing, number = row["qualification"], row["number"]
        if isinstance(thing, ox.NamedNode) and isinstance(number, ox.Literal):
            found[document(thing.value)] = int(number.value)
    found.pop(subject.iri, None)
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0]))[:_MOST])
