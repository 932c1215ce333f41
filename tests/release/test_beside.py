"""Work beside the stages of a build, in a thread or in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from threading import Event

import pytest

from nqfgraph.errors import ProcessEnded, ReleaseError
from nqfgraph.release import beside
from nqfgraph.release.beside import in_process, in_thread


@pytest.fixture(params=["forked", "here"])
def alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Say whether a process is forked; both ways give the same."""
    monkeypatch.setattr(beside, "cores", lambda: 2 if request.param == "forked" else 1)
    return bool(request.param == "forked")


def test_a_process_gives_what_its_work_returns(alone: bool) -> None:
    with in_process(os.getpid, "told who it is") as told:
        assert (told() != os.getpid()) == alone


@pytest.mark.parametrize("error", [ReleaseError("broken"), OSError(28, "No space left on device")])
def test_an_error_of_the_work_is_raised_where_it_is_waited_for(alone: bool, error: Exception) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error), match=str(error.args[-1])), in_process(fail, "failed") as told:
        told()


@pytest.fixture
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork also where a thread is left over from other tests."""
    monkeypatch.setattr(beside, "cores", lambda: 2)


@pytest.mark.usefixtures("forking")
def test_a_process_that_is_killed_is_an_error_that_tells_the_way_out() -> None:
    here = os.getpid()

    def end() -> None:
        assert os.getpid() != here
        os.kill(os.getpid(), signal.SIGKILL)

    with (
        pytest.raises(ProcessEnded, match="that made the file was ended by signal 9") as caught,
        in_process(end, "made the file") as told,
    ):
        told()
    assert "memory" in str(caught.value.remedy)


@pytest.mark.usefixtures("forking")
def test_a_process_that_nobody_waits_for_is_stopped() -> None:
    reading, writing = os.pipe()
    with pytest.raises(ReleaseError), in_process(Event().wait, "waited"):  # noqa: PT012
        os.close(writing)
        raise ReleaseError("something else went wrong")
    assert os.read(reading, 1) == b""  # nobody holds the other end any more
    os.close(reading)


def test_a_thread_is_waited_for_and_its_error_raised() -> None:
    def fail(stopped: Event) -> None:
        raise ReleaseError("broken")

    done = Event()
    with in_thread(lambda stopped: done.set()):
        pass
    assert done.is_set()
    with pytest.raises(ReleaseError, match="broken"), in_thread(fail):
        pass


def test_a_thread_is_told_to_stop_when_the_block_fails() -> None:
    seen: list[bool] = []
    work: Callable[[Event], None] = lambda stopped: seen.append(stopped.wait(60))  # noqa: E731
    with pytest.raises(ReleaseError), in_thread(work):
        raise ReleaseError("something else went wrong")
    assert seen == [True]
