"""Lets a process of its own make the files of the release that is served, with the lowest priority.

No request waits for it, and a build is not made longer. The process is the command ``nqfgraph export --all``,
which an operator may also run before, so that nothing is left to do.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

from nqfgraph.errors import NqfgraphError
from nqfgraph.exports.files import ReleaseFiles
from nqfgraph.release import Releases

LOOK_SECONDS = 10.0
"""How often it is looked whether there is something to make; the first time after as long."""
TRY_SECONDS = 600.0
"""When a release is tried again whose files could not be made."""
_PRIORITY = 19

_logger = logging.getLogger(__name__)


class FileMaker:
    """Makes files as long as it is running: `start`, and `close` in the end."""

    def __init__(self, releases: Releases, look_seconds: float = LOOK_SECONDS) -> None:
        self._releases = releases
        self._look_seconds = look_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="files", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._failed: dict[str, float] = {}

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Stop the process, whose work is thrown away, and the looking."""
        self._stopped.set()
        with self._lock:
            if self._process:
                self._process.terminate()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._look_seconds):
            version = self._wanted()
            if version is not None and not self._make(version):
                self._failed = {version: time.monotonic()}

    def _wanted(self) -> str | None:
        """Return the release that is served if its files are not there and may be tried now."""
        try:
            version = self._releases.current_version()
            if version is None or ReleaseFiles(self._releases.home).of(version):
                return None
        except NqfgraphError as error:
            _logger.warning("The files of the release cannot be made now: %s", error)
            return None
        tried = self._failed.get(version)
        return version if tried is None or time.monotonic() - tried >= TRY_SECONDS else None

    def _make(self, version: str) -> bool:
        """Run the process to its end; say whether it did its work, and log it if not."""
        home = str(self._releases.home.absolute())
        command = [
            sys.executable,
            "-m",
            "nqfgraph.cli",
            "export",
            "--all",
            "--release",
            version,
            "--home",
            home,
        ]
        with self._lock:
            if self._stopped.is_set():
                return True
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        with suppress(ProcessLookupError):  # it may have ended
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _PRIORITY)
        said = self._process.communicate()[1].decode(errors="replace").strip()
        with self._lock:
            status, self._process = self._process.returncode, None
        if status and not self._stopped.is_set():
            _logger.error("The files of release %s could not be made (status %d): %s", version, status, said)
        return not status
