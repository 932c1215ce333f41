"""The files of a release for QDR, kept in ``{home}/cache/qdr`` with a table of what is not in each.

Of each release, version of the program and data type there are three files: ``….xml``, which is empty if QDR
would take nothing, ``….csv``, the remarks, and ``….json``, the numbers. The last is written when the others
are whole.
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
from nqfgraph.exports.qdr import (
    DATASETS,
    QUALIFICATIONS,
    Content,
    Dataset,
    Remark,
    RemarkTable,
    write_dataset,
)
from nqfgraph.files import sha256, write_atomically
from nqfgraph.release import Release

_LOCK = ".lock"
_KNOWN_BY_NAME = ("folder", "stem", "dataset")
"""What of a file its name says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that was made, and what was left out of it."""

    folder: Path
    stem: str
    dataset: Dataset = QUALIFICATIONS
    written: int
    """Records in the file; the file is empty if there is none."""
    total: int
    """Records of the release."""
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


def count_records(release: Release, dataset: Dataset) -> int:
    """Return how many records of a data type a release has, whether or not QDR would take them."""
    return release.manifest.counts.kinds.get(dataset.kind, 0)


def datasets_of(release: Release) -> tuple[Dataset, ...]:
    """Return the data types that a release has files for: qualifications always, others if it has any."""
    return tuple(each for each in DATASETS.values() if each is QUALIFICATIONS or count_records(release, each))


def find_made(home: Path, version: str, dataset: Dataset = QUALIFICATIONS) -> Made | None:
    """Return the file of a release as this version of the program makes it; None if it was not made yet."""
    folder, stem = _folder(home), _stem(version, dataset)
    try:
        told = json.loads((folder / f"{stem}.json").read_bytes())
        if (folder / f"{stem}.xml").stat().st_size != told["size"]:
            return None
        return Made(folder=folder, stem=stem, dataset=dataset, **told)
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError, KeyError):
        # What is not there, or was damaged from outside, is made again.
        return None


def make_files(home: Path, release: Release, versions: tuple[str, ...] = ()) -> tuple[Made, ...]:
    """Make each file of a release, as `make_file` does."""
    return tuple(make_file(home, release, versions, dataset) for dataset in datasets_of(release))


def make_file(
    home: Path, release: Release, versions: tuple[str, ...] = (), dataset: Dataset = QUALIFICATIONS
) -> Made:
    """Make a file of a release unless it is there; files of releases not among ``versions`` are removed.

    Two processes never make the same file at once. Raises ReleaseError if the folder cannot be written to,
    and StoreUnavailable if the release cannot be read.
    """
    folder = _folder(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            made = find_made(home, release.version, dataset)
            if made is None:
                made = _make(folder, release, dataset)
                _remove_others(folder, {release.version, *versions})
            return made
    except OSError as error:
        raise ReleaseError(
            f"The file for QDR cannot be kept in {folder}: {error.strerror or error}.",
            remedy="Make room there, or allow this user to write to the folder cache in the home.",
        ) from error


def _folder(home: Path) -> Path:
    return home.resolve() / "cache" / "qdr"


def _stem(version: str, dataset: Dataset) -> str:
    end = "" if dataset is QUALIFICATIONS else f"-{dataset.name}"
    return f"{version}-{__version__}{end}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path, release: Release, dataset: Dataset) -> Made:
    """Write everything under other names first, so that half a file is never handed out."""
    stem = _stem(release.version, dataset)
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

            written = write_dataset(content_of(release), output, note, dataset)
            remarks.finish()
            for file in (output, rows):
                file.flush()
                os.fsync(file.fileno())
        made = Made(
            folder=folder,
            stem=stem,
            dataset=dataset,
            written=written,
            total=count_records(release, dataset),
            sha256=sha256(xml),
            size=xml.stat().st_size,
            refused=dict(counts[True].most_common()),
            parts=dict(counts[False].most_common()),
        )
        xml.replace(made.xml)
        table.replace(made.table)
    told = {name: value for name, value in asdict(made).items() if name not in _KNOWN_BY_NAME}
    write_atomically(folder / f"{stem}.json", json.dumps(told).encode())
    return made


def _remove_others(folder: Path, versions: set[str]) -> None:
    """Remove the files of releases that are gone and of other versions of the program."""
    kept = {_stem(version, dataset) for version in versions for dataset in DATASETS.values()}
    for path in folder.glob("[0-9]*"):
        if path.stem not in kept:
            path.unlink(missing_ok=True)
