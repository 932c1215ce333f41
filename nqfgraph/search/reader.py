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
from nqfgraph.search.answers import FACETS, FacetValue, Filters, Item, Listing, OrganisationListing, Thing
from nqfgraph.search.cells import Cells
from nqfgraph.search.database import Database
from nqfgraph.search.labels import Labels
from nqfgraph.search.organisations import Organisations
from nqfgraph.search.paging import clip
from nqfgraph.search.words import match_expression

Sort = Literal["title", "code", "level", "relevance"]
SORTS: tuple[Sort, ...] = ("title", "code", "level", "relevance")


BROAD = 5_000
"""Where a text finds more, the order by relevance is that by title: nothing stands out among so many."""


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
        found = self._matches(filters.text, best_first=sort == "relevance")
        if sort == "relevance" and (found is None or len(found) > BROAD):
            sort = "title"
        counts = self._counts if found is None else Counter(map(self._cell_of.__getitem__, found))
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
    def _cells(self) -> Cells:
        query = "SELECT level, award_type, fields, status, content FROM cell ORDER BY id"
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

    def _matches(self, text: str, *, best_first: bool) -> list[int] | None:
        """Return the ids of qualifications with the words of ``text``; None where no text is asked for."""
        if not text.strip():
            return None
        expression = match_expression(text)
        if expression is None:
            return []
        query = "SELECT rowid FROM words WHERE words MATCH ?"
        rows = self._database.rows(query, expression)
        if best_first and len(rows) <= BROAD:
            rows = self._database.rows(f"{query} ORDER BY bm25(words, 10, 10, 1), rowid", expression)
        return [place for (place,) in rows]

    def _ordered(self, found: list[int] | None, sort: Sort, language: str) -> Iterable[int]:
        if found is None:
            return self._order(sort, language)
        if sort == "relevance":
            return found
        chosen = frozenset(found)
        return (each for each in self._order(sort, language) if each in chosen)

    def _facet(self, facet: str, counts: Mapping[str, int], language: str) -> tuple[FacetValue, ...]:
        ordered = sorted(counts, key=lambda value: (self.labels.place(facet, value), value))
        return tuple(
            FacetValue(each, self.labels.text(facet, each, language), counts[each]) for each in ordered
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
            level, award_type, field, status, content = ("".join(each[:1]) for each in self._cells.all[cell])
            yield Item(
                iri=iri,
                key=iri.removeprefix(f"{self.base}id/qualification/"),
                code=code,
                title=title,
                language=title_language,
                level=level,
                level_label=self.labels.text("level", level, language),
                award_type=award_type,
                award_type_label=self.labels.text("award_type", award_type, language),
                field=field,
                field_label=self.labels.text("field", field, language),
                status=status,
                content=content,
                classification=classification,
            )

    def _language(self, language: str | None) -> str:
        return language if language in self.languages else self.languages[0]
