"""Reads the search projection of a release."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal

from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.search.answers import (
    FACETS,
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
from nqfgraph.search.labels import Labels
from nqfgraph.search.matching import Matcher, Matches
from nqfgraph.search.organisations import Organisations
from nqfgraph.search.paging import clip
from nqfgraph.search.spelling import Spelling

Sort = Literal["title", "code", "level", "relevance"]
SORTS: tuple[Sort, ...] = ("title", "code", "level", "relevance")
_CELL_COLUMNS = {facet: facet for facet in FACETS} | {
    "field": "fields",
    "teaching_language": "teaching_languages",
}
"""Facet to the column of the table of cells; where it has several values, spaces part them."""


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
        self.languages: tuple[str, ...] = tuple(register["languages"].split())
        self.base: str = register["base"]
        self._orders: dict[tuple[Sort, str], array[int]] = {}

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
    ) -> Listing:
        """Return one page of the qualifications that fit ``filters``, with the counts of all facets.

        ``language`` of titles and labels: the register's own if None or unknown. ``relevance`` sorts like
        ``title`` where no text is asked for. A page beyond the last gives the last. A text without a letter
        or digit finds nothing. Raises InputError for an unknown ``sort`` and a page or size below 1.
        """
        if sort not in SORTS:
            raise InputError(f"“{sort}” is no order of a list.", remedy=f"There are: {', '.join(SORTS)}.")
        language = self._language(language)
        found = self._matcher.find(filters.text, best_first=sort == "relevance")
        counts = self._counts if found is None else found.counts(self._cell_of)
        fitting = self._cells.fitting(filters)
        allowed = self._cells.allowed(fitting, counts)
        total = sum(map(counts.__getitem__, allowed))
        page, pages = clip(page, size, total)
        ids = self._ordered(found, sort, language)
        if len(allowed) < len(counts):
            ids = (each for each in ids if self._cell_of[each] in allowed)
        shown = islice(ids, (page - 1) * size, page * size)
        return Listing(
            total=total,
            page=page,
            pages=pages,
            items=tuple(self._items(list(shown), language)),
            facets={
                facet: self._facet(facet, self._cells.facet(facet, fitting, counts), language)
                for facet in FACETS
            },
        )

    def correction(self, text: str) -> Correction | None:
        """Return what was probably meant by ``text``; None if its words are well known or none is near."""
        return self._spelling.correct(text)

    def suggestions(self, text: str, language: str | None = None, *, size: int = 8) -> tuple[Item, ...]:
        """Return the qualifications that come first for the beginning of a text, each title once."""
        if not text.strip():
            return ()
        listing = self.qualifications(Filters(text=text), language, sort="relevance", size=3 * size)
        titles: dict[str, Item] = {}
        for each in listing.items:
            titles.setdefault(each.title, each)
        return tuple(titles.values())[:size]

    def completeness(self) -> dict[str, int]:
        """Return how many qualifications are described in some respect, by its name.

        ``title-az`` and so on for titles by language; ``outcomes``, ``esco``, ``credits`` and what else
        ``completeness.rq`` counts. Empty for a release of a version that did not count.
        """
        if "completeness" not in self._database.tables:
            return {}
        return dict(self._database.rows("SELECT name, number FROM completeness"))

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
        return Matcher(self._database, len(self._cell_of))

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._database)

    @cached_property
    def _cells(self) -> Cells:
        columns = [name for _, name, *_ in self._database.rows("PRAGMA table_info(cell)")]
        known = [_CELL_COLUMNS[facet] if _CELL_COLUMNS[facet] in columns else "''" for facet in FACETS]
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

    def _order(self, sort: Sort, language: str) -> array[int]:
        """Return the ids of all qualifications in their order."""
        if sort == "code":
            return array("I", range(len(self._cell_of)))
        if (sort, language) not in self._orders:
            if sort == "level":
                place = [self.labels.place("level", "".join(level)) for level, *_ in self._cells.all]
                title = self._order("title", language)
                order = array("I", sorted(title, key=lambda each: place[self._cell_of[each]]))
            else:
                query = "SELECT qualification FROM title WHERE language = ? ORDER BY rank"
                order = array("I", (place for (place,) in self._database.rows(query, language)))
            self._orders[sort, language] = order
        return self._orders[sort, language]

    # Steps of a list.

    def _ordered(self, found: Matches | None, sort: Sort, language: str) -> Iterable[int]:
        order = self._order("title" if sort == "relevance" else sort, language)
        if found is None:
            return order
        return found.by_relevance(order) if sort == "relevance" else found.in_order(order)

    def _facet(self, facet: str, counts: Mapping[str, int], language: str) -> tuple[FacetValue, ...]:
        ordered = sorted(counts, key=lambda value: (self.labels.place(facet, value), value))
        if facet == "field":
            return self._fields(ordered, counts, language, 2)
        return tuple(
            FacetValue(each, self.labels.text(facet, each, language), counts[each]) for each in ordered
        )

    def _fields(
        self, codes: Sequence[str], counts: Mapping[str, int], language: str, length: int
    ) -> tuple[FacetValue, ...]:
        """Return the ISCED-F codes of a length (or shorter ones that nothing is above) with those below."""
        return tuple(
            FacetValue(
                code,
                self.labels.text("field", code, language),
                counts[code],
                self._fields(
                    [each for each in codes if each != code and each.startswith(code)],
                    counts,
                    language,
                    length + 1,
                ),
            )
            for code in codes
            if len(code) == length
        )

    def _items(self, ids: list[int], language: str) -> Iterator[Item]:
        query = (
            "SELECT id, iri, code, classification, cell, text, text_language FROM qualification"
            " JOIN title ON qualification = id AND language = ?"
            f" WHERE id IN ({', '.join('?' * len(ids))})"
        )
        rows = {row[0]: row[1:] for row in self._database.rows(query, language, *ids)}
        for place in ids:
            iri, code, classification, cell, title, title_language = rows[place]
            said = zip(FACETS, self._cells.all[cell], strict=True)
            values = {facet: "".join(each[:1]) for facet, each in said}
            yield Item(
                iri=iri,
                key=iri.removeprefix(f"{self.base}id/qualification/"),
                code=code,
                title=title,
                language=title_language,
                level=values["level"],
                level_label=self.labels.text("level", values["level"], language),
                award_type=values["award_type"],
                award_type_label=self.labels.text("award_type", values["award_type"], language),
                field=values["field"],
                field_label=self.labels.text("field", values["field"], language),
                status=values["status"],
                content=values["content"],
                classification=classification,
            )

    def _language(self, language: str | None) -> str:
        return language if language in self.languages else self.languages[0]
