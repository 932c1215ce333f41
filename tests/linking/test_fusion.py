"""Fusion: shares of the greatest sum, ties by name, no more than asked for."""

from __future__ import annotations

from nqfgraph.linking.fusion import Scores, greatest, order, reciprocal_ranks


def test_the_first_of_every_list_has_one() -> None:
    scores = Scores([reciprocal_ranks([7, 8]), reciprocal_ranks([7])])
    assert scores.of(7) == 1
    assert scores.of(8) == round(61 / 62 / 2, 9)
    assert 7 in scores
    assert 9 not in scores


def test_ties_go_by_name_and_the_rest_is_cut() -> None:
    names = {1: "c", 2: "a", 3: "b", 4: "d"}
    scores = {1: 0.5, 2: 0.5, 3: 0.5, 4: 0.9}
    assert order(scores, names, 2) == [4, 2]
    assert order(scores, names, 9) == [4, 2, 3, 1]


def test_the_greatest_of_lists_is_kept() -> None:
    assert greatest([{1: 0.1, 2: 0.4}, {1: 0.3}]) == {1: 0.3, 2: 0.4}
