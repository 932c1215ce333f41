"""Does independent pieces of work in forked processes, which share what their parent holds in memory.

Only a process with a single thread forks: a fork copies one thread, and whatever locks the others hold stay
locked in it for ever. Elsewhere the pieces are done one after the other.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import struct
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import TypeVar

from nqfgraph.errors import NqfgraphError, ProcessEnded
from nqfgraph.store.workers.limits import die_with_parent

T = TypeVar("T")
R = TypeVar("R")

_NUMBER = struct.Struct("I")
_MOST_ITEMS = 8192
"""So many numbers of items fit into a pipe that nobody reads yet."""
_THREADS = Path("/proc/self/task")


def cores() -> int:
    """Return how many processors this process may use; 1 where it cannot or must not fork.

    A process with a limit of processor time must not: its children would have as much each.
    """
    if sys.platform != "linux" or len(list(_THREADS.iterdir())) > 1:
        return 1
    if resource.getrlimit(resource.RLIMIT_CPU)[0] != resource.RLIM_INFINITY:
        return 1
    return len(os.sched_getaffinity(0))


def spread(function: Callable[[T], R], items: Sequence[T], processes: int) -> list[R]:
    """Return what a function gives for each item, in their order, worked out in so many processes at most.

    Items are begun in their order, so the longest should come first. What the function gives must be
    picklable; any NqfgraphError that it raises is raised here, that of the first item that has one.
    ProcessEnded is raised for a process that was killed.
    """
    processes = min(processes, len(items))
    if processes < 2 or len(items) > _MOST_ITEMS:
        return [function(each) for each in items]
    numbers, waiting = os.pipe()
    os.write(waiting, b"".join(_NUMBER.pack(number) for number in range(len(items))))
    os.close(waiting)
    try:
        crew = _start(function, items, numbers, processes)
    finally:
        os.close(numbers)
    return _collect(crew, len(items))


def _start(
    function: Callable[[T], R], items: Sequence[T], numbers: int, processes: int
) -> dict[Connection, ForkProcess]:
    context = multiprocessing.get_context("fork")
    crew: dict[Connection, ForkProcess] = {}
    # Whatever the collector would write into the objects from here on, it would unshare page by page.
    gc.freeze()
    try:
        for _ in range(processes):
            mine, theirs = context.Pipe(duplex=False)
            process = context.Process(
                target=_work, args=(function, items, numbers, theirs, os.getpid()), daemon=True
            )
            process.start()
            theirs.close()
            crew[mine] = process
    finally:
        gc.unfreeze()
    return crew


def _work(
    function: Callable[[T], R], items: Sequence[T], numbers: int, answers: Connection, parent: int
) -> None:
    die_with_parent(parent)
    while taken := os.read(numbers, _NUMBER.size):
        (number,) = _NUMBER.unpack(taken)
        try:
            answers.send((number, function(items[number]), None))
        except NqfgraphError as error:
            answers.send((number, None, error))


def _collect(crew: dict[Connection, ForkProcess], count: int) -> list[R]:
    results: dict[int, R] = {}
    errors: dict[int, NqfgraphError] = {}
    status = 0
    try:
        open_ones = set(crew)
        while open_ones:
            for each in wait(open_ones):
                assert isinstance(each, Connection)
                try:
                    number, result, error = each.recv()
                except EOFError:
                    open_ones.discard(each)
                    crew[each].join()
                    status = crew[each].exitcode or status
                    continue
                if error is None:
                    results[number] = result
                else:
                    errors[number] = error
    finally:
        _stop(crew)
    if errors:
        raise errors[min(errors)]
    if len(results) < count:
        raise ProcessEnded("checked a part of the data", status)
    return [results[number] for number in range(count)]


def _stop(crew: dict[Connection, ForkProcess]) -> None:
    for connection, process in crew.items():
        connection.close()
        process.kill()
        process.join()
        process.close()
