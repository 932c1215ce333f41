"""The releases that are kept and what can be asked of each, as data for ``/releases``."""

from __future__ import annotations

from collections.abc import Sequence

import flask

from nqfgraph.exports.files import media_type
from nqfgraph.exports.qdr import LEARNING_OPPORTUNITIES
from nqfgraph.handover import datasets_of
from nqfgraph.release import Release
from nqfgraph_server.archive import FILES, made
from nqfgraph_server.service import PARAMETER
from nqfgraph_server.tables import Table

_COLUMNS = (
    "version",
    "published",
    "current",
    "previous",
    "qualifications",
    "statements",
    "created",
    "changed",
    "removed",
    "violations",
    "warnings",
    "sparql",
)


def files_of(release: Release) -> list[str]:
    """Return the names of the files of a release that are handed out."""
    return [*(name for name in FILES if (release.folder / name).is_file()), *made(release)]


def table(releases: Sequence[Release], current: str) -> Table:
    """Return ``releases`` as data; ``current`` is the version that is served where nothing else is asked."""
    items = [_item(each, current) for each in releases]
    return Table(columns=_COLUMNS, items=items, rows=items, total=len(items))


def _item(release: Release, current: str) -> dict[str, object]:
    """Return one release: what it is, and the addresses under which it answers.

    ``created``, ``changed`` and ``removed`` are numbers of things; ``files`` have size and SHA-256 where the
    manifest tells them.
    """
    manifest = release.manifest
    return {
        "version": manifest.version,
        "published": manifest.created.isoformat(),
        "current": manifest.version == current,
        "previous": manifest.previous,
        "qualifications": manifest.counts.qualifications,
        "statements": manifest.counts.quads,
        **{name: manifest.changes.get(name, 0) for name in ("created", "changed", "removed")},
        "violations": manifest.findings.get("violation", 0),
        "warnings": manifest.findings.get("warning", 0),
        "sparql": _address("sparql.answer", release),
        "counts": dict(manifest.counts.kinds),
        "graphs": {name: _graph(release, name, size) for name, size in manifest.counts.graphs.items()},
        "pages": _address("pages.entrance", release),
        "catalogue": _address("catalogue.catalogue", release),
        "qdr": flask.url_for("qdr.of_release", version=release.version, _external=True),
        **_opportunities_for_qdr(release),
        "files": [_file(release, name) for name in files_of(release)],
    }


def _opportunities_for_qdr(release: Release) -> dict[str, object]:
    if LEARNING_OPPORTUNITIES not in datasets_of(release):
        return {}
    address = flask.url_for("qdr.opportunities_of_release", version=release.version, _external=True)
    return {"qdr_learning_opportunities": address}


def _graph(release: Release, name: str, size: int) -> dict[str, object]:
    return {
        "iri": release.iris.graph(name),
        "triples": size,
        "address": flask.url_for("graphs.direct", name=name, release=release.version, _external=True),
    }


def _file(release: Release, name: str) -> dict[str, object]:
    entry = release.manifest.files.get(name) or made(release).get(name)
    address = flask.url_for("archive.download", version=release.version, name=name, _external=True)
    told: dict[str, object] = {
        "name": name,
        "address": address,
        "media_type": FILES.get(name) or media_type(name),
    }
    return told | ({"bytes": entry.size, "sha256": entry.sha256} if entry else {})


def _address(endpoint: str, release: Release) -> str:
    return flask.url_for(endpoint, _external=True, **{PARAMETER: release.version})
