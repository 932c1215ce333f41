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
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from nqfgraph.errors import NqfgraphError, ProcessEnded
from nqfgraph.validation.slices.checking import Checker, HasBlankNodes, Result, outcomes_of, put_aside_name
from nqfgraph.validation.slices.cutting import cut
from nqfgraph.validation.slices.plan import Job, Plan, Projected, make_plan
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
    OSError if the dump cannot be read, ProcessEnded if a process was killed.
    """
    with SortedDump(dump) as opened, ExitStack() as stack:
        if opened.has_blank_subjects():
            return None
        wanted = max(len(os.sched_getaffinity(0)) if processes is None else processes, 1)
        tasks = [Task(each) for each in cut(opened, things, size, wanted)]
        # Beside the dump: what a build that was killed leaves there, the next build clears away.
        scratch = tempfile.TemporaryDirectory(prefix=".slices-", dir=dump.parent)
        folder = Path(stack.enter_context(scratch))
        workers = _start(stack, min(wanted, len(tasks)))
        plan = make_plan(opened, jobs)
        if plan is None:
            return None
        folders = [folder / str(number) for number in range(max(len(workers), 1))]
        crew: list[_Doer] = []
        for each in folders:
            each.mkdir()
        if workers:
            for worker, each in zip(workers, folders, strict=True):
                crew.append(worker.ordered(Order(dump, plan, each, limit)))
        else:
            crew.append(partial(do, Checker(opened, plan, folders[0], limit)))
        try:
            results = _do_all(crew, tasks)
        except HasBlankNodes:
            return None
        projections = sorted(plan.projected, key=lambda each: _size(each, plan, folders), reverse=True)
        results += _do_all(crew, [Task(projected=each, folders=tuple(folders)) for each in projections])
    return outcomes_of(plan, results, limit)


def _start(stack: ExitStack, processes: int) -> list[_Process]:
    """Start so many processes; none if one would be enough, which can be this one."""
    return [stack.enter_context(_Process()) for _ in range(processes)] if processes > 1 else []


def _size(projected: Projected, plan: Plan, folders: Iterable[Path]) -> int:
    """Return how many bytes a projection reads: what takes longest is begun first."""
    paths = [each / put_aside_name(plan, key) for each in folders for key in projected.keys]
    return sum(each.stat().st_size for each in paths if each.exists())


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
            try:
                done.append(doer(task))
            except (NqfgraphError, HasBlankNodes):
                _drain(waiting)  # the others need not go on
                raise

    if len(crew) == 1:
        return work(crew[0])
    with ThreadPoolExecutor(max_workers=len(crew)) as pool:
        return [result for done in pool.map(work, crew) for result in done]


def _drain(waiting: queue.SimpleQueue[Task]) -> None:
    with suppress(queue.Empty):
        while True:
            waiting.get_nowait()


class _Process:
    """A worker in a process of its own, for as long as a block runs."""

    def __init__(self) -> None:
        self._order: Order | None = None

    def ordered(self, order: Order) -> _Process:
        """Return the worker, which works on ``order`` from now on."""
        self._order = order
        return self

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
            raise ProcessEnded("checked a slice of the data", self._process.wait()) from error
        if isinstance(answer, (NqfgraphError, HasBlankNodes)):
            raise answer
        assert isinstance(answer, Result)
        return answer

    def _ask(self, task: Task) -> object:
        orders, answers = self._process.stdin, self._process.stdout
        assert orders is not None
        assert answers is not None
        if self._order:
            pickle.dump(self._order, orders)
            self._order = None
        pickle.dump(task, orders)
        orders.flush()
        return pickle.load(answers)
