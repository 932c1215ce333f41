"""How a figure ran over the releases: line by line, with a gap where a release does not hold it.

Every release keeps its own search projection, so its figures are counted from that and not from memory: what
an older version of the program did not write is a gap and never a zero.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, product
from threading import Lock

import flask

from nqfgraph.describe import Text
from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.release import Release
from nqfgraph.search import Search
from nqfgraph.search.paging import clip
from nqfgraph_server.browsing import concept_labels
from nqfgraph_server.languages import LANGUAGES, reader_language, translate
from nqfgraph_server.service import OpenRelease
from nqfgraph_server.statistics.figures import (
    COMPLETENESS,
    COMPLETENESS_TITLE,
    SPREADS,
    completeness_names,
)

TITLES: Mapping[str, str] = {**SPREADS, COMPLETENESS: COMPLETENESS_TITLE}
"""Figure to its title, as a message."""

SIZE = 12
"""Releases on a page: so many columns of numbers can still be read."""

WIDTH, HEIGHT, EDGE = 240, 72, 7
"""Size of the drawing of one line and the room around it, in its own units."""

_KEPT = 96
_BROAD = 2
"""Length of the codes of broad fields of education."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of one release."""

    total: int
    spreads: Mapping[str, Mapping[str, int]]
    """By figure and value; without the figures that the release does not hold."""
    names: Mapping[tuple[str, str, str], Text]
    """What a value is called in the release, by figure, value and the reader's language."""

    def number(self, figure: str, value: str) -> int | None:
        """Return how many qualifications have a value; None if nobody counted them."""
        spread = self.spreads.get(figure)
        if spread is None or (figure == COMPLETENESS and value not in spread):
            return None
        return spread.get(value, 0)


class Counts:
    """What was counted last: a release does not change, so it is counted once."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str], Counted | None] = OrderedDict()
        self._lock = Lock()

    def of(self, release: Release) -> Counted | None:
        """Return the figures of a release; None, and a line in the log, if its projection cannot be read."""
        entry = release.manifest.files.get(release.search_path.name)
        key = (release.version, entry.sha256 if entry else "")
        with self._lock:
            if key not in self._found:
                self._found[key] = _count(release)
                while len(self._found) > _KEPT:
                    self._found.popitem(last=False)
            self._found.move_to_end(key)
            return self._found[key]


@dataclass(frozen=True, slots=True)
class Step:
    """A release of the course."""

    version: str
    created: datetime
    total: int
    holds: bool
    """False if the release does not hold the figure."""


@dataclass(frozen=True, slots=True)
class Line:
    """One value over the releases, the oldest first; None where nobody counted."""

    value: str
    label: Text
    numbers: tuple[int | None, ...]

    @property
    def largest(self) -> int:
        """Return the largest number, to which the drawing is scaled."""
        return max((each for each in self.numbers if each is not None), default=0)

    @property
    def known(self) -> tuple[int, ...]:
        """Return the places of the releases that counted."""
        return tuple(place for place, each in enumerate(self.numbers) if each is not None)

    @property
    def points(self) -> tuple[Point, ...]:
        """Return the points of the drawing."""
        return tuple(each for stretch in self._stretches() for each in stretch)

    @property
    def strokes(self) -> tuple[str, ...]:
        """Return the lines of the drawing as SVG writes them, broken where nobody counted."""
        return tuple(" ".join(f"{x:g},{y:g}" for x, y in each) for each in self._stretches() if len(each) > 1)

    def _stretches(self) -> Iterator[list[Point]]:
        for known, places in groupby(range(len(self.numbers)), lambda each: self.numbers[each] is not None):
            if known:
                yield [self._point(place) for place in places]

    def _point(self, place: int) -> Point:
        last, share = len(self.numbers) - 1, (self.numbers[place] or 0) / (self.largest or 1)
        across = place / last if last else 0.5
        return (
            round(EDGE + (WIDTH - 2 * EDGE) * across, 1),
            round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share, 1),
        )


@dataclass(frozen=True, slots=True)
class Course:
    """A figure over a page of the releases."""

    name: str
    title: str
    steps: tuple[Step, ...]
    """The oldest first."""
    lines: tuple[Line, ...]
    """All qualifications first."""
    page: int
    pages: int

    @property
    def has_gaps(self) -> bool:
        """Say whether a release did not count something."""
        return any(None in each.numbers for each in self.lines)


def set_up(app: flask.Flask) -> None:
    """Give the application its memory of what was counted."""
    app.extensions["nqfgraph-counts"] = Counts()


def asked_figure() -> str | None:
    """Return the figure that ``over=`` names, None if it names none; InputError for one that is not there."""
    given = flask.request.args.get("over", "").strip()
    if given and given not in TITLES:
        raise InputError(f"“{given[:40]}” is no figure.", remedy=f"There are: {', '.join(TITLES)}.")
    return given or None


def course(figure: str, opened: OpenRelease, releases: Sequence[Release], page: int) -> Course:
    """Return a figure over releases, given the oldest first; page 1 has the newest of them.

    InputError for a page below 1; a page beyond the last gives the last.
    """
    page, pages = clip(page, SIZE, len(releases))
    shown = releases[max(0, len(releases) - page * SIZE) : len(releases) - (page - 1) * SIZE]
    counts: Counts = flask.current_app.extensions["nqfgraph-counts"]
    counted = [counts.of(each) for each in shown]
    steps = tuple(
        Step(
            each.version,
            each.manifest.created,
            each.manifest.counts.qualifications,
            found is not None and figure in found.spreads,
        )
        for each, found in zip(shown, counted, strict=True)
    )
    everything = Line(
        "", Text(translate("All qualifications"), reader_language()), tuple(each.total for each in steps)
    )
    return Course(
        figure,
        translate(TITLES[figure]),
        steps,
        (everything, *_lines(figure, opened, counted)),
        page,
        pages,
    )


def rows(found: Course) -> list[dict[str, object]]:
    """Return a course as data: a row a line and release, without a number where nobody counted."""
    return [
        {
            "figure": found.name,
            "value": line.value,
            "label": line.label.value,
            "release": step.version,
            "published": step.created.isoformat(),
            "number": number,
            "percent": None if number is None or not step.total else round(100 * number / step.total, 1),
        }
        for line in found.lines
        for step, number in zip(found.steps, line.numbers, strict=True)
    ]


def _lines(figure: str, opened: OpenRelease, counted: Sequence[Counted | None]) -> Iterator[Line]:
    there = [each for each in counted if each is not None]
    values = {value for each in there for value in each.spreads.get(figure, ())}
    if figure == COMPLETENESS:
        named: Mapping[str, str] = completeness_names(opened.search.languages)
        ordered = [*(each for each in named if each in values), *sorted(values.difference(named))]
    else:
        named = concept_labels(reader_language()).get(figure, {})
        current = opened.search.spreads().get(figure, {})
        place = opened.search.labels.place
        ordered = sorted(values, key=lambda each: (each not in current, place(figure, each), each))
    for value in ordered:
        numbers = tuple(None if each is None else each.number(figure, value) for each in counted)
        known = named.get(value)
        label = Text(known, reader_language()) if known else _name(figure, value, there)
        yield Line(value, label, numbers)


def _name(figure: str, value: str, counted: Sequence[Counted]) -> Text:
    """Return what the newest release that has a value calls it."""
    key = (figure, value, reader_language())
    return next((each.names[key] for each in reversed(counted) if key in each.names), Text(value, ""))


def _count(release: Release) -> Counted | None:
    try:
        search = Search(release.search_path)
        try:
            return _read(search, release)
        finally:
            search.close()
    except ReleaseError as error:
        flask.current_app.logger.warning("Release %s has no figures: %s", release.version, error)
        return None


def _read(search: Search, release: Release) -> Counted:
    spreads: dict[str, Mapping[str, int]] = dict(search.spreads())
    if "field" in spreads:
        spreads["field"] = {code: count for code, count in spreads["field"].items() if len(code) == _BROAD}
    names = {}
    for figure, spread in spreads.items():
        for value, language in product(spread, LANGUAGES):
            label, tag = search.labels.choice(figure, value, language)
            names[figure, value, language] = Text(label, tag or language)
    completeness = search.completeness()
    if completeness:
        spreads[COMPLETENESS] = completeness
    return Counted(release.manifest.counts.qualifications, spreads, names)
