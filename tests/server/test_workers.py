"""Queries in processes that can be killed: what they answer, what stops them, what remains."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import (
    QueryError,
    QueryMemory,
    QueryRefused,
    QueryTimeout,
    StoreBusy,
    StoreUnavailable,
)
from nqfgraph.settings import Settings
from nqfgraph.store.workers import holdings, limits
from nqfgraph.store.workers.holdings import MOST_HELD
from nqfgraph_server.workers import QueryPool

JSON = "application/sparql-results+json"
CSV = "text/csv"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b != ?d && ?d != ?f) }"
ENDLESS = "SELECT * WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
GREEDY = "SELECT * WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?f ?b ?d"
TRIPLES = 1500
SETTINGS = Settings(workers=2, query_seconds=20, query_wait_seconds=10, query_megabytes=200)


def make_release(folder: Path, triples: int = TRIPLES) -> Path:
    """A folder with what a release gives the workers."""
    folder.mkdir()
    p, graph = ox.NamedNode("http://example.org/p"), ox.NamedNode("http://example.org/graph")
    quads = [
        ox.Quad(ox.NamedNode(f"http://example.org/{each}"), p, ox.Literal(str(each)), graph)
        for each in range(triples)
    ]
    ox.serialize(quads, folder / "dump.nq", format=ox.RdfFormat.N_QUADS)
    store = ox.Store(str(folder / "store"))
    store.bulk_extend(quads)
    store.flush()
    return folder


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("releases") / "2026-11-23.1")


@pytest.fixture
def make_pool() -> Iterator[Callable[..., QueryPool]]:
    pools: list[QueryPool] = []

    def make(**changed: object) -> QueryPool:
        pools.append(QueryPool(replace(SETTINGS, **changed)))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture(scope="module")
def pool(release: Path) -> Iterator[QueryPool]:
    """A pool for queries that do it no harm."""
    shared = QueryPool(SETTINGS)
    shared.start(release, wait=True)
    yield shared
    shared.close()


@pytest.fixture
def fresh_pool(make_pool) -> QueryPool:
    return make_pool()


def read(answer) -> bytes:
    return b"".join(answer)


def count(pool: QueryPool, release: Path) -> int:
    return int(json.loads(read(pool.run(release, COUNT, JSON)))["results"]["bindings"][0]["n"]["value"])


def workers_of(pool: QueryPool) -> list[int]:
    """The process ids of the workers that wait for a query."""
    return [worker.process for crew in pool._holdings.all() for worker in crew.idle]


def zygotes_of(pool: QueryPool) -> list[int]:
    return [crew.nursery.process.pid for crew in pool._holdings.all() if crew.nursery]


def children_of(process: int) -> set[int]:
    return {int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()}


def is_alive(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


# -- answers


@pytest.mark.parametrize("megabytes", [4096, 0], ids=["in memory", "on disk"])
def test_a_query_is_answered(make_pool, release, megabytes):
    pool = make_pool(release_megabytes=megabytes)
    assert count(pool, release) == TRIPLES
    assert read(pool.run(release, "ASK {}", JSON)) == b'{"head":{},"boolean":true}'
    assert read(pool.run(release, "DESCRIBE <http://example.org/7>", "application/n-triples")).endswith(
        b'"7" .\n'
    )


def test_a_store_of_many_files_is_read_from_the_disk(make_pool, tmp_path):
    """The engine opens its first files with the store, and others when a query comes to them."""
    release = make_release(tmp_path / "2026-11-23.1", triples=1)
    store = ox.Store(str(release / "store"))
    p = ox.NamedNode("http://example.org/p")
    for each in range(40):  # loads that do not overlap stay files of their own
        store.bulk_extend([ox.Quad(p, p, ox.Literal(str(each)), p)])
    store.flush()
    del store
    assert len(list((release / "store").glob("*.sst"))) > 40
    assert count(make_pool(release_megabytes=0), release) == 41


def test_a_long_answer_comes_whole_and_in_pieces(pool, release):
    pieces = list(pool.run(release, "SELECT * WHERE { ?s ?p ?o . ?x ?y '1' }", CSV))
    assert len(pieces) > 1
    assert read(pieces).count(b"\n") == TRIPLES + 1


def test_a_long_query_is_taken(pool, release):
    values = " ".join(f"'{number}'" for number in range(50_000))
    assert b"1499" in read(pool.run(release, f"SELECT * WHERE {{ VALUES ?o {{ {values} }} ?s ?p ?o }}", CSV))


def test_given_graphs_are_the_dataset(pool, release):
    graph = "http://example.org/graph"
    in_default, in_named = "ASK { ?s ?p ?o }", "ASK { GRAPH ?g { ?s ?p ?o } }"
    for query, dataset, expected in [
        (in_default, {"default_graphs": [graph]}, b"true"),
        (in_named, {"default_graphs": [graph]}, b"false"),
        (in_default, {"named_graphs": [graph]}, b"false"),
        (in_named, {"named_graphs": [graph]}, b"true"),
        (in_default, {"default_graphs": ["http://example.org/none"]}, b"false"),
    ]:
        assert expected in read(pool.run(release, query, JSON, **dataset)), (query, dataset)


def test_many_clients_get_their_own_answers(pool, release):
    def ask(number: int) -> str:
        return read(pool.run(release, f"SELECT ?s WHERE {{ ?s ?p '{number}' }}", CSV)).decode()

    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(ask, range(200)))
    assert answers == [f"s\r\nhttp://example.org/{number}\r\n" for number in range(200)]


# -- refusals


def test_a_wrong_query_says_where(pool, release):
    with pytest.raises(QueryError) as caught:
        pool.run(release, "SELECT *\nWHERE { ?s ?p }", CSV)
    assert caught.value.place.line == 2
    assert int(caught.value.place.column) > 1


def test_service_and_updates_are_refused_in_the_worker(pool, release):
    with pytest.raises(QueryRefused, match="SERVICE"):
        pool.run(release, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", CSV)
    with pytest.raises(QueryRefused, match="update"):
        pool.run(release, "DROP ALL", CSV)
    assert count(pool, release) == TRIPLES


def test_a_wrong_graph_name_is_an_error_of_the_query(pool, release):
    with pytest.raises(QueryError):
        pool.run(release, "ASK {}", JSON, default_graphs=["no iri"])


@pytest.mark.parametrize("megabytes", [4096, 0], ids=["in memory", "on disk"])
def test_a_service_that_slips_through_reaches_no_network(
    make_pool, release, megabytes, monkeypatch, tmp_path
):
    """The second wall, with the first one taken down in the zygote."""
    (tmp_path / "sitecustomize.py").write_text(
        "import nqfgraph.store.federation as f\nf.refuse_service = lambda *text: False\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        host, port = listener.getsockname()
        query = f"SELECT * {{ SERVICE <http://{host}:{port}/> {{ ?s ?p ?o }} }}"
        with pytest.raises((QueryError, StoreUnavailable)):
            read(make_pool(release_megabytes=megabytes).run(release, query, CSV))
        with pytest.raises(TimeoutError):
            listener.accept()


# -- limits


@pytest.mark.parametrize("megabytes", [4096, 0], ids=["in memory", "on disk"])
def test_a_runaway_query_is_gone_at_its_deadline(make_pool, release, megabytes):
    pool = make_pool(workers=1, query_seconds=0.5, release_megabytes=megabytes)
    pool.start(release, wait=True)
    (worker,) = workers_of(pool)
    start = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"limit of 0\.5 seconds"):
        pool.run(release, RUNAWAY, CSV)
    assert time.monotonic() - start > 0.4
    wait_until(lambda: not is_alive(worker), start + 1.0 - time.monotonic())
    assert count(pool, release) == TRIPLES


def test_a_client_can_lower_the_deadline_and_not_raise_it(make_pool, release):
    pool = make_pool(query_seconds=0.5)
    pool.start(release, wait=True)
    for asked, limit in [(0.2, "0.2"), (600, "0.5")]:
        with pytest.raises(QueryTimeout, match=f"limit of {limit} seconds"):
            pool.run(release, RUNAWAY, CSV, seconds=asked)


def test_an_answer_that_is_cut_off_is_never_a_short_answer(make_pool, release):
    answer = make_pool(query_seconds=0.5).run(release, ENDLESS, CSV)
    assert next(answer)
    with pytest.raises(QueryTimeout):
        read(answer)


def test_a_reader_that_sleeps_does_not_keep_a_worker(make_pool, release):
    pool = make_pool(workers=1, query_seconds=0.5)
    answer = pool.run(release, ENDLESS, CSV)
    assert count(pool, release) == TRIPLES  # waits for the deadline of the other one
    with pytest.raises(QueryTimeout):
        read(answer)


def test_a_greedy_query_is_stopped_and_its_memory_given_back(make_pool, release):
    pool = make_pool(workers=1)
    with pytest.raises(QueryMemory, match="more memory than its limit of 200 MiB"):
        read(pool.run(release, GREEDY, CSV))
    assert pool.statistics().over_memory == 1
    assert count(pool, release) == TRIPLES


def test_a_worker_that_has_grown_is_replaced_after_its_answer(make_pool, release):
    pool = make_pool(workers=1, query_megabytes=2000)
    pool.start(release, wait=True)
    (before,) = workers_of(pool)
    text = "x" * 1000
    # ten times as long in each of five steps: 100 MB
    grow = " ".join(f"BIND(CONCAT({', '.join([f'?t{step}'] * 10)}) AS ?t{step + 1})" for step in range(5))
    query = f"SELECT (STRLEN(?t5) AS ?n) WHERE {{ BIND('{text}' AS ?t0) {grow} }}"
    assert b"100000000" in read(pool.run(release, query, CSV))
    wait_until(lambda: not is_alive(before))
    assert count(pool, release) == TRIPLES


def test_a_query_waits_for_a_worker_only_so_long(make_pool, release):
    pool = make_pool(workers=1, query_wait_seconds=0.2)
    pool.start(release, wait=True)
    busy = pool.run(release, ENDLESS, CSV)
    with pytest.raises(StoreBusy):
        pool.run(release, COUNT, CSV)
    busy.close()
    assert count(pool, release) == TRIPLES


# -- the slow lane


def niceness(process: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, process)


def test_a_slow_query_goes_on_at_a_low_priority_and_another_worker_takes_its_place(make_pool, release):
    pool = make_pool(workers=1, slow_query_seconds=0.1, slow_workers=1)
    slow = pool.run(release, ENDLESS, CSV)
    start = time.monotonic()
    assert count(pool, release) == TRIPLES
    assert time.monotonic() - start < 5
    assert niceness(slow.worker.process) == niceness(0) + 10
    now = pool.statistics()
    assert (now.slow, now.busy, now.idle) == (1, 0, 1)
    slow.close()
    wait_until(lambda: not is_alive(slow.worker.process))
    now = pool.statistics()
    assert (now.slow, now.busy, now.idle, now.abandoned) == (0, 0, 1, 1)


def test_a_slow_answer_that_ends_gives_its_process_back(make_pool, release):
    pool = make_pool(workers=1, slow_query_seconds=0.05)
    answer = pool.run(release, "SELECT * WHERE { ?a ?p ?b . ?c ?q ?d } LIMIT 300000", CSV)
    wait_until(lambda: pool.statistics().slow == 1)
    assert read(answer).count(b"\n") == 300_001
    wait_until(lambda: not is_alive(answer.worker.process))
    now = pool.statistics()
    assert (now.slow, now.idle, now.answered) == (0, 1, 1)


def test_a_full_slow_lane_leaves_a_slow_query_where_it_is_until_there_is_room(make_pool, release):
    pool = make_pool(workers=1, slow_query_seconds=0.05, slow_workers=1, query_wait_seconds=1.5)
    pool.start(release, wait=True)
    first = pool.run(release, ENDLESS, CSV)
    second = pool.run(release, ENDLESS, CSV)
    with pytest.raises(StoreBusy):
        pool.run(release, COUNT, CSV)
    assert pool.statistics().busy_refusals == 1
    first.close()
    wait_until(lambda: second.slow and pool.statistics().idle == 1)
    second.close()


def test_a_light_query_on_a_busy_machine_stays_where_it_is(make_pool, release, monkeypatch):
    monkeypatch.setattr(limits, "processor_seconds", lambda process: 7.0)
    pool = make_pool(workers=1, slow_query_seconds=0.05, query_seconds=1)
    slow: list[int] = []
    with pytest.raises(QueryTimeout):
        pool.run(release, RUNAWAY, CSV, settled=lambda seconds: slow.append(pool.statistics().slow))
    assert slow == [0]


def test_queries_get_workers_in_the_order_they_came(make_pool, release):
    pool = make_pool(workers=1)
    busy = pool.run(release, ENDLESS, CSV)
    order: list[int] = []

    def ask(number: int) -> None:
        with contextlib.closing(pool.run(release, COUNT, CSV, settled=lambda _: order.append(number))) as it:
            read(it)

    with ThreadPoolExecutor(5) as clients:
        for number in range(5):
            clients.submit(ask, number)
            wait_until(lambda number=number: pool.statistics().waiting == number + 1)
        busy.close()
    assert order == list(range(5))


def test_a_client_that_leaves_the_line_is_not_answered(make_pool, release):
    pool = make_pool(workers=1, query_wait_seconds=20)
    busy = pool.run(release, ENDLESS, CSV)
    with pytest.raises(QueryRefused, match="gone"):
        pool.run(release, COUNT, CSV, abandoned=lambda: True)
    busy.close()
    assert count(pool, release) == TRIPLES


# -- what is told


@pytest.mark.parametrize(
    ("query", "outcome"),
    [(COUNT, "answered"), ("SELECT", "answered"), (RUNAWAY, "late"), (GREEDY, "over_memory")],
)
def test_each_query_is_counted_and_its_seconds_told_once(make_pool, release, query, outcome):
    pool = make_pool(query_seconds=3 if outcome == "over_memory" else 0.5)
    told: list[float] = []
    with contextlib.suppress(QueryTimeout, QueryError, QueryMemory):
        read(pool.run(release, query, CSV, settled=told.append))
    assert getattr(pool.statistics(), outcome) == 1
    assert len(told) == 1
    assert 0 < told[0] < 4


def test_a_release_is_ready_once_it_has_been_read(fresh_pool, release):
    assert not fresh_pool.ready(release)
    fresh_pool.start(release, wait=True)
    assert fresh_pool.ready(release)
    now = fresh_pool.statistics()
    assert [(each.name, each.in_memory, each.workers) for each in now.releases] == [(release.name, True, 2)]


def test_a_short_answer_is_whole_at_once_and_frees_its_worker(pool, release):
    answer = pool.run(release, COUNT, CSV)
    assert answer.whole
    assert pool.statistics().busy == 0
    assert read(answer) == b"n\r\n1500\r\n"
    with contextlib.closing(pool.run(release, ENDLESS, CSV)) as endless:
        assert not endless.whole


# -- accidents


def test_a_worker_that_is_killed_costs_only_its_query(make_pool, release):
    pool = make_pool(workers=1)
    pool.start(release, wait=True)
    (worker,) = workers_of(pool)
    answer = pool.run(release, ENDLESS, CSV)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(StoreUnavailable, match="has ended before it was done"):
        read(answer)
    assert count(pool, release) == TRIPLES
    assert workers_of(pool) != [worker]


def test_a_worker_that_is_killed_while_it_waits_is_replaced(make_pool, release):
    pool = make_pool(workers=1)
    pool.start(release, wait=True)
    (worker,) = workers_of(pool)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(StoreUnavailable):
        pool.run(release, COUNT, CSV)
    assert count(pool, release) == TRIPLES


def test_a_zygote_that_is_killed_is_started_anew_and_takes_its_workers_along(make_pool, release):
    pool = make_pool()
    pool.start(release, wait=True)
    workers, (zygote,) = workers_of(pool), zygotes_of(pool)
    os.kill(zygote, signal.SIGKILL)
    wait_until(lambda: not any(is_alive(each) for each in workers))
    with pytest.raises(StoreUnavailable):
        pool.run(release, COUNT, CSV)
    assert count(pool, release) == TRIPLES


def test_a_reader_that_leaves_frees_the_worker(make_pool, release):
    pool = make_pool(workers=1)
    answer = pool.run(release, ENDLESS, CSV)
    next(answer)
    answer.close()
    answer.close()
    start = time.monotonic()
    assert count(pool, release) == TRIPLES
    assert time.monotonic() - start < 2


def test_a_client_that_leaves_before_the_answer_begins_frees_the_worker(make_pool, release):
    pool = make_pool(workers=1)
    pool.start(release, wait=True)
    start = time.monotonic()
    with pytest.raises(QueryRefused, match="gone"):
        pool.run(release, RUNAWAY, CSV, abandoned=lambda: time.monotonic() - start > 0.1)
    assert count(pool, release) == TRIPLES
    assert time.monotonic() - start < 3


def test_nothing_is_left_behind(release):
    descriptors = len(os.listdir("/proc/self/fd"))
    threads = threading.active_count()
    pool = QueryPool(replace(SETTINGS, query_seconds=0.3))
    for query in (COUNT, RUNAWAY, "SELECT"):
        with contextlib.suppress(QueryTimeout, QueryError):
            read(pool.run(release, query, CSV))
    (zygote,) = zygotes_of(pool)
    wait_until(lambda: len(workers_of(pool)) == 2)
    workers = workers_of(pool)
    wait_until(lambda: children_of(zygote) == set(workers))
    pool.close()
    assert not any(is_alive(each) for each in [zygote, *workers])
    wait_until(lambda: threading.active_count() == threads)
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_closed_pool_says_so(make_pool, release):
    pool = make_pool()
    answer = pool.run(release, ENDLESS, CSV)
    pool.close()
    with pytest.raises(StoreUnavailable):
        read(answer)
    with pytest.raises(StoreUnavailable, match="stopping"):
        pool.run(release, COUNT, CSV)


def test_workers_end_with_a_server_that_is_killed(release):
    program = (
        "import sys, time; from pathlib import Path; from nqfgraph.settings import Settings;"
        "from nqfgraph_server.workers import QueryPool; p = QueryPool(Settings(workers=2));"
        "p.start(Path(sys.argv[1]), wait=True); [held] = p._holdings.all();"
        "a = p.run(Path(sys.argv[1]), sys.argv[2], 'text/csv');"
        "print(held.nursery.process.pid, a.worker.process, *(w.process for w in held.idle), flush=True);"
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(release), ENDLESS], stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        processes = [int(each) for each in server.stdout.readline().split()]
        assert len(processes) == 3
        assert all(is_alive(each) for each in processes)
        server.kill()
    wait_until(lambda: not any(is_alive(each) for each in processes))


# -- releases


def test_each_release_has_its_own_workers(fresh_pool, release, tmp_path):
    newer = make_release(tmp_path / "2026-11-24.1", 3)
    assert count(fresh_pool, release) == TRIPLES
    assert count(fresh_pool, newer) == 3
    assert count(fresh_pool, release) == TRIPLES
    assert len(zygotes_of(fresh_pool)) == 2


def test_releases_beyond_the_most_that_are_held_make_room_for_each_other(fresh_pool, release, tmp_path):
    under_way = fresh_pool.run(release, ENDLESS, CSV)
    (first_zygote,) = zygotes_of(fresh_pool)
    others = [make_release(tmp_path / str(each), each) for each in range(2, 6)]
    assert [count(fresh_pool, each) for each in others] == [2, 3, 4, 5]
    wait_until(lambda: len(zygotes_of(fresh_pool)) == MOST_HELD)
    assert is_alive(first_zygote)
    assert next(under_way)
    under_way.close()
    assert [each.in_memory for each in fresh_pool.statistics().releases].count(True) <= 2
    assert count(fresh_pool, others[0]) == 2


def test_more_releases_than_can_be_held_are_refused_while_all_are_in_use(make_pool, tmp_path):
    pool = make_pool(workers=1)
    folders = [make_release(tmp_path / str(each)) for each in range(MOST_HELD + 1)]
    under_way = [pool.run(folder, ENDLESS, CSV) for folder in folders[:-1]]
    with pytest.raises(StoreBusy, match="4 releases are being asked"):
        pool.run(folders[-1], COUNT, CSV)
    for answer in under_way:
        answer.close()
    assert count(pool, folders[-1]) == TRIPLES


def test_what_was_asked_as_a_past_release_is_taken_into_memory_when_it_is_the_current_one(
    fresh_pool, release, tmp_path
):
    second, third = make_release(tmp_path / "2", 2), make_release(tmp_path / "3", 3)
    assert [count(fresh_pool, each) for each in (release, second, third)] == [TRIPLES, 2, 3]

    def in_memory(folder: Path) -> list[bool]:
        return [each.in_memory for each in fresh_pool.statistics().releases if each.name == folder.name]

    assert in_memory(third) == [False]
    fresh_pool.start(third, wait=True)
    wait_until(lambda: in_memory(third) == [True])
    assert count(fresh_pool, third) == 3


def test_a_release_nobody_asks_any_more_is_let_go_but_for_the_current_one(
    fresh_pool, release, tmp_path, monkeypatch
):
    monkeypatch.setattr(holdings, "_UNUSED_SECONDS", 0.2)
    fresh_pool.start(release, wait=True)
    past = make_release(tmp_path / "2", 2)
    assert count(fresh_pool, past) == 2
    assert fresh_pool.ready(past)
    wait_until(lambda: not fresh_pool.ready(past))
    assert fresh_pool.ready(release)
    wait_until(lambda: len(zygotes_of(fresh_pool)) == 1)


@pytest.mark.parametrize("damage", ["dump", "everything"])
def test_a_release_that_cannot_be_read_is_an_error_and_is_tried_again(fresh_pool, tmp_path, damage):
    folder = tmp_path / "broken"
    folder.mkdir()
    if damage == "dump":
        (folder / "dump.nq").write_text("this is not N-Quads")
    with pytest.raises(StoreUnavailable, match="cannot be"):
        fresh_pool.run(folder, COUNT, CSV)
    with pytest.raises(StoreUnavailable, match="cannot be"):
        fresh_pool.start(folder, wait=True)
    make_release(tmp_path / "good").rename(tmp_path / "moved")
    if damage == "everything":
        folder.rmdir()
        (tmp_path / "moved").rename(folder)
        assert count(fresh_pool, folder) == TRIPLES


def test_starting_without_a_release_does_nothing(make_pool, tmp_path):
    pool = make_pool(home=tmp_path)
    pool.start()
    assert zygotes_of(pool) == []


def test_starting_takes_the_current_release(make_pool, release, tmp_path):
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "current").symlink_to(release)
    pool = make_pool(home=tmp_path)
    pool.start(wait=True)
    assert count(pool, release) == TRIPLES
    assert len(zygotes_of(pool)) == 1
