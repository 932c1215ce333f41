"""A check in a process of its own: ``python -P -m nqfgraph.submissions.job FOLDER PARENT``.

FOLDER is a `nqfgraph.submissions.job_folder.JobFolder`, PARENT the process without which this one ends. What
a check says is written into the folder; the exit status is 0 then, also where the files cannot be read, and
`OUT_OF_MEMORY` where the memory did not suffice. Whoever starts it stops it: at its time by a signal.
"""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from nqfgraph.errors import InputError, ShapesError
from nqfgraph.places import Place
from nqfgraph.sources.register import FILE
from nqfgraph.store.workers.limits import die_with_parent
from nqfgraph.submissions.checking import check
from nqfgraph.submissions.confinement import confine
from nqfgraph.submissions.job_folder import JobFolder, Outcome, Request
from nqfgraph.submissions.keeping import shorten, write_verdict
from nqfgraph.submissions.watching import Stage, Watch
from nqfgraph.validation.formats.page import mark_lines, write_body
from nqfgraph.validation.formats.words import LANGUAGES
from nqfgraph.validation.verdicts import Verdict

OUT_OF_MEMORY = 71
"""Exit status where an allocation failed (EX_OSERR of sysexits.h)."""

_AROUND = 3
"""Lines that are shown before and after the one that cannot be read."""


def main(arguments: Sequence[str]) -> int:
    """Do the check of a folder; return the exit status."""
    folder, parent = JobFolder(Path(arguments[0]).absolute()), int(arguments[1])
    die_with_parent(parent)
    request = folder.request()
    with folder.lock.open("wb") as lock:
        # Another server over the same home may be at it; then its outcome is as good.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.outcome() is not None:
            return 0
        confine(request.seconds, request.megabytes)
        folder.temporary.mkdir(exist_ok=True)
        tempfile.tempdir = str(folder.temporary)
        try:
            outcome = run(folder, request)
        except MemoryError:
            return OUT_OF_MEMORY
        folder.end(outcome)
    return 0


def run(folder: JobFolder, request: Request) -> Outcome:
    """Check what a folder holds and write the parts of the report; return how it ended."""
    began = time.monotonic()
    os.chdir(folder.files)  # so that files have the names in the report that they were sent under
    watch = _Watch(folder, request.triples)
    files = [Path(FILE)] if FILE in request.files else [Path(each) for each in request.files]
    shapes = [folder.shapes / each for each in request.shapes]
    try:
        verdict = check(files, request.profiles, shapes, Path(request.register), watch)
    except (InputError, ShapesError) as error:
        return Outcome(
            state="failed" if isinstance(error, TooManyStatements) else "unreadable",
            reason="triples" if isinstance(error, TooManyStatements) else "",
            ended=time.time(),
            seconds=time.monotonic() - began,
            message=_without(folder, error.message),
            remedy=_without(folder, error.remedy or ""),
            place=error.place,
            excerpt=_excerpt(error.place, request.files),
        )
    watch.stage("writing")
    kept = shorten(verdict)
    _write(folder, kept)
    return Outcome(
        state="checked",
        ended=time.time(),
        seconds=time.monotonic() - began,
        counts=kept.report.counts(),
    )


class TooManyStatements(InputError):
    """The files hold more than a check may have."""


class _Watch(Watch):
    def __init__(self, folder: JobFolder, most: int) -> None:
        self._folder = folder
        self._most = most
        self._read = 0

    def stage(self, name: Stage) -> None:
        """Write the stage where the server finds it."""
        self._folder.write_stage(name)

    def read(self, statements: int) -> None:
        """Refuse what is too much; raises TooManyStatements."""
        self._read += statements
        if self._read > self._most:
            raise TooManyStatements(
                f"The files hold more than {self._most:,} statements.",
                remedy="Check them in several parts.",
            )


def _write(folder: JobFolder, verdict: Verdict) -> None:
    """Write what cannot be written from the kept verdict, and that."""
    for language in LANGUAGES:
        folder.keep(f"page.{language}.html", write_body(verdict, language).encode(errors="backslashreplace"))
    folder.keep("report.ttl", verdict.report.to_turtle())
    folder.keep("verdict.json", write_verdict(verdict))


def _without(folder: JobFolder, text: str) -> str:
    """Return a text without the folder, which is nobody's business."""
    return text.replace(f"{folder.path}/", "")


def _excerpt(place: Place | None, files: Sequence[str]) -> str:
    """Return the lines at a place of one of the files, which need not be UTF-8."""
    if place is None or place.line is None or place.file not in files:
        return ""
    lines = Path(place.file).read_bytes().decode("utf-8", errors="replace").split("\n")
    return mark_lines(lines, place.line, place.column, _AROUND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
