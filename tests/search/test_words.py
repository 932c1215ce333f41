"""How texts are made comparable."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.search.words import LONGEST_TEXT, MOST_WORDS, fold, match_expression, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mühəndislik", "muhendislik"),
        ("İQTİSADİYYAT", "iqtisadiyyat"),
        ("Işıq", "isiq"),
        ("ÇÖRƏKÇİLİK", "corekcilik"),
        ("Gəncə ğ", "gence g"),
        ("Ёлка", "елка"),
        ("Network", "network"),
        ("Straße", "strasse"),
    ],
)
def test_case_accents_and_azerbaijani_letters_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["", "  ", "?!", '"', "—", "_"])
def test_a_text_without_words_gives_no_expression(text: str) -> None:
    assert match_expression(text) is None


def test_every_word_is_quoted_and_may_go_on() -> None:
    assert match_expression('Şəbəkə OR "NEAR(') == '"sebeke"* "or"* "near"*'


def test_long_texts_are_cut() -> None:
    expression = match_expression("a " * 1000)
    assert expression is not None
    assert expression.count('"a"*') == MOST_WORDS
    assert match_expression("x" * 1000) == f'"{"x" * LONGEST_TEXT}"*'


@given(st.text(max_size=40))
def test_no_text_is_wrong_for_the_search_engine(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (title, tokenize = 'unicode61 remove_diacritics 2')"
    )
    expression = match_expression(text)
    if expression is not None:
        assert connection.execute("SELECT * FROM words WHERE words MATCH ?", [expression]).fetchall() == []
    connection.close()


def test_azerbaijani_letters_are_in_the_order_of_their_alphabet() -> None:
    letters = ["a", "c", "ç", "e", "ə", "f", "g", "ğ", "h", "x", "ı", "i", "k", "q", "s", "ş", "u", "ü", "z"]
    assert sorted(reversed(letters), key=lambda each: sort_key(each, "az")) == letters


def test_capitals_are_sorted_with_their_small_letters() -> None:
    assert sorted(["İqlim", "Işıq", "Həndəsə"], key=lambda each: sort_key(each, "az")) == [
        "Həndəsə", "Işıq", "İqlim",
    ]  # fmt: skip


def test_other_languages_are_sorted_without_accents() -> None:
    assert sorted(["zoo", "Émail", "fire"], key=lambda each: sort_key(each, "en")) == ["Émail", "fire", "zoo"]
