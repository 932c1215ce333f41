"""The feed of changes: Atom (RFC 4287) in archived pages (RFC 5005, § 4), removals as tombstones (RFC 6721).

``/feeds/atom`` holds the newest entries of the change log, `PAGE` at most. Each page but the oldest names the
one before it (``prev-archive``); a page at ``/feeds/atom/{number}`` is full and never changes. Who follows
the pages back to one that is known misses nothing. A page tells of a thing once: how it stood at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import flask
import pyoxigraph as ox

from nqfgraph.changelog import ChangeLog, Entry, Operation, Step
from nqfgraph.describe import Neighbourhood
from nqfgraph.release import Description
from nqfgraph_server import atom_document
from nqfgraph_server.atom_document import Deletion, Document, Link, text_in, write
from nqfgraph_server.feeds.answers import answer, change_log, digests, tag
from nqfgraph_server.feeds.tree import read_number, unknown_page
from nqfgraph_server.service import current_service

blueprint = flask.Blueprint("atom", __name__)

PAGE = 500
"""Entries on a full page. Another number would change pages that clients keep for ever as they are: it would
need other addresses."""

MEDIA_TYPE = "application/atom+xml"
_FORMS = (("text/turtle", "ttl"), ("application/ld+json", "jsonld"))


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with what stands on it; ``archived`` if it is asked for as one that never changes."""

    register: Description
    number: int
    archived: bool
    entries: tuple[Entry, ...]
    """How each thing stands at the end of the page, the newest first."""
    steps: tuple[Step, ...]
    """The publications that begin on the page, the newest first, each release once."""

    @property
    def address(self) -> str:
        feed = f"{self.register.base}feeds/atom"
        return f"{feed}/{self.number}" if self.archived else feed


@blueprint.get("/feeds/atom")
def newest() -> flask.Response:
    """Answer the newest page: the document to subscribe to."""
    log = change_log()
    return _answer(log, max(1, -(-log.last() // PAGE)), archived=False)


@blueprint.get("/feeds/atom/<number>")
def archive(number: str) -> flask.Response:
    """Answer a full page, counted from the oldest; 404 if there is none with this number."""
    log = change_log()
    asked = read_number(number)
    if asked * PAGE > log.last():
        raise unknown_page()
    return _answer(log, asked, archived=True)


def _answer(log: ChangeLog, number: int, *, archived: bool) -> flask.Response:
    page = _read(log, number, archived=archived)
    validator = tag(
        *("atom", page.register, page.address, digests(page.entries)),
        *(f"{each.number} {each.release}" for each in page.steps),
    )
    written = current_service().current().written

    def body() -> bytes:
        # The page that everyone asks for again and again is kept; the others are asked for once.
        made = written.get(("atom", validator)) or write(_document(log, page))
        if not archived:
            written["atom", validator] = made
        return made

    return answer(MEDIA_TYPE, validator, body, lasting=archived)


def _read(log: ChangeLog, number: int, *, archived: bool) -> _Page:
    begin = (number - 1) * PAGE
    standing = {each.iri: each for each in log.entries(begin, PAGE)}
    entries = tuple(sorted(standing.values(), key=lambda each: -each.number))
    steps = {each.release: each for each in log.steps() if begin < each.first <= begin + PAGE}
    register = current_service().current().manifest.register
    newest_first = tuple(sorted(steps.values(), key=lambda each: -each.number))
    return _Page(register, number, archived, entries, newest_first)


def _document(log: ChangeLog, page: _Page) -> Document:
    register, language = page.register, page.register.languages[0]
    feed = f"{register.base}feeds/atom"
    changed = [each for each in page.entries if each.operation is not Operation.REMOVED]
    contents = log.contents([each.number for each in changed])
    entries = (_entry(register.base, each, contents[each.number], language) for each in changed)
    return Document(
        iri=feed,
        title=text_in(register.title, language),
        author=text_in(register.publisher_name, language),
        author_iri=register.publisher,
        updated=max([*(each.time for each in page.entries), *(each.time for each in page.steps)]),
        archived=page.archived,
        links=(
            Link("self", page.address),
            Link("current", feed),
            *((Link("prev-archive", f"{feed}/{page.number - 1}"),) if page.number > 1 else ()),
            Link("license", register.licence),
        ),
        entries=(*_release_entries(page), *entries),
        deletions=tuple(
            Deletion(each.iri, each.time) for each in page.entries if each.operation is Operation.REMOVED
        ),
    )


def _entry(base: str, entry: Entry, content: bytes, language: str) -> atom_document.Entry:
    triples = (quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_QUADS))
    label = Neighbourhood(entry.iri, triples).label(entry.iri, language)
    return atom_document.Entry(
        iri=entry.iri,
        title=(label.value, label.language) if label else (entry.iri.removeprefix(f"{base}id/"), ""),
        updated=entry.time,
        categories=tuple(filter(None, (entry.kind, entry.operation.value))),
        links=tuple(_links(base, entry)),
    )


def _links(base: str, entry: Entry) -> Iterator[Link]:
    """Yield where a thing of the register is described today, and the version that is told of."""
    if entry.kind:
        path = entry.iri.removeprefix(f"{base}id/")
        yield Link("alternate", f"{base}doc/{path}", "text/html")
        for media_type, form in _FORMS:
            yield Link("alternate", f"{base}data/{path}.{form}", media_type)
    else:
        yield Link("alternate", entry.iri)
    yield Link("via", f"{base}feeds/versions/{entry.number}", "application/trig")


def _release_entries(page: _Page) -> Iterable[atom_document.Entry]:
    """Tell of each release as a whole; its dump is enclosed."""
    for each in page.steps:
        folder = f"{page.register.base}releases/{each.release}"
        yield atom_document.Entry(
            iri=f"{page.register.base}catalogue#release-{each.release}",
            title=(each.release, ""),
            updated=each.time,
            categories=("release",),
            links=(
                Link("alternate", f"{folder}/manifest.json", "application/json"),
                Link("enclosure", f"{folder}/dump.nq", "application/n-quads"),
            ),
        )
