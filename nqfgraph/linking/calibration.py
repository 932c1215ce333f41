"""From a score to a confidence: the share of suggestions with such a score that were right on labelled data.

The steps come from isotonic regression (pool adjacent violators) on labelled sets; `benchmarks.linking` fits
them. They are kept with the name of the set, its size and the version that was used.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nqfgraph.errors import InputError

FILE = Path(__file__).with_name("calibration.json")
SMALLEST = 25
"""Suggestions of the smallest step: what few of them show by chance is no step."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising staircase from score to confidence for one method."""

    method: str
    vocabulary: str
    """Name of the vocabulary whose concepts were judged; it says nothing of others."""
    scores: tuple[float, ...]
    """Where each step begins, rising."""
    confidences: tuple[float, ...]
    source: str
    """The labelled set, how many suggestions it judged, the version of the vocabulary."""

    def confidence(self, score: float) -> float:
        """Return the confidence that belongs to a score, 0 to 1, rounded to three places."""
        place = bisect_right(self.scores, score) - 1
        return round(self.confidences[max(place, 0)], 3)

    @classmethod
    def fit(
        cls, method: str, vocabulary: str, judged: Iterable[tuple[float, bool]], source: str
    ) -> Calibration:
        """Fit the staircase to (score, was it right); ValueError if there is nothing to fit to."""
        blocks: list[list[float]] = []
        for score, right, count in _groups(sorted(judged)):
            blocks.append([score, right, count])
            while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
                _, more_right, more = blocks.pop()
                blocks[-1][1] += more_right
                blocks[-1][2] += more
        if not blocks:
            raise ValueError("nothing to fit to")
        # Half a right one and half a wrong one more in each block: none claims certainty.
        shares = [(right_sum + 0.5) / (count + 1) for _, right_sum, count in blocks]
        rising = [max(shares[: place + 1]) for place in range(len(shares))]
        return cls(
            method,
            vocabulary,
            tuple(round(each[0], 9) for each in blocks),
            tuple(round(each, 4) for each in rising),
            source,
        )


def load_calibration(method: str, vocabulary: str, path: Path = FILE) -> Calibration | None:
    """Return the calibration of a method for a vocabulary, None if there is none.

    Raises InputError for a damaged file.
    """
    if not path.exists():
        return None
    try:
        values = json.loads(path.read_bytes())
        if method not in values or values[method]["vocabulary"] != vocabulary:
            return None
        value = values[method]
        scores, confidences = tuple(value["scores"]), tuple(value["confidences"])
        if not scores or len(scores) != len(confidences):
            raise ValueError("as many scores as confidences are needed")
        return Calibration(method, vocabulary, scores, confidences, value["source"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"The calibration {path} cannot be read: {error}.") from error


def _groups(judged: list[tuple[float, bool]]) -> Iterator[tuple[float, float, int]]:
    """Yield (lowest score, right ones, number) of neighbours; equal scores stay together."""
    start = 0
    while start < len(judged):
        end = start + SMALLEST
        while end < len(judged) and judged[end][0] == judged[end - 1][0]:
            end += 1
        if len(judged) - end < SMALLEST:
            end = len(judged)
        group = judged[start:end]
        yield group[0][0], float(sum(right for _, right in group)), len(group)
        start = end
