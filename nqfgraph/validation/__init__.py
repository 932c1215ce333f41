"""Checks data with SHACL: our own profiles or any other shapes.

Shapes are compiled to SPARQL and asked over pyoxigraph; the few that SPARQL does not cover go to pySHACL,
which is the reference for the results. What is found comes back as a `Report` of `Finding` values; exceptions
are for shapes that are broken (ShapesError) and files that cannot be read (InputError).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.validation.engine import DEFAULT_LIMIT, run_all
from nqfgraph.validation.findings import Cause, Finding
from nqfgraph.validation.profiles import PROFILES, Profile, find_profile, load_shapes
from nqfgraph.validation.report import Report, report_of_outcomes
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
    "Source",
    "find_profile",
    "load_shapes",
    "validate_graph",
    "validate_source",
    "validate_store",
]


def validate_store(
    store: ox.Store,
    profiles: Sequence[str],
    iris: Iris | None = None,
    shapes: Sequence[Shapes] = (),
    *,
    limit: int = DEFAULT_LIMIT,
) -> Report:
    """Check the named graphs of a release with profiles and further shapes (see `validate_graph`).

    Each profile reads only its graphs, named by ``iris``; without ``iris`` it reads the union of all graphs,
    as further shapes always do.
    At most ``limit`` findings of one cause are listed, all are counted.

    Raises InputError for an unknown profile.
    """
    sources: dict[tuple[str, ...] | None, Source] = {}
    named = []
    for profile in map(find_profile, profiles):
        graphs = _graphs(profile, iris)
        source = sources.setdefault(graphs, Source(store, graphs))
        named.append((profile.name, source, profile.shapes()))
    whole = sources.setdefault(None, Source(store, None))
    return _check([*named, *((name, whole, each) for name, each in _numbered(shapes))], limit)


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
    return validate_source(Source.of_triples(triples), profiles, shapes, limit=limit)


def validate_source(
    source: Source,
    profiles: Sequence[str] = (),
    shapes: Sequence[Shapes] = (),
    *,
    limit: int = DEFAULT_LIMIT,
) -> Report:
    """Check all that a source holds, as `validate_graph` does."""
    named = [(name, find_profile(name).shapes()) for name in profiles]
    checked = chain(named, _numbered(shapes))
    return _check([(name, source, each) for name, each in checked], limit)


def _numbered(shapes: Sequence[Shapes]) -> Iterator[tuple[str, Shapes]]:
    return ((f"shapes-{number}", each) for number, each in enumerate(shapes, 1))


def _graphs(profile: Profile, iris: Iris | None) -> tuple[str, ...] | None:
    if iris is None or profile.graphs is None:
        return None
    return tuple(iris.graph(each) for each in profile.graphs)


def _check(named: Sequence[tuple[str, Source, Shapes]], limit: int) -> Report:
    outcomes = run_all([(source, shapes) for _, source, shapes in named], limit=limit)
    return report_of_outcomes((name, outcome) for (name, _, _), outcome in zip(named, outcomes, strict=True))
