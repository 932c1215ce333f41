"""Answers ``/validate``: the form, the check of what is sent, the jobs and their reports."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import flask
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, UnsupportedMediaType

from nqfgraph.errors import InputError
from nqfgraph.submissions.job_folder import JobFolder
from nqfgraph_server.http.exchange import CLIENT_GONE, NO_ROOM
from nqfgraph_server.languages import LANGUAGES, reader_language
from nqfgraph_server.languages import marked as _
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.rendering import see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import current_service
from nqfgraph_server.validation import answers, form, reports
from nqfgraph_server.validation.jobs import Jobs, QueueFull, TooManyChecks
from nqfgraph_server.validation.received import read_form, receive, request_of
from nqfgraph_server.validation.reports import PAGE
from nqfgraph_server.validation.templates import register_of

blueprint = flask.Blueprint("validation", __name__)

HTML, JSON = "text/html", "application/json"

LARGE = 8 * 1024 * 1024
"""Bytes from which on a program gets the address of a job instead of the report."""
WAIT_SECONDS = 25.0
"""How long a program is kept waiting for a report before it gets that address too."""
PAGE_WAIT_SECONDS = 2.0
"""How long a reader is kept waiting before a page that tells how far it is."""

_LOOK_SECONDS = 0.5
_KEPT_PARAMETERS = ("lang", "format", "fail_on")


@blueprint.get("/validate")
@blueprint.get(f"/<{LANGUAGE}:language>/validate")
def introduce(language: str | None = None) -> flask.Response:
    """Answer the form for readers; for programs, what may be sent and what comes back."""
    service = current_service()
    if negotiate(flask.request.headers.get("Accept"), (HTML, JSON)) == JSON:
        response = flask.jsonify(form.described(service.settings))
    elif language is None:
        return see_page(flask.url_for("validation.introduce", language=reader_language()))
    else:
        response = form.page(service)
    response.vary.update(["Accept", "Accept-Language"])
    response.add_etag()
    response.headers["Cache-Control"] = "public, no-cache"
    response.make_conditional(flask.request)
    return response


@blueprint.post("/validate")
def check() -> flask.Response:
    """Check what is sent; answer the report, or 202 with the address of the job."""
    service, jobs = current_service(), _jobs()
    client = flask.request.remote_addr or ""
    if seconds := service.budgets.retry_seconds(client):
        raise TooManyChecks(seconds)
    if flask.request.environ.get(NO_ROOM):
        raise QueueFull
    jobs.admit(client)
    wanted = reports.asked_form()
    try:
        read_form(service.settings)
        name, size = _submit(jobs, client)
    except (InputError, RequestEntityTooLarge, UnsupportedMediaType) as error:
        if wanted != PAGE:
            raise
        return answers.page(form.page(service, error))
    if wanted == PAGE:
        jobs.wait(name, PAGE_WAIT_SECONDS)
        return answers.see(_address("job", name))
    if size > LARGE or not _is_over(jobs, name):
        return _accepted(jobs, name)
    try:
        return answers.report(jobs.find(name), wanted)
    finally:
        jobs.remove(name)


@blueprint.get("/validate/jobs/<name>")
def job(name: str) -> flask.Response:
    """Answer how far a check is; 303 to its report when it is over."""
    jobs = _jobs()
    folder = _find(name)
    if folder.outcome() is not None:
        return answers.see(_address("report", name))
    if negotiate(flask.request.headers.get("Accept"), (JSON, HTML)) == HTML:
        return answers.page(form.progress(folder, jobs.position(name)))
    return answers.private(flask.jsonify(_state(jobs, name, folder)))


@blueprint.get("/validate/jobs/<name>/report")
def report(name: str) -> flask.Response:
    """Answer the report of a check that is over; 303 to the job before."""
    folder = _find(name)
    if folder.outcome() is None:
        return answers.see(_address("job", name))
    response = answers.report(folder, reports.asked_form())
    if flask.request.args.get("format") and response.status_code == 200:
        extension = reports.EXTENSIONS[flask.request.args["format"]]
        response.headers["Content-Disposition"] = f"attachment; filename=report.{extension}"
    return response


@blueprint.delete("/validate/jobs/<name>")
def remove(name: str) -> flask.Response:
    """Remove a check with all that is kept of it; one that runs is stopped."""
    _find(name)
    _jobs().remove(name)
    return flask.current_app.response_class(status=204)


@blueprint.post("/validate/jobs/<name>/removal")
def remove_from_page(name: str) -> flask.Response:
    """Remove a check, for forms, which know no DELETE."""
    _find(name)
    _jobs().remove(name)
    return answers.see(flask.url_for("validation.introduce", language=reader_language()))


# -- sending


def _submit(jobs: Jobs, client: str) -> tuple[str, int]:
    """Put what is sent into the queue; return the name of the job and the number of bytes."""
    service = current_service()
    given = flask.request.form.get("lang")
    if given in LANGUAGES:
        flask.g.language = given
    answers.asked_severity()
    profiles = flask.request.form.getlist("profile") + flask.request.args.getlist("profile")
    with jobs.prepare() as folder:
        received = receive(folder, service.settings)
        asked = request_of(received, profiles, service.settings, register_of(service))
        return jobs.submit(folder, asked, client), received.size


def _is_over(jobs: Jobs, name: str) -> bool:
    """Wait for a check as long as the client may be kept waiting; one that is gone needs none."""
    wait = _preferred_seconds()
    until = time.monotonic() + wait
    gone: Callable[[], bool] = flask.request.environ.get(CLIENT_GONE, bool)
    while wait and time.monotonic() < until:
        if jobs.wait(name, min(_LOOK_SECONDS, wait)):
            return True
        if gone():
            jobs.remove(name)
            break
    return False


def _preferred_seconds() -> float:
    """Return how long to wait, as ``Prefer`` has it (RFC 7240 § 4.1, 4.3)."""
    preferences = flask.request.headers.get("Prefer", "").lower().replace(";", ",").split(",")
    wait = WAIT_SECONDS
    for each in preferences:
        token, _equals, value = (part.strip() for part in each.partition("="))
        if token == "respond-async":
            return 0.0
        if token == "wait" and value.isascii() and value.isdigit():
            wait = min(wait, float(value[:6]))
    return wait


def _accepted(jobs: Jobs, name: str) -> flask.Response:
    folder = _find(name)
    response = flask.jsonify(_state(jobs, name, folder))
    response.status_code = 202
    response.headers["Location"] = _address("job", name)
    response.headers["Retry-After"] = "2"
    if "respond-async" in flask.request.headers.get("Prefer", "").lower():
        response.headers["Preference-Applied"] = "respond-async"
    return answers.private(response)


# -- jobs


def _jobs() -> Jobs:
    jobs: Jobs = flask.current_app.extensions["nqfgraph.validation"]
    return jobs


def _find(name: str) -> JobFolder:
    folder = _jobs().find(name)
    if folder is None:
        raise NotFound(_("There is no such check, or its report has expired. Send the file again."))
    return folder


def _state(jobs: Jobs, name: str, folder: JobFolder) -> dict[str, object]:
    started = folder.started()
    return {
        "id": name,
        "state": "queued" if started is None else "running",
        "stage": folder.stage(),
        "position": jobs.position(name),
        "seconds": round(time.time() - (started or folder.request().created), 1),
        "job": _address("job", name),
        "report": _address("report", name),
    }


def _address(view: str, name: str) -> str:
    """Return the address of a job or its report, with the choices that the request made."""
    given = {each: flask.request.args.get(each) for each in _KEPT_PARAMETERS}
    if flask.request.method == "POST":
        given["lang"] = reader_language()
        given["fail_on"] = given["fail_on"] or flask.request.form.get("fail_on")
    chosen: dict[str, Any] = {key: value for key, value in given.items() if value}
    return flask.url_for(f"validation.{view}", name=name, **chosen)
