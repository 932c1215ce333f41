"""How the service answers: nothing of it is public, and a report may also say why there is none."""

from __future__ import annotations

import time
from dataclasses import asdict

import flask
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound

from nqfgraph.submissions.job_folder import JobFolder, Outcome
from nqfgraph.submissions.refusals import in_language
from nqfgraph.validation.formats import MEDIA_TYPES
from nqfgraph.validation.formats.words import place_in_words
from nqfgraph_server import problems
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language
from nqfgraph_server.service import current_service
from nqfgraph_server.validation import form, reports, texts
from nqfgraph_server.validation.received import known_severity
from nqfgraph_server.validation.reports import PAGE


def see(address: str) -> flask.Response:
    """Send a client on to an address (303)."""
    response = flask.redirect(address, 303)
    response.autocorrect_location_header = False
    return private(flask.make_response(response))


def page(response: flask.Response) -> flask.Response:
    """Answer a page about one check."""
    response.content_language = reader_language()
    return private(response)


def private(response: flask.Response) -> flask.Response:
    """Let an answer be nobody's but the client's: what stands in it is not public."""
    headers: Headers = response.headers
    headers["Cache-Control"] = "no-store"
    headers["X-Robots-Tag"] = "noindex"
    headers["Referrer-Policy"] = "no-referrer"  # the address is all the protection that a job has
    response.vary.update(["Accept", "Accept-Language"])
    return response


def report(folder: JobFolder | None, wanted: str) -> flask.Response:
    """Answer the report of a check that is over in the form that is wanted, or say why there is none.

    Raises 404 where it has been removed, 400 for a severity that there is not.
    """
    severity = asked_severity()
    outcome = folder.outcome() if folder else None
    if folder is None or outcome is None:
        raise NotFound(_("There is no such check, or its report has expired. Send the file again."))
    if outcome.state != "checked":
        return _refusal(folder, outcome, wanted)
    language = reader_language()
    if wanted == PAGE:
        response = page(form.report(folder, outcome, reports.body_of(folder, language)))
    else:
        began = time.monotonic()
        content = reports.write(folder, wanted, language)
        current_service().budgets.charge(flask.request.remote_addr or "", time.monotonic() - began)
        response = private(flask.current_app.response_class(content, content_type=MEDIA_TYPES[wanted]))
        response.content_language = language
    reports.tell(response, outcome, severity)
    return response


def _refusal(folder: JobFolder, outcome: Outcome, wanted: str) -> flask.Response:
    """Say why there is no report: the file cannot be read, or a limit was met."""
    language = reader_language()
    if outcome.state == "unreadable":
        status = 422
        message, remedy = in_language(outcome.message, language), in_language(outcome.remedy, language)
    else:
        status, message, remedy = texts.failure(outcome.reason, folder.request())
    if wanted == PAGE:
        return page(form.refusal(outcome, status, message, remedy))
    place = outcome.place
    known = {} if place is None else {key: each for key, each in asdict(place).items() if each is not None}
    return private(
        problems.answer(
            problems.Problem(
                status,
                message,
                place=place_in_words(place, language) if place else None,
                remedy=remedy or None,
                location=known or None,
            )
        )
    )


def asked_severity() -> str:
    """Return the least weight that fails, which may stand in the address or in the form."""
    request = flask.request
    given = request.args.get("fail_on") or (request.form.get("fail_on") if request.method == "POST" else "")
    return known_severity(given or "violation")
