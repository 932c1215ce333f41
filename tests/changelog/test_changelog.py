"""The log always equals the release that is served, and whoever follows it has that release."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.changelog import ChangeLog, Entry, Operation, Step, bring_to
from nqfgraph.changelog.contents import contents
from nqfgraph.changelog.entries import SCHEMA
from nqfgraph.errors import ChangeLogError, ReleaseError

BASE = "https://data.example.org/"
WHEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
ELM = "http://data.europa.eu/snb/model/elm/"
NQF = "https://w3id.org/nqfgraph/def/"

Bring = Callable[..., Step]

A = "<:id/qualification/a>"
B = "<:id/qualification/b>"
OUTCOME = "<:id/learning-outcome/a/1>"
RECORD = "<:id/record/a>"
BODY = "<:id/organisation/body>"
TITLE = "<u:title>"
STATUS = f"<{ELM}status>"


def told(log: ChangeLog, after: int = 0) -> list[tuple[str, str]]:
    """Return what the entries say, in short."""
    return [(each.operation.value, each.iri.removeprefix(BASE)) for each in log.entries(after)]


def test_nothing_was_ever_logged(tmp_path: Path) -> None:
    assert ChangeLog.open(tmp_path) is None


def test_a_first_release_creates_everything(bring: Bring, log: ChangeLog) -> None:
    step = bring("1", [f'{A} {TITLE} "A"', f'<:id/qualification/a#note> {TITLE} "n"', '<u:eqf/6> <u:is> "6"'])
    assert told(log) == [("created", "id/qualification/a"), ("created", "u:eqf/6")]
    assert (step.first, step.last, step.release) == (1, 2, "1")
    assert step.counts[Operation.CREATED] == 2
    first = log.entry(1)
    assert first is not None
    assert (first.kind, first.release, first.time) == ("qualification", "1", step.time)
    assert log.content(1).count(b"\n") == 2


def test_what_stays_is_not_told_again(bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"', f'{B} {TITLE} "B"'])
    bring("2", [f'{A} {TITLE} "A"', f'{B} {TITLE} "new"'])
    bring("3", [f'{A} {TITLE} "A"', f'{B} {TITLE} "new"'])
    assert told(log, 2) == [("changed", "id/qualification/b")]
    assert [each.last for each in log.steps()] == [0, 2, 3, 3]


def test_a_removed_thing_keeps_its_last_content(bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    bring("2", [])
    assert told(log) == [("created", "id/qualification/a"), ("removed", "id/qualification/a")]
    assert log.content(2) == log.content(1) != b""
    latest = log.latest(f"{BASE}id/qualification/a")
    assert latest is not None
    assert latest.operation is Operation.REMOVED
    assert latest.digest == next(log.entries()).digest


def test_a_thing_comes_back(bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    bring("2", [])
    bring("3", [f'{A} {TITLE} "A"'])
    assert [each.operation.value for each in log.versions(f"{BASE}id/qualification/a")] == [
        *("created", "removed", "created")
    ]


@pytest.mark.parametrize(
    "statement",
    [f'{A} {STATUS} "obsolete"', f"{A} <{NQF}recordStatus> <{NQF}record-status/withdrawn>"],
)
def test_a_thing_that_is_awarded_no_more_is_withdrawn_once(
    bring: Bring, log: ChangeLog, statement: str
) -> None:
    bring("1", [f'{A} {STATUS} "released"'])
    bring("2", [statement])
    bring("3", [statement, f'{A} {TITLE} "A"'])
    assert [each.operation for each in log.entries()] == [
        *(Operation.CREATED, Operation.WITHDRAWN, Operation.CHANGED)
    ]


def test_serving_an_older_release_again_is_told_too(bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    bring("2", [f'{A} {TITLE} "B"', f'{B} {TITLE} "B"'])
    bring("1", [f'{A} {TITLE} "A"'])
    assert told(log, 3) == [("changed", "id/qualification/a"), ("removed", "id/qualification/b")]


def test_the_same_release_is_logged_once(bring: Bring, log: ChangeLog) -> None:
    step = bring("1", [f'{A} {TITLE} "A"'])
    assert bring("1", [f'{A} {TITLE} "other"']) == step
    assert log.last() == 1


def test_each_step_is_later_than_the_one_before(bring: Bring, log: ChangeLog) -> None:
    later = WHEN + timedelta(hours=1)
    bring("1", [f'{A} {TITLE} "A"'], now=later)
    bring("2", [], now=WHEN)
    assert [each.time for each in log.steps()] == [WHEN, later, later + timedelta(seconds=1)]
    assert [log.before(time) for time in (WHEN, later, later + timedelta(hours=1))] == [0, 1, 2]


def test_a_step_has_the_time_of_its_end(tmp_path: Path, bring: Bring, log: ChangeLog) -> None:
    times = iter([WHEN + timedelta(seconds=1), WHEN + timedelta(seconds=90)])
    with bring_to(tmp_path, [], base=BASE, release="1", clock=lambda: next(times)):
        pass
    assert log.steps()[-1].time == WHEN + timedelta(seconds=90)


def test_a_failure_leaves_the_log_as_it_was(tmp_path: Path, bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    with (
        pytest.raises(ReleaseError, match="later"),
        bring_to(tmp_path, [], base=BASE, release="2", clock=lambda: WHEN),
    ):
        raise ReleaseError("later")
    assert told(log) == [("created", "id/qualification/a")]


def test_who_reads_sees_nothing_of_an_unfinished_step(tmp_path: Path, bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    with bring_to(tmp_path, [], base=BASE, release="2", clock=lambda: WHEN):
        assert log.last() == 1
    assert log.last() == 2


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "changelog.sqlite").write_bytes(b"no database, by any means, of any kind")
    with (
        pytest.raises(ChangeLogError, match="file is not a database"),
        bring_to(tmp_path, [], base=BASE, release="1", clock=lambda: WHEN),
    ):
        pass
    (tmp_path / "changelog.sqlite").unlink()
    (tmp_path / "changelog.sqlite").mkdir()
    with (
        pytest.raises(ChangeLogError, match="cannot be written"),
        bring_to(tmp_path, [], base=BASE, release="1", clock=lambda: WHEN),
    ):
        pass


def test_a_log_of_a_newer_program_is_left_alone(tmp_path: Path, bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    log.close()
    connection = sqlite3.connect(tmp_path / "changelog.sqlite", isolation_level=None)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    for _ in range(2):
        with pytest.raises(ChangeLogError, match=f"tables of version {SCHEMA + 1}"):
            log.last()
    with pytest.raises(ChangeLogError, match="newer one"):
        bring("2", [])


def test_a_log_from_before_versions_were_noted_is_read_and_continued(
    tmp_path: Path, bring: Bring, log: ChangeLog
) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    connection = sqlite3.connect(tmp_path / "changelog.sqlite", isolation_level=None)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    assert log.last() == 1
    bring("2", [])
    assert log.last() == 2


def test_a_log_that_is_put_in_the_place_of_a_bad_one_is_found(
    tmp_path: Path, bring: Bring, log: ChangeLog
) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    path = tmp_path / "changelog.sqlite"
    log.close()
    good = path.read_bytes()
    path.write_bytes(b"no database, by any means, of any kind" * 100)
    with pytest.raises(ChangeLogError, match="put back a copy"):
        log.last()
    path.unlink()
    path.write_bytes(good)
    assert log.last() == 1


def test_a_log_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "changelog.sqlite").write_bytes(b"no database, by any means, of any kind")
    log = ChangeLog.open(tmp_path)
    assert log is not None
    with pytest.raises(ReleaseError, match="cannot be read"):
        log.last()
    log.close()


def test_content_that_is_damaged(tmp_path: Path, bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    connection = sqlite3.connect(tmp_path / "changelog.sqlite")
    with connection:
        connection.execute("UPDATE entry SET content = X'00'")
    connection.close()
    with pytest.raises(ChangeLogError, match="put back a copy"):
        log.content(1)
    with pytest.raises(ChangeLogError, match="put back a copy"):
        bring("2", [f'{A} {STATUS} "obsolete"'])


def test_an_entry_that_there_is_not(bring: Bring, log: ChangeLog) -> None:
    bring("1", [f'{A} {TITLE} "A"'])
    assert log.entry(7) is None
    assert log.latest("u:nothing") is None
    assert log.item("u:nothing") is None
    assert log.item_content("u:nothing") == b""
    with pytest.raises(ReleaseError, match="no entry 7"):
        log.content(7)


def test_entries_are_chosen_by_kind_and_release_and_number(
    bring: Bring, log: ChangeLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nqfgraph.changelog.reading._BATCH", 2)
    bring("1", [f"<:id/level/{number}> {TITLE} 'x'".replace("'", '"') for number in range(5)])
    bring("2", [f'{A} {TITLE} "A"'])

    def numbers(**chosen: object) -> list[int]:
        return [each.number for each in log.entries(**chosen)]

    assert numbers() == [*range(1, 12)]
    assert numbers(after=3, limit=3) == [4, 5, 6]
    assert numbers(limit=0) == []
    assert numbers(kind="qualification") == [6]
    assert numbers(release="2", kind="level") == [7, 8, 9, 10, 11]


# Items


FULL = [
    f'{A} {TITLE} "A"',
    f"{A} <{ELM}learningOutcome> {OUTCOME}",
    f"{A} <{ELM}NQFLevel> <:id/level/6>",
    f"{A} <{ELM}ISCEDFCode> <u:isced/061>",
    f"<:id/qualification/a#opportunity> <{ELM}awardingBody> {BODY}",
    f'{OUTCOME} {TITLE} "can"',
    f"{RECORD} <http://xmlns.com/foaf/0.1/primaryTopic> {A}",
    f"{RECORD} <{NQF}levelStatement> <:id/level-statement/6/eqf>",
    f"<:id/level-statement/6/eqf> <{NQF}statementOn> <:id/level/6>",
    f'<:id/level/6> {TITLE} "six"',
    f'{BODY} {TITLE} "body"',
    f'{B} {TITLE} "B"',
]


def item(log: ChangeLog, path: str = "id/qualification/a") -> int:
    """Return when an item was touched."""
    found = log.item(f"{BASE}{path}")
    assert found is not None
    return found.touched


@pytest.mark.parametrize("part", [OUTCOME, RECORD, BODY, "<:id/level-statement/6/eqf>"])
def test_a_change_of_a_part_touches_the_whole(bring: Bring, log: ChangeLog, part: str) -> None:
    bring("1", FULL)
    before = log.last()
    bring("2", [*FULL, f'{part} {TITLE} "more"'])
    assert item(log) == log.last() == before + 1
    assert item(log, "id/qualification/b") <= before


def test_a_part_that_is_given_up_touches_the_whole_by_its_end(bring: Bring, log: ChangeLog) -> None:
    bring("1", FULL)
    bring("2", [line for line in FULL if not line.startswith(RECORD)])
    assert told(log, log.last() - 1) == [("removed", "id/record/a")]
    assert item(log) == log.last()


def test_items_in_the_order_in_which_they_were_touched(bring: Bring, log: ChangeLog) -> None:
    bring("1", FULL)
    before = log.last()
    bring("2", [*FULL, f'{OUTCOME} {TITLE} "more"'])
    first, second = log.items("qualification")
    assert [first.iri, second.iri] == [f"{BASE}id/qualification/b", f"{BASE}id/qualification/a"]
    assert log.items("qualification", (first.touched, first.iri)) == [second]
    assert log.items("qualification", since=before) == [second]
    assert log.items("qualification", until=before) == [first]
    assert log.items("qualification", facet=("level", f"{BASE}id/level/6")) == [second]
    assert log.count_items("qualification") == 2
    assert log.count_items("qualification", facet=("field", "u:isced/061"), since=before) == 1
    assert log.facets(second.iri) == (("field", "u:isced/061"), ("level", f"{BASE}id/level/6"))


def test_the_content_of_an_item_has_its_parts(bring: Bring, log: ChangeLog) -> None:
    bring("1", FULL)
    content = log.item_content(f"{BASE}id/qualification/a")
    told_of = {line.split(b" ")[0].decode().replace(BASE, ":") for line in content.splitlines()}
    opportunity, statement = "<:id/qualification/a#opportunity>", "<:id/level-statement/6/eqf>"
    assert told_of == {A, opportunity, OUTCOME, RECORD, BODY, statement}


def test_the_content_of_a_removed_item_is_what_it_was(bring: Bring, log: ChangeLog) -> None:
    bring("1", FULL)
    content = log.item_content(f"{BASE}id/qualification/a")
    bring("2", [f'{B} {TITLE} "B"'])
    found = log.item(f"{BASE}id/qualification/a")
    assert found is not None
    assert found.removed
    assert log.item_content(found.iri) == content
    assert log.facets(found.iri)


def test_a_part_that_is_gone_is_not_in_the_item_that_stays(bring: Bring, log: ChangeLog) -> None:
    bring("1", FULL)
    bring("2", [line for line in FULL if not line.startswith(OUTCOME)])
    assert b"learning-outcome/a/1> <u:title>" not in log.item_content(f"{BASE}id/qualification/a")


# Everything at once


def replay(log: ChangeLog, known: dict[str, bytes], after: int) -> int:
    """Apply the entries after one to what a client knows; return the number of the last."""
    last = after
    for each in log.entries(after):
        _apply(log, known, each)
        last = each.number
    return last


def _apply(log: ChangeLog, known: dict[str, bytes], entry: Entry) -> None:
    if entry.operation is Operation.REMOVED:
        del known[entry.iri]
    else:
        assert (entry.iri in known) == (entry.operation is not Operation.CREATED)
        known[entry.iri] = log.content(entry.number)


THINGS = st.sampled_from(["6", "6#note", "60", "60/x", "6/y#part", "7"])
RELEASES = st.lists(st.dictionaries(THINGS, st.sampled_from("ab"), max_size=6), min_size=1, max_size=6)


@given(RELEASES)
def test_following_the_log_gives_each_release(
    tmp_path_factory: pytest.TempPathFactory, releases: list[dict[str, str]]
) -> None:
    home = tmp_path_factory.mktemp("home")
    known: dict[str, bytes] = {}
    last = 0
    for number, things in enumerate(releases):
        dump = sorted(f'<{BASE}id/level/{key}> <u:p> "{value}" .\n'.encode() for key, value in things.items())
        with bring_to(home, dump, base=BASE, release=str(number), clock=lambda: WHEN):
            pass
        log = ChangeLog.open(home)
        assert log is not None
        last = replay(log, known, last)
        log.close()
        assert sorted(line for text in known.values() for line in text.splitlines(keepends=True)) == dump
        assert known.keys() == {each.iri for each in contents(dump, BASE)}
