"""The orders that a list of qualifications can have; each is made once, because a release does not change."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import Literal

from nqfgraph.search.answers import COUNTED
from nqfgraph.search.cells import Cells
from nqfgraph.search.database import Database
from nqfgraph.search.labels import Labels

Sort = Literal["title", "code", "level", "relevance"]
SORTS: tuple[Sort, ...] = ("title", "code", "level", "relevance")
_LEVEL, _STATUS = COUNTED.index("level"), COUNTED.index("status")


class Orders:
    """The orders of one projection."""

    def __init__(self, database: Database, cells: Cells, cell_of: array[int], labels: Labels) -> None:
        """Take the projection, its cells, and the cell of each qualification by its id."""
        self._database = database
        self._cells = cells
        self._cell_of = cell_of
        self._labels = labels
        self._made: dict[tuple[Sort, str], array[int]] = {}

    @cached_property
    def valid(self) -> bytes:
        """Return one byte for each qualification: 1 if its status is “valid”, else 0."""
        valid = [cell[_STATUS] == ("valid",) for cell in self._cells.all]
        return bytes(valid[each] for each in self._cell_of)

    def order(self, sort: Sort, language: str) -> array[int]:
        """Return the ids of all qualifications in an order.

        ``relevance`` is the order of what a text finds alike: what is valid first, then by title.
        """
        if sort == "code":
            return array("I", range(len(self._cell_of)))
        if (sort, language) not in self._made:
            self._made[sort, language] = self._make(sort, language)
        return self._made[sort, language]

    def _make(self, sort: Sort, language: str) -> array[int]:
        if sort == "title":
            query = "SELECT qualification FROM title WHERE language = ? ORDER BY rank"
            return array("I", (place for (place,) in self._database.rows(query, language)))
        titles = self.order("title", language)
        if sort == "relevance":
            return array("I", sorted(titles, key=lambda each: not self.valid[each]))
        place = [self._labels.place("level", "".join(cell[_LEVEL])) for cell in self._cells.all]
        return array("I", sorted(titles, key=lambda each: place[self._cell_of[each]]))
