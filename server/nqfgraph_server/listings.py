"""The lists of qualifications and of organisations: pages, JSON and CSV under one address each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, cast

import flask

from nqfgraph.describe import Text
from nqfgraph.errors import InputError
from nqfgraph.search import FacetValue, Filters, Item, OrganisationItem
from nqfgraph.search.reader import SORTS, Sort
from nqfgraph_server import tables
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.links import with_query
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sheets.reader import capitalise

blueprint = flask.Blueprint("listings", __name__)

FACETS: Sequence[str] = ("level", "award_type", "field", "status", "content")
_SIZE, _LARGEST_SIZE = 25, 1000


FACET_NAMES: Mapping[str, str] = {
    "level": _("Level"),
    "award_type": _("Award type"),
    "field": _("Field of education"),
    "status": _("Status"),
    "content": _("Kind of content"),
    "kind": _("Kind of organisation"),
}
_SCHEMES: Mapping[str, str] = {"status": "record-status", "content": "content", "kind": "organisation-kind"}
"""Facets whose values are concepts of the ontology, and the scheme they are in."""
SORT_NAMES: Mapping[str, str] = {
    "relevance": _("Best match"),
    "title": _("Title"),
    "code": _("Code"),
    "level": _("Level"),
}


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


@blueprint.get("/qualifications")
@blueprint.get(f"/<{LANGUAGE}:language>/qualifications")
def qualifications(language: str | None = None) -> flask.Response:
    """Answer the list of qualifications that the query string asks for."""
    media_type = tables.asked_format()
    if language is None and media_type == tables.HTML:
        return _in_language("listings.qualifications")
    opened = current_service().release()
    filters = _filters()
    size = min(tables.asked_number("size", _SIZE), _LARGEST_SIZE)
    search, reader = opened.search, reader_language()
    sort = _sort(filters)
    listing = search.qualifications(
        filters, reader, sort=sort, page=tables.asked_number("page", 1), size=size
    )
    if media_type != tables.HTML:
        table = tables.Table(
            columns=[each.name for each in fields(Item)],
            items=[asdict(each) for each in listing.items],
            rows=map(asdict, _all_qualifications(opened, filters, reader, sort)),
            total=listing.total,
            page=listing.page,
            pages=listing.pages,
            facets=listing.facets,
        )
        return tables.answer(table, opened, media_type)
    return page(
        "qualifications.html",
        opened,
        listing=listing,
        filters=filters,
        sort=sort,
        sorts=SORT_NAMES,
        facets=_boxes(listing.facets, {name: getattr(filters, name) for name in FACETS}, reader),
        pager=_pager(listing.page, listing.pages),
        narrowed=any(getattr(filters, facet) for facet in FACETS),
        labels=_concept_labels(reader),
        data_address=_data_address,
        tone_of=opened.tones.get,
    )


@blueprint.get("/organisations")
@blueprint.get(f"/<{LANGUAGE}:language>/organisations")
def organisations(language: str | None = None) -> flask.Response:
    """Answer the list of organisations."""
    media_type = tables.asked_format()
    if language is None and media_type == tables.HTML:
        return _in_language("listings.organisations")
    opened = current_service().release()
    text = flask.request.args.get("q", "").strip()
    kinds = tuple(flask.request.args.getlist("kind"))
    reader, size = reader_language(), min(tables.asked_number("size", _SIZE), _LARGEST_SIZE)
    found = opened.search.organisations(
        kinds, reader, text=text, page=tables.asked_number("page", 1), size=size
    )
    if media_type != tables.HTML:
        everything = opened.search.organisations(kinds, reader, text=text, size=tables.ALL)
        table = tables.Table(
            columns=[each.name for each in fields(OrganisationItem)],
            items=[asdict(each) for each in found.items],
            rows=map(asdict, everything.items),
            total=found.total,
            page=found.page,
            pages=found.pages,
            facets=found.facets,
        )
        return tables.answer(table, opened, media_type)
    return page(
        "organisations.html",
        opened,
        listing=found,
        text=text,
        facets=_boxes(found.facets, {"kind": kinds}, reader),
        narrowed=bool(kinds),
        labels=_concept_labels(reader),
        pager=_pager(found.page, found.pages),
        data_address=_data_address,
    )


def _filters() -> Filters:
    given = flask.request.args
    values = {facet: tuple(each for each in given.getlist(facet) if each) for facet in FACETS}
    return Filters(text=given.get("q", "").strip(), **cast(Any, values))


def _sort(filters: Filters) -> Sort:
    default = "relevance" if filters.text else "title"
    given = flask.request.args.get("sort") or default
    if given not in SORTS:
        raise InputError(f"“{given}” is no order of this list.", remedy=f"There are: {', '.join(SORTS)}.")
    return given


def _all_qualifications(opened: OpenRelease, filters: Filters, language: str, sort: Sort) -> Iterator[Item]:
    number, pages = 1, 1
    while number <= pages:
        listing = opened.search.qualifications(filters, language, sort=sort, page=number, size=tables.ALL)
        yield from listing.items
        number, pages = number + 1, listing.pages


def _boxes(
    facets: Mapping[str, tuple[FacetValue, ...]], chosen: Mapping[str, tuple[str, ...]], language: str
) -> list[FacetBox]:
    """Return the facets that have values, each with what is chosen in it."""
    labels = _concept_labels(language)
    return [
        FacetBox(
            name,
            translate(FACET_NAMES[name]),
            tuple(
                replace(each, label=labels.get(name, {}).get(each.value, each.label)) for each in facets[name]
            ),
            frozenset(chosen[name]),
        )
        for name in chosen
        if facets.get(name)
    ]


def _concept_labels(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return what the values of facets are called that are concepts of the ontology, by facet and value."""
    ontology = current_service().ontology
    return {
        facet: {
            concept.iri.rpartition("/")[2]: str(capitalise(Text(concept.label(language), language)))
            for concept in ontology.scheme(scheme).concepts.values()
        }
        for facet, scheme in _SCHEMES.items()
    }


def _pager(number: int, pages: int) -> Pager:
    return Pager(number, pages, lambda wanted: with_query(_address(), page=str(wanted)))


def _data_address(form: str) -> str:
    """Return the address of this list as data."""
    return with_query(
        flask.url_for(str(flask.request.endpoint)), format=form, page=None, lang=reader_language()
    )


def _address() -> str:
    return flask.url_for(str(flask.request.endpoint), **(flask.request.view_args or {}))


def _in_language(endpoint: str) -> flask.Response:
    return see_page(with_query(flask.url_for(endpoint, language=reader_language()), lang=None))
