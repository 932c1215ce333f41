"""The catalogue for data portals: ``/catalogue`` negotiated, and in each form at an address of its own.

The same release gives the same bytes at every host, because all addresses in it are those under the base.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import flask
import pyoxigraph as ox

from nqfgraph.exports.catalogue import describe_catalogue
from nqfgraph.exports.data_services import SERVICES, Service
from nqfgraph.exports.packing import File
from nqfgraph.exports.published import DISTRIBUTIONS, Published
from nqfgraph.release import Release
from nqfgraph_server import descriptions
from nqfgraph_server.archive import FILES, made
from nqfgraph_server.languages import reader_language
from nqfgraph_server.rendering import chosen, page
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("catalogue", __name__)


@blueprint.get("/catalogue")
def catalogue() -> flask.Response:
    """Answer the catalogue in the form that is asked for: a page or data."""
    opened = current_service().release()
    return descriptions.negotiated("catalogue", _triples, opened, _page)


@blueprint.get("/catalogue.<extension>")
def document(extension: str) -> flask.Response:
    """Answer the catalogue in one form; 406 for another."""
    return descriptions.document("catalogue", extension, _triples, current_service().release())


def _triples(opened: OpenRelease) -> tuple[ox.Triple, ...]:
    """Return the catalogue with all releases that are kept now."""
    base = opened.iris.base
    known = known_triples(opened)
    releases = [_published(each) for each in _kept(opened)]
    ontology = current_service().ontology
    return describe_catalogue(base, known, opened.version, releases, ontology, _served())


def _served() -> list[Service]:
    """Return the data services that this application answers."""
    routes = {rule.rule for rule in flask.current_app.url_map.iter_rules()}
    return [each for each in SERVICES if f"/{each.path}" in routes]


def known_triples(opened: OpenRelease) -> list[ox.Triple]:
    """Return what the release says of its register: the triples of graph/catalogue."""
    graph = opened.iris.graph("catalogue")
    found = opened.store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=[graph])
    assert isinstance(found, ox.QueryTriples)
    return list(found)


def _kept(opened: OpenRelease) -> list[Release]:
    """Return the releases that are kept, the oldest first, with the one that is asked."""
    kept = current_service().kept()
    return [opened.release if each.version == opened.version else each for each in kept]


def _published(release: Release) -> Published:
    manifest, register = release.manifest, release.manifest.register
    return Published(
        version=manifest.version,
        created=manifest.created,
        previous=manifest.previous,
        program=manifest.nqfgraph,
        modified=datetime.fromisoformat(register.modified),
        title=register.title,
        description=register.description,
        publisher=register.publisher,
        publisher_name=register.publisher_name,
        licence=register.licence,
        languages=register.languages,
        country=register.country,
        changes=manifest.changes,
        findings=manifest.findings,
        files=_files(release),
    )


def _files(release: Release) -> Mapping[str, File]:
    """Return the files that are handed out, without the manifest, which does not list itself."""
    listed = release.manifest.files
    own = {name: File(listed[name].size, listed[name].sha256) for name in FILES if name in listed}
    return {**own, **made(release)}


def _page(opened: OpenRelease) -> flask.Response:
    language = reader_language()
    releases = [
        (
            release.version,
            release.manifest.created,
            [
                (name, chosen(dict(DISTRIBUTIONS[name].title), language), file)
                for name, file in _files(release).items()
                if name in DISTRIBUTIONS
            ],
        )
        for release in reversed(_kept(opened))
    ]
    return page("catalogue.html", opened, releases=releases, forms=descriptions.FORMS.values())
