"""Answers strangers' queries in processes that can be killed: nothing else stops a pyoxigraph query.

::

    QueryPool (server) ──control──► zygote: holds the release, never asks it anything
        │                              │ fork, in milliseconds, memory shared copy-on-write
        └────────── one socket ──────► worker: one query at a time, bytes streamed back

``pool``, ``holdings``, ``crew``, ``nursery`` and ``answer`` are the server's side, ``zygote`` and
``worker`` the other processes, ``framing`` is what they say to each other, ``limits`` what a worker may not
do. A release whose dump is under the memory budget is read into the zygote once; a larger one is read by
each worker from the disk store.

Who stops what: the pool's watch has a worker killed at the deadline of its query; a worker that crashes or
is killed costs that query only; workers end with their zygote and the zygote with the server, however that
ended.

Who waits for whom: queries get workers in the order they came. A slow one leaves the line: its process goes
on at a low priority, and another worker takes its place, so that a few runaway queries take no worker and
hardly any processor time from the others.
"""

from __future__ import annotations

from nqfgraph.store.workers.answer import Answer
from nqfgraph.store.workers.pool import QueryPool
from nqfgraph.store.workers.statistics import PoolStatistics, ReleaseStatistics

__all__ = ["Answer", "PoolStatistics", "QueryPool", "ReleaseStatistics"]
