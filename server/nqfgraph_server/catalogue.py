"""The catalogue for data portals: ``/catalogue`` negotiated, and in each form at an address of its own.

``/catalogue/register`` is the same without the series of releases, for portals that show every dataset that a
document types as one (ckanext-dcat, udata).
The same release gives the same bytes at every host, because all addresses in it are those under the base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import flask
import pyoxigraph as ox

from nqfgraph.exports.catalogue import describe_catalogue, describe_register
from nqfgraph.exports.data_services import SERVICES, Service
from nqfgraph.exports.files import media_type
from nqfgraph.exports.packing import File
from nqfgraph.exports.published import DISTRIBUTIONS, Published
from nqfgraph.exports.schema_dataset import write_dataset
from nqfgraph.iris import part
from nqfgraph.ontology import Ontology
from nqfgraph.release import Release
from nqfgraph_server import descriptions
from nqfgraph_server.archive import FILES, made
from nqfgraph_server.embedding import as_script
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import in_release
from nqfgraph_server.qdr import made_files
from nqfgraph_server.rendering import chosen, page
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.signposts import Link

blueprint = flask.Blueprint("catalogue", __name__)

_REGISTER = "catalogue/register"


@blueprint.get("/catalogue")
def catalogue() -> flask.Response:
    """Answer the catalogue in the form that is asked for: a page or data."""
    opened = current_service().release()
    return descriptions.negotiated("catalogue", _triples, opened, _page)


@blueprint.get("/catalogue.<extension>")
def document(extension: str) -> flask.Response:
    """Answer the catalogue in one form; 406 for another."""
    return descriptions.document("catalogue", extension, _triples, current_service().release())


@blueprint.get("/catalogue/register")
def register() -> flask.Response:
    """Answer the catalogue without the series of releases, in the form that is asked for."""
    opened = current_service().release()
    return descriptions.negotiated(_REGISTER, _register, opened, _page)


@blueprint.get("/catalogue/register.<extension>")
def register_document(extension: str) -> flask.Response:
    """Answer the catalogue without the series of releases in one form; 406 for another."""
    return descriptions.document(_REGISTER, extension, _register, current_service().release())


_Describe = Callable[
    [str, list[ox.Triple], str, list[Published], Ontology, list[Service]], tuple[ox.Triple, ...]
]


def _triples(opened: OpenRelease) -> tuple[ox.Triple, ...]:
    """Return the catalogue with all releases that are kept now."""
    return _described(opened, describe_catalogue)


def _register(opened: OpenRelease) -> tuple[ox.Triple, ...]:
    """Return the catalogue with the register alone."""
    return _described(opened, describe_register)


def _described(opened: OpenRelease, describe: _Describe) -> tuple[ox.Triple, ...]:
    base = opened.iris.base
    known = known_triples(opened)
    releases = [_published(each) for each in _kept(opened)]
    ontology = current_service().ontology
    return describe(base, known, opened.version, releases, ontology, _served())


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
    return {**own, **made(release), **made_files(release)}


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
    response = page(
        "catalogue.html",
        opened,
        releases=releases,
        forms=tuple(descriptions.FORMS.values()),
        embedded=as_script(write_dataset(opened.iris.base, _published(opened.release))),
    )
    response.headers.extend([("Link", each.header()) for each in _signposts(opened)])
    return response


def _signposts(opened: OpenRelease) -> Iterator[Link]:
    """Give what leads a program from the page to the register as a dataset and to its files (Signposting)."""
    register = opened.manifest.register
    yield Link(part(opened.iris.catalogue(), "dataset"), "cite-as")
    for each in ("AboutPage", "Dataset"):
        yield Link(f"https://schema.org/{each}", "type")
    yield Link(register.licence, "license")
    yield Link(register.publisher, "author")
    for form in descriptions.FORMS.values():
        address = flask.url_for("catalogue.document", extension=form.extension)
        yield Link(in_release(address), "describedby", (("type", form.media_type),))
    for name in _files(opened.release):
        form_of_data = DISTRIBUTIONS.get(name)
        # Proxies take four thousand bytes of headers at most; the catalogue has the other files.
        if form_of_data and not form_of_data.coding and not name.endswith(".parquet"):
            address = flask.url_for("archive.download", version=opened.version, name=name)
            media = FILES.get(name) or media_type(name) or form_of_data.media_type
            yield Link(address, "item", (("type", str(media)),))
