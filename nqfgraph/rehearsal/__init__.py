"""The harvest rehearsed before it is published: everything that harvesters do, done in this process.

Europass QDR's file is checked as QDR checks it, the catalogue as data portals do, the register is copied over
LDES and OAI-PMH and compared with its dump, and addresses are followed. What is found is a `Finding` with
what, why and how to mend it, in three languages (`nqfgraph.rehearsal.report`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nqfgraph.handover.making import make_files
from nqfgraph.rehearsal.asking import Application, Asker
from nqfgraph.rehearsal.catalogue import check_catalogue
from nqfgraph.rehearsal.fair import check_findability
from nqfgraph.rehearsal.findings import Finding, Note, Part, Rehearsal, Result, Weight
from nqfgraph.rehearsal.handing import check_handovers
from nqfgraph.rehearsal.links import check_links
from nqfgraph.rehearsal.replication import check_feeds
from nqfgraph.release import Progress, Release, Releases
from nqfgraph.release.checking import check_release

__all__ = [
    "STAGES",
    "Finding",
    "Note",
    "Part",
    "Rehearsal",
    "Stage",
    "Weight",
    "rehearse",
]

STAGES = ("release", "qdr", "catalogue", "feeds", "links", "fair")
"""The stages of a rehearsal, in their order."""
_ADVICE = frozenset(
    {"levels-not-referenced", "generic-outcomes", "generic-content", "descriptors-not-loaded"}
)
"""Remarks on a release that cost nobody any data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a rehearsal is done with."""

    home: Path
    release: Release
    application: Application
    """A web application that serves the release as the current one of its home."""
    served: bool = True
    """False if another release is served now, of which the feeds therefore tell."""
    qdr_schema: Path | None = None
    dcat_ap_shapes: Path | None = None


def rehearse(stage: Stage, progress: Progress) -> Rehearsal:
    """Rehearse the harvest of a release.

    Raises StoreUnavailable and ReleaseError for a release that cannot be read, InputError and ShapesError for
    a schema or shapes that cannot be used.
    """
    release, base = stage.release, stage.release.manifest.register.base
    results = list(_results(stage, Asker(stage.application, base), progress))
    order = list(Part)
    findings = [each for each in results if isinstance(each, Finding)]
    return Rehearsal(
        release=release.version,
        base=base,
        findings=tuple(
            sorted(findings, key=lambda each: (each.weight is Weight.ADVICE, order.index(each.part)))
        ),
        notes=tuple(each for each in results if isinstance(each, Note)),
    )


def _results(stage: Stage, ask: Asker, progress: Progress) -> Iterator[Result]:
    release = stage.release
    progress.stage("release")
    yield from _remarks(release)
    progress.stage("qdr")
    files = make_files(stage.home, release, Releases(stage.home).versions())
    yield from check_handovers(files, stage.qdr_schema)
    progress.stage("catalogue")
    yield from check_catalogue(ask, stage.dcat_ap_shapes)
    progress.stage("feeds")
    if stage.served:
        yield from check_feeds(ask, release)
    else:
        yield Note(Part.LDES, "other-release", {"release": release.version})
    progress.stage("links")
    yield from check_links(ask, release)
    progress.stage("fair")
    yield from check_findability(ask, release)


def _remarks(release: Release) -> Iterable[Finding]:
    for each in check_release(release):
        weight = Weight.ADVICE if each.code in _ADVICE else Weight.ERROR
        yield Finding(Part.RELEASE, each.code, weight, each.values)
