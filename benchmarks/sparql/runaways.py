"""Measures what queries without end do: when they are gone, what others feel, if memory comes back."""

from __future__ import annotations

import http.client
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.sparql import processes
from benchmarks.sparql.client import FORM, Load, run_wrk
from benchmarks.sparql.servers import Running
from benchmarks.sparql.workload import HUNGRY, RUNAWAY

NUMBERS = (1, 2, 4)
OTHERS = 2
"""Connections of those who ask in a usual way meanwhile."""
_LEAD_SECONDS = 1.0
_LATE_SECONDS = 5.0
_LOOK_SECONDS = 0.1
_MOST_MEGABYTES = 6000.0
"""A server that takes more than this is not let go on, for the machine's sake."""


def measure_beside(
    server: Running, number: int, others: Load, *, deadline: float, folder: Path
) -> dict[str, Any]:
    """Return the latencies of ``others`` when idle and beside ``number`` runaways, and when those were gone.

    ``deadline``: seconds after which the server is told to stop a query; others ask for most of them.
    """
    seconds = max(deadline - 2 * _LEAD_SECONDS, 1.0)

    def ask_meanwhile(turn: int) -> dict[str, Any]:
        measured = run_wrk(
            others, server.endpoint, turn=turn, seconds=seconds, folder=folder, connections=OTHERS
        )
        return measured.as_json()

    idle = ask_meanwhile(0)
    asked = [_Runaway(server, f"{RUNAWAY} # {each}", deadline) for each in range(number)]
    time.sleep(_LEAD_SECONDS)
    beside = ask_meanwhile(1)
    for each in asked:
        each.join()
    return {
        "idle": idle,
        "beside": beside,
        "answers": [each.answer for each in asked],
        "seconds_until_answer": [each.seconds for each in asked],
        "seconds_of_work_left": processes.wait_for_quiet(server.process, deadline),
    }


def measure_memory(server: Running, deadline: float) -> dict[str, Any]:
    """Return the server's memory before, at the most, and 2 s after a query that takes ever more."""
    before = processes.memory(server.process)
    asked = _Runaway(server, HUNGRY, deadline)
    most = dict(before)
    while asked.is_alive() and most["pss"] - before["pss"] < _MOST_MEGABYTES:
        now = processes.memory(server.process)
        most = {name: max(value, now[name]) for name, value in most.items()}
        asked.join(_LOOK_SECONDS)
    if not asked.is_alive():
        processes.wait_for_quiet(server.process, deadline)
        time.sleep(2)
    return {
        "before": before,
        "most": most,
        "after": processes.memory(server.process),
        "answer": asked.answer,
        "seconds_until_answer": asked.seconds,
    }


class _Runaway(threading.Thread):
    """One query without end, asked from a thread; ``answer`` says how it ended: a status, “none” if not."""

    def __init__(self, server: Running, query: str, deadline: float) -> None:
        super().__init__(daemon=True)
        self.answer = "none"
        self.seconds = 0.0
        self._server = server
        self._query = query
        self._patience = deadline + _LATE_SECONDS
        self.start()

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=self._patience)
        started = time.monotonic()
        try:
            connection.request("POST", self._server.path, urlencode({"query": self._query}), dict(FORM))
            response = connection.getresponse()
            response.read()
            self.answer = str(response.status)
        except TimeoutError:
            pass
        except (OSError, http.client.HTTPException) as error:
            self.answer = type(error).__name__
        finally:
            self.seconds = round(time.monotonic() - started, 2)
            connection.close()
