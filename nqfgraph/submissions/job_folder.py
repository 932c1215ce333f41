"""The folder of a check that runs in a process of its own: what one side writes and the other reads.

::

    request.json        what is to be done; written first
    files/, shapes/     what was sent; gone when the check is over
    attempts            how often a process has begun
    progress.json       the stage, while it runs
    outcome.json        how it ended; written last, so what else it speaks of is there by then
    verdict.json.gz     the findings, see `nqfgraph.submissions.keeping`
    report.ttl.gz, page.{az,en,ru}.html.gz

The folder alone says how far a job is, so that a server that starts again finds its jobs as they were.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from nqfgraph.files import write_atomically
from nqfgraph.places import Place
from nqfgraph.submissions.watching import Stage

Reason = Literal["", "time", "memory", "triples", "crash", "interrupted"]
"""Why a check did not come to its end: a limit, a fault of the program, or a server that stopped again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be checked, with what, and what that may take."""

    files: tuple[str, ...]
    """Names in the folder ``files``."""
    shapes: tuple[str, ...] = ()
    """Names in the folder ``shapes``."""
    profiles: tuple[str, ...] = ()
    register: str
    """Folder of the register that tables are a part of."""
    seconds: int
    megabytes: int
    triples: int
    created: float
    """Seconds since 1970 (UTC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a check ended."""

    state: Literal["checked", "unreadable", "failed"]
    ended: float
    """Seconds since 1970 (UTC)."""
    seconds: float = 0.0
    """How long it took."""
    reason: Reason = ""
    message: str = ""
    """Why there is no verdict, in English (`nqfgraph.submissions.refusals` knows other languages)."""
    remedy: str = ""
    place: Place | None = None
    excerpt: str = ""
    """The lines at the place as HTML."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many findings there are by severity."""


class JobFolder:
    """The folder of one job."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def files(self) -> Path:
        """Where the files are that are checked."""
        return self.path / "files"

    @property
    def shapes(self) -> Path:
        """Where the shapes are that they are checked with."""
        return self.path / "shapes"

    @property
    def temporary(self) -> Path:
        """Where the process may write for itself."""
        return self.path / "tmp"

    @property
    def lock(self) -> Path:
        """The file that a process holds locked while it checks."""
        return self.path / "lock"

    def write_request(self, request: Request) -> None:
        """Say what is to be done."""
        self._write("request.json", asdict(request))

    def request(self) -> Request:
        """Return what is to be done."""
        values = json.loads((self.path / "request.json").read_bytes())
        for name in ("files", "shapes", "profiles"):
            values[name] = tuple(values[name])
        return Request(**values)

    def begin(self) -> int:
        """Note that a process begins; return how many have begun, this one among them."""
        number = self.attempts() + 1
        (self.path / "progress.json").unlink(missing_ok=True)
        write_atomically(self.path / "attempts", str(number).encode())
        return number

    def attempts(self) -> int:
        """Return how many processes have begun with this job."""
        try:
            return int((self.path / "attempts").read_text())
        except FileNotFoundError:
            return 0

    def started(self) -> float | None:
        """Return when the last of them began, in seconds since 1970; None if none has."""
        try:
            return (self.path / "attempts").stat().st_mtime
        except FileNotFoundError:
            return None

    def write_stage(self, stage: Stage) -> None:
        """Say what is being done now."""
        self._write("progress.json", {"stage": stage})

    def stage(self) -> Stage:
        """Return what is being done now."""
        try:
            stage: Stage = json.loads((self.path / "progress.json").read_bytes())["stage"]
        except FileNotFoundError:
            return "waiting" if self.started() is None else "reading"
        return stage

    def end(self, outcome: Outcome) -> None:
        """Say how the job ended, once, and remove what was sent."""
        if self.outcome() is None:
            self._write("outcome.json", asdict(outcome))
        for folder in (self.files, self.shapes, self.temporary):
            shutil.rmtree(folder, ignore_errors=True)

    def outcome(self) -> Outcome | None:
        """Return how the job ended; None if it has not."""
        try:
            values = json.loads((self.path / "outcome.json").read_bytes())
        except FileNotFoundError:
            return None
        if values["place"] is not None:
            values["place"] = Place(**values["place"])
        return Outcome(**values)

    def keep(self, name: str, content: bytes) -> None:
        """Keep a part of the report; ``name`` is without ``.gz``."""
        write_atomically(self.path / f"{name}.gz", gzip.compress(content, compresslevel=3, mtime=0))

    def kept(self, name: str) -> bytes:
        """Return a part of the report; raises FileNotFoundError if it is not kept (any more)."""
        return gzip.decompress((self.path / f"{name}.gz").read_bytes())

    def remove(self) -> None:
        """Remove everything; what is not there any more is no error."""
        # First out of sight, so that nobody finds half of a job.
        hidden = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.rename(hidden)
        except FileNotFoundError:
            return
        shutil.rmtree(hidden, ignore_errors=True)

    def _write(self, name: str, values: object) -> None:
        write_atomically(self.path / name, json.dumps(values, ensure_ascii=False).encode(errors="replace"))
