"""The levels of other countries' frameworks, as facts: what is compared with the register's own framework."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from types import MappingProxyType

_WORD = re.compile("[A-Za-z]{4}")

QDR = "http://data.europa.eu/snb/qdr/"
"""Where the European Commission's vocabulary of frameworks and levels has its identifiers."""


@dataclass(frozen=True, slots=True)
class ForeignLevel:
    """A level of another framework; ``eqf`` and ``relation`` are empty where no source was seen for them."""

    label: str
    """As the framework counts it: ``6``, ``4+``, ``Entry Level 3``."""
    iri: str
    eqf: str
    """Notation of the EQF level that it has been related to."""
    relation: str
    """Name of a concept of the claim-status scheme."""
    source: str
    """IRI of the page that says so."""
    language: str = ""
    """Language tag of the label if there are words in it; empty for numbers and letters."""


@dataclass(frozen=True, slots=True)
class ForeignFramework:
    """A framework with its levels, the lowest first."""

    key: str
    abbreviation: str
    country: str
    """ISO 3166-1 alpha-2 code; ``XK`` for Kosovo."""
    name: str
    """In English."""
    iri: str
    levels: tuple[ForeignLevel, ...]

    def at(self, eqf: str) -> tuple[ForeignLevel, ...]:
        """Return the levels that have been related to an EQF level."""
        return tuple(each for each in self.levels if each.eqf == eqf)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the pages that say how its levels relate to the EQF; empty if none was seen."""
        return tuple(dict.fromkeys(each.source for each in self.levels if each.source))


@cache
def european_frameworks() -> Mapping[str, ForeignFramework]:
    """Return the frameworks of ``european.csv`` by key; README.md beside it says where its facts are from."""
    text = files("nqfgraph.frameworks").joinpath("european.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    found = {}
    for key, group in groupby(rows, key=lambda row: row["framework"]):
        members = list(group)
        first = members[0]
        found[key] = ForeignFramework(
            key=key,
            abbreviation=first["abbreviation"],
            country=first["country"],
            name=first["name"],
            iri=f"{QDR}{first['framework_iri']}",
            levels=tuple(
                ForeignLevel(
                    row["level"],
                    f"{QDR}{row['level_iri']}",
                    row["eqf"],
                    row["relation"],
                    row["source"],
                    _language(row["level"], row["country"]),
                )
                for row in members
            ),
        )
    return MappingProxyType(found)


def _language(label: str, country: str) -> str:
    """Return the language of a label with words in it: French for the French levels, else English."""
    if not _WORD.search(label):
        return ""
    return "fr" if country == "FR" else "en"
