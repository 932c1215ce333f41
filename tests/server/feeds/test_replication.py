"""A client that follows a stream has what is served: from nothing, by increments, and after any pause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

BASE = "https://hillside.example/"
COOK = f"{BASE}id/qualification/illustrative/cook"
STREAMS = ["/feeds/ldes", "/feeds/activities"]

Row = dict[str, str]


def without(code: str) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if row["code"] != code]

    return change


def renamed(code: str, title: str) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        for row in rows:
            if row["code"] == code:
                row["title_en"] = title

    return change


def copied(code: str, count: int) -> Callable[[list[Row]], None]:
    """Return a change that adds qualifications like one."""

    def change(rows: list[Row]) -> None:
        (row,) = [each for each in rows if each["code"] == code]
        rows += [{**row, "key": f"{code}/{number}", "code": f"{code}-{number}"} for number in range(count)]

    return change


def withdrawn(code: str) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        for row in rows:
            if row["code"] == code:
                row["status"] = "withdrawn"

    return change


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize(
    ("stream", "accept"), list(zip(STREAMS, ["application/trig", "application/ld+json"], strict=True))
)
def test_from_nothing_and_then_by_increments(history: Any, follower: Any, stream: str, accept: str) -> None:
    kept: list[Row] = []
    history.publish(lambda rows: kept.extend(row for row in rows if row["code"] == "cook"))
    replica = follower(stream, accept).follow()
    assert replica.triples == history.served()
    assert COOK in replica.things
    for change in (
        lambda rows: (copied("cook", 5)(rows), renamed("6006022", "Computing")(rows), without("cook")(rows)),
        lambda rows: (rows.append(kept[0]), withdrawn("1203.01")(rows)),
        lambda rows: (without("cook-3")(rows), renamed("cook", "Cook again")(rows)),
    ):
        history.publish(change)
        before = len(replica.fetched)
        assert replica.follow().triples == history.served()
        assert follower(stream, accept).follow().triples == history.served()
        again = set(replica.fetched[:before]) & set(replica.fetched[before:])
        assert stream in again
        assert len(again) <= 2, "only the root and the page that was the last are asked for again"
    assert COOK in replica.things
    assert f"{BASE}id/qualification/cook/3" not in replica.things


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("stream", STREAMS)
def test_whoever_stops_half_way_and_comes_back_after_five_releases_misses_nothing(
    history: Any, follower: Any, stream: str
) -> None:
    first = history.publish(copied("cook", 4))
    replica = follower(stream).follow(most=3)
    assert replica.triples < history.served()
    for change in (
        without("cook"),
        renamed("6006022", "Computing"),
        copied("6006022", 9),
        without("cook-2"),
        withdrawn("1203.01"),
    ):
        history.publish(change)
    assert replica.follow().triples == history.served()
    # What was published is taken back, and that is told like any other change.
    history.switch(first.version)
    assert COOK not in replica.things
    assert replica.follow().triples == history.served()
    assert COOK in replica.things
    history.switch(history.released[-1].version)
    assert replica.follow().triples == history.served() == follower(stream).follow().triples
