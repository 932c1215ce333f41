"""The queue of checks: who waits, what a restart finds, and what is removed."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nqfgraph.settings import Settings
from nqfgraph.submissions.job_folder import JobFolder, Outcome, Reason, Request
from nqfgraph_server.validation import jobs as jobs_module
from nqfgraph_server.validation import sweeping
from nqfgraph_server.validation.checker import Checker
from nqfgraph_server.validation.jobs import MOST_OF_ONE_CLIENT, Jobs, QueueFull, TooManyChecks
from nqfgraph_server.validation.sweeping import sweep

GUARD_SECONDS = 30
REQUEST = Request(
    files=("a.ttl",), register="none", seconds=60, megabytes=1000, triples=1000, created=1_000_000_000.0
)


class Process:
    """Stands for the process of a check: it ends when it is told how."""

    def __init__(self, folder: JobFolder, seconds: float) -> None:
        self.folder = folder
        self.reason: Reason = ""
        self.stopped = False
        self._over = threading.Event()
        Made.all.append(self)

    def wait(self) -> Reason:
        assert self._over.wait(GUARD_SECONDS)
        return self.reason

    def end(self, reason: Reason = "") -> None:
        if not reason:
            self.folder.end(Outcome(state="checked", ended=time.time()))
        self.reason = reason
        self._over.set()

    def stop(self) -> None:
        self.stopped = True
        self._over.set()

    def said(self) -> str:
        return "what went wrong"


class Made:
    """The processes that were started, in order."""

    all: list[Process]


@pytest.fixture(autouse=True)
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    monkeypatch.setattr(jobs_module, "Checker", Process)
    Made.all = []
    return Made.all


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def charged() -> list[tuple[str, float]]:
    return []


@pytest.fixture
def make(settings: Settings, charged: list[tuple[str, float]]) -> Iterator[Callable[..., Jobs]]:
    made: list[Jobs] = []

    def make_jobs(**changed: object) -> Jobs:
        jobs = Jobs(replace(settings, **changed), lambda *given: charged.append(given))
        made.append(jobs)
        return jobs

    yield make_jobs
    for each in made:
        each.close()


def submit(jobs: Jobs, client: str = "192.0.2.1") -> str:
    with jobs.prepare() as folder:
        (folder.files / "a.ttl").write_text("")
        return jobs.submit(folder, REQUEST, client)


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + GUARD_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_one_is_checked_and_the_others_wait(make: Callable[..., Jobs], processes: list[Process]) -> None:
    jobs = make()
    first, second, third = (submit(jobs) for _ in range(3))
    wait_until(lambda: len(processes) == 1)
    assert [jobs.position(each) for each in (first, second, third)] == [None, 1, 2]
    assert jobs.counts() == (2, 1)
    assert not jobs.wait(first, 0)
    processes[0].end()
    assert jobs.wait(first, GUARD_SECONDS)
    wait_until(lambda: len(processes) == 2)
    assert processes[1].folder.path.name == second
    assert jobs.position(third) == 1


def test_as_many_are_checked_as_there_may_be_processes(
    make: Callable[..., Jobs], processes: list[Process]
) -> None:
    jobs = make(validation_processes=2)
    for _ in range(3):
        submit(jobs)
    wait_until(lambda: len(processes) == 2)
    assert jobs.counts() == (1, 2)


def test_the_work_is_charged_to_the_client(
    make: Callable[..., Jobs], processes: list[Process], charged: list[tuple[str, float]]
) -> None:
    jobs = make()
    name = submit(jobs)
    wait_until(lambda: processes)
    processes[0].end()
    assert jobs.wait(name, GUARD_SECONDS)
    ((client, seconds),) = charged
    assert client == "192.0.2.1"
    assert seconds > 0


def test_the_queue_has_an_end(make: Callable[..., Jobs], processes: list[Process]) -> None:
    jobs = make(validation_queue=1)
    submit(jobs)
    wait_until(lambda: processes)
    jobs.admit("192.0.2.1")
    submit(jobs)
    with pytest.raises(QueueFull):
        jobs.admit("192.0.2.2")


def test_one_client_cannot_take_all_of_it(make: Callable[..., Jobs]) -> None:
    jobs = make()
    for _ in range(MOST_OF_ONE_CLIENT):
        jobs.admit("192.0.2.1")
        submit(jobs)
    with pytest.raises(TooManyChecks):
        jobs.admit("192.0.2.1")
    jobs.admit("192.0.2.2")


def test_what_was_not_submitted_is_gone(make: Callable[..., Jobs], settings: Settings) -> None:
    with make().prepare() as folder:
        (folder.files / "a.ttl").write_text("")
    assert list((settings.home / "jobs").iterdir()) == []


@pytest.mark.parametrize("reason", ["time", "memory", "crash"])
def test_why_a_process_broke_off_is_kept(
    make: Callable[..., Jobs], processes: list[Process], reason: Reason, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = make()
    name = submit(jobs)
    wait_until(lambda: processes)
    processes[0].end(reason)
    assert jobs.wait(name, GUARD_SECONDS)
    folder = jobs.find(name)
    assert folder is not None
    outcome = folder.outcome()
    assert outcome is not None
    assert (outcome.state, outcome.reason) == ("failed", reason)
    assert not folder.files.exists()
    assert ("what went wrong" in caplog.text) == (reason == "crash")


def test_a_job_that_nobody_can_read_fails_and_not_the_queue(
    make: Callable[..., Jobs], processes: list[Process], settings: Settings
) -> None:
    jobs = make()
    submit(jobs)
    wait_until(lambda: processes)
    broken, next_one = submit(jobs), submit(jobs)
    (settings.home / "jobs" / broken / "request.json").write_text("{")
    processes[0].end()
    wait_until(lambda: len(processes) == 2)
    assert processes[1].folder.path.name == next_one
    folder = jobs.find(broken)
    assert folder is not None
    outcome = folder.outcome()
    assert outcome is not None
    assert outcome.reason == "crash"


# -- removing


def test_what_waits_can_be_removed(make: Callable[..., Jobs], processes: list[Process]) -> None:
    jobs = make()
    submit(jobs)
    wait_until(lambda: processes)
    name = submit(jobs)
    jobs.remove(name)
    assert jobs.find(name) is None
    assert jobs.position(name) is None
    assert jobs.wait(name, 0)


def test_what_runs_is_stopped_when_it_is_removed(
    make: Callable[..., Jobs], processes: list[Process], caplog: pytest.LogCaptureFixture
) -> None:
    jobs = make()
    name = submit(jobs)
    wait_until(lambda: processes)
    jobs.remove(name)
    assert processes[0].stopped
    assert jobs.wait(name, GUARD_SECONDS)
    assert jobs.find(name) is None
    assert caplog.text == ""


def test_what_vanished_before_it_began_is_passed_over(
    make: Callable[..., Jobs], processes: list[Process], settings: Settings
) -> None:
    jobs = make()
    submit(jobs)
    wait_until(lambda: processes)
    lost, next_one = submit(jobs), submit(jobs)
    JobFolder(settings.home / "jobs" / lost).remove()
    processes[0].end()
    wait_until(lambda: len(processes) == 2)
    assert processes[1].folder.path.name == next_one


# -- restarts


def test_a_new_server_takes_up_what_waits_and_what_ran(
    make: Callable[..., Jobs], processes: list[Process]
) -> None:
    before = make()
    running, waiting = submit(before), submit(before)
    wait_until(lambda: processes)
    before.close()
    assert processes[0].stopped
    after = make()
    after.resume()
    wait_until(lambda: len(processes) == 2)
    processes[1].end()
    wait_until(lambda: len(processes) == 3)
    processes[2].end()
    for name in (running, waiting):
        assert after.wait(name, GUARD_SECONDS)
        folder = after.find(name)
        assert folder is not None
        assert folder.outcome() is not None


def test_what_was_interrupted_twice_is_not_begun_a_third_time(
    make: Callable[..., Jobs], processes: list[Process]
) -> None:
    name = submit(make())
    for number in (1, 2):
        wait_until(lambda number=number: len(processes) == number)
        processes[-1].stop()  # as if the server had been killed: no outcome
        jobs = make()
        wait_until(lambda: processes[-1].folder.attempts() == len(processes))
        jobs.resume()
    folder = JobFolder(processes[0].folder.path)
    outcome = folder.outcome()
    assert outcome is not None
    assert (outcome.state, outcome.reason) == ("failed", "interrupted")
    assert len(processes) == 2
    assert folder.path.name == name


def test_what_another_server_works_on_is_left_to_it(
    make: Callable[..., Jobs], processes: list[Process]
) -> None:
    before = make()
    name = submit(before)
    wait_until(lambda: processes)
    with processes[0].folder.lock.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        after = make()
        after.resume()
        assert after.counts() == (0, 0)
    assert after.find(name) is not None


def test_what_is_over_is_not_begun_again(make: Callable[..., Jobs], processes: list[Process]) -> None:
    before = make()
    name = submit(before)
    wait_until(lambda: processes)
    processes[0].end()
    assert before.wait(name, GUARD_SECONDS)
    after = make()
    after.resume()
    assert after.counts() == (0, 0)


def test_a_closed_queue_begins_nothing(make: Callable[..., Jobs], processes: list[Process]) -> None:
    jobs = make()
    jobs.close()
    submit(jobs)
    assert processes == []


# -- sweeping


def finished(folder: Path, name: str, hours_ago: float) -> Path:
    job = JobFolder(folder / name)
    job.path.mkdir(parents=True)
    job.end(Outcome(state="checked", ended=0.0))
    when = time.time() - hours_ago * 3600
    os.utime(job.path, (when, when))
    return job.path


def test_reports_expire(tmp_path: Path) -> None:
    old, new = finished(tmp_path, "old", 25), finished(tmp_path, "new", 23)
    assert sweep(tmp_path, 24 * 3600, ()) == ["new"]
    assert not old.exists()
    assert new.exists()


def test_what_is_under_way_does_not_expire(tmp_path: Path) -> None:
    finished(tmp_path, "running", 30)
    JobFolder(tmp_path / "waiting").path.mkdir()
    os.utime(tmp_path / "waiting", (0, 0))
    assert set(sweep(tmp_path, 24 * 3600, ["running"])) == {"running", "waiting"}


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST_KEPT", 2)
    for hours in (1, 3, 2):
        finished(tmp_path, f"h{hours}", hours)
    assert sweep(tmp_path, 24 * 3600, ()) == ["h2", "h1"]


def test_what_was_left_half_done_is_removed(tmp_path: Path) -> None:
    for name, hours in ((".new-a", 2.0), (".new-b", 0.1)):
        (tmp_path / name).mkdir()
        when = time.time() - hours * 3600
        os.utime(tmp_path / name, (when, when))
    assert sweep(tmp_path, 24 * 3600, ()) == []
    assert [each.name for each in tmp_path.iterdir()] == [".new-b"]


def test_where_there_are_no_jobs_nothing_is_swept(tmp_path: Path) -> None:
    assert sweep(tmp_path / "jobs", 1.0, ()) == []


# -- the process


def test_a_process_that_fails_says_why_in_the_log_only(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path / "job")
    folder.path.mkdir()
    folder.write_request(REQUEST)  # and nothing is there to be checked
    checker = Checker(folder, GUARD_SECONDS)
    assert checker.wait() == "crash"
    assert "No such file" in checker.said()
    assert checker.said() == ""


def test_a_process_that_is_stopped_has_no_reason(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path / "job")
    folder.files.mkdir(parents=True)
    folder.write_request(REQUEST)
    checker = Checker(folder, GUARD_SECONDS)
    checker.stop()
    assert checker.wait() == ""


def test_a_process_that_is_stopped_at_its_time_has_no_reason_either(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path / "job")
    folder.files.mkdir(parents=True)
    folder.write_request(REQUEST)
    checker = Checker(folder, 0)
    assert checker.wait() == "time"
