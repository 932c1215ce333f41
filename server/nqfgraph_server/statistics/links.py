"""How good the links from learning outcomes to ESCO are, as the build of the release has counted it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nqfgraph.model.link_figures import Decided, LinkFigures
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import translate
from nqfgraph_server.service import OpenRelease

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "manual": _("Found by a person"),
        "fts5-rrf": _("Suggested by words"),
        "fts5-minilm-rrf": _("Suggested by words and meaning"),
        "language-model": _("Chosen by a language model"),
    }
)
"""Method of a decision to its name; others are shown as the register writes them."""
_VOCABULARIES = MappingProxyType({"esco": "ESCO"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: how many of how many."""

    value: str
    label: str
    number: int
    of: int

    @property
    def percent(self) -> float:
        """Return the share in per cent; 0 where there is nothing to take it of."""
        return round(100 * self.number / self.of, 1) if self.of else 0.0


@dataclass(frozen=True, slots=True)
class LinkQuality:
    """What the section on links shows."""

    figures: LinkFigures
    outcomes: tuple[Line, ...]
    """Of all outcomes; one may be in several lines."""
    methods: tuple[Line, ...]
    """Accepted of what was decided, by how the skill was found."""
    versions: tuple[Line, ...]
    """Accepted of what was decided, by the version it was decided with."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no link and no decision to tell of."""
        return not (self.figures.links or self.figures.rejected or self.figures.none_fits)


def link_quality(opened: OpenRelease) -> LinkQuality | None:
    """Return the figures of a release in the reader's language; None if its build did not count them."""
    found = opened.statistics.links
    if found is None:
        return None
    counted = (
        ("linked", translate(_("With a link to ESCO")), found.linked),
        ("none-fits", translate(_("No skill of ESCO fits")), found.none_fits),
        ("undecided", translate(_("Waiting for a decision")), found.undecided),
    )
    return LinkQuality(
        found,
        tuple(Line(value, label, number, found.outcomes) for value, label, number in counted),
        _lines(found.methods, {name: translate(title) for name, title in METHODS.items()}),
        _lines(found.versions, {name: _edition(name) for name in found.versions}),
    )


def rows(quality: LinkQuality | None) -> list[dict[str, object]]:
    """Return the lines as data, in the columns of the other figures."""
    if quality is None:
        return []
    tables = {
        "links": quality.outcomes,
        "links_by_method": quality.methods,
        "links_by_version": quality.versions,
    }
    return [
        {
            "figure": figure,
            "value": line.value,
            "label": line.label,
            "number": line.number,
            "percent": line.percent,
        }
        for figure, lines in tables.items()
        for line in lines
    ]


def _lines(decided: Mapping[str, Decided], labels: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        Line(name, labels.get(name, name), each.accepted, each.accepted + each.rejected)
        for name, each in decided.items()
    )


def _edition(name: str) -> str:
    """Return what a vocabulary and its version are called (``ESCO 1.2.0``)."""
    vocabulary, _space, version = name.partition(" ")
    return " ".join(filter(None, (_VOCABULARIES.get(vocabulary, vocabulary), version))) or translate(
        _("not stated")
    )
