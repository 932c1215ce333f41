"""Answers a query request that has come before, in front of the application, from the kept answers.

What the application does for a request that asks nothing new (routing, reading, choosing, hooks) costs more
than all the rest of it. So the head of such an answer is remembered under the request as it came: the whole
address, the body, and every header but those that no answer with data depends on. The body stays in the
`ResultCache` and is looked up there, so an answer that was given up there, or that belongs to a release that
is no longer the current one, takes the long way.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nqfgraph.errors import NqfgraphError
from nqfgraph_server.exchange import Exchange, Listener, endpoint_kind, outcome_of
from nqfgraph_server.service import Service
from nqfgraph_server.sparql.asked import METHODS
from nqfgraph_server.sparql.repeatable import REPEATABLE, Repeatable

_PATH = "/sparql"
_MOST_ANSWERS = 1024
_MOST_BYTES = 2048
"""Of an address with its body, so that all of it together takes a few megabytes."""
_MOST_FIELDS = 24
_MOST_DIGITS = 10
_OF_NO_CONCERN = frozenset(
    {
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_CONNECTION",
        "HTTP_COOKIE",
        "HTTP_ORIGIN",
        "HTTP_REFERER",
        "HTTP_USER_AGENT",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_REAL_IP",
    }
)
"""Headers that differ from client to client and that no answer with data depends on."""

Environment = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
Application = Callable[[Environment, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class _Head:
    status: str
    headers: list[tuple[str, str]]
    answer: Repeatable


class Repetition:
    """A WSGI application that answers for ``application`` what that one has answered before.

    ``listeners`` hear of each such answer, as they do of those that the application gives.
    """

    def __init__(self, application: Application, service: Service, listeners: Sequence[Listener]) -> None:
        self._application = application
        self._service = service
        self._listeners = listeners
        self._heads: dict[tuple[object, ...], _Head] = {}

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        began = time.perf_counter()
        request = _read(environ) if environ.get("PATH_INFO") == _PATH else None
        if request is None:
            return self._application(environ, start_response)
        head = self._heads.get(request)
        body = None if head is None else self._body(head.answer)
        if head is None or body is None:
            return self._application(environ, self._remembering(request, environ, start_response))
        start_response(head.status, list(head.headers))
        self._tell(head, len(body), began)
        return [body]

    def _body(self, answer: Repeatable) -> bytes | None:
        """Return the body of an answer, None if it cannot be given again."""
        try:
            if self._service.current().version != answer.version:
                return None
        except NqfgraphError:
            return None
        if answer.key is None:
            return b""
        kept = self._service.results.find(answer.key)
        coded = kept.codings.get(answer.coding) if kept else None
        return coded.content if coded else None

    def _remembering(
        self, request: tuple[object, ...], environ: Environment, start_response: StartResponse
    ) -> StartResponse:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            answer: Repeatable | None = environ.get(REPEATABLE)
            if answer and not error and status.startswith("304" if answer.key is None else "200"):
                if len(self._heads) >= _MOST_ANSWERS:
                    self._heads.clear()
                # The time of an answer is the server's to write.
                lasting = [(name, value) for name, value in headers if name.lower() != "date"]
                self._heads[request] = _Head(status, lasting, answer)
            return start_response(status, headers, *error)

        return start

    def _tell(self, head: _Head, size: int, began: float) -> None:
        seconds = time.perf_counter() - began
        status = int(head.status[:3])
        observation = head.answer.observation
        exchange = Exchange(
            kind=endpoint_kind(observation),
            status=status,
            outcome=outcome_of(status),
            media_type=observation.media_type or "",
            first_byte_seconds=seconds,
            seconds=seconds,
            size=size,
            is_query=True,
            observation=observation,
        )
        for listener in self._listeners:
            listener(exchange)


def _read(environ: Environment) -> tuple[object, ...] | None:
    """Return all that the answer may depend on; None if the request is not of the kind that is remembered."""
    method = environ["REQUEST_METHOD"]
    fields = [
        each for each in environ.items() if each[0].startswith("HTTP_") and each[0] not in _OF_NO_CONCERN
    ]
    length = environ.get("CONTENT_LENGTH") or ""
    size = int(length) if length.isdecimal() and len(length) < _MOST_DIGITS else 0
    if method not in METHODS or (method != "GET" and not size) or len(fields) > _MOST_FIELDS:
        return None
    if size + len(environ.get("QUERY_STRING", "")) + sum(len(value) for _, value in fields) > _MOST_BYTES:
        return None
    body = b""
    if size:
        body = environ["wsgi.input"].read(size)
        environ["wsgi.input"] = io.BytesIO(body)
    return (
        method,
        environ["wsgi.url_scheme"],
        environ.get("SCRIPT_NAME"),
        environ.get("QUERY_STRING", ""),
        environ.get("CONTENT_TYPE"),
        body,
        *fields,
    )
