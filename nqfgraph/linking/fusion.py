"""Reciprocal-rank fusion: lists that rank differently become one (Cormack, Clarke and Büttcher 2009)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

CONSTANT = 60
"""The constant of the publication; it was not tuned."""


def reciprocal_ranks(ranked: Sequence[int]) -> dict[int, float]:
    """Return the score that each place of one list gives."""
    return {each: 1 / (CONSTANT + place) for place, each in enumerate(ranked, start=1)}


class Scores:
    """What several lists say together."""

    def __init__(self, lists: Sequence[Mapping[int, float]]) -> None:
        """Take the scores of each list."""
        self.sums: dict[int, float] = {}
        for each in lists:
            for key, value in each.items():
                self.sums[key] = self.sums.get(key, 0.0) + value
        self._most = len(lists) / (CONSTANT + 1)

    def __contains__(self, key: int) -> bool:
        return key in self.sums

    def of(self, key: int) -> float:
        """Return the sum as a share of the greatest there can be, so that outcomes can be compared."""
        return round(self.sums[key] / self._most, 9)


def greatest(scores: Iterable[Mapping[int, float]]) -> dict[int, float]:
    """Return the greatest score of each."""
    best: dict[int, float] = {}
    for each in scores:
        for key, value in each.items():
            best[key] = max(best.get(key, 0.0), value)
    return best


def order(scores: Mapping[int, float], names: Mapping[int, str], most: int) -> list[int]:
    """Return up to ``most`` keys by score, ties by name; nine places count, so that machines agree."""
    rounded = {key: round(value, 9) for key, value in scores.items()}
    if len(rounded) > most:
        bound = sorted(rounded.values(), reverse=True)[most - 1]
        rounded = {key: value for key, value in rounded.items() if value >= bound}
    return sorted(rounded, key=lambda each: (-rounded[each], names[each]))[:most]
