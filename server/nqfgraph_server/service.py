"""What the views work with: the release that a request asks for, and the pool that answers queries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import flask

from nqfgraph.changelog import ChangeLog
from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.ontology import Ontology
from nqfgraph.release import Release, Releases
from nqfgraph.release.releases import is_version
from nqfgraph.settings import Settings
from nqfgraph_server import memento
from nqfgraph_server.budgets import Budgets
from nqfgraph_server.current import Current
from nqfgraph_server.history import lineage
from nqfgraph_server.memento import Memento
from nqfgraph_server.opened import (
    TONES,
    NothingPublished,
    NotServing,
    OpenGraphs,
    OpenRelease,
    open_local,
    open_release,
    tone,
)
from nqfgraph_server.past import Past
from nqfgraph_server.workers import QueryPool

if TYPE_CHECKING:
    from nqfgraph_server.sparql.cache import ResultCache

__all__ = [
    "TONES",
    "NotServing",
    "NothingPublished",
    "OpenRelease",
    "Service",
    "current_service",
    "open_release",
    "service_of",
    "tone",
]

PARAMETER = "release"
"""Name of the parameter that pins a release."""

_MAY_PIN = re.compile(rf"(?:\A|&)(?:{PARAMETER}=|[^=&]*%)")
"""A query string in which the parameter may stand; names may be percent-encoded, though nobody does it."""

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """The release that a request is answered from, and what in the request decided on it."""

    opened: OpenRelease
    pinned: bool = False
    """True if ``release=`` names it: the address then means this release for ever."""
    negotiated: bool = False
    """True if ``Accept-Datetime`` chose it."""

    @property
    def is_past(self) -> bool:
        """True if the request asks for this release; it may be the current one all the same."""
        return self.pinned or self.negotiated


class Service:
    """Everything a view needs, made once by ``create_app``."""

    def __init__(  # noqa: PLR0913 - what the views work with is put together here and nowhere else
        self,
        settings: Settings,
        releases: Releases,
        ontology: Ontology,
        pool: QueryPool,
        *,
        budgets: Budgets,
        results: ResultCache,
        open_graphs: OpenGraphs = open_local,
    ) -> None:
        self.settings = settings
        self.releases = releases
        self.ontology = ontology
        self.pool = pool
        self.budgets = budgets
        self.results = results
        self._current = Current(releases, pool, open_graphs=open_graphs)
        self._past = Past(releases, open_graphs=open_graphs)
        self._kept: dict[str, Release] = {}
        self._changelog: ChangeLog | None = None
        self._lineage: tuple[object, tuple[Memento, ...]] = (None, ())

    def changelog(self) -> ChangeLog | None:
        """Return the change log of the home; None as long as nothing was logged there."""
        if self._changelog is None:
            self._changelog = ChangeLog.open(self.releases.home)
        return self._changelog

    def start(self) -> None:
        """Get ready to answer, before requests come, from what can be served; errors as `release`."""
        self._current.start()

    def release(self, version: str | None = None) -> OpenRelease:
        """Return the release that the request asks for; the same one for the whole of a request.

        ``release=`` in the query string decides, else ``version`` (what the body of the request says; it
        counts at the first call only), else ``Accept-Datetime``, else it is the current release, as outside
        of requests. Raises NothingPublished, NotServing, UnknownRelease, and InputError for what cannot be
        read.
        """
        if not flask.has_request_context():
            return self._current.get()
        return self.choice(version).opened

    def choice(self, version: str | None = None) -> Choice:
        """Return the release of this request with the reason for it; parameters and errors as `release`."""
        found: Choice | None = flask.g.get("release_choice")
        if found is None:
            found = flask.g.release_choice = self._choose(version)
        return found

    def current(self) -> OpenRelease:
        """Return the current release, whatever the request asks for; errors as `release`."""
        return self._current.get()

    @property
    def refused(self) -> Mapping[str, str]:
        """Return the versions that should be served and cannot be, with the reasons; mostly empty."""
        return self._current.refused

    def kept(self) -> list[Release]:
        """Return all releases whose manifests can be read, the oldest first.

        The others are left out and written to the log: one that is damaged does not hide the rest.
        """
        versions = self.releases.versions()
        known = {version: self._kept.get(version) or self._read(version) for version in versions}
        self._kept = {version: release for version, release in known.items() if release}
        return list(self._kept.values())

    def _read(self, version: str) -> Release | None:
        try:
            return self.releases.get(version)
        except ReleaseError as error:
            flask.current_app.logger.warning("Release %s is left out of lists: %s", version, error)
            return None

    def mementos(self) -> tuple[Memento, ...]:
        """Return the releases that led to the current one, the newest first: what a time is looked up in."""
        opened = self._current.get()
        key = (opened.version, self.releases.versions())
        known, found = self._lineage
        if known != key:
            try:
                steps = lineage(opened.release, self.releases)
            except ReleaseError as error:
                raise NotServing(error.message, remedy=error.remedy) from error
            found = tuple(Memento(each.version, each.manifest.created) for each in steps)
            self._lineage = (key, found)
        return found

    def _choose(self, version: str | None) -> Choice:
        environment = flask.request.environ
        if not version and not may_choose(environment):
            return Choice(self._current.get())
        version = _pinned(flask.request.args.getlist(PARAMETER)) or version
        if version:
            return Choice(self._get(version), pinned=True)
        wanted = environment.get("HTTP_ACCEPT_DATETIME")
        if wanted is None:
            return Choice(self._current.get())
        chosen = memento.choose(self.mementos(), memento.read_time(wanted))
        return Choice(self._get(chosen.version), negotiated=True)

    def _get(self, version: str) -> OpenRelease:
        if not is_version(version):
            raise InputError(
                f"The release is “{version[:_SHOWN]}”, which is no version.",
                remedy="A version is a day and a number, such as 2026-11-23.1; /releases lists them.",
            )
        try:
            current = self._current.get()
        except NotServing:
            return self._past.get(version)
        if version == current.version:
            return current
        if version in self.refused:
            raise NotServing(self.refused[version], remedy="Ask another release; /releases lists them.")
        return self._past.get(version)


def may_choose(environment: Mapping[str, Any]) -> bool:
    """Say whether a request may name a release or a time in its address or fields; it costs a microsecond."""
    return "HTTP_ACCEPT_DATETIME" in environment or bool(_MAY_PIN.search(environment["QUERY_STRING"]))


def _pinned(given: list[str]) -> str | None:
    """Return the version that a query string names; an empty one, as from a form, names none."""
    named = set(filter(None, given))
    if len(named) > 1:
        raise InputError("The request names more than one release.", remedy="Ask one release at a time.")
    return next(iter(named), None)


def current_service() -> Service:
    """Return the service of the application that answers the request."""
    return service_of(flask.current_app)


def service_of(app: flask.Flask) -> Service:
    """Return the service of an application that ``create_app`` made."""
    service: Service = app.extensions["nqfgraph"]
    return service
