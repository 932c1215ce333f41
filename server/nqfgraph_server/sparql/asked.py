"""Reads what is asked of the endpoint (SPARQL 1.1 Protocol § 2.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import parse_qsl

import flask
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from nqfgraph.errors import QueryRefused

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

_MOST_PARAMETERS = 200
_ENCODED_SIZE = 3
"""A byte takes three in a form (``%XX``)."""
_ROOM = 65_536
"""Bytes that the other parameters of a form may take."""


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


def read_request(longest: int) -> Asked | None:
    """Return what the current request asks; None for a request without a query, which asks for the service.

    ``longest`` is the most bytes that a query may have. Raises QueryRefused for an update and werkzeug's
    exceptions for what is not in order: 400, 413, 415.
    """
    request = flask.request
    pairs = _pairs(_utf_8(request.query_string))
    if request.method == "POST":
        pairs += _body(longest)
    if any(name == "update" for name, _ in pairs):
        raise _no_updates()
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise BadRequest("The request has more than one query. Send one at a time.")
    if not queries:
        if request.method == "POST":
            raise BadRequest("The request has no query. Send it as the parameter “query”.")
        return None
    if len(queries[0].encode()) > longest:
        raise _too_long(longest)
    return Asked(
        query=queries[0],
        default_graphs=_graphs(pairs, "default-graph-uri"),
        named_graphs=_graphs(pairs, "named-graph-uri"),
        seconds=_seconds(pairs),
        form=next((value for name, value in pairs if name == "format" and value), None),
    )


def _body(longest: int) -> list[tuple[str, str]]:
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
    request.max_content_length = longest if kind == DIRECT else longest * _ENCODED_SIZE + _ROOM
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise _too_long(longest) from error
    return [("query", _utf_8(body))] if kind == DIRECT else _pairs(_utf_8(body))


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
    text = next((value for name, value in pairs if name == "timeout"), None)
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise BadRequest(f"The timeout is “{text}”. Give a number of seconds above 0, such as 2.5.")
    return seconds


def _no_updates() -> QueryRefused:
    return QueryRefused(
        "This endpoint answers queries; it takes no updates.",
        remedy="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    )


def _too_long(longest: int) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(f"The query is longer than the limit of {longest} bytes.")
