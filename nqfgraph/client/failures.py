"""What an endpoint's refusals mean: one table from status to error, with what the endpoint says about it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.client.replies import Reply
from nqfgraph.errors import (
    InputError,
    QueryError,
    QueryMemory,
    QueryRefused,
    QueryTimeout,
    ReleaseError,
    StoreBusy,
    StoreError,
    StoreUnavailable,
)
from nqfgraph.places import Place

MISSING = "Install it with: pip install 'nqfgraph[client]'"

STATUSES: Mapping[int, type[StoreError]] = MappingProxyType(
    {
        400: QueryError,
        408: QueryTimeout,
        413: QueryRefused,
        414: QueryRefused,
        429: StoreBusy,
        503: StoreBusy,
        504: QueryTimeout,
        507: QueryMemory,
    }
)
"""What each HTTP status becomes; every other one that is no success becomes StoreUnavailable."""

_LONGEST_MESSAGE = 600
_LONGEST_LINE = 160
_POSITION = re.compile(r"\blines?\s*:?\s*(\d{1,7})(?:\s*,?\s*col(?:umn)?\s*:?\s*(\d{1,7}))?", re.IGNORECASE)
_SECONDS = re.compile(r"(?:^|,)\s*seconds=(\d+(?:\.\d+)?)")


class WaitedTooLong(QueryTimeout):
    """The client's own time for an answer was over before the answer was whole."""

    def __init__(self, seconds: float, iri: str) -> None:
        # Not the message of QueryTimeout: the endpoint may still be at work.
        StoreError.__init__(
            self,
            f"{iri} had not answered in full after {seconds:g} seconds.",
            remedy="Ask for less at once, or give the client a longer timeout.",
        )
        self.seconds = seconds


class EndpointTimeout(QueryTimeout):
    """The endpoint stopped the query at its own limit, which is ``seconds`` (nan if it does not say)."""

    def __init__(self, seconds: float, said: str) -> None:
        limit = f" of {seconds:g} seconds" if seconds == seconds else ""
        StoreError.__init__(
            self,
            f"The endpoint stopped the query at its time limit{limit}{said}",
            remedy="Ask for less at once, or download the dump and query it locally.",
        )
        self.seconds = seconds


def missing(package: str) -> InputError:
    """Return the error for a package that the client needs and that is not installed."""
    return InputError(f"This needs the package {package}, which is not installed.", remedy=MISSING)


def failure(reply: Reply, sparql: str, release: str | None) -> StoreError | ReleaseError:
    """Return the error that a reply means which is no success; ``sparql`` is the query it answers."""
    message, place = _told(reply)
    said = f": {message}" if message else "."
    status = f"{reply.iri} answers {reply.status}"
    if reply.status == 400:
        return _query_error(status + said, place or message, sparql)
    if reply.status in (404, 410) and release:
        return ReleaseError(
            f"Release {release} cannot be asked; {status}{said}",
            remedy="Make a client for another release, or without one for the current one.",
        )
    kind = STATUSES.get(reply.status, StoreUnavailable)
    if kind is QueryTimeout:
        limit = _SECONDS.search(reply.field("Query-Limits"))
        return EndpointTimeout(float(limit[1]) if limit else float("nan"), said)
    remedy = "Is this the address of a SPARQL endpoint?" if kind is StoreUnavailable else None
    return kind(status + said, remedy=remedy)


def _query_error(message: str, place: str, sparql: str) -> QueryError:
    """Return the error with the line of the query that the endpoint names, and a mark below the place."""
    found = _POSITION.search(place)
    lines = sparql.split("\n")
    number = int(found[1]) if found else 0
    if not found or not 1 <= number <= len(lines):
        return QueryError(message)
    column = int(found[2]) if found[2] else None
    return QueryError(
        f"{message}\n{_marked(lines[number - 1].rstrip(), column)}",
        place=Place(file="query", line=number, column=str(column) if column else None),
    )


def _marked(line: str, column: int | None) -> str:
    column = column if column and column <= len(line) + 1 else None
    start = max(0, (column or 1) - _LONGEST_LINE // 2)
    shown = line[start : start + _LONGEST_LINE].replace("\t", " ")
    if column is None:
        return f"    {shown}"
    return f"    {shown}\n    {' ' * max(0, column - 1 - start)}^"


def _told(reply: Reply) -> tuple[str, str]:
    """Return what a refusal says and of which place: from a problem document (RFC 9457), else its text."""
    text = reply.body.decode("utf-8", "replace")
    if reply.media_type == "text/html":
        text = re.sub(r"<(?:script|style)\b.*?(?:</|$)|<[^<>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    place = ""
    if isinstance(document, dict) and isinstance(document.get("detail"), str):
        text, place = document["detail"], str(document.get("place") or "")
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[:_LONGEST_MESSAGE]}…", place
