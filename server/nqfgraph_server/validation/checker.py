"""One check in a process of its own, from its start until it is over or stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from nqfgraph.submissions.job import OUT_OF_MEMORY
from nqfgraph.submissions.job_folder import JobFolder, Reason

_SAID = "stderr"
_LONGEST = 4_000
"""Bytes of what a process said at its end that are given back."""
_OURS = "NQFGRAPH_"
"""Settings, passwords among them, are not the process's business."""


class Checker:
    """A process that checks the job of a folder, ``seconds`` at most; made and waited for in one thread.

    On Linux the process ends with the thread that has made it.
    """

    def __init__(self, folder: JobFolder, seconds: float) -> None:
        self._folder = folder
        self._stopped = False
        self._until = time.monotonic() + seconds
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                # -P: what was sent must not be taken for a part of the program.
                [sys.executable, "-P", "-m", "nqfgraph.submissions.job", str(folder.path), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=environment,
                start_new_session=True,
            )

    @property
    def _said(self) -> Path:
        return self._folder.path / _SAID

    def wait(self) -> Reason:
        """Wait until the check is over; return why it broke off, nothing if it did not or was stopped."""
        try:
            status = self._process.wait(max(self._until - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.wait()
            return "" if self._stopped else "time"
        # What the process has started itself, if it was ended from outside.
        self._kill()
        if self._stopped or status == 0:
            return ""
        return _reason(status)

    def said(self) -> str:
        """Return the end of what the process said when it failed, for the log; it is not kept."""
        try:
            text = self._said.read_bytes()[-_LONGEST:].decode(errors="replace")
            self._said.unlink()
        except FileNotFoundError:
            return ""
        return text

    def stop(self) -> None:
        """End the process now, from any thread."""
        self._stopped = True
        self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _reason(status: int) -> Reason:
    """Return what an exit status means; one below 0 is a signal.

    An allocation beyond the limit is SIGABRT in Rust; SIGKILL comes from a kernel without memory, or after
    SIGXCPU was passed over.
    """
    if status == -signal.SIGXCPU:
        return "time"
    if status in (OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGKILL):
        return "memory"
    return "crash"
