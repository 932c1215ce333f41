"""ResourceSync (ANSI/NISO Z39.99-2017): what there is to fetch, and what of it changed when.

Resources are the dump of the release and the data documents (Turtle) of all items: qualifications,
organisations, levels and award types, each with what belongs to it. The list of changes tells of each
resource its last change, so who reads it from its beginning to its end is in step; it goes back to the
beginning of the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import flask

from nqfgraph.changelog import ChangeLog, Item, Operation
from nqfgraph_server.feeds.answers import answer, change_log, tag
from nqfgraph_server.feeds.tree import read_number, unknown_page
from nqfgraph_server.oai.lists import Range, count_items, read_items
from nqfgraph_server.oai.sets import Selection
from nqfgraph_server.oai.xml import element, written
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("resourcesync", __name__)

PART = 50_000
"""Most addresses on a part of a list (sitemaps.org, protocol 0.9)."""

XML = "application/xml"
_BATCH = 1000
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:rs="http://www.openarchives.org/rs/terms/"'
)
_DESCRIPTION = ".well-known/resourcesync"
_CAPABILITIES = "resourcesync/capabilities.xml"
_LISTS = {"resources": "resourcelist", "changes": "changelist"}


@blueprint.get(f"/{_DESCRIPTION}")
def description() -> flask.Response:
    """Answer the description of the source: where its capabilities are listed."""
    base = _opened().iris.base
    body = [_link("describedby", f"{base}catalogue"), _about(capability="description")]
    body.append(_address("url", f"{base}{_CAPABILITIES}", capability="capabilitylist"))
    return _answer("urlset", body, "description")


@blueprint.get(f"/{_CAPABILITIES}")
def capabilities() -> flask.Response:
    """Answer the list of capabilities: the list of resources and the list of changes."""
    base = _opened().iris.base
    body = [_link("up", f"{base}{_DESCRIPTION}"), _about(capability="capabilitylist")]
    for name, capability in _LISTS.items():
        body.append(_address("url", f"{base}resourcesync/{name}.xml", capability=capability))
    return _answer("urlset", body, "capabilities")


@blueprint.get("/resourcesync/<any(resources, changes):name>.xml")
def index(name: str) -> flask.Response:
    """Answer the index of a list, which names its parts."""
    log, base = change_log(), _opened().iris.base
    parts = range(1, _parts(log, name) + 1)
    body = [
        *_head(log, name),
        *(_address("sitemap", f"{base}resourcesync/{name}-{each}.xml") for each in parts),
    ]
    return _answer("sitemapindex", body, name)


@blueprint.get("/resourcesync/<any(resources, changes):name>-<number>.xml")
def part(name: str, number: str) -> flask.Response:
    """Answer a part of a list, counted from 1; 404 beyond the last."""
    log, base = change_log(), _opened().iris.base
    asked = read_number(number)
    if asked > _parts(log, name):
        raise unknown_page()
    urls = _resources(log) if name == "resources" else _changes(log)
    begin = (asked - 1) * PART
    up = _link("index", f"{base}resourcesync/{name}.xml")
    return _answer("urlset", [up, *_head(log, name), *islice(urls, begin, begin + PART)], f"{name}-{asked}")


def _parts(log: ChangeLog, name: str) -> int:
    """Return the number of parts; that of the resources is an upper bound, for removed items are counted."""
    return -(-(count_items(log, Selection(), Range(0, log.last())) + 1) // PART)


def _resources(log: ChangeLog) -> Iterator[str]:
    opened = _opened()
    entry = opened.manifest.files["dump.nq"]
    yield _address(
        "url",
        f"{opened.iris.base}releases/{opened.version}/dump.nq",
        opened.manifest.created,
        hash=f"sha-256:{entry.sha256}",
        length=str(entry.size),
        type="application/n-quads",
    )
    for item in _items(log):
        if not item.removed:
            yield _address("url", _document(opened, item), item.time, type="text/turtle")


def _changes(log: ChangeLog) -> Iterator[str]:
    opened = _opened()
    for item in _items(log):
        about = {"change": _change(log, item), "datetime": _time(item.time)}
        yield _address("url", _document(opened, item), item.time, **about)


def _change(log: ChangeLog, item: Item) -> str:
    if item.removed:
        return "deleted"
    last = log.latest(item.iri) if item.operation is Operation.CREATED else None
    return "created" if last and last.time == item.time else "updated"


def _items(log: ChangeLog) -> Iterator[Item]:
    """Yield all items, the one that changed last at the end."""
    after, entries = (0, ""), Range(0, log.last())
    while batch := read_items(log, Selection(), entries, after, _BATCH):
        yield from batch
        after = (batch[-1].touched, batch[-1].iri)


def _head(log: ChangeLog, name: str) -> Iterator[str]:
    yield _link("up", f"{_opened().iris.base}{_CAPABILITIES}")
    steps = log.steps()
    if name == "resources":
        yield _about(capability=_LISTS[name], at=_time(steps[-1].time))
    else:
        yield _about(capability=_LISTS[name], **{"from": _time(steps[0].time)})


def _document(opened: OpenRelease, item: Item) -> str:
    return f"{opened.iris.base}data/{item.iri.removeprefix(f'{opened.iris.base}id/')}.ttl"


def _address(name: str, address: str, modified: datetime | None = None, **about: str) -> str:
    last = element("lastmod", _time(modified)) if modified else ""
    return f"<{name}>{element('loc', address)}{last}{_about(**about) if about else ''}</{name}>\n"


def _about(**attributes: str) -> str:
    return f"<rs:md{written(attributes)}/>\n"


def _link(relation: str, address: str) -> str:
    return f"<rs:ln{written({'rel': relation, 'href': address})}/>\n"


def _time(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _opened() -> OpenRelease:
    return current_service().current()


def _answer(root: str, body: list[str], name: str) -> flask.Response:
    def write() -> bytes:
        head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACES}>\n'
        return f"{head}{''.join(body)}</{root}>\n".encode()

    opened = _opened()
    return answer(XML, tag("resourcesync", opened.iris.base, name, *body), write, lasting=False)
