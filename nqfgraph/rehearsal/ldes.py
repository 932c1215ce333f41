"""Follows a Linked Data Event Stream (LDES 1.0, TREE) to its end, as a replicating client does.

Written from the specifications and independent of what serves the stream: it knows the terms and nothing of
pages, numbers or addresses.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from nqfgraph.iris import document
from nqfgraph.rehearsal.asking import Answer, Asker
from nqfgraph.rehearsal.holdings import Holding
from nqfgraph.vocab import DCTERMS, LDES, RDF, TREE

ACCEPT = "application/trig, application/n-quads;q=0.9, text/turtle;q=0.5"
MOST_PAGES = 100_000
_FORMATS = {
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/turtle": ox.RdfFormat.TURTLE,
}
Node = ox.NamedNode | ox.BlankNode


class FeedBroken(Exception):
    """A feed cannot be followed to its end; the message says where and why."""


@dataclass(slots=True)
class Replica:
    """What a client has after it has followed a stream."""

    holding: Holding = field(default_factory=Holding)
    pages: int = 0
    members: int = 0


def replicate(ask: Asker, entry: str) -> Replica:
    """Follow the stream at ``entry`` and return the last version of everything that was not deleted.

    Raises FeedBroken if a page does not answer or cannot be read, if the stream has no view or more than one,
    or if its members cannot be put in order.
    """
    stream = _Stream(ask)
    stream.read(entry)
    return stream.replica()


@dataclass(frozen=True, slots=True)
class _Version:
    order: tuple[str, ...]
    thing: str
    deleted: bool
    content: tuple[ox.Quad, ...]


@dataclass(slots=True)
class _Context:
    """What the stream says of its members (LDES 1.0, context information)."""

    of: ox.NamedNode = DCTERMS.isVersionOf
    time: ox.NamedNode | None = None
    sequence: ox.NamedNode | None = None
    delete_path: ox.NamedNode = RDF.type
    delete_value: object = None


class _Stream:
    def __init__(self, ask: Asker) -> None:
        self._ask = ask
        self._context = _Context()
        self._seen: set[str] = set()
        self._versions: dict[str, _Version] = {}
        self._pages = 0
        self._members: set[str] = set()

    def read(self, entry: str) -> None:
        first = self._get(entry)
        quads = _parse(first)
        root = self._root(quads, first.iri)
        waiting = deque([root])
        pages = {document(first.iri): quads}
        while waiting:
            iri = waiting.popleft()
            address = document(iri)
            if address in self._seen:
                continue
            if len(self._seen) >= MOST_PAGES:
                raise FeedBroken(f"There are more than {MOST_PAGES:,} pages.")
            self._seen.add(address)
            quads = pages.pop(address, []) or _parse(self._get(address))
            self._take(quads)
            waiting.extend(_related(quads))

    def replica(self) -> Replica:
        found = Replica(pages=len(self._seen), members=len(self._members))
        for version in self._versions.values():
            if not version.deleted:
                found.holding.add(version.content)
        return found

    def _get(self, iri: str) -> Answer:
        answer = self._ask.get(iri, ACCEPT)
        if answer.status != 200:
            raise FeedBroken(f"{iri} answers {answer.status}.")
        return answer

    def _root(self, quads: list[ox.Quad], iri: str) -> str:
        """Return the root node, and note what is said of the stream.

        The page is the root if exactly one stream names it as its view; else the page describes one stream
        with one view.
        """
        views = {
            (each.subject, each.object.value)
            for each in quads
            if each.predicate == TREE.view and isinstance(each.object, ox.NamedNode)
        }
        here = [each for each in views if each[1] == iri]
        chosen = here or list(views)
        if len(chosen) != 1:
            raise FeedBroken(f"{iri} names {len(chosen)} views of streams, and a client needs one.")
        stream, root = chosen[0]
        self._context = _context(quads, stream)
        return root

    def _take(self, quads: list[ox.Quad]) -> None:
        """Take the members of a page: what is said of each, and the graph that is named as it is."""
        names = [each.object for each in quads if each.predicate == TREE.member]
        if not names:
            return
        said: dict[object, list[ox.Quad]] = defaultdict(list)
        graphs: dict[object, list[ox.Quad]] = defaultdict(list)
        for each in quads:
            if isinstance(each.graph_name, ox.DefaultGraph):
                said[each.subject].append(each)
            else:
                graphs[each.graph_name].append(each)
        for name in names:
            if not isinstance(name, ox.NamedNode):
                raise FeedBroken("A member has no IRI.")
            if name.value not in self._members:
                self._members.add(name.value)
                self._add(self._version(name, said[name], graphs[name]))

    def _version(self, name: ox.NamedNode, said: list[ox.Quad], graph: list[ox.Quad]) -> _Version:
        context = self._context
        own = [*said, *(each for each in graph if each.subject == name)]
        things = [each.object for each in own if each.predicate == context.of]
        if len(things) != 1 or not isinstance(things[0], ox.NamedNode):
            raise FeedBroken(f"The member {name.value} does not say which one thing it is a version of.")
        order = tuple(
            next((_sortable(each.object) for each in own if each.predicate == path), "")
            for path in (context.time, context.sequence)
            if path is not None
        )
        deleted = context.delete_value is not None and any(
            each.predicate == context.delete_path and each.object == context.delete_value for each in own
        )
        content = [each for each in graph if each.subject != name] or [
            ox.Quad(things[0], each.predicate, each.object) for each in said if each.predicate != context.of
        ]
        # What a client has seen later replaces what it has seen before, also where their times are equal.
        return _Version((*order, f"{len(self._members):012}"), things[0].value, deleted, tuple(content))

    def _add(self, version: _Version) -> None:
        before = self._versions.get(version.thing)
        if before is None or before.order <= version.order:
            self._versions[version.thing] = version


def _context(quads: list[ox.Quad], stream: object) -> _Context:
    context = _Context()
    for each in quads:
        if each.subject != stream:
            continue
        value = each.object
        if each.predicate == LDES.versionDeleteObject:
            context.delete_value = value
        elif isinstance(value, ox.NamedNode):
            if each.predicate == LDES.versionOfPath:
                context.of = value
            elif each.predicate == LDES.timestampPath:
                context.time = value
            elif each.predicate == LDES.sequencePath:
                context.sequence = value
            elif each.predicate == LDES.versionDeletePath:
                context.delete_path = value
    return context


def _parse(answer: Answer) -> list[ox.Quad]:
    form = _FORMATS.get(answer.media_type)
    if form is None:
        raise FeedBroken(f"{answer.iri} answers in {answer.media_type or 'no known form'}.")
    try:
        return list(_quads(ox.parse(answer.body, format=form, base_iri=answer.iri)))
    except SyntaxError as error:
        raise FeedBroken(f"{answer.iri} cannot be read: {error}.") from error


def _quads(parsed: Iterable[ox.Quad | ox.Triple]) -> Iterator[ox.Quad]:
    return (each if isinstance(each, ox.Quad) else ox.Quad(*each) for each in parsed)


def _related(quads: list[ox.Quad]) -> Iterator[str]:
    for each in quads:
        if each.predicate == TREE.node and isinstance(each.object, ox.NamedNode):
            yield each.object.value


def _sortable(value: object) -> str:
    """Return a literal so that times and numbers sort as texts."""
    text = value.value if isinstance(value, ox.Literal) else str(value)
    return text.rjust(20, "0") if text.isdigit() else text
