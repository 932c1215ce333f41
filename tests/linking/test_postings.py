"""Postings: the same weights as the text index gives, bounded in rows and memory."""

from __future__ import annotations

import random

import pytest

from nqfgraph.linking import postings
from nqfgraph.linking.postings import Postings


class Rows:
    """A text index with an FTS5 table, in memory."""

    def __init__(self, texts: list[str]) -> None:
        import sqlite3

        self.asked = 0
        self.database = sqlite3.connect(":memory:")
        self.database.execute("CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = 'porter unicode61')")
        self.database.executemany("INSERT INTO t VALUES (?)", ((each,) for each in texts))

    def rows(self, query: str, values: tuple[str, ...]) -> list[tuple[int, int]]:
        self.asked += 1
        return self.database.execute(query, values).fetchall()


@pytest.fixture
def index() -> Rows:
    generator = random.Random(1)
    words = ["bake", "bread", "oven", "flour", "cake", "knead", "sell", "weigh"]
    return Rows([" ".join(generator.sample(words, generator.randint(1, 5))) for _ in range(200)])


def made(index: Rows) -> Postings:
    return Postings(index, "t")


def test_the_order_is_that_of_the_text_index(index: Rows) -> None:
    found = made(index).rank(("flour", "oven", "lost"), 30, None)
    wanted = index.database.execute(
        "SELECT rowid FROM t WHERE t MATCH 'flour OR oven' ORDER BY round(rank, 5), rowid LIMIT 30"
    )
    assert found == [row for (row,) in wanted]


def test_a_word_is_looked_up_once(index: Rows) -> None:
    table = made(index)
    assert table.rank(("flour",), 5, None) == table.rank(("flour",), 5, None)
    assert index.asked == 1


def test_only_what_fits_is_ranked(index: Rows) -> None:
    found = made(index).rank(("flour",), 500, lambda row: row % 2 == 0)
    assert found
    assert all(row % 2 == 0 for row in found)
    assert made(index).rank(("lost",), 5, None) == []


@pytest.mark.parametrize("most", [3, 40])
def test_frequent_words_only_add_to_rows_that_are_open(
    index: Rows, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    index.database.executemany("INSERT INTO t VALUES (?)", [("quince bake",), ("quince sell",), ("quince",)])
    index.database.executemany("INSERT INTO t VALUES (?)", [("medlar",)] * 2)
    monkeypatch.setattr(postings, "MOST_ROWS", most)
    found = made(index).rank(("bake", "quince", "medlar"), 500, None)
    assert len(found) == 5 if most == 40 else len(found) == 2
    if most == 40:
        assert found.index(201) < found.index(202)


def test_what_was_read_first_is_forgotten_first(index: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "MOST_KEPT", 10)
    table = made(index)
    first = table.rank(("flour", "oven"), 5, None)
    assert table.rank(("flour", "oven"), 5, None) == first
    assert index.asked > 2
    assert len(table._words) == 1


def test_a_small_posting_adds_to_many_open_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Rows(["aaa"] * 10 + ["bbb"] * 11 + ["ccc bbb"] + ["ccc"] * 12 + ["ddd"] * 200)
    monkeypatch.setattr(postings, "MOST_ROWS", 30)
    found = made(index).rank(("aaa", "bbb", "ccc"), 100, None)
    assert len(found) == 22
    assert found[0] == 22
