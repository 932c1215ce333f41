"""Releases: how a register is published.

A release is an immutable folder ``{home}/releases/{version}`` with everything that is served from it::

    dump.nq                  all quads as sorted N-Quads; the same sources give the same bytes
    store/                   the Oxigraph store, opened read-only
    search.sqlite            lists, facets and text search
    report.json report.ttl   the validation report;  issues.json  the issues of the sources
    fingerprints.json        what the statements were made from, for the next build
    statistics.json          what the graphs hold: classes and properties with counts
    changes.json             things created, changed and removed since the release before
    manifest.json            counts, times, and the checksum of every other file

``{home}/releases/current`` points to the one that is served. `build` makes a release beside the others and
moves the pointer at the very end; `Releases.switch` moves it back. A build that the policy stops keeps its
reports in ``{home}/reports``.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nqfgraph.release.changes import KINDS_OF_CHANGE, Changes, Entity
from nqfgraph.release.difference import difference
from nqfgraph.release.dump import read_lines
from nqfgraph.release.folder import Release
from nqfgraph.release.manifest import Counts, Description, FileEntry, Manifest
from nqfgraph.release.policy import ReleaseRefused
from nqfgraph.release.progress import STAGES, Progress, Silence
from nqfgraph.release.releases import Releases

__all__ = [
    "KINDS_OF_CHANGE",
    "STAGES",
    "Changes",
    "Counts",
    "Description",
    "Entity",
    "FileEntry",
    "Manifest",
    "Progress",
    "Release",
    "ReleaseRefused",
    "Releases",
    "Silence",
    "build",
    "difference",
    "read_lines",
]


def build(
    register_folder: Path,
    home: Path,
    *,
    now: datetime,
    progress: Progress,
    keep: int | None = None,
    full: bool = False,
) -> Release:
    """Build a release of the register in ``register_folder`` and publish it in ``home``.

    ``now`` gives the version its day; ``keep`` is the number of releases to keep, all if None. What has not
    changed since the current release is taken over from it, with ``full`` nothing: the release is the same.

    Raises ReleaseRefused if the register's policy does not allow what was found, InputError if the sources
    cannot be read, and ReleaseError if another build is running or the home cannot be written to; what was
    published is then unchanged.
    """
    # Who only reads releases does not wait for everything that building needs.
    from nqfgraph.release.building import build_release

    return build_release(register_folder, home, now=now, progress=progress, keep=keep, full=full)
