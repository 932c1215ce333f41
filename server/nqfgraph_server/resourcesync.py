"""ResourceSync (ANSI/NISO Z39.99-2017): what there is to fetch, and what of it changed when.

Resources are the dump of the release that is served and the data documents (Turtle) of all items:
qualifications, organisations, levels and award types, each with what belongs to it. The list of changes tells
of each resource its last change, so who reads it from its beginning to its end is in step; it goes back to
the beginning of the log. When another release is served, its dump is created and the one before is deleted
from what is to be fetched, so a copy has one dump.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from itertools import islice

import flask

from nqfgraph.changelog import ChangeLog, Item, Operation, Step
from nqfgraph_server import logged
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


@dataclass(frozen=True, slots=True)
class _List:
    """A list as it is asked for: of resources or of changes, up to the release that is served."""

    name: str
    log: ChangeLog
    opened: OpenRelease
    steps: tuple[Step, ...]
    """Of the log, up to the release that is served: its documents are what can be fetched, and another one
    is logged some time before it takes its place, or is never served because it is damaged."""

    end: int
    """The last entry of the log; those behind the steps are not served yet."""

    @property
    def last(self) -> int:
        """The last entry of the log that is served."""
        return self.steps[-1].last

    @property
    def address(self) -> str:
        return f"{self.opened.iris.base}resourcesync/{self.name}"

    @property
    def state(self) -> str:
        """What parts are called by: two lists of one state are the same."""
        return f"{self.steps[-1].number}.{self.end}"

    @property
    def parts(self) -> int:
        """The number of parts, or one more, for items that are not there any more are counted."""
        resources = count_items(self.log, Selection(), Range(0, self.end))
        return -(-(resources + len({each.release for each in self.steps})) // PART)


@dataclass(frozen=True, slots=True)
class _Resource:
    """A resource with its last change."""

    touched: int
    """The entry of the log that it stands behind."""
    address: str
    change: str
    time: datetime
    about: dict[str, str]


@blueprint.get(f"/{_DESCRIPTION}")
def description() -> flask.Response:
    """Answer the description of the source: where its capabilities are listed."""
    base = _opened().iris.base
    body = [_link("describedby", f"{base}catalogue"), _about(capability="description")]
    body.append(_address("url", f"{base}{_CAPABILITIES}", capability="capabilitylist"))
    return _answer("urlset", lambda: body, "description")


@blueprint.get(f"/{_CAPABILITIES}")
def capabilities() -> flask.Response:
    """Answer the list of capabilities: the list of resources and the list of changes."""
    base = _opened().iris.base
    body = [_link("up", f"{base}{_DESCRIPTION}"), _about(capability="capabilitylist")]
    for name, capability in _LISTS.items():
        body.append(_address("url", f"{base}resourcesync/{name}.xml", capability=capability))
    return _answer("urlset", lambda: body, "capabilities")


@blueprint.get("/resourcesync/<any(resources, changes):name>.xml")
def index(name: str) -> flask.Response:
    """Answer a list, or, if it is too long for one document, an index of its parts.

    A list that is short is no index, because the reference client gives up at an index of changes.
    """
    asked = _asked(name)
    if asked.parts == 1:
        return _answer("urlset", lambda: [*_head(asked), *_urls(asked)], "list", asked.address, asked.state)
    numbers = range(1, asked.parts + 1)
    body = [_address("sitemap", f"{asked.address}-{asked.state}-{number}.xml") for number in numbers]
    return _answer("sitemapindex", lambda: [*_head(asked), *body], "index", asked.address, asked.state)


@blueprint.get("/resourcesync/<any(resources, changes):name>-<state>-<number>.xml")
def part(name: str, state: str, number: str) -> flask.Response:
    """Answer a part of a list, counted from 1; 404 beyond the last, and when the list is another by now.

    What changes moves to the end of a list and the others move up. Who read the first part before and the
    second after would not see what moved from this to that, and begins again instead.
    """
    asked, which = _asked(name), read_number(number)
    if state != asked.state or which > asked.parts:
        raise unknown_page()

    def body() -> list[str]:
        begin = (which - 1) * PART
        urls = islice(_urls(asked), begin, begin + PART)
        return [_link("index", f"{asked.address}.xml"), *_head(asked), *urls]

    return _answer("urlset", body, "part", asked.address, state, number)


def _asked(name: str) -> _List:
    log, opened = change_log(), _opened()
    return _List(name, log, opened, logged.steps(log, opened), log.last())


def _urls(asked: _List) -> Iterator[str]:
    """Yield the addresses of a list, the one that changed last at the end."""
    for each in merge(_documents(asked), _dumps(asked), key=lambda found: found.touched):
        about = each.about
        if asked.name == "changes":
            about = {"change": each.change, "datetime": _time(each.time), **about}
        elif each.change == "deleted":
            continue
        yield _address("url", each.address, each.time, **about)


def _documents(asked: _List) -> Iterator[_Resource]:
    for item in _items(asked.log, Range(0, asked.last)):
        yield _document(asked, item.iri, item.touched, _change(item), item.time)
    # What is logged already and not served yet is here still as it was, changed at the latest now.
    for item in _items(asked.log, Range(asked.last, asked.end)):
        before = [each for each in asked.log.versions(item.iri) if each.number <= asked.last]
        if before:
            change = "deleted" if before[-1].operation is Operation.REMOVED else "updated"
            yield _document(asked, item.iri, asked.last, change, asked.steps[-1].time)


def _document(asked: _List, iri: str, touched: int, change: str, time: datetime) -> _Resource:
    base = asked.opened.iris.base
    address = f"{base}data/{iri.removeprefix(f'{base}id/')}.ttl"
    return _Resource(touched, address, change, time, {} if change == "deleted" else {"type": "text/turtle"})


def _items(log: ChangeLog, entries: Range) -> Iterator[Item]:
    after = (0, "")
    while batch := read_items(log, Selection(), entries, after, _BATCH):
        yield from batch
        after = (batch[-1].touched, batch[-1].iri)


def _dumps(asked: _List) -> Iterator[_Resource]:
    """Yield the dumps of the releases that were served, each with its last change, in the order of these."""
    told: dict[str, tuple[Step, str]] = {}
    served: Step | None = None
    for step in asked.steps:
        if served is not None:
            told.pop(served.release)
            told[served.release] = (step, "deleted")
        told.pop(step.release, None)
        told[step.release] = (step, "created")
        served = step
    for release, (step, change) in told.items():
        address = f"{asked.opened.iris.base}releases/{release}/dump.nq"
        yield _Resource(step.last, address, change, step.time, _facts(asked.opened, release))


def _facts(opened: OpenRelease, release: str) -> dict[str, str]:
    if release != opened.version:
        return {}
    entry = opened.manifest.files["dump.nq"]
    return {"hash": f"sha-256:{entry.sha256}", "length": str(entry.size), "type": "application/n-quads"}


def _change(item: Item) -> str:
    if item.removed:
        return "deleted"
    return "created" if item.itself and item.operation is Operation.CREATED else "updated"


def _head(asked: _List) -> Iterator[str]:
    yield _link("up", f"{asked.opened.iris.base}{_CAPABILITIES}")
    if asked.name == "resources":
        yield _about(capability=_LISTS[asked.name], at=_time(asked.steps[-1].time))
    else:
        yield _about(capability=_LISTS[asked.name], **{"from": _time(asked.steps[0].time)})


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


def _answer(root: str, body: Callable[[], list[str]], *content: str) -> flask.Response:
    """Answer a document; ``content`` says what it is made of, for its validator."""

    def write() -> bytes:
        head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACES}>\n'
        return f"{head}{''.join(body())}</{root}>\n".encode()

    opened = _opened()
    return answer(XML, tag("resourcesync", opened.iris.base, opened.version, *content), write, lasting=False)
