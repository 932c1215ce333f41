"""One query of one request on its way: known to those who count, paid for, computed once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

import flask

from nqfgraph.store.base import EngineAnswer
from nqfgraph.store.federation import mentions_service
from nqfgraph.store.inspection import form_of
from nqfgraph_server import caching
from nqfgraph_server.http.exchange import CLIENT_GONE
from nqfgraph_server.service import OpenRelease, Service
from nqfgraph_server.sparql.asked import Asked
from nqfgraph_server.sparql.cache import answer_alone
from nqfgraph_server.sparql.kept import Kept
from nqfgraph_server.sparql.observed import Observation

_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
"""Functions whose answers differ from time to time. A text that only names one is not kept; that is all."""


class Question:
    """A query with the release that it asks.

    Raises QueryRefused for an update.
    """

    def __init__(self, service: Service, opened: OpenRelease, asked: Asked) -> None:
        self.opened = opened
        self.asked = asked
        self.observation = flask.g.observation = Observation(asked.query, None, opened.version, cached=True)
        self.form = form_of(asked.query)
        self.observation.form = self.form.value if self.form else None
        self._service = service
        self._keys: dict[str, str] = {}

    @cached_property
    def stable(self) -> bool:
        """True if the release gives the same answer whenever it is asked."""
        # What another endpoint says is not the release's.
        federated = self._service.settings.service_endpoints and mentions_service(self.asked.query)
        return not federated and not _CHANGING.search(self.asked.query)

    def key(self, media_type: str) -> str:
        """Return the name of an answer in a form, which is also the opaque part of its validator."""
        if media_type not in self._keys:
            self._keys[media_type] = caching.etag(self.opened, *self.content(media_type))
        return self._keys[media_type]

    def content(self, media_type: str) -> tuple[str, ...]:
        """Return what an answer in a form depends on beside the release."""
        asked = self.asked
        return asked.query, repr(asked.default_graphs), repr(asked.named_graphs), media_type

    def answer(self, media_type: str) -> Kept | EngineAnswer:
        """Return the answer as data in a form that fits the query, whole or to be read and closed.

        Raises any StoreError, BudgetSpent among them; what is raised is answered by `problems`.
        """
        gone = flask.request.environ.get(CLIENT_GONE)
        compute = self._compute(media_type)
        if not self.stable:
            return answer_alone(compute, gone)
        return self._service.results.answer(self.key(media_type), compute, seconds=self._seconds, gone=gone)

    @property
    def _seconds(self) -> float:
        longest = self._service.settings.query_seconds
        return min(self.asked.seconds or longest, longest)

    def _compute(self, media_type: str) -> Callable[[Callable[[], bool] | None], EngineAnswer]:
        service, opened, asked, observation = self._service, self.opened, self.asked, self.observation
        client = flask.request.remote_addr or ""

        def settle(seconds: float) -> None:
            observation.seconds += seconds
            service.budgets.charge(client, seconds)

        def compute(abandoned: Callable[[], bool] | None) -> EngineAnswer:
            observation.cached = False
            service.budgets.check(client)
            return service.pool.run(
                opened.release.folder,
                asked.query,
                media_type,
                seconds=asked.seconds,
                default_graphs=asked.default_graphs,
                named_graphs=asked.named_graphs,
                # The register's own base: <id/level/6> means the same wherever the register is served.
                base=opened.iris.base,
                abandoned=abandoned,
                settled=settle,
            )

        return compute
