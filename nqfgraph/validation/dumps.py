"""Checks the dump of a release with profiles: all of it, or what has changed since an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.validation.engine import DEFAULT_LIMIT, run_all
from nqfgraph.validation.profiles import Profile, find_profile
from nqfgraph.validation.report import Report, report_of_outcomes
from nqfgraph.validation.slices import SLICE, check_dump
from nqfgraph.validation.slices.plan import Job
from nqfgraph.validation.slices.recheck import recheck
from nqfgraph.validation.slices.sorted_dump import SortedDump
from nqfgraph.validation.source import Source


def validate_dump(
    dump: Path,
    profiles: Sequence[str],
    iris: Iris | None = None,
    *,
    limit: int = DEFAULT_LIMIT,
    processes: int | None = None,
    size: int = SLICE,
) -> Report:
    """Check a dump (N-Quads, sorted by bytes) with profiles; the report is that of `validate_store`.

    It is checked in slices of ``size`` bytes, by as many ``processes`` as there are cores unless their number
    is given, so that memory does not grow with the dump. Only one with blank nodes is loaded as a whole.
    Its folder has to be one that may be written to.

    Raises InputError for an unknown profile, OSError for a file that cannot be read, and ProcessEnded if a
    process that checked was killed.
    """
    jobs = _jobs(profiles, iris)
    things = None if iris is None else iris.things()
    outcomes = check_dump(
        dump, [job for _, job in jobs], limit=limit, things=things, processes=processes, size=size
    )
    if outcomes is None:
        store = ox.Store()
        store.load(path=str(dump), format=ox.RdfFormat.N_QUADS)
        outcomes = run_all([(Source(store, job.graphs), job.shapes) for _, job in jobs], limit=limit)
    return report_of_outcomes((name, each) for (name, _), each in zip(jobs, outcomes, strict=True))


def revalidate_dump(
    old: Path,
    new: Path,
    profiles: Sequence[str],
    iris: Iris | None,
    previous: Report,
    *,
    limit: int = DEFAULT_LIMIT,
) -> Report | None:
    """Return what `validate_dump` would of a new dump, from the report on an old one.

    Only what has changed is checked, and what refers to it. ``previous`` is the report on the old dump, with
    the same profiles and limit. None is returned where only a check of everything tells.
    """
    with SortedDump(old) as before, SortedDump(new) as after:
        return recheck(before, after, _jobs(profiles, iris), previous, limit=limit)


def _jobs(profiles: Sequence[str], iris: Iris | None) -> list[tuple[str, Job]]:
    return [(each.name, Job(each.shapes(), _graphs(each, iris))) for each in map(find_profile, profiles)]


def _graphs(profile: Profile, iris: Iris | None) -> tuple[str, ...] | None:
    if iris is None or profile.graphs is None:
        return None
    return tuple(iris.graph(each) for each in profile.graphs)
