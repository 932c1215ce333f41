"""The manifest of a release: what is in it, where it comes from, and the checksum of every file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.files import read_text

FILE = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the register said of itself when the release was built; texts by language tag."""

    name: str
    base: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    publisher: str
    """IRI of the publishing organisation."""
    publisher_name: Mapping[str, str]
    licence: str
    languages: tuple[str, ...]
    """Language tags, the register's own language first."""
    country: str
    framework: str
    """IRI of the framework."""
    modified: str
    """ISO 8601 date and time of the last change of the sources."""
    contact: str | None = None
    qdr_levels: Mapping[str, str] = field(default_factory=dict)
    """Key of a level to its IRI in the EU's list of national levels (QDR), where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a release holds."""

    quads: int
    graphs: Mapping[str, int]
    """Triples by graph name (``framework``, ``qualifications`` …)."""
    kinds: Mapping[str, int]
    """Things by kind (``qualification``, ``organisation`` …)."""

    @property
    def qualifications(self) -> int:
        """Return the number of qualifications."""
        return self.kinds.get("qualification", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file of a release: its SHA-256 in lower-case hexadecimal and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that is known of a release without opening its other files."""

    version: str
    created: datetime
    """When the build finished, in UTC."""
    previous: str | None
    """The release that was current before."""
    nqfgraph: str
    """Version of the program that built it."""
    register: Description
    counts: Counts
    changes: Mapping[str, int]
    """Number of things created, changed and removed since the previous release."""
    issues: Mapping[str, int]
    """Issues of the sources by severity."""
    findings: Mapping[str, int]
    """Findings of the validation by severity."""
    seconds: Mapping[str, float]
    """Duration of the stages of the build, in seconds."""
    files: Mapping[str, FileEntry]
    """Every other file of the release by its path inside it."""

    def to_json(self) -> bytes:
        """Return the manifest as indented JSON with sorted keys."""
        value = asdict(self) | {"created": self.created.isoformat()}
        value["counts"]["qualifications"] = self.counts.qualifications
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Manifest:
        """Read what `to_json` wrote; ReleaseError if anything is missing or of the wrong kind."""
        try:
            return _read(cls, json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ReleaseError(
                f"The manifest is damaged: {error!r}.",
                remedy="Build the release again, or switch to another one.",
            ) from error


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the release in ``folder``; ReleaseError if it is missing or damaged."""
    try:
        manifest = Manifest.from_json(read_text(folder / FILE))
    except (InputError, ReleaseError) as error:
        raise ReleaseError(
            f"The release {folder.name} cannot be opened: {error.message}",
            remedy="Choose another release with `nqfgraph releases switch`, or build again.",
        ) from error
    if manifest.version != folder.name:
        raise ReleaseError(f"The folder {folder.name} holds the manifest of release {manifest.version}.")
    return manifest


def _read(cls: type[Manifest], value: dict[str, Any]) -> Manifest:
    counts = dict(value["counts"])
    counts.pop("qualifications")
    register = dict(value["register"])
    register["languages"] = tuple(register["languages"])
    return cls(
        **value
        | {
            "created": datetime.fromisoformat(value["created"]),
            "register": Description(**register),
            "counts": Counts(**counts),
            "files": {path: FileEntry(**entry) for path, entry in value["files"].items()},
        }
    )
