"""What stands around a list on its page: pages to turn, boxes of facets, ways out of an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import flask

from nqfgraph.describe import Text
from nqfgraph.search import FacetValue
from nqfgraph.search.answers import FACETS
from nqfgraph.search.labels import Labels
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.links import with_query
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sheets.reader import capitalise

FACET_NAMES: Mapping[str, str] = {
    "level": _("Level"),
    "award_type": _("Award type"),
    "sector": _("Sector of education"),
    "field": _("Field of education"),
    "skill_group": _("Group of skills"),
    "teaching_language": _("Language of teaching"),
    "status": _("Status"),
    "content": _("Kind of content"),
    "kind": _("Kind of organisation"),
}
_SCHEMES: Mapping[str, str] = {
    "sector": "education-sector",
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
class Chosen:
    """A value that a list is narrowed to, and the address of the list without it."""

    title: str
    """What its facet is called."""
    value: FacetValue
    address: str


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
        label = labels.get(facet, {}).get(value.value)
        return replace(value, label=label, language="") if label else value

    found = []
    for name, wanted in chosen.items():
        values = facets.get(name, ())
        there = {each.value for each in _flat(values)}
        absent = [each for each in dict.fromkeys(wanted) if each not in there]
        missing = [_absent(name, each, language, known) for each in absent]
        if values or missing:
            shown = tuple(labelled(name, each) for each in (*values, *missing))
            found.append(FacetBox(name, translate(FACET_NAMES[name]), shown, frozenset(wanted)))
    return found


def chosen_values(several: Iterable[FacetBox]) -> list[Chosen]:
    """Return what is chosen in facets, in the order of the page; a value that stands twice in a tree once."""
    return [
        Chosen(box.title, value, _without(box.name, value.value))
        for box in several
        for value in {each.value: each for each in _flat(box.values)}.values()
        if value.value in box.chosen
    ]


def _without(name: str, value: str) -> str:
    """Return the address of this list without one value of a parameter, and from its first page."""
    address = with_query(list_address(), page=None, **{name: None})
    others = [(name, each) for each in flask.request.args.getlist(name) if each not in ("", value)]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(others)}" if others else address


def _flat(values: Iterable[FacetValue]) -> Iterator[FacetValue]:
    for each in values:
        yield each
        yield from _flat(each.within)


def _absent(facet: str, value: str, language: str, known: Labels) -> FacetValue:
    label, tag = known.choice(facet, value, language)
    return FacetValue(value, label, 0, language=tag)


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


def label_of(opened: OpenRelease, language: str) -> Callable[[str, str], Text]:
    """Return a function that gives the label of a value of a facet, with the language it is in."""
    concepts = concept_labels(language)

    def find(facet: str, value: str) -> Text:
        if value in concepts.get(facet, {}):
            return Text(concepts[facet][value], language)
        label, tag = opened.search.labels.choice(facet, value, language)
        return Text(label, tag or language)

    return find


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
