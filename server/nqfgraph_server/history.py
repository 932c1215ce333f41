"""How a release came to be: which releases led to it."""

from __future__ import annotations

from nqfgraph.release import Release, Releases


def lineage(release: Release, releases: Releases) -> list[Release]:
    """Return the releases that led to one, the newest first: itself, the one it was built upon, and so on.

    Where a release was taken back, this is not the order of versions. Ends where one is kept no more.
    """
    kept = set(releases.versions())
    found = [release]
    while (previous := found[-1].manifest.previous) in kept and previous is not None:
        found.append(releases.get(previous))
    return found
