"""The forms of a report over the web: which one is asked for, and how it is written from what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import flask
from werkzeug.exceptions import BadRequest

from nqfgraph.submissions.job_folder import JobFolder, Outcome
from nqfgraph.submissions.keeping import read_verdict
from nqfgraph.validation import SEVERITIES
from nqfgraph.validation.formats import FORMATS, MEDIA_TYPES
from nqfgraph.validation.formats.page import wrap_body
from nqfgraph_server.negotiation import negotiate

PAGE = "page"
"""Stands for the report as a page of the site, beside the names of `FORMATS`."""

OFFERED: Mapping[str, str] = MappingProxyType(
    {
        "application/json": "json",
        "text/html": PAGE,
        **{MEDIA_TYPES[name].partition(";")[0]: name for name in FORMATS if name not in ("json", "html")},
    }
)
"""Media type in ``Accept`` to form, the favourite first."""

EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        "text": "txt",
        "json": "json",
        "html": "html",
        "csv": "csv",
        "xlsx": "xlsx",
        "turtle": "ttl",
        "sarif": "sarif",
        "junit": "xml",
    }
)
"""Form to the ending of the file that it is downloaded as."""


def asked_form() -> str:
    """Return the form that ``format=`` or else ``Accept`` asks for; 400 or NotAcceptable for others."""
    given = flask.request.args.get("format")
    if not given:
        return OFFERED[negotiate(flask.request.headers.get("Accept"), tuple(OFFERED))]
    if given not in FORMATS:
        raise BadRequest(f"The format is “{given[:40]}”. Give one of: {', '.join(FORMATS)}.")
    return given


def body_of(folder: JobFolder, language: str) -> str:
    """Return the report as HTML for a page of the site; raises FileNotFoundError if it has expired."""
    return folder.kept(f"page.{language}.html").decode()


def write(folder: JobFolder, form: str, language: str) -> bytes:
    """Return the report in a form of `FORMATS`; raises FileNotFoundError if it has expired."""
    if form == "html":
        return wrap_body(body_of(folder, language), language)
    if form == "turtle":
        return folder.kept("report.ttl")
    return FORMATS[form](read_verdict(folder.kept("verdict.json")), language)


def tell(response: flask.Response, outcome: Outcome, fail_on: str) -> None:
    """Say in the head of an answer how the check ended, for programs that do not read reports."""
    graver = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    failed = any(outcome.counts.get(each) for each in graver)
    response.headers["Validation-Outcome"] = "failed" if failed else "passed"
    response.headers["Validation-Counts"] = ", ".join(
        f"{name}={outcome.counts.get(name, 0)}" for name in SEVERITIES
    )
