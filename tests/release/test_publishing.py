"""Releases in real engines: loaded beside the old one, switched at the end, removed at last."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nqfgraph.errors import InputError, ReleaseError, StoreUnavailable
from nqfgraph.release import Counts, Manifest, Release, Silence, publishing
from nqfgraph.release.published import PublishedReleases
from nqfgraph.settings import Settings
from nqfgraph.store import pointer
from nqfgraph.store.address import Address
from nqfgraph.store.pointer import Pointer
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.remote_http import TooLarge
from nqfgraph.store.views import FRAGILE

BASE = "https://demo.example/"
ONE, TWO, THREE = "2026-11-23.1", "2026-11-23.2", "2026-11-24.1"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def make(tmp_path: Path, manifest: Callable[..., Manifest]) -> Callable[..., Release]:
    """Return a function that makes a release whose graphs have as many triples as it is told."""

    def put(version: str, **graphs: int) -> Release:
        folder = tmp_path / "releases" / version
        folder.mkdir(parents=True)
        lines = [
            f'<{BASE}s{number}> <{BASE}p> "{version}" <{BASE}graph/{name}> .\n'
            for name, size in graphs.items()
            for number in range(size)
        ]
        (folder / "dump.nq").write_text("".join(sorted(lines)))
        counts = Counts(quads=len(lines), graphs=graphs, kinds={})
        described = replace(manifest(version), counts=counts)
        (folder / "manifest.json").write_bytes(described.to_json())
        return Release.open(folder)

    return put


@pytest.fixture
def store(engine: Address) -> Iterator[RemoteStore]:
    opened = RemoteStore(engine)
    clear(opened)
    yield opened
    clear(opened)
    opened.close()


def clear(store: RemoteStore) -> None:
    found = pointer.read(store, BASE, tries=1)
    for view in {**found.views, **found.unfinished}.values() if found else ():
        for graph in view.stored_graphs():
            store.drop_graph(graph)
    store.drop_graph(pointer.iri(BASE))


def publish(release: Release, store: RemoteStore, **options) -> publishing.Published:
    options = {"progress": Silence(), "query_seconds": 1.0, "pause": lambda seconds: None} | options
    return publishing.publish(release, store, **options)


def known(store: RemoteStore) -> Pointer:
    found = pointer.read(store, BASE)
    assert found is not None
    return found


def count(store: RemoteStore, graph: str) -> int:
    (row,) = store.query(COUNT, graphs=[graph])
    return int(row["n"].value)


def graph(version: str, name: str) -> str:
    return f"{BASE}release/{version}/graph/{name}"


def test_a_release_is_loaded_counted_and_made_current(make, store):
    published = publish(make(ONE, framework=3, register=2), store)
    assert (published.version, published.triples, published.loaded) == (ONE, 5, True)
    assert count(store, graph(ONE, "framework")) == 3
    assert count(store, graph(ONE, "register")) == 2
    assert known(store).current == ONE


def test_publishing_again_loads_nothing(make, store):
    release = make(ONE, framework=3)
    publish(release, store)
    number = known(store).number
    assert not publish(release, store).loaded
    assert known(store).number == number


def test_readers_see_the_old_release_until_the_new_one_is_whole(make, store):
    publish(make(ONE, framework=2), store)

    class Broken(RemoteStore):
        def put(self, graph: str, content: bytes) -> None:
            if TWO in graph and graph.endswith("register"):
                raise StoreUnavailable("the line was cut")
            store.put(graph, content)

    broken = Broken(Address(query=store._address, graphs=store._graph_store), client=store._client)
    release = make(TWO, framework=4, register=4)
    with pytest.raises(StoreUnavailable, match="the line was cut"):
        publish(release, broken)
    assert (known(store).current, set(known(store).views)) == (ONE, {ONE})
    assert set(known(store).unfinished) == {TWO}
    assert publish(release, store).loaded
    assert (known(store).current, dict(known(store).unfinished)) == (TWO, {})
    assert count(store, graph(TWO, "framework")) == 4


def test_what_an_interrupted_publication_left_is_replaced(make, store):
    store.put(graph(ONE, "framework"), b'<a:left> <a:over> "x" .\n')
    publish(make(ONE, framework=2), store)
    assert count(store, graph(ONE, "framework")) == 2


def test_what_another_interrupted_publication_left_is_removed(make, store):
    abandoned = make(TWO, framework=2)
    with pytest.raises(InterruptedError):
        publish(abandoned, store, progress=_Interrupting("count"))
    assert count(store, graph(TWO, "framework")) == 2
    assert publish(make(THREE, framework=1), store).removed == (TWO,)
    assert count(store, graph(TWO, "framework")) == 0


class _Interrupting(Silence):
    def __init__(self, stage: str) -> None:
        self._stage = stage

    def stage(self, name: str) -> None:
        if name == self._stage:
            raise InterruptedError


def test_old_releases_are_unlisted_before_they_are_removed(make, store):
    for version in (ONE, TWO):
        publish(make(version, framework=1), store)
    seen = []

    def pause(seconds: float) -> None:
        seen.append((seconds, set(known(store).views), count(store, graph(ONE, "framework"))))

    published = publish(make(THREE, framework=1), store, query_seconds=30.0, pause=pause)
    assert seen == [(45.0, {TWO, THREE}, 1)]
    assert published.removed == (ONE,)
    assert count(store, graph(ONE, "framework")) == 0
    assert (set(known(store).views), dict(known(store).unfinished)) == ({TWO, THREE}, {})


def test_one_release_may_be_all_that_is_kept(make, store):
    publish(make(ONE, framework=1), store)
    assert publish(make(TWO, framework=1), store, keep=1).removed == (ONE,)
    assert set(known(store).views) == {TWO}


def test_an_older_release_can_be_made_current_again(make, store):
    old = make(ONE, framework=1)
    publish(old, store)
    publish(make(TWO, framework=1), store)
    assert not publish(old, store).loaded
    assert (known(store).current, set(known(store).views)) == (ONE, {ONE, TWO})


def test_an_engine_that_holds_less_is_not_switched_to(make, store):
    release = make(ONE, framework=3)
    manifest = replace(release.manifest, counts=replace(release.manifest.counts, graphs={"framework": 4}))
    with pytest.raises(ReleaseError, match=r"holds 3 triples in <.*/graph/framework> and not 4"):
        publish(Release(release.folder, manifest), store)
    assert known(store).current is None


def test_a_graph_that_the_manifest_does_not_have_is_an_error(make, store):
    release = make(ONE, framework=1)
    release.dump.write_text(f"<a:a> <a:b> <a:c> <{BASE}graph/other> .\n")
    with pytest.raises(ReleaseError, match="a graph that its manifest does not"):
        publish(release, store)


def test_somebody_else_who_publishes_is_noticed(make, store):
    class Meanwhile(Silence):
        def stage(self, name: str) -> None:
            if name == "count":
                now = known(store)
                pointer.write(store, replace(now, number=now.number + 1))

    with pytest.raises(ReleaseError, match="Somebody else has published"):
        publish(make(ONE, framework=1), store, progress=Meanwhile())


def test_large_graphs_go_in_chunks_and_smaller_ones_where_the_server_says_so(make, store, monkeypatch):
    monkeypatch.setattr(publishing, "CHUNK", 20_000)
    sizes = []
    told = []

    class Small(RemoteStore):
        def put(self, graph: str, content: bytes) -> None:
            self.check(content, graph)
            store.put(graph, content)

        def add(self, graph: str, content: bytes) -> None:
            self.check(content, graph)
            store.add(graph, content)

        def check(self, content: bytes, graph: str) -> None:
            if "/graph/" in graph:
                if len(content) > 6_000:
                    raise TooLarge("too much")
                sizes.append(len(content))

    class Told(Silence):
        def advance(self, done: int, total: int | None) -> None:
            told.append((done, total))

    small = Small(Address(query=store._address, graphs=store._graph_store), client=store._client)
    publish(make(ONE, framework=1500, register=3), small, progress=Told())
    assert count(store, graph(ONE, "framework")) == 1500
    assert len(sizes) > 10
    assert told[-1] == (1503, 1503)
    assert len(told) > 3


def test_a_line_that_is_too_long_for_the_server_is_an_error(make, store):
    class Tiny(RemoteStore):
        def put(self, graph: str, content: bytes) -> None:
            if "/graph/" in graph:
                raise TooLarge("too much")
            store.put(graph, content)

    tiny = Tiny(Address(query=store._address, graphs=store._graph_store), client=store._client)
    with pytest.raises(TooLarge):
        publish(make(ONE, framework=2), tiny)


def test_values_that_an_engine_would_change_are_kept_under_another_name(make, store):
    release = make(ONE, framework=1)
    release.dump.write_text(f'<a:s> <a:p> "P1Y6M"^^<{FRAGILE[0]}> <{BASE}graph/framework> .\n')
    publish(release, store)
    view = known(store).view(ONE)
    assert bool(view.renamed) == (view.dialect == "virtuoso")
    opened = RemoteStore(Address(query=store._address), view=view)
    (row,) = opened.query(f"SELECT ?o {{ ?s ?p ?o FILTER(DATATYPE(?o) = <{FRAGILE[0]}>) }}")
    assert (row["o"].value, row["o"].datatype.value) == ("P1Y6M", FRAGILE[0])
    opened.close()


def test_readers_never_see_a_mix(make, store):
    releases = [make(version, framework=1, register=1) for version in (ONE, TWO)]
    publish(releases[0], store)
    stop = threading.Event()
    seen = set()

    def read() -> None:
        reader = RemoteStore(Address(query=store._address))
        while not stop.is_set():
            found = known(reader)
            assert found.current is not None
            opened = RemoteStore(Address(query=store._address), view=found.view(found.current))
            rows = opened.query("SELECT DISTINCT ?o { ?s ?p ?o }")
            seen.add((found.current, tuple(sorted(row["o"].value for row in rows))))
            opened.close()
        reader.close()

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(60):
        publish(releases[(number + 1) % 2], store)
        if number > 4 and len(seen) > 1:
            break
    stop.set()
    reader.join()
    assert seen == {(ONE, (ONE,)), (TWO, (TWO,))}


# -- as a server reads them


def test_a_server_finds_the_release_of_its_home(make, store):
    release = make(ONE, framework=2)
    published = PublishedReleases(Settings(store=store._address))
    with pytest.raises(StoreUnavailable, match="was published to the engine"):
        published.view(release.folder)
    publish(release, store)
    assert published.view(release.folder).version == ONE
    opened = published.open(release)
    (row,) = opened.query(COUNT)
    assert row["n"].value == "2"
    opened.close()
    with pytest.raises(StoreUnavailable, match="does not have the release"):
        published.view(make(TWO, framework=1).folder)


def test_another_release_of_the_same_version_is_not_taken_for_it(make, store, tmp_path):
    release = make(ONE, framework=2)
    publish(release, store)
    value = json.loads((release.folder / "manifest.json").read_text())
    value["counts"]["graphs"]["framework"] = 3
    (release.folder / "manifest.json").write_text(json.dumps(value))
    with pytest.raises(StoreUnavailable, match="not the one of this home"):
        PublishedReleases(Settings(store=store._address)).view(release.folder)


def test_an_address_that_is_none_is_refused_at_once():
    with pytest.raises(InputError, match="not the address"):
        PublishedReleases(Settings(store="somewhere"))


def test_an_engine_that_cuts_answers_off_is_refused(make, cutting_virtuoso):
    store = RemoteStore(cutting_virtuoso)
    release = make(ONE, framework=200)
    with pytest.raises(StoreUnavailable, match="cuts answers off after 10000 rows"):
        publish(release, store)
    assert known(store).current is None
    view = known(store).unfinished[ONE]
    pointer.write(store, Pointer(BASE, ONE, {ONE: view}, number=9))
    with pytest.raises(StoreUnavailable, match="ResultSetMaxRows"):
        PublishedReleases(Settings(store=cutting_virtuoso.query)).view(release.folder)
    store.close()
