"""Has the file for QDR made by a process of its own, so that no request works for half a minute."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from nqfgraph.errors import StoreBusy
from nqfgraph.exports.qdr import QUALIFICATIONS, Dataset
from nqfgraph.handover import Made, find_made
from nqfgraph_server.service import NotServing

AGAIN_SECONDS = 60.0
"""After which time a file that could not be made is tried again."""
MOST_SECONDS = 1800.0
"""Longest time of making one: 100,000 full records take five minutes."""
_OURS = "NQFGRAPH_"
"""Settings, passwords among them, are not the process's business."""
_LONGEST = 500

_Wanted = tuple[str, Dataset]
"""Version of a release, and the data type of which it is to have a file."""

_logger = logging.getLogger(__name__)


class QdrFiles:
    """The files for QDR of the releases of a home; safe for use by many threads."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._running: dict[_Wanted, threading.Thread] = {}
        self._failed: dict[_Wanted, tuple[float, str]] = {}

    def get(self, version: str, wait_seconds: float, dataset: Dataset = QUALIFICATIONS) -> Made:
        """Return a file of a release, which is begun to be made if it is not there.

        Raises StoreBusy if it is not ready in ``wait_seconds``, NotServing if it could not be made.
        """
        wanted = version, dataset
        made = find_made(self._home, *wanted)
        if made is not None:
            return made
        running = self._begin(wanted)
        if running is not None:
            running.join(wait_seconds)
            made = find_made(self._home, *wanted)
        if made is not None:
            return made
        failed = self._failed.get(wanted)
        if failed:
            raise NotServing(failed[1], remedy="It is tried again in a minute.")
        raise QdrFileBeingMade

    def _begin(self, wanted: _Wanted) -> threading.Thread | None:
        """Return the thread that makes a file, a new one if need be; None where it has just failed."""
        version, dataset = wanted
        name = f"nqfgraph-qdr-{version}" + ("" if dataset is QUALIFICATIONS else f"-{dataset.name}")
        with self._lock:
            running = self._running.get(wanted)
            if running is not None:
                return running
            failed = self._failed.get(wanted)
            if failed and time.monotonic() - failed[0] < AGAIN_SECONDS:
                return None
            self._failed.pop(wanted, None)
            thread = threading.Thread(target=self._make, args=(wanted,), name=name, daemon=True)
            self._running[wanted] = thread
            thread.start()
            return thread

    def _make(self, wanted: _Wanted) -> None:
        """Run the process and wait for it; on Linux it ends with this thread, and so with the server."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        version, dataset = wanted
        arguments = [str(self._home.resolve()), version, str(os.getpid()), dataset.name]
        began = time.monotonic()
        try:
            ended = subprocess.run(
                [sys.executable, "-P", "-m", "nqfgraph.handover.job", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=environment,
                timeout=MOST_SECONDS,
                check=False,
            )
            why = ended.stderr.decode(errors="replace").strip()[-_LONGEST:] if ended.returncode else ""
            why = why or (f"the process ended with {ended.returncode}" if ended.returncode else "")
        except (OSError, subprocess.TimeoutExpired) as error:
            why = str(error)
        with self._lock:
            self._running.pop(wanted, None)
            if why:
                self._failed[wanted] = (time.monotonic(), f"The file for QDR cannot be made: {why}")
        if why:
            _logger.error(
                "The file of %s for QDR of release %s cannot be made: %s", dataset.words, version, why
            )
        else:
            _tell(self._home, wanted, time.monotonic() - began)


class QdrFileBeingMade(StoreBusy):
    """The file is not ready yet."""

    def __init__(self) -> None:
        super().__init__("The file for QDR is being made.", remedy="Ask again in half a minute.")


def _tell(home: Path, wanted: _Wanted, seconds: float) -> None:
    version, dataset = wanted
    made = find_made(home, version, dataset)
    if made is not None:
        _logger.info(
            "The file for QDR of release %s holds %d of %d %s; it took %.1f s.",
            version,
            made.written,
            made.total,
            dataset.words,
            seconds,
        )
