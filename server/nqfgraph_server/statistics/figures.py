"""The figures of a release: how its qualifications are spread, and how completely they are described.

Everything comes from the search projection, which was counted at the build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

import flask

from nqfgraph.search import Filters
from nqfgraph_server import browsing
from nqfgraph_server.languages import LANGUAGES, reader_language, translate
from nqfgraph_server.languages import marked as _
from nqfgraph_server.service import OpenRelease

SPREADS: Mapping[str, str] = MappingProxyType(
    {
        "level": _("Qualifications by level"),
        "award_type": _("Qualifications by award type"),
        "field": _("Qualifications by field of education"),
        "teaching_language": _("Qualifications by language of teaching"),
        "status": _("Qualifications by status"),
        "content": _("Qualifications by kind of content"),
    }
)
"""Facet to the title of its figure."""

RESPECTS: Mapping[str, str] = MappingProxyType(
    {
        "description": _("Description"),
        "field": _("Field of education"),
        "credits": _("Credits"),
        "duration": _("Duration"),
        "entry": _("Entry requirement"),
        "language": _("Language of teaching"),
        "outcomes": _("Learning outcomes"),
        "esco": _("Learning outcomes with ESCO skills"),
        "awarding-body": _("Awarding bodies"),
        "homepage": _("Website"),
    }
)
"""In what respects the descriptions are counted, as the projection names them."""

COMPLETENESS = "completeness"
COMPLETENESS_TITLE = _("How completely qualifications are described")


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a figure."""

    value: str
    label: str
    number: int
    percent: float
    """Of all qualifications; a qualification with several fields is in several lines."""
    length: float
    """Of the longest line, in per cent."""
    address: str | None = None
    tone: int | None = None
    """Colour of a level."""
    language: str = ""
    """Language tag of a label that is not in the reader's language."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart that is a table."""

    name: str
    title: str
    bars: tuple[Bar, ...]
    overlapping: bool = False
    """True if a qualification may be counted in several lines."""


def figures(opened: OpenRelease) -> list[Figure]:
    """Return the figures of a release in the reader's language; those with nothing to show are left out."""
    listing = opened.search.qualifications(Filters(), reader_language(), size=1)
    spread = {name: (getattr(Filters(), name)) for name in SPREADS}
    found = [
        Figure(
            box.name,
            translate(SPREADS[box.name]),
            _bars(
                [(each.value, each.label or each.value, each.count) for each in box.values],
                listing.total,
                facet=box.name,
                tones=opened.tones if box.name == "level" else {},
                languages={each.value: each.language for each in box.values},
            ),
            overlapping=box.name in ("field", "teaching_language"),
        )
        for box in browsing.boxes(listing.facets, spread, reader_language(), opened.search.labels)
    ]
    counted = opened.search.completeness()
    if counted and listing.total:
        found.append(_completeness(counted, opened.search.languages, listing.total))
    return found


def rows(several: list[Figure]) -> list[dict[str, object]]:
    """Return the lines of all figures as data."""
    return [
        {
            "figure": figure.name,
            "value": bar.value,
            "label": bar.label,
            "number": bar.number,
            "percent": bar.percent,
        }
        for figure in several
        for bar in figure.bars
    ]


def completeness_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Return in what respects descriptions are counted, in their order: name in the projection to words."""
    named = {f"title-{tag}": translate("Title: %(name)s", name=LANGUAGES.get(tag, tag)) for tag in languages}
    return named | {name: translate(title) for name, title in RESPECTS.items()}


def _completeness(counted: Mapping[str, int], languages: tuple[str, ...], total: int) -> Figure:
    named = completeness_names(languages)
    lines = [(name, label, counted.get(name, 0)) for name, label in named.items()]
    return Figure(
        COMPLETENESS,
        translate(COMPLETENESS_TITLE),
        _bars(lines, total, against_all=True),
        overlapping=True,
    )


def _bars(
    lines: list[tuple[str, str, int]],
    total: int,
    *,
    facet: str | None = None,
    tones: Mapping[str, int] = MappingProxyType({}),
    languages: Mapping[str, str] = MappingProxyType({}),
    against_all: bool = False,
) -> tuple[Bar, ...]:
    longest = total if against_all else max((number for _, _, number in lines), default=0)
    return tuple(
        Bar(
            value,
            label,
            number,
            round(100 * number / total, 1),
            round(100 * number / longest, 1) if longest else 0.0,
            _address(facet, value) if facet else None,
            tones.get(value),
            languages.get(value, ""),
        )
        for value, label, number in lines
    )


def _address(facet: str, value: str) -> str:
    return (
        f"{flask.url_for('listings.qualifications', language=reader_language())}?{urlencode({facet: value})}"
    )
