"""What the change log says of a thing as a release has it."""

from __future__ import annotations

from nqfgraph.changelog import ChangeLog, Entry
from nqfgraph_server.service import OpenRelease


def versions(log: ChangeLog, iri: str, opened: OpenRelease) -> list[Entry]:
    """Return the entries of a thing up to the state of a release, the oldest first.

    For a release that the log does not know, which is older than it, those up to the end of the log.
    """
    ends = [step.last for step in log.steps() if step.release == opened.version]
    end = max(ends, default=log.last())
    return [each for each in log.versions(iri) if each.number <= end]
