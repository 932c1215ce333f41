"""The event streams: ``/feeds/ldes`` and ``/feeds/activities``, their pages, and the nodes above the pages.

Relations give the time of the first entry of what they lead to and, where nothing will be added, that of the
last. Both bounds are closed: the entries of one publication have one time and may lie on several pages, so a
client that asks from (or up to) that time has to visit all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import flask

from nqfgraph.changelog import ChangeLog, Entry, Operation
from nqfgraph.errors import ReleaseError
from nqfgraph.release import Description
from nqfgraph.vocab import DCTERMS, LDES, RDF, TREE, XSD
from nqfgraph_server.feeds.answers import answer, change_log, digests, tag
from nqfgraph_server.feeds.dialects import Dialect, Statement
from nqfgraph_server.feeds.nodes import Value, literal, moment, node, reference
from nqfgraph_server.feeds.tree import Node, below_root, find, unknown_page
from nqfgraph_server.feeds.writing import TRIG, WRITERS, Member
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.service import current_service

POLLING_SECONDS = 3600
"""How often it is worth while to look for new members, as the streams say."""

PROFILE = "https://w3id.org/tree/profile"
"""What pages in TriG keep to, and say in their content type: first the page, then member by member."""


@dataclass(frozen=True, slots=True)
class _Feed:
    """A stream as a request finds it."""

    dialect: Dialect
    register: Description
    log: ChangeLog
    last: int

    @property
    def iri(self) -> str:
        return self.dialect.stream(self.register.base)


def make_blueprint(dialect: Dialect) -> flask.Blueprint:
    """Return the views of one stream."""
    blueprint = flask.Blueprint(dialect.name, __name__, url_prefix=f"/feeds/{dialect.name}")

    @blueprint.get("")
    def root() -> flask.Response:
        """Answer the root of the stream: what it is, and where its pages are."""
        feed = _open(dialect)
        return _answer(feed, _root(feed), (), lasting=False)

    @blueprint.get("/<number>")
    def page(number: str) -> flask.Response:
        """Answer a page of the stream with its members in the order of time; 404 beyond the last."""
        feed = _open(dialect)
        found = find("0", number, feed.last)
        entries = tuple(feed.log.entries(found.first - 1, found.last - found.first + 1))
        full = found.last <= feed.last
        return _answer(feed, _inner(feed, found, lasting=full), entries, lasting=full)

    @blueprint.get("/tree/<height>/<number>")
    def inner(height: str, number: str) -> flask.Response:
        """Answer a node of the stream that names those below it, all of them full; 404 if they are not."""
        feed = _open(dialect)
        found = find(height, number, feed.last)
        if not found.height:
            raise unknown_page()
        return _answer(feed, _inner(feed, found, lasting=True), (), lasting=True)

    return blueprint


def _open(dialect: Dialect) -> _Feed:
    log = change_log()
    return _Feed(dialect, current_service().current().manifest.register, log, log.last())


def _root(feed: _Feed) -> list[dict[str, object]]:
    """Return what the root says of itself, of the stream, of its members, and of what is kept."""
    said = [(RDF.type, reference(TREE.Node)), *_relations(feed, below_root(feed.last), feed.dialect.name)]
    nodes = [_context(feed), node("#shape", feed.dialect.shape())]
    if feed.last:
        said.insert(1, (LDES.retentionPolicy, reference("#retention")))
        # A policy without any property would mean that nothing is kept.
        kept = ((RDF.type, reference(LDES.RetentionPolicy)), (LDES.startingFrom, _time(feed, 1)))
        nodes.append(node("#retention", kept))
    return [node("", said), *nodes]


def _context(feed: _Feed) -> dict[str, object]:
    titles = sorted(feed.register.title.items())
    return node(
        feed.iri,
        (
            (RDF.type, reference(LDES.EventStream)),
            *((DCTERMS.title, literal(text, language=language)) for language, text in titles),
            (DCTERMS.license, reference(feed.register.licence)),
            (TREE.view, reference("")),
            (TREE.shape, reference("#shape")),
            *feed.dialect.paths(),
            (LDES.pollingInterval, literal(str(POLLING_SECONDS), XSD.integer)),
        ),
    )


def _inner(feed: _Feed, found: Node, *, lasting: bool) -> list[dict[str, object]]:
    """Return what a node below the root says of itself, and the way to the root."""
    address = f"{feed.dialect.name}{found.path}"
    said = [(RDF.type, reference(TREE.Node)), *_relations(feed, found.children, address)]
    if lasting:
        said.insert(1, (LDES.immutable, literal("true", XSD.boolean)))
    view = reference(_way(address, feed.dialect.name))
    return [node("", said), node(feed.iri, ((RDF.type, reference(LDES.EventStream)), (TREE.view, view)))]


def _relations(feed: _Feed, children: Iterable[Node], address: str) -> Iterator[Statement]:
    """Yield what leads from the node at an address to the nodes below it."""
    for child in children:
        target = reference(_way(address, f"{feed.dialect.name}{child.path}"))
        bounds = [(TREE.GreaterThanOrEqualToRelation, child.first)]
        if child.last <= feed.last:
            bounds.append((TREE.LessThanOrEqualToRelation, child.last))
        for kind, number in bounds:
            said = (
                (RDF.type, reference(kind)),
                (TREE.node, target),
                (TREE.path, reference(feed.dialect.time)),
                (TREE.value, _time(feed, number)),
            )
            yield TREE.relation, node(None, said)


def _time(feed: _Feed, number: int) -> Value:
    entry = feed.log.entry(number)
    if entry is None:
        raise ReleaseError(f"The change log has no entry {number}, though its last is {feed.last}.")
    return moment(entry.time)


def _way(address: str, target: str) -> str:
    """Return a relative address; both are given below ``/feeds/``."""
    return f"{'../' * address.count('/')}{target}"


def _answer(
    feed: _Feed, nodes: Sequence[dict[str, object]], entries: Sequence[Entry], *, lasting: bool
) -> flask.Response:
    chosen = negotiate(flask.request.headers.get("Accept"), tuple(WRITERS))

    def write() -> bytes:
        wanted = [each.number for each in entries if each.operation is not Operation.REMOVED]
        contents = feed.log.contents(wanted)
        members = (
            Member(feed.dialect.describe(feed.register.base, each), contents.get(each.number, b""))
            for each in entries
        )
        return WRITERS[chosen](nodes, members, feed.iri)

    validator = tag(chosen, feed.dialect.name, json.dumps(nodes), digests(entries))
    response = answer(chosen, validator, write, lasting=lasting)
    response.vary.add("Accept")
    if chosen == TRIG:
        response.content_type = f'{TRIG};profile="{PROFILE}"'
        response.headers.add("Link", f'<{PROFILE}>; rel="profile"')
    return response
