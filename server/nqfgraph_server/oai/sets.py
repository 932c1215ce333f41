"""The sets, such as ``kind:qualification``, ``level:6`` and ``field:0613``, and the three above them.

A part of a specification that the protocol does not allow in it (OAI-PMH 2.0, § 2.6) is written as a tilde
and its code in hexadecimal, so that every key has a set of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.changelog import ChangeLog
from nqfgraph.describe import Neighbourhood

KINDS = ("qualification", "organisation", "level", "award-type", "learning-opportunity")
"""The kinds of things that are items."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        # The checker of openarchives.org asks for the first set and wants it named in the headers of that.
        "kind:qualification": "Qualifications",
        "kind:organisation": "Organisations",
        "kind:level": "Levels of the framework",
        "kind:award-type": "Award types",
        "kind:learning-opportunity": "Learning opportunities",
        "kind": "Everything by kind",
        "level": "Qualifications by level of the framework",
        "field": "Qualifications by field of education and training (ISCED-F 2013)",
    }
)
"""The sets that are always there, with their names; that of learning opportunities if there was ever one."""

_IF_THERE = "learning-opportunity"
"""The kind that a register may do without."""

_NOT_ALLOWED = re.compile(rb"[^A-Za-z0-9\-_.!*'()]")


@dataclass(frozen=True, slots=True)
class Selection:
    """What a set has: kinds, and, if it goes by a facet, its name and value; an empty value is any."""

    kinds: tuple[str, ...] = KINDS
    facet: tuple[str, str] | None = None


def specification(name: str, value: str, base: str) -> str:
    """Return the specification of the set that a facet makes."""
    key = value.removeprefix(f"{base}id/level/")
    code = key if key != value else value.rpartition("/")[2]
    return f"{name}:{_NOT_ALLOWED.sub(lambda found: b'~%02X' % found[0][0], code.encode()).decode()}"


def sets_of(log: ChangeLog, iri: str, kind: str, base: str) -> list[str]:
    """Return the specifications of the sets that an item is in; those above them go without saying."""
    return [f"kind:{kind}", *(specification(*facet, base) for facet in log.facets(iri))]


def select(log: ChangeLog, asked: str | None, base: str) -> Selection | None:
    """Return what a set has; all items if none is asked, None for a set that there is not."""
    if asked is None or asked == "kind":
        return Selection()
    if asked.startswith("kind:"):
        kind = asked.removeprefix("kind:")
        return Selection((kind,)) if kind in KINDS else None
    if asked in NAMES:
        return Selection(("qualification",), (asked, ""))
    for name, value in log.facet_values():
        if asked == specification(name, value, base):
            return Selection(("qualification",), (name, value))
    return None


def list_sets(log: ChangeLog, base: str) -> Iterator[tuple[str, str]]:
    """Yield the specification and the English name of each set."""
    for name, title in NAMES.items():
        if name != f"kind:{_IF_THERE}" or log.count_items(_IF_THERE):
            yield name, title
    for name, value in log.facet_values():
        yield specification(name, value, base), _label(log, value)


def _label(log: ChangeLog, iri: str) -> str:
    entry = log.latest(iri)
    if entry is None:
        return iri
    quads = ox.parse(log.content(entry.number), format=ox.RdfFormat.N_QUADS)
    label = Neighbourhood(iri, (each.triple for each in quads)).label(iri, "en")
    return label.value if label else iri
