"""Telling QDR of a new file: who is told what, how often, and what is remembered of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.handover import Call, Made, Outcome, call_out, read_calls, target_of
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
    host.fields = {"Retry-After": "Mon, 23 Nov 2026 12:00:00 GMT"}
    host.answers = [(503, b"", 0), (200, b"", 0)]
    assert tell(again=True).outcome is Outcome.ACCEPTED
    assert host.pauses == [7.0, 1.0]


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404])
def test_a_wrong_key_or_address_is_not_tried_again(host, tell: Tell, status: int) -> None:
    host.fields = {"Location": "http://127.0.0.1:1/elsewhere"}
    host.answers = [(status, f"not with {KEY}".encode(), 0)]
    done = tell()
    assert (done.outcome, done.attempts, done.status) == (Outcome.REFUSED, 1, status)
    assert len(host.sent) == 1


def test_the_key_is_nowhere_in_what_is_kept(host, tell: Tell, tmp_path: Path) -> None:
    host.answers = [(403, f"wrong key {KEY}".encode(), 0)]
    assert tell().message == "wrong key [key]"
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
