"""The query log: a line of JSON for every query, without anything that tells who asked.

A line is one write to a file that is opened for appending, so lines of several threads never mix, and the
file may be moved away at any time (logrotate): the next line begins a new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from nqfgraph.settings import Settings
from nqfgraph_server.exchange import Exchange

STANDARD_ERROR = "-"

_DIGEST_LENGTH = 16


class QueryLog:
    """Writes what is asked to `Settings.query_log`; queries are answered also where that cannot be done.

    ``warn`` is told once, each time that writing begins to fail.
    """

    def __init__(self, settings: Settings, warn: Callable[[str], object]) -> None:
        self._path = settings.query_log
        self._with_text = settings.query_log_text
        self._warn = warn
        self._lock = threading.Lock()
        self._failing = False
        self._file = None if self._path in ("", STANDARD_ERROR) else _File(Path(self._path))

    def write(self, exchange: Exchange) -> None:
        """Write the line of a query; nothing for other requests, and nothing if there is no log."""
        if not self._path or not exchange.is_query:
            return
        line = json.dumps(self._entry(exchange), ensure_ascii=False).encode() + b"\n"
        with self._lock:
            try:
                if self._file:
                    self._file.append(line)
                else:
                    sys.stderr.write(line.decode())
                    sys.stderr.flush()
            except OSError as error:
                if not self._failing:
                    self._warn(
                        f"The query log “{self._path}” cannot be written: {error}. Queries are answered all "
                        "the same; this is said once."
                    )
                self._failing = True
            else:
                self._failing = False

    def _entry(self, exchange: Exchange) -> dict[str, object]:
        seen = exchange.observation
        entry: dict[str, object] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "release": seen and seen.release,
            "form": seen and seen.form,
            "media_type": exchange.media_type,
            "status": exchange.status,
            "outcome": str(exchange.outcome),
            "seconds": round(exchange.seconds, 6),
            "work_seconds": round(seen.seconds, 6) if seen else 0.0,
            "bytes": exchange.size,
            "cached": seen.cached if seen else False,
            "query": seen and hashlib.sha256(seen.query.encode()).hexdigest()[:_DIGEST_LENGTH],
        }
        if self._with_text:
            entry["text"] = seen and seen.query
        return entry


class _File:
    """A file that whole lines are appended to, opened again when another stands in its place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._begun = False
        """Whether the last line was not written to its end."""

    def append(self, line: bytes) -> None:
        """Write a line at once; raises OSError if it cannot be written whole."""
        descriptor = self._open()
        content = b"\n" + line if self._begun else line
        written = os.write(descriptor, content)
        self._begun = written < len(content)
        if self._begun:
            raise OSError(f"only {written} of {len(content)} bytes were written")

    def _open(self) -> int:
        if self._descriptor is not None:
            with suppress(FileNotFoundError):
                if os.path.samestat(os.stat(self._path), os.fstat(self._descriptor)):
                    return self._descriptor
            os.close(self._descriptor)
            self._descriptor = None
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        self._begun = False
        return self._descriptor
