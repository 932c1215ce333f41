"""Asks an endpoint over HTTP: the only place that knows SPARQLWrapper.

SPARQLWrapper makes the request. It is not left to send it, because urllib would follow redirects to any
host, wait for ever, and give a shorter answer where a transfer breaks off.
"""

from __future__ import annotations

import http.client
import urllib.error
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urljoin
from urllib.request import Request

from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

from nqfgraph import __version__
from nqfgraph.client.addresses import same_origin
from nqfgraph.client.failures import WaitedTooLong
from nqfgraph.client.opening import Deadline, open_request
from nqfgraph.client.replies import CODINGS, Reply, read_reply
from nqfgraph.errors import StoreUnavailable
from nqfgraph.store.inspection import Form, form_of

AGENT = f"nqfgraph/{__version__}"

_LONGEST_ADDRESS = 6000
"""Characters of an address up to which a query is asked with GET, which can be answered with 304."""
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request: a query, the forms its answer may have, and what goes with it."""

    sparql: str
    accept: str
    language: str
    release: str | None = None
    tag: str | None = None
    """The validator of an answer that is there already."""
    moment: datetime | None = None
    """A time in UTC: the endpoint is to say which release was current then (RFC 7089)."""


class Transport:
    """Sends questions to one endpoint; ``timeout`` is the longest time of an answer in seconds."""

    def __init__(self, endpoint: str, timeout: float) -> None:
        self._endpoint = endpoint
        self._timeout = timeout

    def send(self, question: Question) -> Reply:
        """Return the endpoint's reply, whatever its status, read to its end.

        Raises QueryRefused for an update, WaitedTooLong, and StoreUnavailable if the endpoint cannot be
        reached, the transfer breaks off, or the endpoint sends the query to another host.
        """
        return self._send(self._request(question))

    def fetch(self, path: str, accept: str, language: str) -> Reply:
        """Return what there is at a path below the endpoint; raises as `send` does."""
        fields = {
            "Accept": accept,
            "Accept-Encoding": CODINGS,
            "Accept-Language": language,
            "User-Agent": AGENT,
        }
        return self._send(Request(f"{self._endpoint.rstrip('/')}/{path}", headers=fields))

    def _send(self, request: Request) -> Reply:
        with Deadline(self._timeout) as deadline:
            try:
                reply = self._follow(request, deadline)
            except (OSError, http.client.HTTPException, ValueError) as error:
                if deadline.late or isinstance(_reason(error), TimeoutError):
                    raise WaitedTooLong(self._timeout, self._endpoint) from error
                raise StoreUnavailable(
                    f"{self._endpoint} cannot be asked: {_told(_reason(error))}.",
                    remedy="Check the address, and that the server runs; nothing of an answer was used.",
                ) from error
            except StoreUnavailable as error:
                if deadline.late:
                    raise WaitedTooLong(self._timeout, self._endpoint) from error
                raise
        # A transfer without a length looks ended where the deadline ended it.
        if deadline.late:
            raise WaitedTooLong(self._timeout, self._endpoint)
        return reply

    def _follow(self, request: Request, deadline: Deadline) -> Reply:
        for _ in range(_MOST_REDIRECTS):
            with open_request(request, self._timeout, deadline) as response:
                target = response.headers.get("Location") if response.status in _REDIRECTS else None
                if target is None:
                    return read_reply(response, self._endpoint)
            request = self._redirect(request, urljoin(request.full_url, target))
        raise StoreUnavailable(f"{self._endpoint} redirects more than {_MOST_REDIRECTS} times.")

    def _redirect(self, request: Request, target: str) -> Request:
        if request.data is not None or not same_origin(request.full_url, target):
            raise StoreUnavailable(
                f"{self._endpoint} sends the query to {target.partition('?')[0][:200]}.",
                remedy="Give that address if you trust it: redirects are followed within one host only.",
            )
        return Request(target, headers=dict(request.header_items()))

    def _request(self, question: Question) -> Request:
        form = form_of(question.sparql) or Form.SELECT
        # What it would accept of its own is not used, but it warns of forms that do not fit the query.
        wrapper = SPARQLWrapper(self._endpoint, returnFormat=TURTLE if form.is_graph else JSON, agent=AGENT)
        # Not by setQuery, which takes a word of a comment or of a prefix for the form of the query.
        wrapper.queryString = question.sparql
        wrapper.queryType = form.value
        # Else it names the form in three parameters besides, which endpoints read in ways of their own.
        wrapper.setOnlyConneg(True)
        if question.release:
            wrapper.addParameter("release", question.release)
        for name, value in _fields(question).items():
            wrapper.addCustomHttpHeader(name, value)
        wrapper.setMethod(GET)
        request = wrapper._createRequest()
        if len(request.full_url) > _LONGEST_ADDRESS:
            wrapper.setMethod(POST)
            wrapper.clearCustomHttpHeader("If-None-Match")
            request = wrapper._createRequest()
        return request


def _fields(question: Question) -> dict[str, str]:
    fields = {
        "Accept": question.accept,
        "Accept-Encoding": CODINGS,
        "Accept-Language": question.language,
    }
    if question.tag:
        fields["If-None-Match"] = question.tag
    if question.moment:
        fields["Accept-Datetime"] = format_datetime(question.moment, usegmt=True)
    return fields


def _reason(error: Exception) -> Exception:
    """Return what is behind an error of urllib."""
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        return error.reason
    return error


def _told(error: Exception) -> str:
    if isinstance(error, http.client.IncompleteRead):
        return "the answer broke off"
    return str(error).rstrip(".") or type(error).__name__
