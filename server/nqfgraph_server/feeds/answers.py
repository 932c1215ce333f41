"""Answers that are views of the change log, with their validators.

What is complete never changes and may be kept for ever; what still grows is asked for again each time, which
costs a 304. Validators come from the digests of the entries, so nothing is written for somebody who has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import flask

from nqfgraph import __version__
from nqfgraph.changelog import ChangeLog, Entry
from nqfgraph_server.languages import marked as _
from nqfgraph_server.opened import NothingPublished, NotServing
from nqfgraph_server.service import current_service

A_YEAR = 31_536_000
"""How long what never changes may be kept, in seconds."""


def change_log() -> ChangeLog:
    """Return the log; raises NothingPublished, or NotServing where releases are older than the log."""
    log = current_service().changelog()
    if log is None:
        if current_service().releases.current() is None:
            raise NothingPublished
        raise NotServing(
            _("The releases here are older than the log of changes."),
            remedy=_("Publish a release, or start the server with the right to write into its home folder."),
        )
    return log


def tag(*content: object) -> str:
    """Return a validator for content: what it is made of, as texts."""
    return hashlib.sha256("\n".join(map(str, (__version__, *content))).encode()).hexdigest()[:32]


def digests(entries: Iterable[Entry]) -> str:
    """Return one digest for entries with their times and contents."""
    told = (
        f"{each.number} {each.time.timestamp():.0f} {each.operation} {each.iri} {each.digest}"
        for each in entries
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def answer(media_type: str, validator: str, write: Callable[[], bytes], *, lasting: bool) -> flask.Response:
    """Answer what ``write`` gives, or 304 to a client that has it; ``lasting`` if it never changes."""
    # A proxy that compresses makes validators weak, and this condition compares weakly (RFC 9110 § 13.1.2).
    known = flask.request.if_none_match.contains_weak(validator)
    response = flask.current_app.response_class(
        b"" if known else write(), status=304 if known else 200, mimetype=media_type
    )
    response.headers["ETag"] = f'"{validator}"'
    response.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR}, immutable" if lasting else "public, no-cache"
    )
    if flask.request.if_match and not flask.request.if_match.star_tag:
        response.make_conditional(flask.request)
    return response
