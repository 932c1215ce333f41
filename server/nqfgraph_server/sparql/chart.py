"""A bar chart of a table that has one, drawn on the server so that it needs no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nqfgraph_server.sparql.shown import Cell, Shown

MOST_BARS = 40
"""A table with more rows has no chart: nobody can read it, and a part of it would mislead."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is about, its number as it stands in the table, and its length in per cent."""

    label: str
    language: str | None
    value: str
    percent: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars for the first column of numbers, named like the columns that it is drawn from."""

    number: str
    """Name of the column that gives the lengths."""
    labels: tuple[str, ...]
    """Names of the columns that say what the bars are about."""
    bars: tuple[Bar, ...]


def draw(shown: Shown) -> Chart | None:
    """Return the chart of a table; None where there is nothing to compare.

    There must be two rows at least, and a column in which every value is a number and none is below zero.
    """
    if shown.cut or not 2 <= len(shown.rows) <= MOST_BARS or True not in shown.numeric:
        return None
    number = shown.numeric.index(True)
    places = _label_places(shown, number)
    found = [
        (row, cell.text, cell.number)
        for row in shown.rows
        if (cell := row[number]) is not None and cell.number is not None
    ]
    largest = max(value for _, _, value in found)
    if not places or min(value for _, _, value in found) < 0 or largest == 0:
        return None
    return Chart(
        number=shown.columns[number],
        labels=tuple(shown.columns[place] for place in places),
        bars=tuple(
            _bar([row[place] for place in places], text, 100 * value / largest) for row, text, value in found
        ),
    )


def _bar(cells: Sequence[Cell | None], text: str, percent: float) -> Bar:
    named = [cell for cell in cells if cell]
    return Bar(
        label=" · ".join(cell.text for cell in named),
        language=named[0].language if len(named) == 1 else None,
        value=text,
        percent=round(percent, 1),
    )


def _label_places(shown: Shown, number: int) -> list[int]:
    """Return the columns with words before the numbers, else the first with words, else that with IRIs."""
    places = [place for place, numeric in enumerate(shown.numeric) if not numeric]
    words = [place for place in places if not any(cell and cell.address for cell in _column(shown, place))]
    return [place for place in words if place < number] or words[:1] or places[:1]


def _column(shown: Shown, place: int) -> Iterator[Cell | None]:
    return (row[place] for row in shown.rows)
