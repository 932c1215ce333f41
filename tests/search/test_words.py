"""How texts are made comparable."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.search.words import (
    LONGEST_TEXT,
    MOST_WORDS,
    exact_number,
    fold,
    match_expression,
    query_words,
    rank_expression,
    sort_key,
)


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
def test_there_are_texts_without_words(text: str) -> None:
    assert query_words(text) == []


def test_every_word_is_quoted_and_may_go_on() -> None:
    words = query_words('Şəbəkə OR "NEAR(')
    assert match_expression(words) == '"sebeke"* "or"* "near"*'
    assert rank_expression(words[:2]) == '("sebeke" OR "sebeke"*) AND ("or" OR "or"*)'


def test_long_texts_are_cut() -> None:
    assert query_words("a " * 1000) == ["a"] * MOST_WORDS
    assert query_words("x" * 1000) == ["x" * LONGEST_TEXT]


def test_texts_with_the_same_words_have_the_same_number() -> None:
    assert exact_number(query_words("Şəbəkə  mühəndisliyi!")) == exact_number(
        query_words("sebeke MUHENDISLIYI")
    )
    assert exact_number(query_words("sebeke")) != exact_number(query_words("sebeke muhendisliyi"))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("İqtisadiyyat", "iqtisadiyyat"),
        ("İQTİSADİYYAT", "IQTISADIYYAT"),
        ("iqtisadiyyat", "IQTISADIYYAT"),
        ("Işıqlandırma", "isiqlandirma"),
        ("IŞIQLANDIRMA", "ışıqlandırma"),
        ("isiq", "IŞIQ"),
        ("i\u0307qlim", "İqlim"),
        ("ıI", "iİ"),
    ],
)
def test_dotted_and_dotless_i_find_each_other(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@given(st.text(max_size=40))
def test_no_text_is_wrong_for_the_search_engine(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (title, tokenize = 'unicode61 remove_diacritics 2')"
    )
    if words := query_words(text):
        for expression in (match_expression(words), rank_expression(words)):
            rows = connection.execute("SELECT * FROM words WHERE words MATCH ?", [expression])
            assert rows.fetchall() == []
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
