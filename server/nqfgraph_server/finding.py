"""What a request asks of the list of qualifications, and what is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import flask
import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.search import Correction, Filters, Item, Listing
from nqfgraph.search.answers import FACETS
from nqfgraph.search.orders import SORTS, Sort
from nqfgraph.vocab import DCTERMS, ELM, RDF
from nqfgraph_server import memento, tables
from nqfgraph_server.links import with_query
from nqfgraph_server.service import PARAMETER, OpenRelease, current_service

SIZE, LARGEST_SIZE = 25, 1000
"""Items on a page if nothing is said, and at most."""
AS_OF = "as_of"
"""Name of the parameter that asks for the list of a day."""
_FEW = 3
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of the list of qualifications."""

    filters: Filters
    sort: Sort
    page: int
    size: int

    @property
    def narrowed(self) -> tuple[str, ...]:
        """Return the facets that have a filter."""
        return tuple(facet for facet in FACETS if getattr(self.filters, facet))


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, perhaps for other words than were asked."""

    listing: Listing
    filters: Filters
    """What the listing is of."""
    correction: Correction | None = None
    """What was probably meant; ``listing`` is of that if nothing was found for what was asked."""


def read_asked() -> Asked:
    """Return what the query string of this request asks; InputError for values that cannot be."""
    given = flask.request.args
    values: dict[str, Any] = {facet: tuple(each for each in given.getlist(facet) if each) for facet in FACETS}
    filters = Filters(text=given.get("q", "").strip(), **values)
    sort = given.get("sort") or ("relevance" if filters.text else "title")
    if sort not in SORTS:
        raise InputError(f"“{sort}” is no order of this list.", remedy=f"There are: {', '.join(SORTS)}.")
    size = min(tables.asked_number("size", SIZE), LARGEST_SIZE)
    return Asked(filters, sort, tables.asked_number("page", 1), size)


def find(opened: OpenRelease, asked: Asked, language: str) -> Found:
    """Return what a release has; for words that nothing has, what the nearest words find."""
    listing = _page(opened, asked, asked.filters, language)
    if not asked.filters.text or listing.total >= _FEW:
        return Found(listing, asked.filters)
    correction = opened.search.correction(asked.filters.text)
    if correction is None or not correction.instead:
        return Found(listing, asked.filters, correction)
    filters = replace(asked.filters, text=correction.text)
    corrected = _page(opened, asked, filters, language)
    return Found(corrected, filters, correction) if corrected.total else Found(listing, asked.filters)


def everything(opened: OpenRelease, asked: Asked, filters: Filters, language: str) -> Iterator[Item]:
    """Yield all that fits ``filters`` in the asked order, whatever page was asked."""
    number, pages = 1, 1
    while number <= pages:
        wanted = replace(asked, page=number, size=tables.ALL)
        listing = _page(opened, wanted, filters, language)
        yield from listing.items
        number, pages = number + 1, listing.pages


def ways_out(opened: OpenRelease, asked: Asked, language: str) -> list[tuple[str, int]]:
    """Return how much leaving out a filter would find, by the name of the parameter; only what helps.

    ``*`` stands for leaving out all but the text.
    """
    several = [*asked.narrowed, *(["text"] if asked.filters.text and asked.narrowed else [])]
    found = [
        ("q" if each == "text" else each, _count(opened, _without(asked.filters, each), language))
        for each in several
    ]
    if asked.filters.text and len(asked.narrowed) > 1:
        found.append(("*", _count(opened, Filters(text=asked.filters.text), language)))
    return [(name, number) for name, number in found if number]


def as_data(opened: OpenRelease, asked: Asked, found: Found, language: str) -> tables.Table:
    """Return a page as data; in CSV and Turtle it is the whole list."""
    rows = everything(opened, asked, found.filters, language)
    return tables.Table(
        columns=list(Item.__dataclass_fields__),
        items=[asdict(each) for each in found.listing.items],
        rows=map(asdict, rows),
        triples=(triple for each in rows for triple in _triples(opened, each)),
        total=found.listing.total,
        page=found.listing.page,
        pages=found.listing.pages,
        facets=found.listing.facets,
        more={"correction": asdict(found.correction)} if found.correction else {},
    )


def asked_day() -> str | None:
    """Return the release that was current at the end of the day ``as_of``; None if no day is asked.

    Raises InputError for what is no day and for one before the first release.
    """
    given = flask.request.args.get(AS_OF, "").strip()
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise InputError(
            f"The day is “{given[:_SHOWN]}”, which is no date.", remedy="Write it as 2026-11-23."
        ) from None
    mementos = current_service().mementos()
    first = mementos[-1].created.date()
    if day < first:
        raise InputError(
            f"Nothing had been published on {day}.",
            remedy=f"The first release is of {first}; ask a later day.",
        )
    return memento.choose(mementos, datetime.combine(day, time.max, UTC)).version


def day_address(address: str, version: str) -> str:
    """Return ``address`` with this request's query, for a release instead of a day."""
    return with_query(address, **{AS_OF: None, PARAMETER: version})


def _page(opened: OpenRelease, asked: Asked, filters: Filters, language: str) -> Listing:
    return opened.search.qualifications(filters, language, sort=asked.sort, page=asked.page, size=asked.size)


def _count(opened: OpenRelease, filters: Filters, language: str) -> int:
    return opened.search.qualifications(filters, language, size=1, facets=False).total


def _without(filters: Filters, name: str) -> Filters:
    none: dict[str, Any] = {name: "" if name == "text" else ()}
    return replace(filters, **none)


def _triples(opened: OpenRelease, item: Item) -> Iterator[ox.Triple]:
    iri = ox.NamedNode(item.iri)
    yield ox.Triple(iri, RDF.type, ELM.Qualification)
    title = ox.Literal(item.title, language=item.language) if item.language else ox.Literal(item.title)
    yield ox.Triple(iri, DCTERMS.title, title)
    if item.level:
        yield ox.Triple(iri, ELM.NQFLevel, ox.NamedNode(f"{opened.iris.base}id/level/{item.level}"))
