"""What an engine at an address says of the releases in it: one triple, so that it changes as a whole.

``<{base}release/current> rdf:value "{…}"^^rdf:JSON`` in the graph of that name holds the current version, and
for each release that is whole its graphs with their sizes. Others that are being loaded or removed are listed
apart, so that an interrupted publication leaves nothing behind that nobody knows of.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from nqfgraph.errors import StoreUnavailable
from nqfgraph.store.base import GraphStore
from nqfgraph.store.views import View
from nqfgraph.vocab import RDF

if TYPE_CHECKING:
    from nqfgraph.store.remote import RemoteStore

_TRIES = 5
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True)
class Pointer:
    """The releases that an engine has whole, by version, and the one that is current."""

    base: str
    current: str | None
    """None before the first release is whole."""
    views: Mapping[str, View]
    unfinished: Mapping[str, View] = field(default_factory=dict)
    """Releases that nobody reads: they are being loaded, or removed."""
    number: int = 0
    """Grows by one with each change."""

    def view(self, version: str) -> View:
        """Return the graphs of a release; StoreUnavailable if the engine does not have it whole."""
        view = self.views.get(version)
        if view is None:
            held = f"it has {', '.join(self.views)}" if self.views else "it has none yet"
            raise StoreUnavailable(
                f"The engine does not have the release {version}; {held}.",
                remedy="Publish it with “nqfgraph publish”.",
            )
        return view


def iri(base: str) -> str:
    """Return the graph, and the thing, that says which release is current."""
    return f"{base}release/current"


def read(store: GraphStore, base: str, *, tries: int = _TRIES) -> Pointer | None:
    """Return what an engine has of the register with ``base``; None if nothing was published to it.

    An engine that replaces a graph in two steps shows none in between, so an absence is asked about again,
    until there were ``tries`` in a second.
    Raises StoreUnavailable for what cannot be read, and any other StoreError of the store.
    """
    for number in range(tries):
        if number:
            time.sleep(_PAUSE_SECONDS)
        found = _read(store, base)
        if found:
            return max(found, key=lambda each: each.number)
    return None


def _read(store: GraphStore, base: str) -> list[Pointer]:
    graph = iri(base)
    solutions = store.query(f"SELECT ?value WHERE {{ <{graph}> {RDF.value} ?value }}", graphs=[graph])
    assert isinstance(solutions, ox.QuerySolutions)  # of a SELECT
    return [_parse(base, solution["value"].value) for solution in solutions]


def write(store: RemoteStore, pointer: Pointer) -> None:
    """Put a pointer in the place of the one before, by one request; any StoreError."""
    value = {
        "number": pointer.number,
        "current": pointer.current,
        "releases": {version: view.to_value() for version, view in pointer.views.items()},
        "unfinished": {version: view.to_value() for version, view in pointer.unfinished.items()},
    }
    literal = ox.Literal(json.dumps(value, sort_keys=True), datatype=RDF.JSON)
    graph = iri(pointer.base)
    store.put(graph, f"{ox.Triple(ox.NamedNode(graph), RDF.value, literal)} .\n".encode())


def _parse(base: str, text: str) -> Pointer:
    try:
        value = json.loads(text)
        pointer = Pointer(
            base,
            value["current"],
            _views(base, value["releases"]),
            _views(base, value["unfinished"]),
            int(value["number"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreUnavailable(
            f"What the engine says of its releases in <{iri(base)}> cannot be read: {error!r}.",
            remedy="Publish a release again with “nqfgraph publish”.",
        ) from error
    if pointer.current is not None and pointer.current not in pointer.views:
        raise StoreUnavailable(f"The engine's current release {pointer.current} is none that it has.")
    return pointer


def _views(base: str, value: dict[str, Any]) -> dict[str, View]:
    return {version: View.from_value(base, version, each) for version, each in value.items()}
