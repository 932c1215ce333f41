"""The file of a release for QDR, kept in ``{home}/cache/qdr`` with a table of what is not in it.

Of each release and version of the program there are three files: ``….xml``, which is empty if QDR would take
nothing, ``….csv``, the remarks, and ``….json``, the numbers. The last is written when the others are whole.
"""

from __future__ import annotations

import csv
import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from nqfgraph import __version__
from nqfgraph.errors import ReleaseError
from nqfgraph.exports.qdr import Content, Remark, RemarkTable, write_qualifications
from nqfgraph.files import sha256, write_atomically
from nqfgraph.release import Release

_LOCK = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that was made, and what was left out of it."""

    folder: Path
    stem: str
    written: int
    """Qualifications in the file; the file is empty if there is none."""
    total: int
    """Qualifications of the release."""
    sha256: str
    size: int
    refused: Mapping[str, int]
    """Records that are left out, by the code of a reason; one record may have several."""
    parts: Mapping[str, int]
    """Parts that are left out of records that are in the file, by the code of the reason."""

    @property
    def xml(self) -> Path:
        """Return the file for QDR."""
        return self.folder / f"{self.stem}.xml"

    @property
    def table(self) -> Path:
        """Return the remarks, as `RemarkTable` writes them."""
        return self.folder / f"{self.stem}.csv"

    def remarks(self, first: int = 0, most: int | None = None) -> Iterator[Mapping[str, str]]:
        """Yield rows of the table, ``most`` of them from number ``first`` on; OSError if it is gone."""
        with self.table.open(encoding="utf-8", newline="") as file:
            yield from islice(csv.DictReader(file), first, None if most is None else first + most)


def content_of(release: Release) -> Content:
    """Return what of a release is exported for QDR."""
    register = release.manifest.register
    return Content(
        dump=release.dump,
        store_folder=release.store_folder,
        base=register.base,
        languages=register.languages,
        levels=register.qdr_levels,
    )


def find_made(home: Path, version: str) -> Made | None:
    """Return the file of a release as this version of the program makes it; None if it was not made yet."""
    folder, stem = _folder(home), _stem(version)
    try:
        told = json.loads((folder / f"{stem}.json").read_bytes())
        if (folder / f"{stem}.xml").stat().st_size != told["size"]:
            return None
        return Made(folder=folder, stem=stem, **told)
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError, KeyError):
        # What is not there, or was damaged from outside, is made again.
        return None


def make_file(home: Path, release: Release, versions: tuple[str, ...] = ()) -> Made:
    """Make the file of a release unless it is there; files of releases not among ``versions`` are removed.

    Two processes never make the same file at once. Raises ReleaseError if the folder cannot be written to,
    and StoreUnavailable if the release cannot be read.
    """
    folder = _folder(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            made = find_made(home, release.version)
            if made is None:
                made = _make(folder, release)
                _remove_others(folder, {release.version, *versions})
            return made
    except OSError as error:
        raise ReleaseError(
            f"The file for QDR cannot be kept in {folder}: {error.strerror or error}.",
            remedy="Make room there, or allow this user to write to the folder cache in the home.",
        ) from error


def _folder(home: Path) -> Path:
    return home.resolve() / "cache" / "qdr"


def _stem(version: str) -> str:
    return f"{version}-{__version__}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path, release: Release) -> Made:
    """Write everything under other names first, so that half a file is never handed out."""
    stem = _stem(release.version)
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    xml, table = (folder / f".{stem}.{os.getpid()}.{each}" for each in ("xml", "csv"))
    with ExitStack() as stack:
        for each in (xml, table):
            stack.callback(each.unlink, missing_ok=True)
        with xml.open("wb") as output, table.open("wb") as rows:
            remarks = RemarkTable(rows)

            def note(remark: Remark) -> None:
                counts[remark.refused][remark.code] += 1
                remarks.add(remark)

            written = write_qualifications(content_of(release), output, note)
            remarks.finish()
            for file in (output, rows):
                file.flush()
                os.fsync(file.fileno())
        made = Made(
            folder=folder,
            stem=stem,
            written=written,
            total=release.manifest.counts.qualifications,
            sha256=sha256(xml),
            size=xml.stat().st_size,
            refused=dict(counts[True].most_common()),
            parts=dict(counts[False].most_common()),
        )
        xml.replace(made.xml)
        table.replace(made.table)
    told = {name: value for name, value in asdict(made).items() if name not in ("folder", "stem")}
    write_atomically(folder / f"{stem}.json", json.dumps(told).encode())
    return made


def _remove_others(folder: Path, versions: set[str]) -> None:
    """Remove the files of releases that are gone and of other versions of the program."""
    kept = {_stem(version) for version in versions}
    for path in folder.glob("[0-9]*"):
        if path.stem not in kept:
            path.unlink(missing_ok=True)
