"""Recall, mean reciprocal rank and calibration, each with a 95 % interval by resampling of texts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
RESAMPLES = 1_000
BINS = 10


@dataclass(frozen=True)
class Ranked:
    """What was suggested for a text: right or not, by rank; with confidences; how many are right at all."""

    hits: tuple[bool, ...]
    confidences: tuple[float, ...]
    right: int

    def recall(self, depth: int) -> float:
        """Return the share of the right concepts among the first ``depth``; ``right`` must not be 0."""
        return sum(self.hits[:depth]) / self.right

    def reciprocal(self) -> float:
        """Return one by the rank of the first right one, 0 without any."""
        return next((1 / rank for rank, hit in enumerate(self.hits, start=1) if hit), 0.0)


def mean_with_interval(values: Sequence[float]) -> dict[str, float]:
    """Return the mean and the bounds between which 95 % of the means of resampled values lie."""
    return _with_interval(values, lambda chosen: sum(chosen) / len(chosen))


def summarise(ranked: Sequence[Ranked]) -> dict[str, object]:
    """Return recall and MRR over the texts for which something is right."""
    linked = [each for each in ranked if each.right]
    figures: dict[str, object] = {"texts": len(linked)}
    for depth in (1, 5, 10):
        figures[f"recall@{depth}"] = mean_with_interval([each.recall(depth) for each in linked])
    figures["mrr"] = mean_with_interval([each.reciprocal() for each in linked])
    return figures


def judge_confidences(ranked: Sequence[Ranked]) -> dict[str, object]:
    """Return calibration error and Brier score over all texts, those included for which nothing is right.

    ``plain_brier`` is the Brier score of one confidence for every suggestion: the share that is right.
    """
    pairs = _pairs(ranked)
    share = sum(hit for _, hit in pairs) / len(pairs)
    return {
        "texts": len(ranked),
        "suggestions": len(pairs),
        "share_right": round(share, 4),
        "ece": _with_interval(ranked, lambda chosen: calibration_error(_pairs(chosen))),
        "brier": _with_interval(ranked, lambda chosen: _brier(_pairs(chosen))),
        "plain_brier": round(share * (1 - share), 4),
    }


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for pair in pairs:
        bins[min(int(pair[0] * BINS), BINS - 1)].append(pair)
    off = [abs(sum(each for each, _ in inside) - sum(hit for _, hit in inside)) for inside in bins]
    return sum(off) / len(pairs)


def _pairs(ranked: Sequence[Ranked]) -> list[tuple[float, bool]]:
    return [pair for each in ranked for pair in zip(each.confidences, each.hits, strict=True)]


def _brier(pairs: Sequence[tuple[float, bool]]) -> float:
    return sum((confidence - hit) ** 2 for confidence, hit in pairs) / len(pairs)


def _with_interval(values: Sequence[T], figure: Callable[[Sequence[T]], float]) -> dict[str, float]:
    generator = random.Random(1)
    found = sorted(figure(generator.choices(values, k=len(values))) for _ in range(RESAMPLES))
    low, high = found[int(0.025 * RESAMPLES)], found[int(0.975 * RESAMPLES)]
    return {"mean": round(figure(values), 4), "low": round(low, 4), "high": round(high, 4)}
