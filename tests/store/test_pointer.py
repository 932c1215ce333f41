"""What an engine says of the releases in it, and how readers hold on to it."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from nqfgraph.errors import StoreUnavailable
from nqfgraph.store import EmbeddedStore, dialects, pointer
from nqfgraph.store.inspection import Form
from nqfgraph.store.listed import LISTED_SECONDS, ListedStore, Listing
from nqfgraph.store.pointer import Pointer
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.views import View
from nqfgraph.vocab import RDF

BASE = "https://a.example/"
VIEW = View(BASE, "2026-11-23.1", {"framework": 1})
POINTER = Pointer(BASE, VIEW.version, {VIEW.version: VIEW}, number=3)


def put(store, *values: str) -> None:
    node = ox.NamedNode(pointer.iri(BASE))
    store.replace_graph(
        node.value, [ox.Triple(node, RDF.value, ox.Literal(value, datatype=RDF.JSON)) for value in values]
    )


@pytest.fixture
def store():
    opened = EmbeddedStore.in_memory()
    yield opened
    opened.close()


def test_a_pointer_is_one_triple_that_is_written_and_read(engine):
    remote = RemoteStore(engine)
    unfinished = View(BASE, "2026-11-24.1", {"framework": 2}, dialect="virtuoso")
    written = Pointer(BASE, VIEW.version, {VIEW.version: VIEW}, {unfinished.version: unfinished}, 7)
    pointer.write(remote, written)
    assert pointer.read(remote, BASE) == written
    (count,) = remote.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", graphs=[pointer.iri(BASE)])
    assert count["n"].value == "1"
    remote.drop_graph(pointer.iri(BASE))
    assert pointer.read(remote, BASE, tries=2) is None
    remote.close()


def test_of_two_pointers_the_later_one_counts(store):
    value = {"current": None, "releases": {}, "unfinished": {}}
    put(store, *(json.dumps(value | {"number": number}) for number in (2, 11, 3)))
    found = pointer.read(store, BASE)
    assert found is not None
    assert (found.number, found.current) == (11, None)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "[]",
        '{"number": 1, "current": null, "releases": {}}',
        '{"number": "x", "current": null, "releases": {}, "unfinished": {}}',
        '{"number": 1, "current": null, "releases": {"1": {"graphs": 3}}, "unfinished": {}}',
        '{"number": 1, "current": "1", "releases": {}, "unfinished": {}}',
    ],
)
def test_a_pointer_that_is_none_is_an_error(store, value):
    put(store, value)
    with pytest.raises(StoreUnavailable, match=r"cannot be read|none that it has"):
        pointer.read(store, BASE)


def test_a_release_that_is_not_listed_is_an_error():
    assert POINTER.view(VIEW.version) is VIEW
    with pytest.raises(StoreUnavailable, match=r"2026-11-24\.1; it has 2026-11-23\.1"):
        POINTER.view("2026-11-24.1")
    with pytest.raises(StoreUnavailable, match="it has none yet"):
        Pointer(BASE, None, {}).view("2026-11-24.1")


class Engine(EmbeddedStore):
    """An embedded store with a pointer that the test changes."""

    def point(self, *versions: str, graphs: int = 1) -> None:
        releases = {
            version: {"graphs": {"framework": graphs}, "renamed": [], "dialect": ""} for version in versions
        }
        current = versions[-1] if versions else None
        put(self, json.dumps({"number": 1, "current": current, "releases": releases, "unfinished": {}}))


def test_a_release_is_read_as_long_as_it_is_listed():
    now = [100.0]
    engine = Engine.in_memory()
    engine.point(VIEW.version)
    store = ListedStore(engine, Listing(engine, VIEW, clock=lambda: now[0]))
    assert store.query("ASK {}")
    engine.point("2026-11-24.1")
    assert store.query("ASK {}")  # it was looked at a moment ago
    now[0] += LISTED_SECONDS
    with pytest.raises(StoreUnavailable, match=r"does not have the release 2026-11-23\.1"):
        store.query("ASK {}")
    with pytest.raises(StoreUnavailable):
        next(store.stream("ASK {}", "application/sparql-results+json"))
    engine.point(VIEW.version)
    assert b"".join(store.stream("ASK {}", "application/sparql-results+json"))
    engine.point(VIEW.version, graphs=5)
    now[0] += LISTED_SECONDS
    with pytest.raises(StoreUnavailable, match="published anew"):
        store.query("ASK {}")
    store.close()


def test_an_engine_that_lost_everything_is_an_error():
    engine = EmbeddedStore.in_memory()
    with pytest.raises(StoreUnavailable, match="no release any more"):
        Listing(engine, VIEW).check()


def test_a_listed_store_is_not_written(oxigraph):
    store = ListedStore(
        RemoteStore(oxigraph, view=VIEW, read_only=True), Listing(EmbeddedStore.in_memory(), VIEW)
    )
    with pytest.raises(StoreUnavailable, match="for reading only"):
        store.replace_graph(f"{BASE}graph/framework", [])
    with pytest.raises(StoreUnavailable, match="for reading only"):
        store.drop_graph(f"{BASE}graph/framework")
    store.close()


def test_engines_are_known_by_what_they_say():
    assert dialects.name_of("Virtuoso/07.20.3229 (Linux) x86_64") == "virtuoso"
    assert dialects.name_of("Oxigraph/0.5.13") == ""
    virtuoso = dialects.DIALECTS["virtuoso"]
    assert virtuoso.stranger("DESCRIBE <a:b>", Form.DESCRIBE).startswith("define sql:describe-mode")
    assert virtuoso.stranger("ASK {}", Form.ASK) == "ASK {}"
    assert virtuoso.own("ASK {}", Form.ASK).startswith("define sql:select-option")
    assert virtuoso.fields(2.5) == {"timeout": "3500"}
    assert dialects.STANDARD.fields(2.5) == {}
