"""Answers strangers' queries in processes that can be killed: nothing else stops a pyoxigraph query.

::

    QueryPool (server) ──control──► zygote: holds the release, never asks it anything
        │                              │ fork, in milliseconds, memory shared copy-on-write
        └────────── one socket ──────► worker: one query at a time, bytes streamed back

``pool``, ``nursery`` and ``answer`` are the server's side, ``zygote`` and ``worker`` the other processes,
``framing`` is what they say to each other, ``limits`` what a worker may not do. A release whose dump is under
the memory budget is read into the zygote once; a larger one is read by each worker from the disk store.

Who stops what: the pool's watchdog kills a worker at the deadline of its query; a worker that crashes or is
killed costs that query only; workers end with their zygote and the zygote with the server, however that
ended.
"""

from __future__ import annotations

from nqfgraph.store.workers.answer import Answer
from nqfgraph.store.workers.pool import QueryPool

__all__ = ["Answer", "QueryPool"]
