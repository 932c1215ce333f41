"""The versions of vocabularies that a home keeps: ``{home}/vocabularies/{name}/{version}/``."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.exclusion import hold
from nqfgraph.vocabularies.descriptions import Vocabulary, vocabulary_named
from nqfgraph.vocabularies.index import Index

GRAPH, INDEX, MANIFEST = "graph.nt", "index.sqlite", "manifest.json"
UNFINISHED = ".importing-"
LOCK = ".lock"
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of an imported version."""

    name: str
    version: str
    source: str
    """Name of the file or folder it came from."""
    languages: tuple[str, ...]
    triples: int
    concepts: Mapping[str, int]
    """Kind to number."""
    labels: int
    findings: Mapping[str, int]
    """Kind of warning to number."""
    digest: str
    """SHA-256 of the statements."""

    def to_json(self) -> bytes:
        """Return it as JSON."""
        value = {each: getattr(self, each) for each in self.__slots__}
        return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


@dataclass(frozen=True)
class Kept:
    """One version of a vocabulary."""

    folder: Path
    manifest: Manifest

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the description of its vocabulary."""
        return vocabulary_named(self.manifest.name)

    @property
    def graph(self) -> Path:
        """Return the file of its statements, sorted N-Triples."""
        return self.folder / GRAPH

    def index(self) -> Index:
        """Open its index."""
        return Index(self.folder / INDEX)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield its statements in the order of the file; InputError if it is damaged."""
        try:
            for each in ox.parse(path=str(self.graph), format=ox.RdfFormat.N_TRIPLES):
                yield each.triple if isinstance(each, ox.Quad) else each
        except (OSError, SyntaxError) as error:
            raise _damaged(self.folder, error) from error


class Vocabularies:
    """All that a home keeps; the folder need not exist."""

    def __init__(self, home: Path) -> None:
        """Take the home; nothing is read before it is asked for."""
        self.folder = home / "vocabularies"

    def all(self) -> tuple[Kept, ...]:
        """Return all versions, by name and then version."""
        found = [each.parent for each in self.folder.glob(f"[a-z]*/[!.]*/{MANIFEST}")]
        return tuple(
            _open(each) for each in sorted(found, key=lambda each: (each.parent.name, order(each.name)))
        )

    def get(self, name: str, version: str | None = None) -> Kept:
        """Return a version, the newest if none is named; InputError, listing what there is, if none is
        there."""
        kept = [each for each in self.all() if each.manifest.name == name]
        chosen = [each for each in kept if version in (None, each.manifest.version)]
        if chosen:
            return chosen[-1]
        wanted = f"{name} {version}" if version else name
        there = ", ".join(f"{each.manifest.name} {each.manifest.version}" for each in self.all())
        raise InputError(
            f"The vocabulary {wanted} is not imported.",
            remedy=f"Run `nqfgraph vocab import {name} PATH`; there are: {there or 'none yet'}.",
        )

    def remove(self, name: str, version: str) -> None:
        """Remove a version; InputError if it is not there or another process changes the vocabularies."""
        with self.changing():
            kept = self.get(name, version)
            # Renamed first, so that half of one never looks like a whole one.
            doomed = kept.folder.with_name(f"{UNFINISHED}{version}")
            shutil.rmtree(doomed, ignore_errors=True)
            kept.folder.rename(doomed)
            shutil.rmtree(doomed)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let nobody else import or remove meanwhile; InputError, saying who does, if somebody is at it."""

        def busy(holder: str) -> InputError:
            return InputError(
                f"The vocabularies in {self.folder} are being changed by {holder}.",
                remedy="Wait until it has finished, then try again.",
            )

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with hold(self.folder / LOCK, busy):
                yield
        except OSError as error:
            raise InputError(
                f"The folder {self.folder} cannot be written to: {error.strerror or error}.",
                remedy="Make room there or allow writing, or choose another folder with --home.",
            ) from error


def order(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return what versions are sorted by: numbers as numbers, a release after its candidates (``1.9-rc``)."""
    parts = re.findall(r"\d+|[A-Za-z]+", version)
    return (*((1, int(each), "") if each.isdigit() else (-1, 0, each) for each in parts), (0, 0, ""))


def _open(folder: Path) -> Kept:
    try:
        value = json.loads((folder / MANIFEST).read_bytes())
        value["languages"] = tuple(value["languages"])
        return Kept(folder, Manifest(**value))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, error) from error


def _damaged(folder: Path, error: Exception) -> InputError:
    return InputError(
        f"The vocabulary in {folder} is damaged: {error}.",
        remedy="Remove the folder and import the vocabulary again.",
    )
