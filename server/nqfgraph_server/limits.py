"""What a query may take, told on every answer of the endpoint, on its page and in its description.

``Query-Limits`` is a field of ours, a dictionary (RFC 9651 § 3.2) with the members of `Limits.field`.
``RateLimit-Policy`` and ``RateLimit`` are those of draft-ietf-httpapi-ratelimit-headers-10, with seconds of
work as the unit of quota.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import flask

from nqfgraph.settings import Settings
from nqfgraph_server.budgets import Budgets, whole_seconds

POLICY = "work"
"""Name of the only quota policy."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of queries, in the units of the settings they come from."""

    seconds: float
    """Longest time of a query with its transfer."""
    wait_seconds: float
    """Longest time that a query waits for a worker before 503."""
    megabytes: int
    """Most memory of a query beyond the data, in MiB."""
    query_bytes: int
    """Longest text of a query, in bytes of UTF-8."""
    client_seconds: float
    """Seconds of work that one client may use at once; 0 if there is no such limit."""
    client_window_seconds: float
    """Seconds in which what was used comes back."""

    @property
    def field(self) -> str:
        """Return the value of ``Query-Limits``, without the client's budget, which has fields of its own."""
        members = {
            "seconds": self.seconds,
            "wait": self.wait_seconds,
            "megabytes": self.megabytes,
            "bytes": self.query_bytes,
        }
        return ", ".join(f"{name}={_number(value)}" for name, value in members.items())


def describe(settings: Settings) -> Limits:
    """Return the limits that queries have under these settings."""
    return Limits(
        seconds=settings.query_seconds,
        wait_seconds=settings.query_wait_seconds,
        megabytes=settings.query_megabytes,
        query_bytes=settings.query_bytes,
        client_seconds=settings.client_seconds,
        client_window_seconds=settings.client_window_seconds,
    )


def budget_fields(budgets: Budgets, client: str) -> Mapping[str, str]:
    """Return the fields that tell a client its budget as it is now; none without budgets."""
    if not budgets.limit:
        return {}
    left = budgets.left(client)
    quota, window = math.ceil(left.limit), math.ceil(left.window_seconds)
    return {
        "RateLimit-Policy": f'"{POLICY}";q={quota};qu="seconds";w={window}',
        "RateLimit": f'"{POLICY}";r={math.floor(left.remaining)};t={math.ceil(left.reset_seconds)}',
    }


def set_up(app: flask.Flask, settings: Settings, budgets: Budgets) -> None:
    """Let every answer of the endpoint tell the limits, and one that costs work the client's budget."""
    limits = describe(settings).field

    def tell(response: flask.Response) -> flask.Response:
        observation = flask.g.get("observation")
        if observation is None and flask.request.blueprint != "sparql":
            return response
        response.headers.add("Query-Limits", limits)
        if observation is not None and not observation.cached and response.status_code != 304:
            client = flask.request.remote_addr or ""
            response.headers.update(budget_fields(budgets, client))
            if response.status_code == 429:  # answered as a page, which knows no errors
                seconds = whole_seconds(budgets.retry_seconds(client))
                response.headers.setdefault("Retry-After", str(seconds))
        return response

    app.after_request(tell)


def _number(value: float) -> str:
    """Write a number as RFC 9651 has it: an integer, or a decimal with at most three places."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
