"""What stands around a list on its page: pages to turn, boxes of facets, ways out of an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import flask

from nqfgraph.describe import Text
from nqfgraph.search import FacetValue
from nqfgraph.search.answers import FACETS
from nqfgraph.search.labels import Labels
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.links import with_query
from nqfgraph_server.service import current_service
from nqfgraph_server.sheets.reader import capitalise

FACET_NAMES: Mapping[str, str] = {
    "level": _("Level"),
    "award_type": _("Award type"),
    "field": _("Field of education"),
    "teaching_language": _("Language of teaching"),
    "status": _("Status"),
    "content": _("Kind of content"),
    "kind": _("Kind of organisation"),
}
_SCHEMES: Mapping[str, str] = {
    "teaching_language": "language",
    "status": "record-status",
    "content": "content",
    "kind": "organisation-kind",
}
"""Facets whose values are concepts of the ontology, and the scheme they are in."""


ALL = "*"
"""Stands for all facets, where a name of one is expected."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in a list the reader is, and the address of any other page of it."""

    page: int
    pages: int
    address: Callable[[int], str]

    def around(self) -> list[int | None]:
        """Return the pages to link: the first, the last and those near; None stands for a gap."""
        near = sorted({1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)})
        linked: list[int | None] = []
        for number in near:
            if linked and linked[-1] is not None and number - linked[-1] > 1:
                linked.append(None)
            linked.append(number)
        return linked


@dataclass(frozen=True, slots=True)
class FacetBox:
    """A facet with the values that are chosen in it."""

    name: str
    title: str
    values: tuple[FacetValue, ...]
    chosen: frozenset[str]

    def opens(self, value: FacetValue) -> bool:
        """Say whether something below a value is chosen, so that it has to be seen."""
        return any(each.value in self.chosen or self.opens(each) for each in value.within)


@dataclass(frozen=True, slots=True)
class WayOut:
    """What would be found without one of the filters."""

    title: str
    number: int
    address: str


def boxes(
    facets: Mapping[str, tuple[FacetValue, ...]],
    chosen: Mapping[str, tuple[str, ...]],
    language: str,
    known: Labels,
) -> list[FacetBox]:
    """Return the facets that have values, each with what is chosen in it; ``known`` names values.

    What is chosen is there even where it leaves nothing: else the form would lose it unseen.
    """
    labels = concept_labels(language)

    def labelled(facet: str, value: FacetValue) -> FacetValue:
        return replace(value, label=labels.get(facet, {}).get(value.value, value.label))

    found = []
    for name, wanted in chosen.items():
        values = facets.get(name, ())
        there = _within(values)
        missing = [
            FacetValue(each, known.text(name, each, language), 0)
            for each in dict.fromkeys(wanted)
            if each not in there
        ]
        if values or missing:
            shown = tuple(labelled(name, each) for each in (*values, *missing))
            found.append(FacetBox(name, translate(FACET_NAMES[name]), shown, frozenset(wanted)))
    return found


def _within(values: Iterable[FacetValue]) -> set[str]:
    return {value for each in values for value in (each.value, *_within(each.within))}


def concept_labels(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return what the values of facets are called that are concepts of the ontology, by facet and value."""
    ontology = current_service().ontology
    return {
        facet: {
            concept.iri.rpartition("/")[2]: str(capitalise(Text(concept.label(language), language)))
            for concept in ontology.scheme(scheme).concepts.values()
        }
        for facet, scheme in _SCHEMES.items()
    }


def ways(found: list[tuple[str, int]]) -> list[WayOut]:
    """Return the ways out of an empty list: names of parameters to leave out, and what is found then."""
    titles = {name: translate(title) for name, title in FACET_NAMES.items()}
    titles |= {"q": translate("the words"), ALL: translate("all filters")}
    return [
        WayOut(
            titles[name],
            number,
            with_query(list_address(), **dict.fromkeys(["page", *(FACETS if name == ALL else [name])])),
        )
        for name, number in found
    ]


def pager(number: int, pages: int) -> Pager:
    """Return the pages of the list that is asked for."""
    return Pager(number, pages, lambda wanted: with_query(list_address(), page=str(wanted)))


def data_address(form: str) -> str:
    """Return the address of this list as data."""
    return with_query(
        flask.url_for(str(flask.request.endpoint)), format=form, page=None, lang=reader_language()
    )


def list_address() -> str:
    """Return the address of this list without its query."""
    return flask.url_for(str(flask.request.endpoint), **(flask.request.view_args or {}))
