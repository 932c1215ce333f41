"""Reads the search projection of a release."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.search import masks
from nqfgraph.search.answers import (
    COUNTED,
    FACETS,
    SKILL_GROUP,
    Correction,
    FacetValue,
    Filters,
    Item,
    Listing,
    OrganisationListing,
    Thing,
)
from nqfgraph.search.cells import Cells
from nqfgraph.search.database import Database
from nqfgraph.search.facets import facet_values
from nqfgraph.search.items import Items
from nqfgraph.search.labels import Labels
from nqfgraph.search.matching import Matcher, Matches
from nqfgraph.search.orders import SORTS, Orders, Sort
from nqfgraph.search.organisations import Organisations
from nqfgraph.search.paging import clip
from nqfgraph.search.skill_groups import SkillGroups
from nqfgraph.search.spelling import Spelling

_CELL_COLUMNS = {facet: facet for facet in COUNTED} | {
    "sector": "sectors",
    "field": "fields",
    "teaching_language": "teaching_languages",
}
"""Facet to the column of the table of cells; where it has several values, spaces part them."""

_MOST_KNOWN = 128
"""Combinations of filters whose facets are kept, some 50 kB each."""


class Search:
    """The projection of one release; may be used from several threads, each has its own connection.

    A release never changes, so the file is opened as immutable, and what lists are ordered by is read once.
    """

    def __init__(self, path: Path) -> None:
        """Open the projection; ReleaseError if it is missing or damaged."""
        self.path = path
        self._database = Database(path)
        try:
            register = self._register()
        except ReleaseError:
            self._database.close()
            raise
        self._known_facets: dict[tuple[Filters, str], dict[str, tuple[FacetValue, ...]]] = {}
        self.languages: tuple[str, ...] = tuple(register["languages"].split())
        self.base: str = register["base"]

    def _register(self) -> dict[str, str]:
        """Return what the file says of its register."""
        found = dict(self._database.rows("SELECT name, value FROM register"))
        if not {"languages", "base"} <= found.keys():
            raise ReleaseError(
                f"The search file {self.path} is not complete.", remedy="Build the release again."
            )
        return found

    def qualifications(
        self,
        filters: Filters,
        language: str | None = None,
        *,
        sort: Sort = "title",
        page: int = 1,
        size: int = 25,
        facets: bool = True,
    ) -> Listing:
        """Return one page of the qualifications that fit ``filters``, with the counts of all facets.

        Without ``facets`` they are not counted and empty. ``language`` of titles and labels: the register's
        own if None or unknown. ``relevance`` sorts like ``title`` where no text is asked for. A page beyond
        the last gives the last. A text without a letter or digit finds nothing. Raises InputError for an
        unknown ``sort`` and a page or size below 1.
        """
        if sort not in SORTS:
            raise InputError(f"“{sort}” is no order of a list.", remedy=f"There are: {', '.join(SORTS)}.")
        language = self._language(language)
        found = self._matcher.find(filters.text, best_first=sort == "relevance")
        if found is None and sort == "relevance":
            sort = "title"
        wanted = self._in_groups(found, filters.skill_group)
        counts = self._counts if wanted is None else wanted.counts(self._cell_of)
        fitting = self._cells.fitting(filters)
        allowed = self._cells.allowed(fitting, counts) if fitting else counts.keys()
        total = sum(map(counts.__getitem__, allowed))
        page, pages = clip(page, size, total)
        ids = self._ordered(wanted, sort, language)
        if len(allowed) < len(counts):
            ids = (each for each in ids if self._cell_of[each] in allowed)
        shown = islice(ids, (page - 1) * size, page * size)
        counted: dict[str, tuple[FacetValue, ...]] = {}
        if facets:
            counted = self._facets(filters, lambda: self._count(found, fitting, counts, language), language)
        return Listing(
            total=total,
            page=page,
            pages=pages,
            items=tuple(self._items.read(list(shown), language)),
            facets=counted,
        )

    def correction(self, text: str) -> Correction | None:
        """Return what was probably meant by ``text``; None if its words are well known or none is near."""
        return self._spelling.correct(text)

    def suggestions(self, text: str, language: str | None = None, *, size: int = 8) -> tuple[Item, ...]:
        """Return the qualifications that come first for the beginning of a text, each title once."""
        if not text.strip():
            return ()
        listing = self.qualifications(
            Filters(text=text), language, sort="relevance", size=3 * size, facets=False
        )
        titles: dict[str, Item] = {}
        for each in listing.items:
            titles.setdefault(each.title, each)
        return tuple(titles.values())[:size]

    def completeness(self) -> dict[str, int]:
        """Return how many qualifications are described in some respect, by its name.

        ``title-az`` and so on for titles by language; ``outcomes``, ``esco``, ``credits`` and what else
        ``gathering.py`` counts. Empty for a release of a version that did not count.
        """
        if "completeness" not in self._database.tables:
            return {}
        return dict(self._database.rows("SELECT name, number FROM completeness"))

    def spreads(self) -> dict[str, dict[str, int]]:
        """Return how many qualifications have each value of each facet, fields also by their broader ones.

        Without the facets that a release of an earlier version of the program does not hold.
        """
        held = (facet for facet in COUNTED if _CELL_COLUMNS[facet] in self._columns)
        return {facet: self._cells.facet(facet, {}, self._counts) for facet in held}

    def organisations(
        self,
        kind: Sequence[str] = (),
        language: str | None = None,
        *,
        text: str = "",
        page: int = 1,
        size: int = 25,
    ) -> OrganisationListing:
        """Return one page of the organisations of these kinds (all if empty), by name.

        ``text``: words that all stand in its names or cities, in whatever language. Language, page and size
        as in `qualifications`.
        """
        return self._organisations.listing(kind, self._language(language), text, page, size)

    def counts(self) -> dict[str, int]:
        """Return the number of things by kind."""
        return dict(self._things)

    def thing(self, iri: str) -> Thing | None:
        """Return what the release describes under ``iri`` (without fragment), or None."""
        rows = self._database.rows("SELECT iri, kind, digest FROM entity WHERE iri = ?", iri)
        return next((Thing(*row) for row in rows), None)

    def things(self, kind: str | None = None) -> Iterator[Thing]:
        """Yield everything that the release describes, of one kind or all, sorted by IRI."""
        query = "SELECT iri, kind, digest FROM entity WHERE ?1 IS NULL OR kind = ?1 ORDER BY iri"
        return (Thing(*row) for row in self._database.stream(query, kind))

    @cached_property
    def labels(self) -> Labels:
        """Return the labels of facet values."""
        return Labels(
            self._database.rows("SELECT facet, value, place, language, text FROM label"), self.languages
        )

    def close(self) -> None:
        """Close the connections of all threads; none of them may be asking any more."""
        self._database.close()

    @cached_property
    def _organisations(self) -> Organisations:
        return Organisations(self._database, self.base, self.labels, self.languages)

    # What is read once and kept, because a release does not change.

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self._database, self._orders.valid)

    @cached_property
    def _orders(self) -> Orders:
        return Orders(self._database, self._cells, self._cell_of, self.labels)

    @cached_property
    def _items(self) -> Items:
        return Items(self._database, self._cells, self.labels, self.base)

    @cached_property
    def _skill_groups(self) -> SkillGroups:
        return SkillGroups(self._database, self.labels)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._database)

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(name for _, name, *_ in self._database.rows("PRAGMA table_info(cell)"))

    @cached_property
    def _cells(self) -> Cells:
        known = [column if column in self._columns else "''" for column in _CELL_COLUMNS.values()]
        query = f"SELECT {', '.join(known)} FROM cell ORDER BY id"
        return Cells(tuple(tuple(value.split()) for value in row) for row in self._database.rows(query))

    @cached_property
    def _cell_of(self) -> array[int]:
        """Return the cell of each qualification by its id."""
        query = "SELECT cell FROM qualification ORDER BY id"
        return array("I", (cell for (cell,) in self._database.rows(query)))

    @cached_property
    def _counts(self) -> Counter[int]:
        return Counter(self._cell_of)

    @cached_property
    def _things(self) -> dict[str, int]:
        return dict(self._database.rows("SELECT kind, COUNT(*) FROM entity GROUP BY kind ORDER BY kind"))

    # Steps of a list.

    def _in_groups(self, found: Matches | None, groups: Sequence[str]) -> Matches | None:
        """Return what of the found teaches something below one of the groups; None for all qualifications."""
        if not groups:
            return found
        members = self._skill_groups.members(groups)
        return found.within(members) if found else Matches(members, len(self._cell_of))

    def _ordered(self, wanted: Matches | None, sort: Sort, language: str) -> Iterable[int]:
        order = self._orders.order(sort, language)
        if wanted is None:
            return order
        return wanted.by_relevance(order) if sort == "relevance" else wanted.in_order(order)

    def _facets(
        self, filters: Filters, count: Callable[[], dict[str, tuple[FacetValue, ...]]], language: str
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Return all facets, counted anew only if they are not known: every page of a list has the same."""
        known = self._known_facets.get((filters, language))
        if known is None:
            if len(self._known_facets) >= _MOST_KNOWN:
                self._known_facets.clear()
            known = self._known_facets[filters, language] = count()
        return known

    def _count(
        self,
        found: Matches | None,
        fitting: Mapping[str, set[int]],
        counts: Mapping[int, int],
        language: str,
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Count all facets; ``counts`` are by cell under the filter of groups, ``found`` is without it."""
        facets = {
            facet: facet_values(facet, self._cells.facet(facet, fitting, counts), self.labels, language)
            for facet in COUNTED
        }
        if self._skill_groups.known:
            facets[SKILL_GROUP] = self._skill_groups.facet(self._left(found, fitting), language)
        return {facet: facets[facet] for facet in FACETS if facet in facets}

    def _left(self, found: Matches | None, fitting: Mapping[str, set[int]]) -> int | None:
        """Return what the text and all filters but that of groups leave, as bits; None for everything."""
        if not fitting:
            return found.bits if found else None
        flags = self._cells.flags(fitting)
        left = masks.collapse(bytes(map(flags.__getitem__, self._cell_of)))
        return left & found.bits if found else left

    def _language(self, language: str | None) -> str:
        return language if language in self.languages else self.languages[0]
