"""The pages of the service: the form, how far a check is, the report, and why there is none."""

from __future__ import annotations

import time
from typing import Any

import flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from nqfgraph.errors import InputError
from nqfgraph.settings import Settings
from nqfgraph.sources.templates import SUBMITTED
from nqfgraph.submissions.job_folder import JobFolder, Outcome
from nqfgraph.submissions.refusals import in_language
from nqfgraph.validation import PROFILES, SEVERITIES
from nqfgraph.validation.formats import FORMATS
from nqfgraph.validation.formats.words import place_in_words
from nqfgraph_server.languages import LANGUAGES, reader_language, translate
from nqfgraph_server.service import Service
from nqfgraph_server.validation.received import MEDIA_TYPES, MOST_TEXT, MULTIPART, PASTED
from nqfgraph_server.validation.texts import STAGES

_SYNTAXES = ("Turtle", "TriG", "N-Triples", "N-Quads", "RDF/XML", "JSON-LD")
_REFRESH_SECONDS = (1, 2, 5)
"""Between two looks: at the beginning, after five seconds, after half a minute."""
_NAMES = {
    "xlsx": "XLSX",
    "csv": "CSV",
    "html": "HTML",
    "text": "TXT",
    "json": "JSON",
    "turtle": "Turtle",
    "sarif": "SARIF",
    "junit": "JUnit",
}
"""Forms of a report in the order in which people look for them."""


def page(service: Service, error: InputError | HTTPException | None = None) -> flask.Response:
    """Return the form, with what was wrong with the one that was sent."""
    language = reader_language()
    # A form that was too large has not been read.
    is_read = flask.request.method == "POST" and not isinstance(error, HTTPException)
    values = flask.request.form if is_read else MultiDict[str, str]()
    response = flask.make_response(
        flask.render_template(
            "validation/form.html",
            error=_told(error, language) if error else None,
            values=values,
            chosen=values.getlist("profile"),
            profiles=[(each.name, each.labels[language]) for each in PROFILES.values()],
            syntaxes=list(zip(PASTED, _SYNTAXES, strict=True)),
            kinds=SUBMITTED,
            fetches=bool(service.settings.fetch_hosts),
            limits=service.settings,
        )
    )
    if isinstance(error, HTTPException):
        response.status_code = error.code or 400
    elif error:
        response.status_code = 400
    return response


def _told(error: InputError | HTTPException, language: str) -> tuple[str, str]:
    if isinstance(error, InputError):
        known = translate(error.message)
        message = known if known != error.message else in_language(error.message, language)
        remedy = error.remedy or ""
        known = translate(remedy) if remedy else ""
        return message, known if known != remedy else in_language(remedy, language)
    return in_language(error.description or "", language), ""


def described(settings: Settings) -> dict[str, Any]:
    """Return what the service takes and gives, for programs."""
    return {
        "profiles": [{"name": each.name, "labels": dict(each.labels)} for each in PROFILES.values()],
        "formats": list(FORMATS),
        "languages": list(LANGUAGES),
        "severities": list(SEVERITIES),
        "media_types": [MULTIPART, *MEDIA_TYPES],
        "limits": {
            "bytes": settings.validation_bytes,
            "text_bytes": MOST_TEXT,
            "statements": settings.validation_triples,
            "seconds": settings.validation_seconds,
            "megabytes": settings.validation_megabytes,
            "job_hours": settings.job_hours,
        },
        "openapi": flask.url_for("openapi.openapi"),
    }


def progress(folder: JobFolder, position: int | None) -> flask.Response:
    """Return the page that tells how far a check is and looks again by itself."""
    stage = folder.stage()
    seconds = time.time() - folder.request().created
    refresh = _REFRESH_SECONDS[(seconds > 5) + (seconds > 30)]
    names = list(STAGES)
    return flask.make_response(
        flask.render_template(
            "validation/progress.html",
            stages=[(name, translate(words)) for name, words in STAGES.items()],
            stage=stage,
            done=names[: names.index(stage)],
            position=position,
            seconds=int(seconds),
            refresh=refresh,
            files=folder.request().files,
        )
    )


def report(folder: JobFolder, outcome: Outcome, body: str) -> flask.Response:
    """Return the page with the report."""
    return flask.make_response(
        flask.render_template(
            "validation/report.html",
            # Written by `nqfgraph.validation.formats.page`, which escapes all that comes from outside.
            body=Markup(body),
            name=folder.path.name,
            forms=_NAMES,
            hours=_hours_left(outcome),
        )
    )


def _hours_left(outcome: Outcome) -> int:
    settings: Settings = flask.current_app.extensions["nqfgraph"].settings
    return max(round(settings.job_hours - (time.time() - outcome.ended) / 3600), 1)


def refusal(outcome: Outcome, status: int, message: str, remedy: str) -> flask.Response:
    """Return the page that says why there is no report."""
    place = outcome.place
    response = flask.make_response(
        flask.render_template(
            "validation/refusal.html",
            unreadable=outcome.state == "unreadable",
            message=message,
            remedy=remedy,
            place=place_in_words(place, reader_language()) if place else "",
            excerpt=Markup(outcome.excerpt),
        )
    )
    response.status_code = status
    return response
