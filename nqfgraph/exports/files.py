"""The files in which a release is handed out beside its dump: which there are, and how they are made.

They are made once, by a process of their own, into a folder outside of the release, which never changes
(docs/decisions/0016). Texts are kept compressed only: their plain form is read from that.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import IO

from nqfgraph import __version__
from nqfgraph.errors import InputError, NqfgraphError
from nqfgraph.exports import FORMS, Content, write_table
from nqfgraph.exports.packing import PACKINGS, File, Measured, packed
from nqfgraph.exports.tables.definitions import TABLES
from nqfgraph.exports.tables.parquet import is_available
from nqfgraph.exports.tables.rows import is_written
from nqfgraph.files import as_file

DUMP = "dump.nq"
INDEX = "index.json"
FOLDER = "files"
"""Name of the folder in ``{home}/cache``."""
_LOCK = ".lock"

Write = Callable[[Content, IO[bytes]], None]


class BeingMade(NqfgraphError):
    """Another process is making the files of this home."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a release is handed out in."""

    media_type: str
    write: Write
    is_text: bool = True
    """Whether it is handed out compressed too."""


def _table(name: str) -> Write:
    return lambda content, output: write_table(content, name, output)


MADE: Mapping[str, Form] = MappingProxyType(
    {
        DUMP: Form("application/n-quads", FORMS["nquads"]),
        "dump.ttl": Form("text/turtle", FORMS["turtle"]),
        "dump.trig": Form("application/trig", FORMS["trig"]),
        "dump.jsonld": Form("application/ld+json", FORMS["jsonld"]),
        "dump.jsonl": Form("application/x-ndjson", FORMS["jsonl"]),
        "dump.rdf": Form("application/rdf+xml", FORMS["rdfxml"]),
        "elm-3.3.ttl": Form("text/turtle", FORMS["elm-3.3"]),
        "qualifications.csv": Form("text/csv", FORMS["csv"]),
        "tables.zip": Form("application/zip", FORMS["csv-set"], is_text=False),
        "tables.xlsx": Form(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FORMS["xlsx"], is_text=False
        ),
        **{
            f"{name}.parquet": Form("application/vnd.apache.parquet", _table(name), is_text=False)
            for name in TABLES
        },
    }
)
"""The forms by the names of their files; the dump stands here for its compressed forms only."""

PACKED_TYPES: Mapping[str, str] = MappingProxyType({"gzip": "application/gzip", "zstd": "application/zstd"})


def media_type(name: str) -> str | None:
    """Return the media type of a file by its name; None if there is no such file."""
    stem, dot, end = name.rpartition(".")
    if dot + end in PACKINGS and stem in MADE and MADE[stem].is_text:
        return PACKED_TYPES[PACKINGS[dot + end]]
    return MADE[name].media_type if name in MADE else None


class ReleaseFiles:
    """The files that were made of the releases of a home, by this version of the program."""

    def __init__(self, home: Path) -> None:
        """Take the home; nothing is read before it is asked for."""
        self.folder = home / "cache" / FOLDER

    def of(self, version: str) -> Mapping[str, File]:
        """Return the files of a release by name, in their order; empty if they are not made.

        Plain texts are among them, which are not on the disk. Raises InputError for a damaged index.
        """
        index = self._place(version) / INDEX
        try:
            changed = index.stat().st_mtime_ns
        except (FileNotFoundError, NotADirectoryError):
            return {}
        return _read_index(index, changed)

    def path(self, version: str, name: str) -> Path:
        """Return where a file is, if it was made and is no plain text."""
        return self._place(version) / name

    def make(self, version: str, content: Content, tell: Callable[[str], None] = lambda name: None) -> bool:
        """Make the files of a release; return False if they are there already.

        ``tell`` is called with the name of each before it is made. All appear at once, when they are complete
        and on the disk. Raises BeingMade if another process is at it, and OSError if they cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if self.of(version):
                return False
            unfinished = self.folder / f".{version}"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            try:
                made: dict[str, File] = {}
                for name, form in MADE.items():
                    if name.endswith(".parquet") and not _is_table(name, content):
                        continue
                    tell(name)
                    made |= _make(name, form, content, unfinished)
                _write_index(made, unfinished)
                shutil.rmtree(self._place(version), ignore_errors=True)
                unfinished.rename(self._place(version))
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
        return True

    def remove_others(self, versions: Sequence[str]) -> None:
        """Remove the files of other releases than these, and those that another version of the program made.

        Raises BeingMade and OSError as `make`.
        """
        kept = {self._place(each).name for each in versions}
        if not self.folder.is_dir():
            return
        with self._alone():
            for path in self.folder.iterdir():
                if path.is_dir() and path.name not in kept:
                    shutil.rmtree(path)

    def _place(self, version: str) -> Path:
        return self.folder / f"{version}-{__version__}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock of the folder, which the operating system takes back however the process ends."""
        with (self.folder / _LOCK).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BeingMade(
                    f"The files in {self.folder} are being made by another process.",
                    remedy="Wait until it has finished.",
                ) from error
            yield


def _is_table(name: str, content: Content) -> bool:
    """Say whether a Parquet file can be made here, and the release is written as this table."""
    table = TABLES[name.removesuffix(".parquet")]
    return is_available() and is_written(table, content.dump, content.base)


def _make(name: str, form: Form, content: Content, folder: Path) -> dict[str, File]:
    """Write a form once, into all of its files; return what they are."""
    if not form.is_text:
        with (folder / name).open("wb") as file:
            whole = Measured(file)
            form.write(content, as_file(whole))
            _keep(file)
        return {name: whole.file()}
    made: dict[str, File] = {}
    with ExitStack() as stack:
        sinks = []
        for end in PACKINGS:
            file = stack.enter_context((folder / f"{name}{end}").open("wb"))
            sinks.append((f"{name}{end}", file, Measured(file)))
        with ExitStack() as packings:
            outputs = [
                packings.enter_context(packed(measured, PACKINGS[Path(path).suffix]))
                for path, _, measured in sinks
            ]
            plain = Measured(*outputs)
            form.write(content, as_file(plain))
        for path, file, measured in sinks:
            made[path] = measured.file()
            _keep(file)
    return {name: plain.file()} | made


def _keep(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _write_index(made: Mapping[str, File], folder: Path) -> None:
    with (folder / INDEX).open("w", encoding="utf-8") as file:
        json.dump({name: asdict(each) for name, each in made.items()}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


@lru_cache(64)
def _read_index(index: Path, changed: int) -> Mapping[str, File]:
    """Read an index; its time tells whether it is still the one that was read."""
    try:
        return MappingProxyType({name: File(**each) for name, each in json.loads(index.read_bytes()).items()})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"The list of files {index} cannot be read: {error}.", remedy=f"Remove the folder {index.parent}."
        ) from error
