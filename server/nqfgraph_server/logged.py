"""What the change log says up to a release, and of a thing as that release has it."""

from __future__ import annotations

from nqfgraph.changelog import ChangeLog, Entry, Step
from nqfgraph_server.service import OpenRelease


def versions(log: ChangeLog, iri: str, opened: OpenRelease) -> list[Entry]:
    """Return the entries of a thing up to the state of a release, the oldest first; as `steps`."""
    told = steps(log, opened)
    return [each for each in log.versions(iri) if told and each.number <= told[-1].last]


def steps(log: ChangeLog, opened: OpenRelease) -> tuple[Step, ...]:
    """Return the steps of the log up to the last time that a release was published or served again.

    The log is ahead of what is served while a new release is opened, and as long as one is refused because
    it is damaged. For a release that the log does not know, which is older than it, all steps.
    """
    found = log.steps()
    ends = [number for number, step in enumerate(found, 1) if step.release == opened.version]
    return found[: max(ends, default=None)]
