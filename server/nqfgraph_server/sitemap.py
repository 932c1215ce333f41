"""The list of all pages for search engines (sitemaps.org, protocol 0.9): an index, and its parts.

Addresses are those under the base, since a sitemap may only list pages of its own host. ``lastmod`` is the
time at which the change log tells last of a thing or of what belongs to it, since a page shows both.
``/robots.txt`` (RFC 9309) names the list, and keeps robots from putting questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from xml.sax.saxutils import escape

import flask
from werkzeug.exceptions import NotFound

from nqfgraph_server import caching, logged
from nqfgraph_server.languages import LANGUAGES
from nqfgraph_server.languages import marked as _
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("sitemap", __name__)

PART = 50_000
"""Most addresses that a part may list, by the protocol."""

PAGES = ("", "levels", "qualifications", "organisations", "releases")
"""The pages in each language that stand before those of the things."""

ROBOTS = "text/plain"
_ROBOTS = """\
User-agent: *
Disallow: /sparql?
Disallow: /validate/

Sitemap: {base}sitemap.xml
"""
_BATCH = 1000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
Entry = tuple[str, datetime | None]


@blueprint.get("/sitemap.xml")
def index() -> flask.Response:
    """Answer the index of the parts."""
    opened = current_service().release()
    if not _is_known(opened, "index"):
        base, published = opened.iris.base, _published(opened)
        entries = ((f"{base}sitemap-{number}.xml", published) for number in range(1, _parts(opened) + 1))
        return _answer(opened, _write("sitemapindex", "sitemap", entries), "index")
    return _answer(opened, None, "index")


@blueprint.get("/sitemap-<number>.xml")
def part(number: str) -> flask.Response:
    """Answer a part, counted from 1; 404 beyond the last."""
    opened = current_service().release()
    if number not in map(str, range(1, _parts(opened) + 1)):
        raise NotFound(_("The list of pages has no such part. Its index names all parts."))
    if _is_known(opened, number):
        return _answer(opened, None, number)
    begin = (int(number) - 1) * PART
    pages = islice(_pages(opened), begin, begin + PART)
    return _answer(opened, _write("urlset", "url", _timed(opened, pages)), number)


@blueprint.get("/robots.txt")
def robots() -> flask.Response:
    """Answer what robots should not fetch, and where the list of all pages is."""
    opened = current_service().release()
    body = _ROBOTS.format(base=opened.iris.base)
    return caching.stamp_body(flask.current_app.response_class(body, mimetype=ROBOTS), opened)


def _parts(opened: OpenRelease) -> int:
    addresses = len(PAGES) * len(LANGUAGES) + sum(opened.search.counts().values())
    return -(-addresses // PART)


def _pages(opened: OpenRelease) -> Iterator[tuple[str, str | None]]:
    """Yield the addresses of all pages, always in the same order, each with the thing that it shows."""
    base = opened.iris.base
    for language in LANGUAGES:
        for page in PAGES:
            yield f"{base}{language}/{page}", None
    for thing in opened.search.things():
        yield f"{base}doc/{thing.iri.removeprefix(f'{base}id/')}", thing.iri


def _timed(opened: OpenRelease, pages: Iterator[tuple[str, str | None]]) -> Iterator[Entry]:
    """Yield addresses with their times; a page of no thing has that of the release."""
    log, published = current_service().changelog(), _published(opened)
    while batch := list(islice(pages, _BATCH)):
        times = log.times([iri for _, iri in batch if iri]) if log else {}
        for address, iri in batch:
            time = times.get(iri) if iri else published
            # What is logged already may not be served yet, and is to be fetched again when it is.
            yield address, time and min(time, published)


def _published(opened: OpenRelease) -> datetime:
    """Return when the release was published or served again last; that never goes back.

    As the log has it, whose times the pages have, and which counts a release that was taken back.
    """
    log = current_service().changelog()
    told = [step.time for step in logged.steps(log, opened) if step.release == opened.version] if log else []
    return max(told, default=opened.manifest.created)


def _write(root: str, element: str, entries: Iterable[Entry]) -> bytes:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n']
    for address, time in entries:
        lines.append(f"<{element}><loc>{escape(address)}</loc>{_modified(time)}</{element}>\n")
    lines.append(f"</{root}>\n")
    return "".join(lines).encode()


@lru_cache(maxsize=64)
def _modified(time: datetime | None) -> str:
    return f"<lastmod>{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if time else ""


def _depends_on(opened: OpenRelease, content: str) -> tuple[str, ...]:
    """Return what a part is made of, beside the release."""
    log = current_service().changelog()
    return ("sitemap", content, _published(opened).isoformat(), str(log.last()) if log else "")


def _is_known(opened: OpenRelease, content: str) -> bool:
    return caching.known(opened, *_depends_on(opened, content))


def _answer(opened: OpenRelease, body: bytes | None, content: str) -> flask.Response:
    """Answer a body, or 304 where the client has it already."""
    status = 200 if body is not None else 304
    response = flask.current_app.response_class(body, status=status, mimetype="application/xml")
    return caching.stamp(response, opened, *_depends_on(opened, content))
