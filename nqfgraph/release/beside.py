"""Work that is done beside the stages of a build: in a thread, or in a process of its own.

A thread is for what the engine does by itself, a process for what Python does.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from threading import Event
from typing import Any, TypeVar

from nqfgraph.errors import NqfgraphError, ProcessEnded
from nqfgraph.store.workers.limits import die_with_parent
from nqfgraph.validation.parallel import cores

R = TypeVar("R")


@contextmanager
def in_thread(work: Callable[[Event], None]) -> Iterator[None]:
    """Do ``work`` in a thread of its own while the block runs; wait for it and raise what it raised.

    It is given an event that is set when the block fails, so that it gives up.
    """
    stopped = Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(work, stopped)
        try:
            yield
        except BaseException:
            stopped.set()
            raise
        running.result()


@contextmanager
def in_process(work: Callable[[], R], name: str) -> Iterator[Callable[[], R]]:
    """Do ``work`` in a forked process while the block runs; give a function that waits for what it returns.

    What it returns must be picklable. The function raises any NqfgraphError or OSError that the work raised,
    and ProcessEnded, with ``name`` (“made the search file”), if the process was killed. Where no process can
    be forked, it does the work itself. A process that nobody waited for is stopped.
    """
    if cores() < 2:
        yield work
        return
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(work, theirs, os.getpid()), daemon=True)
    # Whatever the collector would write into the objects from here on, it would unshare page by page.
    gc.freeze()
    try:
        process.start()
    finally:
        gc.unfreeze()
    theirs.close()
    try:
        yield lambda: _result(mine, process, name)
    finally:
        process.kill()
        process.join()
        process.close()
        mine.close()


def _answer(work: Callable[[], R], answers: Connection, parent: int) -> None:
    die_with_parent(parent)
    try:
        answers.send((work(), None))
    except (NqfgraphError, OSError) as error:
        answers.send((None, error))


def _result(answers: Connection, process: ForkProcess, name: str) -> Any:
    try:
        result, error = answers.recv()
    except EOFError:
        process.join()
        raise ProcessEnded(name, process.exitcode or 0) from None
    if error is not None:
        raise error
    return result
