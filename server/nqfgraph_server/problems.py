"""What an error answers: one table from error class to status, and one way to write it.

Programs get a problem document (RFC 9457, ``application/problem+json``); who asks for HTML gets a page in the
reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from nqfgraph import errors
from nqfgraph.describe import Text
from nqfgraph.describe.neighbourhood import in_language
from nqfgraph.exports.metadata import WRITERS
from nqfgraph_server import lost
from nqfgraph_server.absence import RemovedThing
from nqfgraph_server.budgets import BudgetSpent, whole_seconds
from nqfgraph_server.languages import SOURCE, reader_language, translate
from nqfgraph_server.languages import marked as _
from nqfgraph_server.negotiation import NotAcceptable, negotiate
from nqfgraph_server.profiles import UnknownProfile
from nqfgraph_server.service import NotServing
from nqfgraph_server.tombstones import Tombstone, asked_form, write_tombstone

PROBLEM = "application/problem+json"
HTML = "text/html"

STATUSES: Mapping[type[errors.NqfgraphError], int] = MappingProxyType(
    {
        errors.NqfgraphError: 500,
        errors.InputError: 400,
        errors.BuildRefused: 500,
        errors.ProcessEnded: 500,
        errors.ReleaseError: 404,
        errors.ChangeLogError: 503,
        NotServing: 503,
        BudgetSpent: 429,
        errors.ShapesError: 400,
        errors.StoreError: 500,
        errors.QueryError: 400,
        errors.QueryRefused: 400,
        errors.QueryTimeout: 504,
        errors.QueryMemory: 507,
        errors.StoreBusy: 503,
        errors.StoreUnavailable: 503,
        NotAcceptable: 406,
        UnknownProfile: 406,
    }
)
"""Error class to HTTP status; a subclass that is not listed answers as its nearest listed parent."""

_LOST = frozenset({404, 410})
"""Statuses whose page helps to find what was looked for."""

_RETRY_SECONDS = 10.0
"""After which time something may be asked again, where the error does not know it."""

TITLES: Mapping[int, str] = MappingProxyType(
    {
        400: _("The request cannot be understood"),
        403: _("You may not read this"),
        404: _("There is no such page"),
        405: _("This address does not do that"),
        406: _("Not available in this form"),
        409: _("This is not the answer that was cited"),
        410: _("This has been removed"),
        412: _("The condition of the request is not met"),
        413: _("Too much was sent"),
        415: _("This form of data is not accepted"),
        416: _("There is no such part of the file"),
        422: _("This cannot be done with this answer"),
        429: _("Too many requests"),
        500: _("Something went wrong here"),
        503: _("Not available right now"),
        504: _("This took too long"),
        507: _("This needs too much memory"),
    }
)
"""What the page of an error is headed with."""

DETAILS: Mapping[int, str] = MappingProxyType(
    {
        404: _("The address may be misspelt, or it may belong to another release."),
        405: _("The address exists, but not for this kind of request."),
        500: _("The fault is on the side of the server and has been written to its log."),
    }
)
"""What is said where the error says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is told to a client (members of RFC 9457 § 3.1)."""

    status: int
    detail: str
    kind: str = "about:blank"
    place: str | None = None
    remedy: str | None = None
    release: str | None = None
    """Version of the release that last described what is gone."""
    tombstone: Tombstone | None = None
    """What is left of what is gone."""
    retry_seconds: float = _RETRY_SECONDS
    """When to ask again; told with 429 and 503 only."""
    location: Mapping[str, object] | None = None
    """The place for programs: ``file``, ``line``, ``column`` and so on, as far as they are known."""


def status_of(error: errors.NqfgraphError) -> int:
    """Return the HTTP status that an error of the library answers with."""
    return next(STATUSES[each] for each in type(error).__mro__ if each in STATUSES)


def set_up(app: flask.Flask) -> None:
    """Let every error of the application be answered by this module."""
    app.register_error_handler(errors.NqfgraphError, _answer_library_error)
    app.register_error_handler(HTTPException, _answer_http_error)


def answer(problem: Problem) -> flask.Response:
    """Return the response for a problem, as a page or as a problem document."""
    form = _form(problem)
    if problem.tombstone and form in WRITERS:
        body = write_tombstone(problem.tombstone, form)
        response = flask.current_app.response_class(body, mimetype=form)
    else:
        response = _page(problem) if form == HTML else _document(problem)
    response.status_code = problem.status
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(["Accept", "Accept-Language"])
    if problem.status in (429, 503):
        response.headers["Retry-After"] = str(whole_seconds(problem.retry_seconds))
    return response


def _form(problem: Problem) -> str:
    """Return the media type to answer in: what is gone has a form in RDF too."""
    more = tuple(WRITERS) if problem.tombstone else ()
    if more and (named := asked_form()):
        return named
    try:
        return negotiate(flask.request.headers.get("Accept"), (PROBLEM, "application/json", HTML, *more))
    except NotAcceptable:
        return PROBLEM


def _document(problem: Problem) -> flask.Response:
    body: dict[str, object] = {
        "type": problem.kind,
        "title": HTTP_STATUS_CODES.get(problem.status, "Error"),
        "status": problem.status,
        "detail": f"{problem.detail} {problem.remedy}" if problem.remedy else problem.detail,
        "instance": flask.request.full_path.rstrip("?"),
    }
    if problem.place:
        body["place"] = problem.place
    if problem.location:
        body["location"] = dict(problem.location)
    if problem.release:
        body["release"] = problem.release
    if problem.tombstone:
        body["tombstone"] = problem.tombstone.members()
    return flask.current_app.response_class(flask.json.dumps(body, ensure_ascii=False), mimetype=PROBLEM)


def _page(problem: Problem) -> flask.Response:
    title = translate(TITLES.get(problem.status, TITLES[500]))
    return flask.make_response(
        flask.render_template(
            "problem.html",
            problem=problem,
            title=title,
            detail=_told(problem.detail),
            remedy=_told(problem.remedy) if problem.remedy else None,
            in_language=in_language,
            version_address=_version_address,
            ways=lost.ways_on(problem.release) if problem.status in _LOST else None,
        )
    )


def _version_address(iri: str) -> str:
    """Return the address on this server of a version of a thing."""
    return f"{flask.request.script_root}/feeds/versions/{iri.rpartition('/')[2]}"


def _told(message: str) -> Text:
    """Return a message in the reader's language if it is in the catalogues, else in English and marked so."""
    translated = translate(message)
    return Text(translated, reader_language() if translated != message else SOURCE)


def _answer_library_error(error: errors.NqfgraphError) -> flask.Response:
    if status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        flask.current_app.logger.error("%s: %s", type(error).__name__, error)
    return answer(
        Problem(
            status_of(error),
            error.message,
            place=str(error.place) if error.place else None,
            remedy=error.remedy,
            retry_seconds=error.retry_seconds if isinstance(error, BudgetSpent) else _RETRY_SECONDS,
        )
    )


def _answer_http_error(error: HTTPException) -> flask.Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    ours = type(error).__module__ != HTTPException.__module__ or type(error).description != error.description
    detail = error.description if ours else DETAILS.get(status, error.description)
    gone = error if isinstance(error, RemovedThing) else None
    problem = Problem(
        status,
        detail or HTTP_STATUS_CODES[status],
        release=gone.release if gone else None,
        tombstone=gone.tombstone if gone else None,
    )
    response = answer(problem)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate", "Content-Range"):
            response.headers[name] = value
    return response
