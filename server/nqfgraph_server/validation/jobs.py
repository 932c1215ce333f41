"""The checks that were asked for: a queue, processes that work it off, folders that outlive the server."""

from __future__ import annotations

import fcntl
import logging
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from nqfgraph.errors import NqfgraphError, StoreBusy
from nqfgraph.settings import Settings
from nqfgraph.submissions.job_folder import JobFolder, Outcome, Reason, Request
from nqfgraph_server.budgets import BudgetSpent
from nqfgraph_server.languages import marked as _
from nqfgraph_server.validation.checker import Checker
from nqfgraph_server.validation.sweeping import sweep

MOST_OF_ONE_CLIENT = 5
"""Checks that one client may have waiting and running."""
MOST_ATTEMPTS = 2
"""How often a check is begun: once, and once more after a server that stopped meanwhile."""

_ID = re.compile(r"[A-Za-z0-9_-]{32}")
_BYTES_OF_ID = 24
_NEW = ".new-"
_RETRY_SECONDS = 10.0

_logger = logging.getLogger(__name__)


class QueueFull(StoreBusy):
    """As many checks wait as may."""

    def __init__(self) -> None:
        super().__init__(
            _("Too many files are waiting to be checked."),
            remedy=_("Try again in a minute, or check on your own machine with “nqfgraph validate”."),
        )


class TooManyChecks(BudgetSpent):
    """The client has as many checks under way as it may, or has used up its time."""

    def __init__(self, retry_seconds: float = _RETRY_SECONDS) -> None:
        NqfgraphError.__init__(
            self,
            _("You have asked for as many checks as one client may for now."),
            remedy=_("Try again in a minute, or check on your own machine with “nqfgraph validate”."),
        )
        self.retry_seconds = retry_seconds


@dataclass(slots=True)
class _Pending:
    """A job that this server has to do."""

    client: str
    """Address of who asked; kept in memory only. Empty after a restart."""
    checker: Checker | None = None
    removed: bool = False


class Jobs:
    """All jobs of a home; safe for use by many threads. Threads are started with the first job, not before.

    ``charge`` is told how many seconds of work were done for the client at an address.
    """

    def __init__(self, settings: Settings, charge: Callable[[str, float], None]) -> None:
        self._settings = settings
        self._charge = charge
        self._path = settings.home / "jobs"
        self._changed = threading.Condition()
        self._waiting: deque[str] = deque()
        self._pending: dict[str, _Pending] = {}
        self._threads = 0
        self._closed = False

    def admit(self, client: str) -> None:
        """Let a client ask for one more check; raises QueueFull or TooManyChecks."""
        with self._changed:
            if len(self._waiting) >= self._settings.validation_queue:
                raise QueueFull
            if sum(each.client == client for each in self._pending.values()) >= MOST_OF_ONE_CLIENT:
                raise TooManyChecks

    @contextmanager
    def prepare(self) -> Iterator[JobFolder]:
        """Give the folder of a new job to be filled; unless it is submitted it is removed."""
        folder = JobFolder(self._path / f"{_NEW}{secrets.token_urlsafe(_BYTES_OF_ID)}")
        folder.files.mkdir(parents=True)
        folder.shapes.mkdir()
        try:
            yield folder
        finally:
            folder.remove()

    def submit(self, folder: JobFolder, request: Request, client: str) -> str:
        """Put the job of a folder that `prepare` gave into the queue; return its name."""
        folder.write_request(request)
        name = folder.path.name.removeprefix(_NEW)
        folder.path.rename(self._path / name)
        self._enqueue(name, client)
        self.sweep()
        return name

    def find(self, name: str) -> JobFolder | None:
        """Return the folder of a job; None if there is none, or no longer."""
        if not _ID.fullmatch(name):
            return None
        folder = JobFolder(self._path / name)
        return folder if folder.path.is_dir() else None

    def position(self, name: str) -> int | None:
        """Return how many jobs are done before this one begins, itself counted; None if it does not wait."""
        with self._changed:
            return self._waiting.index(name) + 1 if name in self._waiting else None

    def wait(self, name: str, seconds: float) -> bool:
        """Wait until a job is over, at most some seconds; say whether it is."""
        with self._changed:
            self._changed.wait_for(lambda: name not in self._pending, seconds)
            return name not in self._pending

    def remove(self, name: str) -> None:
        """Remove a job and all that is kept of it; one that runs is stopped."""
        with self._changed:
            with suppress(ValueError):
                self._waiting.remove(name)
                del self._pending[name]
            if pending := self._pending.get(name):
                pending.removed = True
                if pending.checker is not None:
                    pending.checker.stop()
            self._changed.notify_all()
        JobFolder(self._path / name).remove()

    def resume(self) -> None:
        """Take up the jobs that an earlier server has left, and remove what has expired."""
        for name in self.sweep():
            folder = JobFolder(self._path / name)
            if folder.outcome() is not None or _is_held(folder):
                continue
            if folder.attempts() >= MOST_ATTEMPTS:
                folder.end(_failure("interrupted"))
            else:
                self._enqueue(name, "")

    def sweep(self) -> list[str]:
        """Remove what has expired; return the names of the jobs that are left, the oldest first."""
        with self._changed:
            kept = set(self._pending)
        return sweep(self._path, self._settings.job_hours * 3600, kept)

    def counts(self) -> tuple[int, int]:
        """Return how many jobs wait and how many run."""
        with self._changed:
            return len(self._waiting), len(self._pending) - len(self._waiting)

    def close(self) -> None:
        """Stop; what waits or runs is taken up by the next server."""
        with self._changed:
            self._closed = True
            for each in self._pending.values():
                if each.checker is not None:
                    each.checker.stop()
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._threads == 0, timeout=10)

    def _enqueue(self, name: str, client: str) -> None:
        with self._changed:
            self._pending[name] = _Pending(client)
            self._waiting.append(name)
            if self._threads < max(self._settings.validation_processes, 1) and not self._closed:
                self._threads += 1
                threading.Thread(target=self._work, name="nqfgraph-check", daemon=True).start()
            self._changed.notify_all()

    def _work(self) -> None:
        """Do one job after another; runs in a thread that ends with the server, and its processes with it."""
        try:
            while (taken := self._take()) is not None:
                name, pending = taken
                try:
                    self._run(name, pending)
                finally:
                    with self._changed:
                        self._pending.pop(name, None)
                        self._changed.notify_all()
        finally:
            with self._changed:
                self._threads -= 1
                self._changed.notify_all()

    def _take(self) -> tuple[str, _Pending] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            name = self._waiting.popleft()
            return name, self._pending[name]

    def _run(self, name: str, pending: _Pending) -> None:
        folder = JobFolder(self._path / name)
        began = time.monotonic()
        try:
            seconds = folder.request().seconds
            folder.begin()
            with self._changed:
                if self._closed or pending.removed:
                    return
                pending.checker = checker = Checker(folder, seconds)
        except FileNotFoundError:  # it was removed before it could begin
            return
        except (OSError, ValueError) as error:
            _logger.error("A check cannot begin: %s", error)
            self._end(folder, _failure("crash"))
            return
        reason = checker.wait()
        taken = time.monotonic() - began
        self._charge(pending.client, taken)
        if reason == "crash":
            _logger.error("A check has failed: %s", checker.said())
        if reason:
            self._end(folder, _failure(reason, taken))

    def _end(self, folder: JobFolder, outcome: Outcome) -> None:
        # It may have been removed meanwhile.
        with suppress(FileNotFoundError):
            folder.end(outcome)


def _failure(reason: Reason, seconds: float = 0.0) -> Outcome:
    return Outcome(state="failed", reason=reason, ended=time.time(), seconds=seconds)


def _is_held(folder: JobFolder) -> bool:
    """Say whether a process of another server works on a job."""
    with suppress(FileNotFoundError), folder.lock.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
