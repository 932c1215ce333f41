"""What stands in a SPARQL endpoint or in a release, checked like a file that somebody sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.release import Release
from nqfgraph.release.folder import DUMP
from nqfgraph.release.loading import load_in_memory
from nqfgraph.sources.policy import PROFILES as RELEASE_PROFILES
from nqfgraph.store.base import GraphStore
from nqfgraph.store.inspection import form_of
from nqfgraph.submissions.checking import check_parsed
from nqfgraph.submissions.documents import Document
from nqfgraph.submissions.dumps import locate_in_dump
from nqfgraph.submissions.parsing import SPARQL, Parsed
from nqfgraph.submissions.watching import Watch
from nqfgraph.validation import find_profile, validate_store
from nqfgraph.validation.official import load_official_shapes
from nqfgraph.validation.verdicts import CheckedFile, Verdict

EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
"""The query of whoever gives none: all of the default graph."""

_NOBODY = Watch()


def check_endpoint(
    store: GraphStore,
    endpoint: str,
    query: str | None = None,
    profiles: Sequence[str] = (),
    shapes_files: Sequence[Path] = (),
    watch: Watch = _NOBODY,
) -> Verdict:
    """Check what a CONSTRUCT or DESCRIBE query gets from ``store``, which is called ``endpoint``.

    Findings name the endpoint as their file. Raises InputError for a query of another form, any StoreError
    where the store does not answer, and what `nqfgraph.submissions.check` raises for profiles and shapes.
    """
    for name in profiles:
        find_profile(name)
    shapes = [load_official_shapes(shapes_files)] if shapes_files else []
    text = query or EVERYTHING
    form = form_of(text)
    if form is not None and not form.is_graph:
        raise InputError(
            f"The query asks with {form.value}, which gives no statements to check.",
            remedy="Ask with CONSTRUCT or DESCRIBE.",
        )
    watch.stage("reading")
    answer = store.query(text)
    assert isinstance(answer, ox.QueryTriples)
    statements = tuple(ox.Quad(*each) for each in answer)
    watch.read(len(statements))
    parsed = Parsed(Document(endpoint, b""), SPARQL, endpoint, statements)
    return check_parsed([parsed], profiles, shapes, watch)


def check_release(
    release: Release, profiles: Sequence[str] = (), shapes_files: Sequence[Path] = (), watch: Watch = _NOBODY
) -> Verdict:
    """Check a release again, with the profiles of releases unless others or shapes are given.

    Findings have the line of the release's dump. Raises InputError for an unknown profile, ShapesError for
    broken shapes, ReleaseError if the release cannot be read.
    """
    shapes = [load_official_shapes(shapes_files)] if shapes_files else []
    chosen = profiles or (() if shapes else RELEASE_PROFILES)
    watch.stage("checking")
    try:
        store = load_in_memory(release.dump)
    except (OSError, SyntaxError) as error:
        raise ReleaseError(
            f"The dump {release.dump} cannot be read: {error}.", remedy="Build the release again."
        ) from error
    report = validate_store(store, chosen, release.iris, shapes)
    watch.stage("placing")
    placed = locate_in_dump(release.dump, str(Path(release.version) / DUMP), report.findings)
    return Verdict(replace(report, findings=placed), (CheckedFile(release.version, "release"),))
