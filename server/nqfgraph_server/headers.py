"""The headers that every answer carries: what a browser may do with it, and that any site may read it.

There are no cookies and no sessions, so letting every origin read every answer gives nothing away
(Fetch standard, CORS protocol).
"""

from __future__ import annotations

import flask

_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "img-src 'self' data:"
)
_EVERYWHERE = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Last-Modified, Location, Content-Range, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}


def set_up(app: flask.Flask) -> None:
    """Add the headers after every request."""
    app.after_request(_add)


def _add(response: flask.Response) -> flask.Response:
    for name, value in _EVERYWHERE.items():
        response.headers.setdefault(name, value)
    if flask.request.method == "OPTIONS":
        for name, value in _PREFLIGHT.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault(
            "Access-Control-Allow-Methods", response.headers.get("Allow", "GET, HEAD")
        )
    return response
