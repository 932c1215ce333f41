"""Releases made by hand, without building them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nqfgraph.files import sha256
from nqfgraph.release import Counts, Description, FileEntry, Manifest

DESCRIPTION = Description(
    name="demo",
    base="https://demo.example/",
    title={"az": "Reyestr", "en": "Register"},
    description={},
    publisher="https://demo.example/id/organisation/keeper",
    publisher_name={"en": "Keeper"},
    licence="https://creativecommons.org/licenses/by/4.0/",
    languages=("az", "en"),
    country="AZE",
    framework="https://demo.example/id/framework/demo",
    modified="2026-11-01T00:00:00+00:00",
)


@pytest.fixture
def manifest() -> Callable[..., Manifest]:
    """Return a function that makes the manifest of a version."""

    def make(version: str, files: dict[str, FileEntry] | None = None) -> Manifest:
        return Manifest(
            version=version,
            created=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
            previous=None,
            nqfgraph="0.1.0",
            register=DESCRIPTION,
            counts=Counts(quads=7, graphs={"qualifications": 7}, kinds={"qualification": 2}),
            changes={"created": 2, "changed": 0, "removed": 0},
            issues={},
            findings={},
            seconds={"read": 0.25},
            files=files or {},
        )

    return make


@pytest.fixture
def publish(tmp_path: Path, manifest: Callable[..., Manifest]) -> Callable[[str], Path]:
    """Return a function that puts a release with a dump into the home ``tmp_path`` and returns its folder."""

    def put(version: str) -> Path:
        folder = tmp_path / "releases" / version
        folder.mkdir(parents=True)
        dump = folder / "dump.nq"
        dump.write_bytes(b"<a:a> <a:b> <a:c> <a:g> .\n")
        entry = FileEntry(sha256=sha256(dump), size=dump.stat().st_size)
        (folder / "manifest.json").write_bytes(manifest(version, {"dump.nq": entry}).to_json())
        return folder

    return put
