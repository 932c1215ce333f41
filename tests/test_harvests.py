"""Receipts of harvests in their file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nqfgraph.harvests import FILE, Harvest, ReceiptsUnavailable, declared, harvest_value, keep, read_harvests

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ONE = Harvest(
    agent="a/1",
    contact="",
    interface="ldes",
    release="2026-11-23.1",
    began=NOON,
    ended=NOON,
    requests=1,
    size=5,
)


def test_a_harvest_comes_back_as_it_was(tmp_path: Path) -> None:
    other = replace(
        ONE, contact="b@c.example", whole=False, failures=1, error="404", ended=NOON + timedelta(1)
    )
    keep(tmp_path, [ONE, other])
    assert read_harvests(tmp_path) == (other, ONE)
    assert read_harvests(tmp_path, limit=1) == (other,)
    assert read_harvests(tmp_path, interface="oai") == ()
    assert harvest_value(ONE)["ended"] == "2026-11-23T12:00:00+00:00"


def test_what_is_known_of_a_harvest_is_replaced(tmp_path: Path) -> None:
    later = ONE.joined(replace(ONE, ended=NOON + timedelta(seconds=9), size=7, whole=False, error="503"))
    assert (later.requests, later.size, later.began, later.whole, later.error) == (2, 12, NOON, False, "503")
    keep(tmp_path, [ONE])
    keep(tmp_path, [later])
    assert read_harvests(tmp_path) == (later,)
    assert later.joined(ONE).error == "503"


def test_the_oldest_are_removed(tmp_path: Path) -> None:
    several = [replace(ONE, agent=str(number), ended=NOON + timedelta(hours=number)) for number in range(5)]
    keep(tmp_path, several, most=2)
    assert [each.agent for each in read_harvests(tmp_path)] == ["4", "3"]


def test_invented_names_do_not_push_out_who_comes_again(tmp_path: Path) -> None:
    def seen(agent: str, hours: int) -> Harvest:
        when = NOON + timedelta(hours=hours)
        return replace(ONE, agent=agent, began=when, ended=when)

    keep(tmp_path, [seen("weekly", 0), seen("once", 1), seen("weekly", 168)], most=6)
    for number in range(20):
        keep(tmp_path, [seen(f"invented {number}", 200 + number)], most=6)
    kept = [each.agent for each in read_harvests(tmp_path)]
    assert kept == ["invented 19", "invented 18", "invented 17", "invented 16", "weekly", "weekly"]


def test_a_home_without_receipts_has_none(tmp_path: Path) -> None:
    assert read_harvests(tmp_path) == ()


def test_a_file_that_cannot_be_used_is_explained(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("this is no database at all, and long enough to be looked at" * 20)
    for use in (lambda: read_harvests(tmp_path), lambda: keep(tmp_path, [ONE])):
        with pytest.raises(ReceiptsUnavailable, match="cannot be used"):
            use()
    with pytest.raises(ReceiptsUnavailable):
        keep(tmp_path / "nowhere", [ONE])


def test_what_a_program_says_of_itself_is_one_short_line() -> None:
    assert declared(None) == ""
    assert declared(" a\r\n b\t\x00\x1b[31m c\u202e ") == "a b [31m c"
    assert len(declared("x" * 5000)) == 200
