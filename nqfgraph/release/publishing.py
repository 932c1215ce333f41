"""Copies a release into an engine at an address, so that its readers see the old one or the new one.

The graphs of a release have names of their own there (`nqfgraph.store.views`). They are loaded beside those
that are read, counted, and only then does one small write make the release the current one
(`nqfgraph.store.pointer`). What was interrupted is repeated by publishing again. A release that is no longer
kept is unlisted first, and removed when no query can still be running over it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from nqfgraph.errors import ReleaseError
from nqfgraph.release.folder import Release
from nqfgraph.release.progress import Progress
from nqfgraph.release.releases import order
from nqfgraph.store import dialects, pointer
from nqfgraph.store.pointer import Pointer
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.remote_http import TooLarge
from nqfgraph.store.views import FRAGILE, View, release_iri

STAGES = ("prepare", "load", "count", "switch", "remove")
"""The stages of a publication, in their order."""

CHUNK = 4 * 1024 * 1024
"""Bytes of N-Triples that are sent at a time."""

_GRACE_SECONDS = 15.0
"""How much longer than the longest query a release stays after it was unlisted; workers look every 5 s."""

_SAMPLES = dict(zip(FRAGILE, ("P1Y6M", "P1Y", "P1DT16H"), strict=True))


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication has done."""

    version: str
    triples: int
    loaded: bool
    """False if the engine had the release already."""
    removed: tuple[str, ...]
    """Versions whose graphs were removed."""
    seconds: float


def publish(
    release: Release,
    store: RemoteStore,
    *,
    progress: Progress,
    keep: int = 2,
    query_seconds: float,
    pause: Callable[[float], None] = time.sleep,
) -> Published:
    """Copy a release into the engine of ``store`` and make it the current one there.

    ``keep`` is the number of releases that stay in the engine, at least this one; ``query_seconds`` the
    longest that a query over a release which is not kept may still take. Raises any StoreError, and
    ReleaseError if the engine does not hold what was sent; what was current then still is.
    """
    begun = time.monotonic()
    progress.stage("prepare")
    base = release.manifest.register.base
    before = pointer.read(store, base, tries=2) or Pointer(base, None, {})
    view = before.views.get(release.version)
    now = before
    if view is None:
        view = _new_view(release, store)
        now = _change(store, before, unfinished={**before.unfinished, release.version: view})
        progress.stage("load")
        _load(release, view, store, progress)
    progress.stage("count")
    _count(view, store)
    progress.stage("switch")
    now = _switch(store, now, view, keep)
    progress.stage("remove")
    if now.unfinished:
        pause(query_seconds + _GRACE_SECONDS)
        _remove(store, now)
    return Published(
        version=release.version,
        triples=sum(view.graphs.values()),
        loaded=release.version not in before.views,
        removed=tuple(now.unfinished),
        seconds=time.monotonic() - begun,
    )


def _new_view(release: Release, store: RemoteStore) -> View:
    base = release.manifest.register.base
    return View(
        base,
        release.version,
        release.manifest.counts.graphs,
        _mangled(store, base, release),
        dialects.name_of(store.server),
    )


def _mangled(store: RemoteStore, base: str, release: Release) -> tuple[str, ...]:
    """Return the datatypes whose values the engine does not give back as it got them."""
    graph = f"{release_iri(base, release.version)}/probe"
    predicate = ox.NamedNode(graph)
    triples = [
        ox.Triple(ox.NamedNode(iri), predicate, ox.Literal(text, datatype=ox.NamedNode(iri)))
        for iri, text in _SAMPLES.items()
    ]
    store.replace_graph(graph, triples)
    found = store.query("SELECT ?type ?value WHERE { ?type ?property ?value }", graphs=[graph])
    assert isinstance(found, ox.QuerySolutions)  # of a SELECT
    kept = {solution["type"].value: solution["value"].value for solution in found}
    store.drop_graph(graph)
    return tuple(iri for iri, text in _SAMPLES.items() if kept.get(iri) != text)


def _change(store: RemoteStore, known: Pointer, **changed: Any) -> Pointer:
    """Write a changed pointer; ReleaseError if somebody else has changed it meanwhile."""
    found = pointer.read(store, known.base, tries=2)
    if (found.number if found else 0) != known.number:
        raise ReleaseError(
            "Somebody else has published to this engine meanwhile.",
            remedy="Wait until they have finished, then publish again.",
        )
    changes: dict[str, Any] = {"number": known.number + 1, **changed}
    new = replace(known, **changes)
    pointer.write(store, new)
    return new


def _load(release: Release, view: View, store: RemoteStore, progress: Progress) -> None:
    """Send the dump graph by graph in chunks; the first of a graph takes the place of what was there."""
    waiting: dict[str, list[bytes]] = {name: [] for name in view.graphs}
    sizes = dict.fromkeys(view.graphs, 0)
    begun: set[str] = set()
    for done, (name, line) in enumerate(_lines(release, view), 1):
        waiting[name].append(line)
        sizes[name] += len(line)
        if sizes[name] >= CHUNK:
            _send(store, view, name, waiting[name], begun)
            waiting[name] = []
            sizes[name] = 0
            progress.advance(done, release.manifest.counts.quads)
    for name, lines in waiting.items():
        _send(store, view, name, lines, begun)
    progress.advance(release.manifest.counts.quads, release.manifest.counts.quads)


def _lines(release: Release, view: View) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of the dump as N-Triples, with the names of their graphs."""
    prefix = f"{view.base}graph/".encode()
    with release.dump.open("rb") as file:
        for line in file:
            triple, _, tail = line.rpartition(b" <")
            graph = tail.rstrip()[:-3]  # without “> .”
            name = graph.removeprefix(prefix).decode()
            if name not in view.graphs:
                raise ReleaseError(f"The dump has a graph that its manifest does not: {graph.decode()}.")
            yield name, view.stored_line(triple) + b" .\n"


def _send(store: RemoteStore, view: View, name: str, lines: list[bytes], begun: set[str]) -> None:
    """Send lines to a graph, in halves if the engine does not take so many at once."""
    graph = view.stored(f"{view.base}graph/{name}")
    try:
        if name in begun:
            store.add(graph, b"".join(lines))
        else:
            store.put(graph, b"".join(lines))
    except TooLarge:
        if len(lines) < 2:
            raise
        middle = len(lines) // 2
        _send(store, view, name, lines[:middle], begun)
        _send(store, view, name, lines[middle:], begun)
    begun.add(name)


def _count(view: View, store: RemoteStore) -> None:
    """Compare the number of triples in each graph, and make sure that the engine's answers are whole."""
    for name, expected in view.graphs.items():
        graph = view.stored(f"{view.base}graph/{name}")
        found = _number(store, graph)
        if found != expected:
            raise ReleaseError(
                f"The engine holds {found:,} triples in <{graph}> and not {expected:,}.",
                remedy="Publish again; if it stays so, the engine changes what it is given.",
            )
    store.refuse_cutting(view.stored_graphs(), sum(view.graphs.values()))


def _number(store: RemoteStore, graph: str) -> int:
    found = store.query("SELECT (COUNT(*) AS ?number) WHERE { ?s ?p ?o }", graphs=[graph])
    assert isinstance(found, ox.QuerySolutions)  # of a SELECT
    return int(next(iter(found))["number"].value)


def _switch(store: RemoteStore, now: Pointer, view: View, keep: int) -> Pointer:
    """Make a release the current one and unlist those that are not kept, by one write."""
    others = {version: each for version, each in now.views.items() if version != view.version}
    kept = sorted(others, key=order, reverse=True)[: max(1, keep) - 1]
    views: Mapping[str, View] = {view.version: view, **{version: others[version] for version in kept}}
    spare = {version: each for version, each in others.items() if version not in views}
    unfinished = {version: each for version, each in now.unfinished.items() if version != view.version}
    if now.current == view.version and dict(views) == dict(now.views) and unfinished == now.unfinished:
        return now
    return _change(store, now, current=view.version, views=views, unfinished={**unfinished, **spare})


def _remove(store: RemoteStore, now: Pointer) -> None:
    for view in now.unfinished.values():
        for graph in view.stored_graphs():
            store.drop_graph(graph)
    _change(store, now, unfinished={})
