"""The store inside the process."""

from __future__ import annotations

import threading
import time

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError, QueryError, StoreUnavailable
from nqfgraph.store import EmbeddedStore, open_store

G = "http://example.org/graph"
PRODUCT = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def quads(number: int) -> list[ox.Quad]:
    p = ox.NamedNode("http://example.org/p")
    return [
        ox.Quad(ox.NamedNode(f"http://example.org/{each}"), p, ox.Literal(str(each)), ox.NamedNode(G))
        for each in range(number)
    ]


def test_a_location_says_what_store_it_is(tmp_path):
    assert open_store("memory:").query("ASK {}")
    folder = open_store(str(tmp_path / "store"))
    folder.replace_graph(G, [quads(1)[0].triple])
    folder.close()
    assert open_store(str(tmp_path / "store"), read_only=True).query("ASK { ?s ?p ?o }")


def test_a_location_of_another_kind_is_refused():
    with pytest.raises(InputError, match="“ftp”"):
        open_store("ftp://example.org/store")


def test_a_folder_that_is_no_store_is_refused(tmp_path):
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_store(str(tmp_path), read_only=True)


def test_a_read_only_store_refuses_to_be_written(tmp_path):
    open_store(str(tmp_path / "store")).close()
    store = open_store(str(tmp_path / "store"), read_only=True)
    with pytest.raises(StoreUnavailable, match="for reading only"):
        store.replace_graph(G, [quads(1)[0].triple])
    with pytest.raises(StoreUnavailable, match="for reading only"):
        store.drop_graph(G)
    store.close()


@pytest.mark.parametrize("graph", ["no iri", "", "http://example.org/a b"])
def test_a_graph_needs_an_iri(graph):
    store = EmbeddedStore.in_memory()
    with pytest.raises(QueryError):
        store.replace_graph(graph, [])
    with pytest.raises(QueryError):
        store.query("ASK {}", graphs=[graph])


def test_an_unknown_function_is_the_fault_of_the_query():
    with pytest.raises(QueryError, match="custom function"):
        EmbeddedStore.in_memory().query("SELECT (<http://example.org/f>(1) AS ?x) WHERE {}")


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("ASK {}", "text/turtle"),
        ("SELECT * WHERE {}", "image/png"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/csv"),
    ],
)
def test_a_form_has_to_fit_the_answer(query, media_type):
    with pytest.raises(QueryError, match="cannot be written as"):
        list(EmbeddedStore.in_memory().stream(query, media_type))


def test_a_stream_begins_before_the_answer_is_whole_and_can_be_left():
    store = EmbeddedStore.in_memory()
    store.store.bulk_extend(quads(300))
    before = threading.active_count()
    pieces = store.stream(PRODUCT, "text/csv")  # 27 million rows
    assert next(pieces)
    pieces.close()
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before
