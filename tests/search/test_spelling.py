"""Words that were meant."""

from __future__ import annotations

import pytest

from nqfgraph.search import Correction, Filters, Search
from nqfgraph.search.spelling import distance


@pytest.mark.parametrize(
    ("typed", "word", "steps", "end"),
    [
        ("muhendis", "muhendislik", 0, 8),
        ("muhendsi", "muhendislik", 1, 8),
        ("muendis", "muhendislik", 1, 8),
        ("muhhendis", "muhendislik", 1, 8),
        ("muxendis", "muhendislik", 1, 8),
        ("law", "bakery", 2, 3),
        ("", "law", 0, 0),
    ],
)
def test_the_distance_is_that_to_the_nearest_beginning(typed: str, word: str, steps: int, end: int) -> None:
    assert distance(typed, word) == (steps, end)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("iqtisadiyat", "iqtisadiyyat"),
        ("muhednis", "mühəndis"),
        ("Ekonomics", "economics"),
        ("şəbkə mühəndisliyi", "şəbəkə mühəndisliyi"),
        ("хлебопекарнее", None),
        ("qwertyuiop", None),
        ("lwa", None),
        ("10o", None),
        ("x" * 60, None),
        ("?!", None),
        ("", None),
    ],
)
def test_near_words_of_the_register_are_found(search: Search, typed: str, meant: str | None) -> None:
    correction = search.correction(typed)
    assert correction == (Correction(text=meant, instead=True) if meant else None)


def test_what_is_offered_finds_something(search: Search) -> None:
    for typed in ("iqtisadiyat", "muhednis", "Ekonomics", "Netwrok"):
        correction = search.correction(typed)
        assert correction is not None
        assert search.qualifications(Filters(text=typed)).total == 0
        assert search.qualifications(Filters(text=correction.text)).total > 0


def test_a_word_that_is_known_stays(search: Search) -> None:
    assert search.correction("economics law") is None
