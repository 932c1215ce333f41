"""Validators of answers that come from a release: a release never changes, so its version says enough."""

from __future__ import annotations

import hashlib

import flask

from nqfgraph import __version__
from nqfgraph_server.service import OpenRelease


def stamp(response: flask.Response, opened: OpenRelease, *content: str) -> flask.Response:
    """Give data its strong ``ETag`` (release, program, ``content``) and ``Last-Modified``; answer 304."""
    response.set_etag(etag(opened, *content))
    return _finish(response, opened)


def stamp_body(response: flask.Response, opened: OpenRelease) -> flask.Response:
    """Give a page its strong ``ETag`` from its bytes, so that a new look is a new page; answer 304."""
    response.add_etag()
    return _finish(response, opened)


def known(opened: OpenRelease, *content: str) -> bool:
    """Say whether the client already has this answer, before anything is computed."""
    return flask.request.if_none_match.contains(etag(opened, *content))


def etag(opened: OpenRelease, *content: str) -> str:
    """Return the opaque part of the validator for ``content`` of a release."""
    return hashlib.sha256("\n".join((opened.version, __version__, *content)).encode()).hexdigest()[:32]


def _finish(response: flask.Response, opened: OpenRelease) -> flask.Response:
    response.last_modified = opened.manifest.created
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.make_conditional(flask.request)
    return response
