"""Answers queries: as data in the form that is asked for, or as a page; or says what the service is."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing
from http import HTTPStatus
from itertools import chain

import flask
from werkzeug.exceptions import PreconditionFailed

from nqfgraph.errors import NqfgraphError
from nqfgraph_server import caching, compression
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.problems import status_of
from nqfgraph_server.service import Choice, OpenRelease, Service, current_service
from nqfgraph_server.sparql import citation, description, page
from nqfgraph_server.sparql.asked import DIRECT, FORM, METHODS, read_request
from nqfgraph_server.sparql.choosing import GRAPHS, HTML, choose, offers, written_as
from nqfgraph_server.sparql.citation import Citation
from nqfgraph_server.sparql.kept import Kept
from nqfgraph_server.sparql.question import Question
from nqfgraph_server.sparql.repeatable import REPEATABLE, Repeatable

blueprint = flask.Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=METHODS, strict_slashes=False)
def answer() -> flask.Response:
    """Answer a query, or describe the service where there is none."""
    service = current_service()
    asked = read_request(service.settings.query_bytes)
    if asked is None or not asked.query.strip():
        return _introduce(service.release())
    question = Question(service, service.release(asked.release), asked)
    media_type = choose(asked, question.form)
    question.observation.media_type = media_type
    if media_type == HTML:
        return _as_page(question)
    return as_data(service, question, media_type)


@blueprint.after_request
def _announce_queries(response: flask.Response) -> flask.Response:
    """Say that the method QUERY is understood, and with which bodies (RFC 10008 § 3)."""
    response.headers.add("Accept-Query", f"{DIRECT}, {FORM}")
    return response


def _introduce(opened: OpenRelease) -> flask.Response:
    media_type = negotiate(flask.request.headers.get("Accept"), (HTML, *GRAPHS))
    if media_type == HTML:
        response = page.blank(opened)
    else:
        endpoint = f"{flask.request.root_url}sparql"
        content = description.describe(opened, endpoint, media_type)
        response = flask.current_app.response_class(content, mimetype=media_type)
        response = caching.stamp_body(response, opened)  # limits are told too, which a restart may change
    response.headers.add("Link", f'<{flask.request.script_root}/void>; rel="service-meta"')
    response.vary.add("Accept")
    return response


# -- data


def as_data(service: Service, question: Question, media_type: str) -> flask.Response:
    """Return the answer as data, or 304; the errors are those of `Question.answer`, 409, 412 and 422."""
    if question.stable and _has(question.key(media_type)):
        response = flask.current_app.response_class(status=304, mimetype=media_type)
        coding = compression.IDENTITY
    else:
        if question.asked.digest:
            _verify(question, question.asked.digest)
        response, coding = _send(service, question, media_type)
    if question.stable:
        response = caching.stamp(response, question.opened, *question.content(media_type))
        _let_repeat(question, media_type, response.status_code, coding)
    else:
        response.headers["Cache-Control"] = "no-store"
    if coding != compression.IDENTITY:
        compression.label(response, coding)
    vary = response.headers.get("Vary")
    response.headers["Vary"] = f"{vary}, Accept" if vary else "Accept"
    return response


def _let_repeat(question: Question, media_type: str, status: int, coding: str) -> None:
    """Leave word that the same request gets the same answer, if the answer was kept and names no release."""
    choice: Choice | None = flask.g.get("release_choice")
    if question.observation.cached and choice and not choice.pinned and not choice.negotiated:
        key = (
            None if status == HTTPStatus.NOT_MODIFIED else question.key(written_as(media_type, question.form))
        )
        flask.request.environ[REPEATABLE] = Repeatable(
            question.opened.version, key, coding, question.observation
        )


def _has(tag: str) -> bool:
    """Say whether the client has the answer with this validator; raises 412 for POST (RFC 9110 § 13.1.2)."""
    # “*” asks for something else: whether there is an answer at all, which nobody knows before.
    if "HTTP_IF_NONE_MATCH" not in flask.request.environ:
        return False
    tags = flask.request.if_none_match
    if not (tags.is_strong(tag) or tags.is_weak(tag)):
        return False
    if flask.request.method == "POST":
        raise PreconditionFailed(
            "The answer is the one whose validator stands in If-None-Match. "
            "Ask with GET or QUERY to be told so with status 304."
        )
    return True


def _verify(question: Question, digest: str) -> None:
    with closing(question.answer(citation.form_of_lines(question.form))) as found:
        lines, _ = citation.hold(found)
    citation.verify(digest, lines, question.opened)


def _send(service: Service, question: Question, media_type: str) -> tuple[flask.Response, str]:
    """Ask for an answer; return the response with it, and the content coding of its body."""
    form = written_as(media_type, question.form)
    found = question.answer(form)
    if not isinstance(found, Kept):
        response = flask.current_app.response_class(found, mimetype=media_type)
        # Else the check of the conditions would read the whole answer, only to measure it.
        response.implicit_sequence_conversion = False
        return response, compression.IDENTITY
    coding = compression.IDENTITY
    if len(found.content) >= compression.SMALLEST:
        coding = compression.choose(flask.request.headers.get("Accept-Encoding"))
    body = service.results.coded(question.key(form), found, coding)
    response = flask.current_app.response_class(body.content, mimetype=media_type)
    response.headers.add("Repr-Digest", body.digest)
    return response, coding


# -- pages


def _as_page(question: Question) -> flask.Response:
    opened, asked = question.opened, question.asked
    try:
        with ExitStack() as stack:
            pieces, cited = _read_for_page(question, stack)
            shown = page.read(pieces, question.form)
    except NqfgraphError as error:
        response = page.failure(opened, asked.query, error)
        response.status_code = status_of(error)
    else:
        response = page.result(opened, asked.query, shown, offers(question.form), cited)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _read_for_page(question: Question, stack: ExitStack) -> tuple[Iterable[bytes], Citation]:
    """Return what the page reads, open until ``stack`` is closed, and how the answer is cited."""
    asked, opened = question.asked, question.opened
    found = stack.enter_context(closing(question.answer(citation.form_of_lines(question.form))))
    lines, rest = citation.hold(found)
    if asked.digest:
        citation.verify(asked.digest, lines, opened)
    cited = citation.cite(opened, asked, lines if question.stable else None)
    return chain([lines], rest), cited
