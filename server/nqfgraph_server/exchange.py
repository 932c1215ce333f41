"""One request with its answer, watched to its last byte, for the metrics and the query log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import flask

from nqfgraph_server.sparql.observed import Observation

if TYPE_CHECKING:
    from nqfgraph_server.takers import Taker


class Outcome(StrEnum):
    """How a request ended, in the words of the metrics and of the query log."""

    WHOLE = "whole"
    UNCHANGED = "unchanged"
    """304: the client has the answer already."""
    REFUSED = "refused"
    """4xx: the request was not in order, or asked for what is not given."""
    SPENT = "spent"
    """429: the client's budget was used up."""
    BUSY = "busy"
    """503: nobody was free to answer, or there is nothing to answer from."""
    LATE = "late"
    """504: stopped at the deadline before the first byte."""
    OVER_MEMORY = "over memory"
    """507: stopped because of its memory."""
    FAILED = "failed"
    """Any other 5xx."""
    BROKEN_OFF = "broken off"
    """The answer ended with an error after its beginning was sent."""
    ABANDONED = "abandoned"
    """The client went away before the end."""


@dataclass(slots=True)
class Exchange:
    """A request and its answer; the numbers are final when the listeners get it."""

    kind: str
    """What was asked: one of `KINDS`, or ``sparql-`` and the form of the query."""
    status: int
    outcome: Outcome
    media_type: str
    first_byte_seconds: float
    """From the request's arrival here until the first piece of the answer was ready."""
    seconds: float = 0.0
    """From the request's arrival here until the last piece was taken."""
    size: int = 0
    """Bytes of the body that was sent."""
    is_query: bool = False
    """Whether it stands in the query log: everything asked of the endpoint but its description."""
    observation: Observation | None = None
    """What the SPARQL endpoint noted; None for all other requests, and for queries that were not read."""
    taker: Taker | None = None
    """Who takes the register over one of its interfaces; None for all other requests."""


Listener = Callable[[Exchange], None]

KINDS: Mapping[str | None, str] = MappingProxyType(
    {
        "archive": "file",
        "qdr": "file",
        "atom": "feed",
        "sitemap": "feed",
        "ldes": "feed",
        "activities": "feed",
        "versions": "feed",
        "graphs": "graph",
        "operations": "operations",
        "harvests": "operations",
    }
)
"""Blueprint to the kind of its answers; the others are ``page`` if they are HTML and else ``data``."""

_FORMS: Mapping[str | None, str] = MappingProxyType(
    {form: f"sparql-{form.lower()}" for form in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")}
)
_BY_STATUS: Mapping[int, Outcome] = MappingProxyType(
    {
        HTTPStatus.NOT_MODIFIED: Outcome.UNCHANGED,
        HTTPStatus.TOO_MANY_REQUESTS: Outcome.SPENT,
        HTTPStatus.SERVICE_UNAVAILABLE: Outcome.BUSY,
        HTTPStatus.GATEWAY_TIMEOUT: Outcome.LATE,
        HTTPStatus.INSUFFICIENT_STORAGE: Outcome.OVER_MEMORY,
    }
)


def set_up(app: flask.Flask, listeners: Sequence[Listener]) -> None:
    """Let ``listeners`` hear of every exchange when it has ended.

    To be called before anything else is hooked into the application: so the time begins first, and the
    answer is looked at when nobody changes it any more.
    """

    def begin() -> None:
        flask.g.began = time.perf_counter()

    def follow(response: flask.Response) -> flask.Response:
        # Looking the request up costs more than all that is done with it.
        request, kept = flask.request._get_current_object(), flask.g._get_current_object()  # type: ignore[attr-defined]
        began = kept.pop("began", None)
        if began is not None:  # else a hook that was run before failed
            exchange = _begun(request, response, kept, began)
            _follow(request, response, exchange, _Ending(exchange, began, listeners))
        return response

    app.before_request(begin)
    app.after_request(follow)


@dataclass(slots=True)
class _Ending:
    """Tells the listeners when an answer has ended."""

    exchange: Exchange
    began: float
    listeners: Sequence[Listener]

    def __call__(self) -> None:
        self.exchange.seconds = time.perf_counter() - self.began
        for listener in self.listeners:
            listener(self.exchange)


def _begun(request: flask.Request, response: flask.Response, kept: Any, began: float) -> Exchange:
    observation: Observation | None = kept.get("observation")
    taker: Taker | None = kept.get("taker")
    status, blueprint = response.status_code, request.blueprint
    media_type = response.mimetype or ""
    return Exchange(
        kind=endpoint_kind(observation) if blueprint == "sparql" else _kind(request, status, media_type),
        status=status,
        outcome=outcome_of(status),
        media_type=media_type,
        first_byte_seconds=time.perf_counter() - began,
        is_query=observation is not None or (blueprint == "sparql" and status >= HTTPStatus.BAD_REQUEST),
        taker=taker,
        observation=observation,
    )


def _follow(request: flask.Request, response: flask.Response, exchange: Exchange, end: _Ending) -> None:
    """Let ``end`` be called when the body has been sent, and count its bytes till then."""
    body = response.response
    if response.direct_passthrough:
        # The server sends the file by itself and closes the file, not the response.
        if request.method != "HEAD" and exchange.status != HTTPStatus.NOT_MODIFIED:
            exchange.size = response.content_length or 0
        end()
        return
    if request.method == "HEAD" or exchange.status == HTTPStatus.NOT_MODIFIED:
        pass
    elif isinstance(body, list):
        exchange.size = sum(map(len, body))
    else:
        response.response = _Watched(response, exchange, end.began)
    response.call_on_close(end)


def endpoint_kind(observation: Observation | None) -> str:
    """Return the kind of an exchange with the endpoint; without an observation the service was described."""
    if observation is None:
        return "sparql-service"
    return _FORMS.get(observation.form, "sparql-other")


def _kind(request: flask.Request, status: int, media_type: str) -> str:
    if request.endpoint in (None, "static"):
        return "file" if request.endpoint else "nothing"
    # Without a body, what the answer would be is not written into it.
    is_page = request.blueprint == "pages" if status == HTTPStatus.NOT_MODIFIED else media_type == "text/html"
    return KINDS.get(request.blueprint) or ("page" if is_page else "data")


def outcome_of(status: int) -> Outcome:
    """Return how a request ended that was answered with a status, as far as that says it."""
    if status < HTTPStatus.BAD_REQUEST and status != HTTPStatus.NOT_MODIFIED:
        return Outcome.WHOLE
    return _BY_STATUS.get(
        status, Outcome.REFUSED if status < HTTPStatus.INTERNAL_SERVER_ERROR else Outcome.FAILED
    )


class _Watched(Iterator[bytes]):
    """The pieces of a streamed answer, counted on their way out."""

    __slots__ = ("_began", "_close", "_exchange", "_pieces", "_whole_outcome")

    def __init__(self, response: flask.Response, exchange: Exchange, began: float) -> None:
        self._close = getattr(response.response, "close", None)
        self._pieces = response.iter_encoded()
        self._exchange = exchange
        self._began = began
        # Until its end is seen, the client may go away at any time.
        self._whole_outcome = exchange.outcome
        exchange.outcome = Outcome.ABANDONED

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._exchange.outcome = self._whole_outcome
            raise
        except BaseException:
            self._exchange.outcome = Outcome.BROKEN_OFF
            raise
        if not self._exchange.size:
            self._exchange.first_byte_seconds = time.perf_counter() - self._began
        self._exchange.size += len(piece)
        return piece

    def close(self) -> None:
        if self._close is not None:
            self._close()
