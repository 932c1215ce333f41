"""Whether a release can be served: looked at before it is, so that nobody meets what is damaged."""

from __future__ import annotations

from pathlib import Path

from nqfgraph.describe import exists
from nqfgraph.errors import NqfgraphError, ReleaseError
from nqfgraph.release import Release
from nqfgraph_server.opened import OpenGraphs, OpenRelease, open_local, open_release

HASHED_AT_ONCE = 64 * 1024 * 1024
"""Bytes whose checksums are compared even where a request waits for it; a tenth of a second or two."""


def open_sound(release: Release, *, thoroughly: bool, open_graphs: OpenGraphs = open_local) -> OpenRelease:
    """Open a release whose files are as its manifest says; raises ReleaseError or StoreUnavailable.

    All files are there with their sizes. Checksums are compared ``thoroughly``, which takes about two
    seconds for a gigabyte, or else only for a release of at most `HASHED_AT_ONCE` bytes. The store and the
    search answer.
    """
    damages = _missing(release)
    size = sum(entry.size for entry in release.manifest.files.values())
    if not damages and (thoroughly or size <= HASHED_AT_ONCE):
        damages = release.verify()
    if damages:
        raise ReleaseError(
            f"The release {release.version} is damaged: {'; '.join(damages)}.",
            remedy="Switch to another release, or build again.",
        )
    opened = open_release(release, open_graphs)
    opened.search.counts()
    if not exists(opened.store, release.manifest.register.framework):
        raise ReleaseError(f"The release {release.version} does not describe its framework.")
    return opened


def fingerprint(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when somebody mends the files of a release: their paths, sizes and change times."""
    found = []
    try:
        for path in sorted(folder.rglob("*")):
            state = path.stat()
            found.append((str(path), state.st_size, state.st_ctime_ns))
    except OSError:
        pass  # somebody is at work there, so that the next look sees something else
    return tuple(found)


def reason(error: NqfgraphError, folder: Path) -> str:
    """Return why a release was refused, for readers who have no business with the paths of this machine."""
    return error.message.replace(f"{folder.resolve()}/", "").replace(f"{folder}/", "")


def _missing(release: Release) -> tuple[str, ...]:
    damages = []
    for path, entry in release.manifest.files.items():
        try:
            size = (release.folder / path).stat().st_size
        except OSError as error:
            damages.append(f"{path} cannot be read: {error.strerror}")
        else:
            if size != entry.size:
                damages.append(f"{path} has {size} bytes, not {entry.size}")
    return tuple(damages)
