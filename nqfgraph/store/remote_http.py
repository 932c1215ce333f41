"""The door to engines at an address: makes connections, and translates everything that httpx raises."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

import httpx

from nqfgraph.errors import QueryError, QueryRefused, QueryTimeout, StoreBusy, StoreError, StoreUnavailable
from nqfgraph.store.address import Address, shown

CONNECT_SECONDS = 10.0
MESSAGE_LENGTH = 300


class TooLarge(StoreUnavailable):
    """The server does not take so much at once."""


FAILURES: Mapping[type[Exception], type[StoreError]] = MappingProxyType(
    {
        httpx.ConnectTimeout: StoreUnavailable,
        httpx.PoolTimeout: StoreUnavailable,
        httpx.TimeoutException: QueryTimeout,
        httpx.HTTPError: StoreUnavailable,
        httpx.InvalidURL: StoreUnavailable,
        httpx.StreamError: StoreUnavailable,
        httpx.CookieConflict: StoreUnavailable,
    }
)
"""What each exception of httpx becomes; one that is not listed, what its nearest listed parent does."""

STATUSES: Mapping[int, type[StoreError]] = MappingProxyType(
    {400: QueryError, 408: QueryTimeout, 413: TooLarge, 429: StoreBusy, 503: StoreBusy, 504: QueryTimeout}
)
"""What each HTTP status becomes; every other one that is no success becomes StoreUnavailable."""


def connect(address: Address, seconds: float) -> httpx.Client:
    """Return a client for an engine; ``seconds`` is the longest silence. Certificates are verified."""
    auth: httpx.Auth | None = None
    if address.token:
        auth = _Bearer(address.token)
    elif address.user:
        auth = _Asked(address.user, address.password)
    timeout = httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
    return httpx.Client(timeout=timeout, auth=auth, follow_redirects=False)


class _Bearer(httpx.Auth):
    """Sends a token (RFC 6750 § 2.1)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class _Asked(httpx.Auth):
    """Answers to the way of authentication that the server asks for (RFC 7235 § 2.1): digest or basic.

    The first request goes without; what a server asked for once, later requests bring along.
    """

    def __init__(self, user: str, password: str) -> None:
        self._ways = {
            "digest": httpx.DigestAuth(user, password),
            "basic": httpx.BasicAuth(user, password),
        }
        self._way: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._way is None:
            response = yield request
            asked = response.headers.get("WWW-Authenticate", "").partition(" ")[0].lower()
            if response.status_code != httpx.codes.UNAUTHORIZED or asked not in self._ways:
                return
            self._way = self._ways[asked]
            flow = self._way.auth_flow(request)
            next(flow)
            if asked == "digest":
                # Its own first request has been answered already.
                flow.send(response)
            yield request
            return
        yield from self._way.auth_flow(request)


@contextmanager
def translated(address: str, client: httpx.Client) -> Iterator[None]:
    """Raise a StoreError for whatever httpx raises about the server at ``address``."""
    try:
        yield
    except tuple(FAILURES) as error:
        kind = translation(type(error))
        if kind is QueryTimeout:
            raise QueryTimeout(silence(client)) from error
        raise kind(
            f"The server at {shown(address)} cannot be asked: {error or type(error).__name__}.",
            remedy="Check the address and that the server runs.",
        ) from error


def silence(client: httpx.Client) -> float:
    """Return the longest silence of the server that a client bears, in seconds."""
    return client.timeout.read or CONNECT_SECONDS


def translation(kind: type[Exception]) -> type[StoreError]:
    """Return what an exception class of httpx becomes."""
    return next(FAILURES[each] for each in kind.__mro__ if each in FAILURES)


def check(response: httpx.Response, address: str, client: httpx.Client) -> None:
    """Raise what the status of an answer means, with what the server says about it."""
    if response.is_success:
        return
    status = f"{response.status_code} {response.reason_phrase}".strip()
    if response.has_redirect_location:
        target = response.headers["Location"]
        raise StoreUnavailable(
            f"The server at {shown(address)} answers {status}: it redirects to {shown(target)}.",
            remedy="Use that address if you trust it; redirects are not followed.",
        )
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise StoreUnavailable(
            f"The server at {shown(address)} answers {status}: it does not let this program in.",
            remedy="Check NQFGRAPH_STORE_USER and NQFGRAPH_STORE_PASSWORD, or NQFGRAPH_STORE_TOKEN.",
        )
    body = next(response.iter_bytes(4 * MESSAGE_LENGTH), b"").decode("utf-8", "replace")
    kind = _kind(response.status_code, body)
    if kind is QueryTimeout:
        raise QueryTimeout(silence(client))
    raise kind(f"The server at {shown(address)} answers {status}{_said(body)}")


def _kind(status: int, body: str) -> type[StoreError]:
    # Virtuoso answers 500 to whatever it cannot do, with the SQL state of the reason in the first line.
    if status == httpx.codes.INTERNAL_SERVER_ERROR and body.startswith("Virtuoso "):
        state = body.split(" ", 2)[1]
        return QueryTimeout if state in ("S1T00", "S1TAT") else QueryRefused
    return STATUSES.get(status, StoreUnavailable)


def _said(body: str) -> str:
    """Return what an error answer says, to follow the status; of a problem document the detail."""
    try:
        text = str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        # Virtuoso repeats the query, as it was sent.
        text = " ".join(body.partition("SPARQL query:")[0].split())
    text = text[:MESSAGE_LENGTH].strip()
    return f": {text}" if text else "."


def refuse_cut(response: httpx.Response, address: str, client: httpx.Client) -> None:
    """Raise what it means if the server says in its header that the answer is not whole.

    Virtuoso does: ``X-SPARQL-MaxRows`` where its limit of rows was reached, and the SQL state S1TAT where
    its limit of time was.
    """
    if response.headers.get("X-SQL-State"):
        raise QueryTimeout(silence(client))
    rows = response.headers.get("X-SPARQL-MaxRows")
    if rows:
        raise QueryRefused(
            f"The server at {shown(address)} cuts answers off after {rows} rows.",
            remedy="Ask for less at once; the operator can set ResultSetMaxRows to 0.",
        )


def kind_of(response: httpx.Response) -> str:
    """Return the media type of an answer, in small letters and without parameters."""
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
