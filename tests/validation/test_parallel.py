"""Pieces of work in forked processes: the same results, in the same order, and no errors lost."""

from __future__ import annotations

import os
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from nqfgraph.errors import ProcessEnded, ShapesError
from nqfgraph.validation import Shapes, engine, parallel
from nqfgraph.validation.engine import run_all
from nqfgraph.validation.parallel import cores, spread
from nqfgraph.validation.source import Source

Parse = Callable[[str], list[ox.Triple]]
Read = Callable[[str], Shapes]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_results_keep_the_order_of_the_items(processes: int) -> None:
    assert spread(lambda number: number * 2, range(20), processes) == list(range(0, 40, 2))


def test_several_processes_work() -> None:
    waiting, ready = os.pipe()

    def meet(number: int) -> int:
        """Wait until the other is there too: one process alone would wait for ever."""
        if number:
            os.write(ready, b"x")
        else:
            os.read(waiting, 1)
        return os.getpid()

    assert len(set(spread(meet, range(2), 2))) == 2
    os.close(waiting)
    os.close(ready)


def fail(number: int) -> int:
    if number > 2:
        raise ShapesError(f"broken {number}", remedy="mend it")
    return number


@pytest.mark.parametrize("processes", [1, 3])
def test_the_first_error_is_raised(processes: int) -> None:
    with pytest.raises(ShapesError, match="broken 3") as caught:
        spread(fail, range(6), processes)
    assert caught.value.remedy == "mend it"


def test_a_process_that_ends_is_an_error() -> None:
    with pytest.raises(ProcessEnded, match="ended with status 3") as caught:
        spread(lambda number: os._exit(3), range(2), 2)
    assert "memory" in str(caught.value.remedy)


def test_too_many_items_are_worked_out_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_MOST_ITEMS", 3)
    assert set(spread(lambda number: os.getpid(), range(4), 2)) == {os.getpid()}


def test_a_process_with_threads_does_not_fork(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(parallel, "_THREADS", tmp_path)
    assert cores() == 1


def test_a_process_with_little_time_does_not_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel.resource, "getrlimit", lambda limit: (60, 65))
    assert cores() == 1


def test_there_is_a_core() -> None:
    assert cores() >= 1


@pytest.mark.parametrize("threshold", [0, 10**9], ids=["large", "small"])
def test_processes_find_what_one_does(
    triples: Parse, shapes: Read, monkeypatch: pytest.MonkeyPatch, threshold: int
) -> None:
    monkeypatch.setattr(engine, "_WORTH_FORKING", threshold)
    monkeypatch.setattr(engine, "cores", lambda: 3)
    data = "".join(f":n{number} a :C ; :p {number}, 'x' ; :q 1 . " for number in range(30))
    rules = shapes(
        """:S sh:targetClass :C ; sh:closed true ; sh:property [ sh:path :p ; sh:maxCount 1 ;
          sh:nodeKind sh:IRI ; sh:datatype xsd:integer ], [ sh:path :none ; sh:minCount 1 ] .
        :T sh:targetSubjectsOf :q ; sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ] ."""
    )
    pairs = [(Source.of_triples(triples(data)), rules)] * 2
    several = run_all(pairs, limit=7)
    assert several == run_all(pairs, limit=7, processes=1)
    assert several[0] == several[1]
    assert sum(several[0].counts.values()) > 100
