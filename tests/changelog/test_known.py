"""Where it is known what has changed, the log gets the same entries as if all were looked at."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.changelog import ChangeLog, Entry, Known, bring_to

BASE = "https://data.example.org/"
WHEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEYS = st.sampled_from(["a", "a#part", "a1", "a1/b", "b", "b#part"])
RELEASES = st.lists(st.dictionaries(KEYS, st.sampled_from("xy"), max_size=5), min_size=1, max_size=4)


def dump_of(things: dict[str, str]) -> list[bytes]:
    return sorted(
        f'<{BASE}id/level/{key}> <u:p> "{value}" <g:g> .\n'.encode() for key, value in things.items()
    )


def document(line: bytes) -> bytes:
    return line[1 : line.index(b">")].partition(b"#")[0]


def known(old: list[bytes], new: list[bytes], release: str) -> Known:
    changed = frozenset(map(document, set(old) ^ set(new)))
    return Known(new, release, changed, [line for line in new if document(line) in changed])


def bring(home: Path, lines: list[bytes] | Known, release: str) -> None:
    with bring_to(home, lines, base=BASE, release=release, clock=lambda: WHEN):
        pass


def entries(home: Path) -> list[Entry]:
    log = ChangeLog.open(home)
    assert log is not None
    with closing(log):
        return list(log.entries(0))


@given(RELEASES)
def test_the_entries_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, releases: list[dict[str, str]]
) -> None:
    homes = [tmp_path_factory.mktemp("home") for _ in range(2)]
    old: list[bytes] = []
    for number, things in enumerate(releases):
        new = dump_of(things)
        bring(homes[0], new, str(number))
        bring(homes[1], known(old, new, str(number - 1)) if number else new, str(number))
        old = new
    assert entries(homes[0]) == entries(homes[1])


def test_a_log_that_stands_elsewhere_is_brought_up_by_looking_at_all(tmp_path: Path) -> None:
    bring(tmp_path, dump_of({"a": "x"}), "1")
    between = dump_of({"a": "x", "b": "x"})
    bring(tmp_path, known(between, dump_of({"a": "y", "b": "x"}), "2"), "3")
    assert [each.iri.removeprefix(f"{BASE}id/level/") for each in entries(tmp_path)] == ["a", "a", "b"]
