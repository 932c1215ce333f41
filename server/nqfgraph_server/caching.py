"""Validators of answers that come from a release: a release never changes, so its version says enough.

How long an answer may be used unasked: files of a release for ever (`nqfgraph_server.archive`), since they
are the bytes that the manifest names; data of a release that the address pins for a day, because another
version of the program may write it otherwise; everything else only after asking, which costs a 304.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import flask

from nqfgraph import __version__
from nqfgraph_server.memento import write_time
from nqfgraph_server.service import Choice, OpenRelease

PINNED_SECONDS = 86_400
"""How long data of a pinned release may be used without asking, in seconds."""

_CONDITIONS = frozenset(
    {
        "HTTP_IF_MATCH",
        "HTTP_IF_NONE_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_UNMODIFIED_SINCE",
        "HTTP_IF_RANGE",
        "HTTP_RANGE",
    }
)
"""Fields that make a request conditional, as WSGI names them."""


def stamp(response: flask.Response, opened: OpenRelease, *content: str) -> flask.Response:
    """Give data its strong ``ETag`` (release, program, ``content``) and ``Last-Modified``; answer 304."""
    response.headers["ETag"] = f'"{etag(opened, *content)}"'
    return _finish(response, opened, lasting=_is_pinned())


def stamp_body(response: flask.Response, opened: OpenRelease) -> flask.Response:
    """Give a page its strong ``ETag`` from its bytes, so that a new look is a new page; answer 304."""
    response.add_etag()
    return _finish(response, opened, lasting=False)


def known(opened: OpenRelease, *content: str) -> bool:
    """Say whether the client already has this answer, before anything is computed."""
    if "HTTP_IF_NONE_MATCH" not in flask.request.environ:
        return False
    return flask.request.if_none_match.contains_weak(etag(opened, *content))


def etag(opened: OpenRelease, *content: str) -> str:
    """Return the opaque part of the validator for ``content`` of a release."""
    return hashlib.sha256("\n".join((opened.version, __version__, *content)).encode()).hexdigest()[:32]


def _finish(response: flask.Response, opened: OpenRelease, *, lasting: bool) -> flask.Response:
    # Written as texts: the objects that werkzeug offers for them cost more than a small query does.
    response.headers["Last-Modified"] = write_time(modified(opened))
    response.headers["Cache-Control"] = f"public, max-age={PINNED_SECONDS}" if lasting else "public, no-cache"
    if not _CONDITIONS.isdisjoint(flask.request.environ):
        response.make_conditional(flask.request)
    return response


def modified(opened: OpenRelease) -> datetime:
    """Return since when this is the answer: who asks by time must see that a release was taken back.

    That is when the release took its place; of one that the request chose, when it was published.
    """
    choice: Choice | None = flask.g.get("release_choice")
    return opened.manifest.created if choice is not None and choice.is_past else opened.since


def _is_pinned() -> bool:
    choice: Choice | None = flask.g.get("release_choice")
    return choice is not None and choice.pinned
