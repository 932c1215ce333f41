"""Telling QDR of a new file: who is told what, how often, and what is remembered of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from nqfgraph.cli.handover import told
from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.exports.qdr import DATASETS, LEARNING_OPPORTUNITIES
from nqfgraph.handover import Call, Made, Outcome, call_out, make_file, make_files, read_calls, target_of
from nqfgraph.handover import calls as kept_calls
from nqfgraph.handover.calls import keep_call
from nqfgraph.release import Release
from nqfgraph.settings import Settings

KEY = "s3cret-of-the-register"
Tell = Callable[..., Call]


@pytest.fixture
def tell(host, release: Release, made: Made, tmp_path: Path) -> Tell:
    """Return a function that calls the host with some settings, and gives what came of it."""

    def call(*, again: bool = False, made: Made = made, **changed: object) -> Call:
        given: dict[str, object] = {"qdr_call": host.address, "qdr_key": KEY} | changed
        target = target_of(Settings(**given))
        assert target is not None
        return call_out(target, release, made, tmp_path, again=again, pause=host.pauses.append)

    host.pauses = []
    return call


def test_the_host_is_told_where_the_file_is_and_what(host, tell: Tell, made: Made) -> None:
    done = tell()
    assert (done.outcome, done.status, done.attempts) == (Outcome.ACCEPTED, 204, 1)
    ((fields, body),) = host.sent
    assert fields["Authorization"] == f"Bearer {KEY}"
    assert body == {
        "dataset": "qualifications",
        "address": "https://demo.example/qdr/qualifications.xml",
        "versionAddress": "https://demo.example/releases/2026-11-23.1/qdr-qualifications.xml",
        "version": "2026-11-23.1",
        "sha256": made.sha256,
        "bytes": made.size,
        "qualifications": 2,
    }


def test_the_key_may_stand_in_another_field_and_in_a_file(host, tell: Tell, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from a file\n", encoding="utf-8")
    tell(qdr_key_file=str(file), qdr_key_field="X-API-Key")
    assert host.sent[0][0]["X-API-Key"] == "from a file"
    tell(again=True, qdr_key="")
    assert "Authorization" not in host.sent[1][0]
    tell(again=True, qdr_key="Basic abc")
    assert host.sent[2][0]["Authorization"] == "Basic abc"


def test_a_fault_of_the_host_is_tried_again_with_growing_pauses(host, tell: Tell) -> None:
    host.answers = [(500, b"broken", 0), (503, b"", 0), (429, b"", 0), (200, b"{}", 0)]
    done = tell()
    assert (done.outcome, done.attempts, host.pauses) == (Outcome.ACCEPTED, 4, [1.0, 2.0, 4.0])


def test_after_some_attempts_it_is_given_up_and_recorded(host, tell: Tell, tmp_path: Path) -> None:
    host.answers = [(500, b"out\n of order", 0)] * 10
    done = tell()
    assert (done.outcome, done.attempts, done.status) == (Outcome.FAILED, 6, 500)
    assert done.message == "out of order"
    assert read_calls(tmp_path) == (done,)


def test_a_wait_that_the_host_asks_for_is_kept_as_far_as_the_time_goes(host, tell: Tell) -> None:
    host.fields = {"Retry-After": "7"}
    host.answers = [(503, b"", 0), (200, b"", 0)]
    assert tell().outcome is Outcome.ACCEPTED
    assert host.pauses == [7.0]
    host.fields = {"Retry-After": "9000"}
    host.answers = [(503, b"", 0)]
    assert tell(again=True).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Mon, 23 Nov 2020 12:00:00 GMT", 1.0, 1.0),
        (format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True), 6_000.0, 7_200.0),
        ("soon", 1.0, 1.0),
        ("99999999999999999999", 1e9 - 1, 1e9),
    ],
)
def test_a_wait_may_be_a_date_and_nonsense_is_none(
    host, tell: Tell, text: str, least: float, most: float
) -> None:
    host.fields = {"Retry-After": text}
    host.answers = [(503, b"", 0), (200, b"", 0)]
    assert tell(qdr_call_seconds=2e9).outcome is Outcome.ACCEPTED
    (pause,) = host.pauses
    assert least <= pause <= most


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404])
def test_a_wrong_key_or_address_is_not_tried_again(host, tell: Tell, status: int) -> None:
    host.fields = {"Location": "http://127.0.0.1:1/elsewhere"}
    host.answers = [(status, f"not with {KEY}".encode(), 0)]
    done = tell()
    assert (done.outcome, done.attempts, done.status) == (Outcome.REFUSED, 1, status)
    assert len(host.sent) == 1


def test_the_key_is_nowhere_in_what_is_kept(host, tell: Tell, tmp_path: Path) -> None:
    host.answers = [(403, f"wrong key {KEY} at /tell?version=1".encode(), 0)]
    assert tell().message == "wrong key [key] at /tell?[query]"
    content = (tmp_path / "qdr" / "calls.jsonl").read_text(encoding="utf-8")
    assert KEY not in content
    assert "version=1" not in content
    settings = Settings(qdr_call=host.address, qdr_key=KEY)
    assert KEY not in repr(settings)
    assert KEY not in repr(target_of(settings))


def test_a_host_that_is_silent_is_left_in_time(host, tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nqfgraph.handover.calling._SILENCE_SECONDS", 0.1)
    host.answers = [(200, b"", 30)] * 10
    done = tell(qdr_call_seconds=2.0)
    assert (done.outcome, done.status) == (Outcome.FAILED, None)
    assert "timed out" in done.message


def test_of_an_answer_that_never_ends_the_beginning_is_read(host, tell: Tell) -> None:
    host.endless = True
    host.answers = [(200, b"begun ", 0)]
    done = tell()
    assert done.outcome is Outcome.ACCEPTED
    assert len(done.message) == 300


def test_a_host_that_is_not_there_is_recorded(tell: Tell) -> None:
    done = tell(qdr_call="http://127.0.0.1:1/")
    assert (done.outcome, done.status, done.attempts) == (Outcome.FAILED, None, 6)
    assert done.message


def test_an_unchanged_file_is_told_once(host, tell: Tell) -> None:
    assert tell().outcome is Outcome.ACCEPTED
    done = tell()
    assert (done.outcome, done.attempts, len(host.sent)) == (Outcome.UNCHANGED, 0, 1)
    assert tell(again=True).outcome is Outcome.ACCEPTED
    other = host.address.replace("tell", "other")
    assert tell(qdr_call=other).outcome is Outcome.ACCEPTED


def test_each_file_is_told_of_by_itself(
    host, tell: Tell, offering_home: Path, made: Made, tmp_path: Path
) -> None:
    offering = Release.open(offering_home / "releases" / "2026-11-23.1")
    _, opportunities = make_files(offering_home, offering)
    target = target_of(Settings(qdr_call=host.address), LEARNING_OPPORTUNITIES)
    assert target is not None
    for expected in (Outcome.ACCEPTED, Outcome.UNCHANGED):
        assert tell().outcome is expected
        assert call_out(target, offering, opportunities, tmp_path).outcome is expected
    assert [each.dataset for each in read_calls(tmp_path)] == ["qualifications", "learning-opportunities"] * 2
    assert host.sent[1][1] == {
        "dataset": "learning-opportunities",
        "address": "https://demo.example/qdr/learning-opportunities.xml",
        "versionAddress": "https://demo.example/releases/2026-11-23.1/qdr-learning-opportunities.xml",
        "version": "2026-11-23.1",
        "sha256": opportunities.sha256,
        "bytes": opportunities.size,
        "learningOpportunities": 2,
    }


def test_the_file_of_opportunities_may_have_an_address_of_its_own() -> None:
    both = Settings(qdr_call="https://a.example/1", qdr_call_opportunities="https://a.example/2")
    named = {each: target_of(both, each) for each in DATASETS.values()}
    assert [each.iri for each in named.values() if each] == ["https://a.example/1", "https://a.example/2"]
    assert target_of(Settings(qdr_call_opportunities="https://a.example/2")) is None
    with pytest.raises(InputError, match="NQFGRAPH_QDR_CALL_OPPORTUNITIES would send"):
        target_of(Settings(qdr_call_opportunities="http://a.example/2"), LEARNING_OPPORTUNITIES)


def test_calls_that_older_versions_kept_are_about_qualifications(tell: Tell, tmp_path: Path) -> None:
    done = tell()
    path = tmp_path / "qdr" / "calls.jsonl"
    line = json.loads(path.read_text(encoding="utf-8"))
    assert line.pop("dataset") == "qualifications"
    path.write_text(json.dumps(line), encoding="utf-8")
    assert read_calls(tmp_path) == (done,)
    assert tell().outcome is Outcome.UNCHANGED


def test_a_file_that_was_refused_is_told_again(host, tell: Tell, made: Made) -> None:
    tell()
    host.answers = [(403, b"", 0)]
    assert tell(made=replace(made, sha256="0" * 64)).outcome is Outcome.REFUSED
    assert tell(made=replace(made, sha256="0" * 64)).outcome is Outcome.ACCEPTED
    # Back to the file before: that is not what the host has now.
    assert tell().outcome is Outcome.ACCEPTED


def test_nobody_is_told_that_all_was_withdrawn(host, tell: Tell, made: Made) -> None:
    done = tell(made=replace(made, written=0, size=0), again=True)
    assert (done.outcome, host.sent) == (Outcome.NOTHING, [])


def test_calls_are_kept_in_bounds_and_damage_is_passed_over(
    tell: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tell()
    path = tmp_path / "qdr" / "calls.jsonl"
    path.write_text(f"{{not json\n{json.dumps({'time': 'never'})}\n" + path.read_text())
    assert read_calls(tmp_path) == (first,)
    monkeypatch.setattr(kept_calls, "KEPT", 2)
    for _ in range(3):
        keep_call(tmp_path, first)
    assert len(read_calls(tmp_path)) == 2


def test_calls_that_end_together_are_all_kept(
    tell: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tell()
    write = kept_calls.write_atomically

    def write_late(path: Path, content: bytes) -> None:
        time.sleep(0.02)
        write(path, content)

    monkeypatch.setattr(kept_calls, "write_atomically", write_late)
    others = [threading.Thread(target=keep_call, args=(tmp_path, first)) for _ in range(6)]
    for each in others:
        each.start()
    for each in others:
        each.join(60)
    assert len(read_calls(tmp_path)) == 7


def test_a_program_that_is_killed_while_it_calls_leaves_a_trace_and_the_next_one_calls_again(
    host, tell: Tell, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.answers = [(200, b"", 30)]
    monkeypatch.setenv("NQFGRAPH_QDR_CALL", host.address)
    copy = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))
    program = "from nqfgraph.cli import main; main()"
    killed = subprocess.Popen(
        [sys.executable, "-c", program, "handover", "call", "--home", copy], stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while not host.sent and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        killed.kill()
        killed.wait(30)
    (begun,) = read_calls(copy)
    assert (begun.outcome, begun.attempts, begun.status) == (Outcome.BEGUN, 0, None)
    assert told(begun).endswith("when the program ended; what came of it is not known.")
    target = target_of(Settings(qdr_call=host.address))
    release = Release.open(copy / "releases" / "2026-11-23.1")
    made = make_file(copy, release)
    assert target is not None
    assert call_out(target, release, made, copy).outcome is Outcome.ACCEPTED
    assert [each.outcome for each in read_calls(copy)] == [Outcome.BEGUN, Outcome.ACCEPTED]


def test_a_record_that_cannot_be_kept_or_read_is_an_error(tell: Tell, tmp_path: Path) -> None:
    assert read_calls(tmp_path) == ()
    (tmp_path / "qdr" / "calls.jsonl").mkdir(parents=True)
    with pytest.raises(ReleaseError, match="cannot be read"):
        read_calls(tmp_path)
    (tmp_path / "qdr" / "calls.jsonl").rmdir()
    (tmp_path / "qdr").rmdir()
    (tmp_path / "qdr").write_text("in the way")
    with pytest.raises(ReleaseError):
        tell(again=True)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"qdr_call": "ftp://host.example/"}, "not an address that can be called"),
        ({"qdr_call": "https://user:secret@host.example/"}, "not an address that can be called"),
        ({"qdr_call": "https://host.example:port/"}, "not an address that can be called"),
        ({"qdr_call": "http://host.example/"}, "in the clear"),
        ({"qdr_call": "https://host.example/", "qdr_key": "a\nb"}, "cannot be sent"),
        ({"qdr_call": "https://host.example/", "qdr_key_field": "X: y"}, "no header field"),
        ({"qdr_call": "https://host.example/", "qdr_key_file": "/nowhere/key"}, "There is no file"),
    ],
)
def test_settings_that_cannot_be_used_are_explained(settings: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        target_of(Settings(**settings))
    assert "secret" not in str(raised.value)


def test_nobody_is_called_without_an_address() -> None:
    assert target_of(Settings()) is None
    target = target_of(Settings(qdr_call="http://[::1]:8080/a?b=c"))
    assert target is not None
    assert target.shown == "http://[::1]:8080/a"
