"""Checks a dump of any size in bounded memory and on every core, slice by slice.

A slice is some ranges of the sorted dump: its nodes are the focus nodes, and what their checks read of other
nodes is looked up and laid beside them. Which checks need no more than that is found out from the shapes; the
others are made on projections: all triples, but only with the predicates that the check has. The result is
that of checking all at once.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from nqfgraph.errors import NqfgraphError
from nqfgraph.validation.slices.checking import Checker, Result, outcomes_of
from nqfgraph.validation.slices.cutting import cut
from nqfgraph.validation.slices.plan import Job, make_plan
from nqfgraph.validation.slices.sorted_dump import SortedDump
from nqfgraph.validation.slices.worker import Order, Task, do
from nqfgraph.validation.tally import Outcome

__all__ = ["SLICE", "Job", "check_dump"]

SLICE = 48_000_000
"""Bytes of a slice; in memory it takes about twice as much."""

_Doer = Callable[[Task], Result]


def check_dump(
    dump: Path,
    jobs: Sequence[Job],
    *,
    limit: int,
    things: str | None = None,
    processes: int | None = None,
    size: int = SLICE,
) -> list[Outcome] | None:
    """Check a dump with some jobs; return the outcome of each.

    None is returned for data with blank nodes and for shapes that only can be checked on all data at once.
    ``things`` is what the IRIs of things begin with, up to their kind, if that is known: slices are then cut
    so that less has to be looked up. ``processes`` are those that work, by default one for each core; a dump
    of a single slice is checked here.
    OSError if the dump cannot be read.
    """
    with SortedDump(dump) as opened:
        plan = make_plan(opened, jobs)
        if plan is None:
            return None
        tasks = [Task(each) for each in cut(opened, things, size)]
        wanted = len(os.sched_getaffinity(0)) if processes is None else processes
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nqfgraph-")))
            crew = _crew(stack, folder, opened, Order(dump, plan, folder, limit), min(wanted, len(tasks)))
            results = _do_all(crew, tasks)
            folders = tuple(folder.iterdir())
            results += _do_all(crew, [Task(projected=each, folders=folders) for each in plan.projected])
    return outcomes_of(plan, results, limit)


def _crew(stack: ExitStack, folder: Path, dump: SortedDump, order: Order, processes: int) -> list[_Doer]:
    """Return what does tasks: one function for each process, or one that works here."""
    folders = [folder / str(number) for number in range(max(processes, 1))]
    for each in folders:
        each.mkdir()
    if processes < 2:
        checker = Checker(dump, order.plan, folders[0], order.limit)
        return [lambda task: do(checker, task)]
    return [
        stack.enter_context(_Process(Order(order.dump, order.plan, each, order.limit))) for each in folders
    ]


def _do_all(crew: Sequence[_Doer], tasks: Iterable[Task]) -> list[Result]:
    """Have tasks done, each by whoever is free."""
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    for each in tasks:
        waiting.put(each)

    def work(doer: _Doer) -> list[Result]:
        done: list[Result] = []
        while True:
            try:
                task = waiting.get_nowait()
            except queue.Empty:
                return done
            done.append(doer(task))

    if len(crew) == 1:
        return work(crew[0])
    with ThreadPoolExecutor(max_workers=len(crew)) as pool:
        return [result for done in pool.map(work, crew) for result in done]


class _Process:
    """A worker in a process of its own, for as long as a block runs."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._begun = False

    def __enter__(self) -> _Process:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nqfgraph.validation.slices"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def __call__(self, task: Task) -> Result:
        try:
            answer = self._ask(task)
        except (EOFError, BrokenPipeError) as error:
            raise RuntimeError("a process that checked a slice has ended before its time") from error
        if isinstance(answer, NqfgraphError):
            raise answer
        assert isinstance(answer, Result)
        return answer

    def _ask(self, task: Task) -> object:
        orders, answers = self._process.stdin, self._process.stdout
        assert orders is not None
        assert answers is not None
        if not self._begun:
            pickle.dump(self._order, orders)
            self._begun = True
        pickle.dump(task, orders)
        orders.flush()
        return pickle.load(answers)
