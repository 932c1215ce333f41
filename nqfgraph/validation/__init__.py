"""Checks data with SHACL: our own profiles or any other shapes.

Shapes are compiled to SPARQL and asked over pyoxigraph; the few that SPARQL does not cover go to pySHACL,
which is the reference for the results. What is found comes back as a `Report` of `Finding` values; exceptions
are for shapes that are broken (ShapesError) and files that cannot be read (InputError).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.validation.engine import DEFAULT_LIMIT, run_shapes
from nqfgraph.validation.findings import Cause, Finding
from nqfgraph.validation.profiles import PROFILES, Profile, find_profile, load_shapes
from nqfgraph.validation.report import Report, merge_reports
from nqfgraph.validation.shapes import SEVERITIES, Severity, Shapes
from nqfgraph.validation.source import Source

__all__ = [
    "DEFAULT_LIMIT",
    "PROFILES",
    "SEVERITIES",
    "Cause",
    "Finding",
    "Profile",
    "Report",
    "Severity",
    "Shapes",
    "find_profile",
    "load_shapes",
    "validate_graph",
    "validate_store",
]


def validate_store(
    store: ox.Store, profiles: Sequence[str], iris: Iris | None = None, *, limit: int = DEFAULT_LIMIT
) -> Report:
    """Check the named graphs of a release with profiles.

    Each profile reads only its graphs, named by ``iris``; without ``iris`` it reads the union of all graphs.
    At most ``limit`` findings of one cause are listed, all are counted.

    Raises InputError for an unknown profile.
    """
    return merge_reports([_check_profile(store, find_profile(name), iris, limit) for name in profiles])


def validate_graph(
    triples: Iterable[ox.Triple],
    profiles: Sequence[str] = (),
    shapes: Sequence[Shapes] = (),
    *,
    limit: int = DEFAULT_LIMIT,
) -> Report:
    """Check triples with profiles and further shapes (see `load_shapes`), which the report calls shapes-1, …

    Raises InputError for an unknown profile.
    """
    source = Source.of_triples(triples)
    named = [(name, find_profile(name).shapes()) for name in profiles]
    given = [(f"shapes-{number}", each) for number, each in enumerate(shapes, 1)]
    return merge_reports([_check(source, name, each, limit) for name, each in chain(named, given)])


def _check_profile(store: ox.Store, profile: Profile, iris: Iris | None, limit: int) -> Report:
    graphs = None if iris is None or profile.graphs is None else [iris.graph(each) for each in profile.graphs]
    return _check(Source(store, graphs), profile.name, profile.shapes(), limit)


def _check(source: Source, name: str, shapes: Shapes, limit: int) -> Report:
    outcome = run_shapes(source, shapes, limit=limit)
    return Report(outcome.findings, outcome.counts, {name: outcome.checked}, outcome.paths)
