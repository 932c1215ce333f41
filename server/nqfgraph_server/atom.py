"""The feed of changes: Atom (RFC 4287) in archived pages (RFC 5005, § 4), removals as tombstones (RFC 6721).

``/feeds/atom`` holds the newest changes. Each page but the last names the one before it (``prev-archive``); a
page at ``/feeds/atom/{version}/{number}`` never changes. Whoever follows the pages back to one that is known
already misses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.describe import Neighbourhood, names
from nqfgraph.release import Manifest, Release
from nqfgraph_server import caching
from nqfgraph_server.atom_document import Deletion, Document, Entry, Link, text_in, write
from nqfgraph_server.history import lineage
from nqfgraph_server.languages import marked as _
from nqfgraph_server.service import OpenRelease, current_service, open_release

blueprint = flask.Blueprint("atom", __name__)

PAGE = 500
"""Most things that a page tells of."""

MEDIA_TYPE = "application/atom+xml"
_FORMS = (("text/turtle", "ttl"), ("application/ld+json", "jsonld"))


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that a release created, changed or removed."""

    iri: str
    kind: str
    """``created``, ``changed`` or ``removed``."""


@blueprint.get("/feeds/atom")
def newest() -> flask.Response:
    """Answer the first page of the release that is served: the document to subscribe to."""
    opened = current_service().release()
    return _answer(opened, opened.release, 1, archived=False)


@blueprint.get("/feeds/atom/<version>/<int:number>")
def archive(version: str, number: int) -> flask.Response:
    """Answer a page of a release that led to the one that is served; 404 for any other."""
    opened = current_service().release()
    for release in lineage(opened.release, current_service().releases):
        if release.version == version and 1 <= number <= _pages(release):
            return _answer(opened, release, number, archived=True)
    raise NotFound(_("The feed has no such page. Begin with its newest page and follow the links."))


def _answer(opened: OpenRelease, release: Release, number: int, *, archived: bool) -> flask.Response:
    before = _before(opened.iris.base, release, number)
    key = ("atom", release.version, number, archived, before)
    body = opened.written.get(key) or write(_document(opened, release, number, before, archived=archived))
    if not archived:  # The page that everyone asks for again and again; the others are asked for once.
        opened.written[key] = body
    response = flask.current_app.response_class(body, mimetype=MEDIA_TYPE)
    return caching.stamp_body(response, opened)


def _document(
    opened: OpenRelease, release: Release, number: int, before: str | None, *, archived: bool
) -> Document:
    """Put a page together: the release itself stands on its first."""
    read = opened if release.version == opened.version else open_release(release)
    base, register, time = opened.iris.base, release.manifest.register, release.manifest.created
    language = register.languages[0]
    changes = list(islice(_changes(read), (number - 1) * PAGE, number * PAGE))
    named = names(read.store, [each.iri for each in changes])
    entries = (_entry(base, each, named, language, time) for each in changes if each.kind != "removed")
    first = [_release_entry(base, release.manifest)] if number == 1 else []
    return Document(
        iri=f"{base}feeds/atom",
        title=text_in(register.title, language),
        author=text_in(register.publisher_name, language),
        author_iri=register.publisher,
        updated=time,
        archived=archived,
        links=(
            Link("self", f"{base}feeds/atom/{release.version}/{number}" if archived else f"{base}feeds/atom"),
            Link("current", f"{base}feeds/atom"),
            *((Link("prev-archive", before),) if before else ()),
            Link("license", register.licence),
        ),
        entries=(*first, *entries),
        deletions=tuple(Deletion(each.iri, time) for each in changes if each.kind == "removed"),
    )


def _changes(read: OpenRelease) -> Iterator[Change]:
    """Yield the changes of a release in a fixed order; everything is new in the first of all."""
    if read.manifest.previous is None:
        return (Change(each.iri, "created") for each in read.search.things())
    told = read.release.changes
    return chain.from_iterable(
        (Change(iri, kind) for iri in sorted(iris))
        for kind, iris in (("created", told.created), ("changed", told.changed), ("removed", told.removed))
    )


def _pages(release: Release) -> int:
    return max(1, -(-sum(release.manifest.changes.values()) // PAGE))


def _before(base: str, release: Release, number: int) -> str | None:
    """Return the address of the page with the changes before these; None where the feed ends."""
    if number < _pages(release):
        return f"{base}feeds/atom/{release.version}/{number + 1}"
    older = lineage(release, current_service().releases)[1:2]
    return f"{base}feeds/atom/{older[0].version}/1" if older else None


def _entry(base: str, change: Change, named: Neighbourhood, language: str, time: datetime) -> Entry:
    path = change.iri.removeprefix(f"{base}id/")
    kind, _, key = path.partition("/")
    label = named.label(change.iri, language)
    return Entry(
        iri=change.iri,
        title=(label.value, label.language) if label else (f"{kind} {key}", ""),
        updated=time,
        categories=(kind, change.kind),
        links=(
            Link("alternate", f"{base}doc/{path}", "text/html"),
            *(Link("alternate", f"{base}data/{path}.{form}", media_type) for media_type, form in _FORMS),
        ),
    )


def _release_entry(base: str, manifest: Manifest) -> Entry:
    """Tell of the release as a whole; its dump is enclosed."""
    dump = manifest.files["dump.nq"]
    return Entry(
        iri=f"{base}catalogue#release-{manifest.version}",
        title=(manifest.version, ""),
        updated=manifest.created,
        categories=("release",),
        links=(
            Link("alternate", f"{base}releases/{manifest.version}/manifest.json", "application/json"),
            Link(
                "enclosure",
                f"{base}releases/{manifest.version}/dump.nq",
                "application/n-quads",
                length=dump.size,
            ),
        ),
    )
