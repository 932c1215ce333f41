"""Filters and facets: qualifications are counted by cell, a combination of everything they are filtered by.

There are far fewer cells than qualifications, so a list counts its qualifications by cell once, and all else
is done with sets of cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from nqfgraph.search.answers import COUNTED, Filters

Cell = tuple[tuple[str, ...], ...]
"""The values of a cell for each of `COUNTED`, in their order; a qualification may have several fields."""


class Cells:
    """All cells of a release, numbered from 0."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        """Index the cells by each of their values."""
        self.all = tuple(cells)
        self._with: dict[str, dict[str, set[int]]] = {facet: defaultdict(set) for facet in COUNTED}
        for number, cell in enumerate(self.all):
            for facet, values in zip(COUNTED, cell, strict=True):
                for value in values:
                    self._with[facet][value].add(number)
        self._counted = {facet: [cell[place] for cell in self.all] for place, facet in enumerate(COUNTED)}
        self._counted["field"] = [_with_broader(fields) for fields in self._counted["field"]]

    def fitting(self, filters: Filters) -> dict[str, set[int]]:
        """Return, for each facet with a filter, the cells that fit it."""
        wanted = {facet: getattr(filters, facet) for facet in COUNTED}
        return {facet: self._one_of(facet, values) for facet, values in wanted.items() if values}

    def allowed(self, fitting: Mapping[str, set[int]], counted: Iterable[int]) -> set[int]:
        """Return the counted cells that fit every filter."""
        return set(counted).intersection(*fitting.values())

    def flags(self, fitting: Mapping[str, set[int]]) -> bytes:
        """Return one byte for each cell: 1 if it fits every filter, else 0."""
        numbers = range(len(self.all))
        fit = self.allowed(fitting, numbers)
        return bytes(each in fit for each in numbers)

    def facet(self, facet: str, fitting: Mapping[str, set[int]], counts: Mapping[int, int]) -> dict[str, int]:
        """Count the values of a facet under all filters but its own; fields also broad and narrow ones."""
        others = [cells for other, cells in fitting.items() if other != facet]
        left = set(counts).intersection(*others) if others else counts
        found: defaultdict[str, int] = defaultdict(int)
        values = self._counted[facet]
        for number in left:
            count = counts[number]
            for value in values[number]:
                found[value] += count
        return dict(found)

    def _one_of(self, facet: str, wanted: tuple[str, ...]) -> set[int]:
        """Return the cells with one of the values; an ISCED-F code takes in everything below it."""
        cells = self._with[facet]
        if facet == "field":
            return set().union(*(cells[code] for code in cells if code.startswith(wanted)))
        return set().union(*(cells[value] for value in wanted if value in cells))


def _with_broader(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return ISCED-F codes with the broad (2 digits) and narrow (3) ones above them, each once."""
    return tuple(sorted({code[:length] for code in fields for length in (2, 3, len(code))}))
