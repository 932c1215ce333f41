"""How the things of a release came to be as they are: which releases led to it, and what each changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nqfgraph.release import Release, Releases


@dataclass(frozen=True, slots=True)
class History:
    """The times of the last changes, as far as the releases that are kept tell."""

    changed: Mapping[str, datetime]
    """IRI to the time of the release that created or changed the thing last."""
    earliest: datetime | None
    """The time of all other things; None if a release that made them is kept no more."""

    def last_change(self, iri: str) -> datetime | None:
        """Return when a thing was last created or changed; None if that is not known any more."""
        return self.changed.get(iri, self.earliest)


def lineage(release: Release, releases: Releases) -> list[Release]:
    """Return the releases that led to one, the newest first: itself, the one it was built upon, and so on.

    Where a release was taken back, this is not the order of versions. Ends where one is kept no more.
    """
    kept = set(releases.versions())
    found = [release]
    while (previous := found[-1].manifest.previous) in kept and previous is not None:
        found.append(releases.get(previous))
    return found


def history(release: Release, releases: Releases) -> History:
    """Return when the things of a release changed.

    The list of changes of the very first release is not read: it names everything.
    """
    changed: dict[str, datetime] = {}
    steps = lineage(release, releases)
    for each in steps:
        if each.manifest.previous is not None:
            for iri in (*each.changes.created, *each.changes.changed):
                changed.setdefault(iri, each.manifest.created)
    oldest = steps[-1].manifest
    return History(changed, oldest.created if oldest.previous is None else None)
