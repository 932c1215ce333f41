"""Asks an endpoint with patience and a memory: waits where it is busy, and fetches only what is not kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from nqfgraph.client.addresses import parameter
from nqfgraph.client.answers import RESULTS
from nqfgraph.client.cache import Asked, Cache
from nqfgraph.client.failures import failure
from nqfgraph.client.replies import Reply
from nqfgraph.client.transport import Question, Transport
from nqfgraph.client.waiting import BUSY, Budget, Patience, read_budget
from nqfgraph.errors import StoreUnavailable

_OK, _UNCHANGED = 200, 304
_NOTHING = "ASK {}"
_VERSION = re.compile(r"[\w.:-]{1,64}", re.ASCII)


class Asker:
    """Sends queries to one endpoint until each has an answer or an error."""

    def __init__(
        self,
        endpoint: str,
        *,
        language: str,
        timeout: float,
        cache: Cache | None,
        patience: Callable[[], Patience],
    ) -> None:
        self.endpoint = endpoint
        self.budget: Budget | None = None
        """What the endpoint said last about what this client may still use; None if it did not say."""
        self._language = language
        self._transport = Transport(endpoint, timeout)
        self._cache = cache
        self._patience = patience

    def ask(self, sparql: str, accept: str, release: str | None) -> Reply:
        """Return the whole answer to a query, kept or fresh; raises any StoreError, and ReleaseError."""
        asked = Asked(self.endpoint, sparql, release, accept, self._language)
        kept = self._cache.get(asked) if self._cache else None
        question = Question(
            sparql=sparql,
            accept=accept,
            language=self._language,
            release=release,
            tag=kept.field("ETag") if kept else None,
        )
        reply = self._patiently(lambda: self._transport.send(question))
        if reply.status == _UNCHANGED and kept:
            return kept
        if reply.status != _OK:
            raise failure(reply, sparql, release)
        _check_cut(reply)
        _check_release(reply, release)
        if self._cache:
            self._cache.put(asked, reply)
        return reply

    def current_release(self) -> str | None:
        """Return the version of the release that is current now; None if the endpoint does not tell.

        It is asked as Memento has it (RFC 7089 § 4.1): the answer for the time of now names its own address.
        """
        question = Question(
            sparql=_NOTHING, accept=RESULTS, language=self._language, moment=datetime.now(UTC)
        )
        reply = self._patiently(lambda: self._transport.send(question))
        version = parameter(reply.field("Content-Location"), "release")
        return version if reply.status == _OK and version and _VERSION.fullmatch(version) else None

    def fetch(self, path: str, accept: str) -> Reply:
        """Return what there is at a path below the endpoint, whatever its status."""
        return self._patiently(lambda: self._transport.fetch(path, accept, self._language))

    def _patiently(self, send: Callable[[], Reply]) -> Reply:
        patience = self._patience()
        while True:
            reply = send()
            self.budget = read_budget(reply) or self.budget
            if reply.status not in BUSY:
                return reply
            patience.wait(reply, datetime.now(UTC))


def _check_release(reply: Reply, release: str | None) -> None:
    """Refuse an answer that does not say that it is of a fixed state, where one was asked for (RFC 7089)."""
    if release and not reply.field("Memento-Datetime"):
        raise StoreUnavailable(
            f"{reply.iri} was asked for release {release} and does not say that it answers from it.",
            remedy="Make the client without a release if the endpoint has none.",
        )


def _check_cut(reply: Reply) -> None:
    """Refuse what Virtuoso marks as a part of the answer, computed until its time was over."""
    if reply.field("X-SQL-State").startswith("S1TAT"):
        raise StoreUnavailable(
            f"{reply.iri} gave a part of the answer only: its time was over.",
            remedy="Ask for less at once.",
        )
