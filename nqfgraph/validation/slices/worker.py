"""What a process does that checks slices: ``python -m nqfgraph.validation.slices``.

It is a process of its own, not a fork, because the one that starts it may have threads. It reads pickled
orders from its input and writes pickled answers to its output: first an `Order`, then any number of tasks, a
slice or a projection. It ends with its input.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nqfgraph.errors import NqfgraphError
from nqfgraph.validation.slices.checking import Checker, HasBlankNodes, Result
from nqfgraph.validation.slices.cutting import Range
from nqfgraph.validation.slices.plan import Plan, Projected
from nqfgraph.validation.slices.sorted_dump import SortedDump


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker works on."""

    dump: Path
    plan: Plan
    scratch: Path
    """A folder of its own."""
    limit: int


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work: a slice of the dump, or a projection with the folders that it is in."""

    ranges: tuple[Range, ...] = ()
    projected: Projected | None = None
    folders: tuple[Path, ...] = ()


def do(checker: Checker, task: Task) -> Result:
    """Do a piece of work."""
    if task.projected is not None:
        return checker.check_projection(task.projected, task.folders)
    return checker.check_slice(task.ranges)


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Do what is ordered until there is nothing more."""
    try:
        order: Order = pickle.load(orders)
    except EOFError:
        return  # whoever started it ended before there was anything to do
    with SortedDump(order.dump) as dump:
        checker = Checker(dump, order.plan, order.scratch, order.limit)
        while True:
            try:
                task: Task = pickle.load(orders)
            except EOFError:
                return
            answer: Result | NqfgraphError | HasBlankNodes
            try:
                answer = do(checker, task)
            except (NqfgraphError, HasBlankNodes) as error:
                answer = error
            pickle.dump(answer, answers)
            answers.flush()
