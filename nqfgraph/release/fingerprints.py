"""What the statements of a release were made from, so that the next build sees what it can take over.

A fingerprint stands for a qualification as it was read, and one for everything else that goes into what is
said of qualifications: what they share, the program, its ontology and its engine. Where both are as they
were, so are the lines of the dump.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from nqfgraph import __version__
from nqfgraph.errors import InputError
from nqfgraph.files import data_folder, read_text
from nqfgraph.iris import Iris
from nqfgraph.model.graphs import surroundings
from nqfgraph.model.records import Qualification, Register

FILE = "fingerprints.json"
_DIGITS = 24
"""Hexadecimal digits of a fingerprint: 96 bits, so that two different records never have the same one."""
_MODULES = ("model/*.py", "ontology/*.py", "release/*.py", "changelog/*.py", "iris.py", "vocab.py")
"""Where the program makes statements of records, and what stands beside them in a release."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The fingerprints of one release."""

    program: str
    """Of the program, its ontology and its engine."""
    around: str
    """Of what qualifications share."""
    qualifications: Mapping[str, str]
    """By the key as it stands in an IRI (``2024/050401``)."""

    @classmethod
    def of(cls, register: Register) -> Fingerprints:
        """Take the fingerprints of what a release is made from; InputError for a key that cannot be one."""
        iris = Iris(register.description.base)
        start = len(iris.thing("qualification", "x")) - 1
        named = ((iris.thing("qualification", *each.key)[start:], each) for each in register.qualifications)
        around = _digest([repr(surroundings(register)).encode()])
        return cls(of_program(), around, {key: of_record(each) for key, each in named})

    @classmethod
    def read(cls, folder: Path) -> Fingerprints | None:
        """Return those of the release in ``folder``; None if it has none that can be read."""
        try:
            return cls(**json.loads(read_text(folder / FILE)))
        except (InputError, ValueError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Write them into the folder of a release."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=0), encoding="utf-8")

    def fits(self, other: Fingerprints) -> bool:
        """Say whether the same qualification gives the same statements in both."""
        return (self.program, self.around) == (other.program, other.around)

    def changed(self, other: Fingerprints) -> set[str]:
        """Return the keys that only one of them has, or both with other fingerprints."""
        mine, theirs = self.qualifications, other.qualifications
        return {key for key in {*mine, *theirs} if mine.get(key) != theirs.get(key)}


def of_record(record: Qualification) -> str:
    """Return the fingerprint of a record; what it shows of itself is all that it holds."""
    return _digest([repr(record).encode()])


def of_program() -> str:
    """Return the fingerprint of what makes releases."""
    program = Path(__file__).resolve().parents[1]
    files = [path for pattern in _MODULES for path in sorted(program.glob(pattern))]
    files += sorted(path for path in data_folder("ontology").rglob("*") if path.is_file())
    versions = [__version__.encode(), ox.__version__.encode()]
    return _digest([*versions, *(path.read_bytes() for path in files)])


def _digest(parts: Iterable[bytes]) -> str:
    digest = sha256()
    for each in parts:
        digest.update(b"%d:" % len(each) + each)
    return digest.hexdigest()[:_DIGITS]
