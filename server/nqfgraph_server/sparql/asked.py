"""Reads what is asked of the endpoint (SPARQL 1.1 Protocol § 2.1; RFC 10008 for the method QUERY)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

import flask
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from nqfgraph.errors import QueryRefused

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

METHODS = ("GET", "POST", "QUERY")
"""The methods that ask (HEAD is GET without the body)."""

_MOST_PARAMETERS = 200
_SMALL = 4096
"""Bytes of a request that is remembered."""
_ENCODED_SIZE = 3
"""A byte takes three in a form (``%XX``)."""
_ROOM = 65_536
"""Bytes that the other parameters of a form may take."""
_DIGEST = re.compile("sha-256:[0-9a-f]{64}")
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its dataset; None where the request says nothing."""

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    seconds: float | None
    """The deadline that the client asks for, in seconds."""
    form: str | None
    """Name of the form of the answer, which then counts instead of ``Accept``."""
    release: str | None = None
    """Version of the release that the body names; one in the address is read by the service."""
    digest: str | None = None
    """What the answer has to be, as `nqfgraph_server.sparql.citation` writes it."""


def read_request(longest: int) -> Asked | None:
    """Return what the current request asks; None for a request without a query, which asks for the service.

    ``longest`` is the most bytes that a query may have. Raises QueryRefused for an update and werkzeug's
    exceptions for what is not in order: 400, 413, 415.
    """
    request = flask.request
    body, kind = _body(longest) if request.method in ("POST", "QUERY") else (None, "")
    read = _read_again if len(request.query_string) + len(body or b"") <= _SMALL else _read
    return read(request.query_string, body, kind, longest)


def _read(query_string: bytes, body: bytes | None, kind: str, longest: int) -> Asked | None:
    """Read an address and, unless it is None, the body of a ``kind``."""
    pairs = _pairs(_utf_8(query_string))
    sent: list[tuple[str, str]] = []
    if body is not None:
        sent = [("query", _utf_8(body))] if kind == DIRECT else _pairs(_utf_8(body))
        pairs += sent
    query = _query(pairs, longest)
    if query is None:
        if body is not None:
            raise BadRequest("The request has no query. Send it as the parameter “query”.")
        return None
    return Asked(
        query=query,
        default_graphs=_graphs(pairs, "default-graph-uri"),
        named_graphs=_graphs(pairs, "named-graph-uri"),
        seconds=_seconds(pairs),
        form=_first(pairs, "format"),
        release=_first(sent, "release"),
        digest=_digest(pairs),
    )


_read_again = lru_cache(maxsize=512)(_read)
"""`_read` for what is small, because the same few questions are asked again and again."""


def _query(pairs: list[tuple[str, str]], longest: int) -> str | None:
    if any(name == "update" for name, _ in pairs):
        raise _no_updates()
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise BadRequest("The request has more than one query. Send one at a time.")
    if not queries:
        return None
    # A character takes four bytes at most, so that most texts need not be encoded to be measured.
    if len(queries[0]) * 4 > longest and len(queries[0].encode()) > longest:
        raise _too_long(longest)
    return queries[0]


def _first(pairs: list[tuple[str, str]], name: str) -> str | None:
    return next((value for key, value in pairs if key == name and value), None)


def _body(longest: int) -> tuple[bytes, str]:
    """Return the body and its kind."""
    request = flask.request
    kind = request.mimetype
    if kind == UPDATE:
        raise _no_updates()
    if kind not in (FORM, DIRECT):
        raise UnsupportedMediaType(
            f"A query is sent as {FORM} or {DIRECT}, not as {kind or 'a body without a type'}."
        )
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"A query is sent in UTF-8, not in {charset}.")
    # Set before anything is read, so that a body without a stated length is not read to its end either.
    request.max_content_length = longest if kind == DIRECT else most_bytes(longest)
    try:
        return request.get_data(cache=False), kind
    except RequestEntityTooLarge as error:
        raise _too_long(longest) from error


def most_bytes(longest: int) -> int:
    """Return how many bytes a body may have whose query may have ``longest``."""
    return longest * _ENCODED_SIZE + _ROOM


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise BadRequest("The parameters are not percent-encoded UTF-8.") from error
    except ValueError as error:
        raise BadRequest(f"The request has more than {_MOST_PARAMETERS} parameters.") from error


def _utf_8(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"The query is not UTF-8: byte {error.start + 1} cannot be read.") from error


def _graphs(pairs: list[tuple[str, str]], name: str) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(value for key, value in pairs if key == name)) or None


def _seconds(pairs: list[tuple[str, str]]) -> float | None:
    text = _first(pairs, "timeout")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise BadRequest(f"The timeout is “{text}”. Give a number of seconds above 0, such as 2.5.")
    return seconds


def _digest(pairs: list[tuple[str, str]]) -> str | None:
    text = _first(pairs, "digest")
    if text is not None and not _DIGEST.fullmatch(text):
        raise BadRequest(
            f"The digest is “{text[:_SHOWN]}”. Give one as the endpoint's page shows it: "
            "“sha-256:” and 64 hexadecimal digits."
        )
    return text


def _no_updates() -> QueryRefused:
    return QueryRefused(
        "This endpoint answers queries; it takes no updates.",
        remedy="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    )


def _too_long(longest: int) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(f"The query is longer than the limit of {longest} bytes.")
