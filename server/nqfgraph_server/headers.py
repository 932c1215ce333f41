"""The headers that every answer carries: what a browser may do with it, and that any site may read it.

There are no cookies and no sessions, so letting every origin read every answer gives nothing away
(Fetch standard, CORS protocol).
"""

from __future__ import annotations

import flask

POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "img-src 'self' data:"
)
"""What a page may load and where its forms may go: its own origin (Content Security Policy, level 3)."""
_EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Last-Modified, Location, Content-Location, Content-Range, "
    "Memento-Datetime, Retry-After, Vary, "
    "RateLimit, RateLimit-Policy, Query-Limits, Accept-Query, Repr-Digest",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Content-Type, If-None-Match, Range"
    ),
    "Access-Control-Max-Age": "86400",
}


def set_up(app: flask.Flask) -> None:
    """Add the headers after every request."""
    app.after_request(_add)


def _add(response: flask.Response) -> flask.Response:
    given = {name.lower() for name, _ in response.headers}
    response.headers.extend(
        [(name, value) for name, value in _EVERYWHERE.items() if name.lower() not in given]
    )
    if flask.request.method == "OPTIONS":
        for name, value in _PREFLIGHT.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault(
            "Access-Control-Allow-Methods", response.headers.get("Allow", "GET, HEAD")
        )
    return response
