"""The statement for recognition about one qualification: a page to print, and the same as PDF."""

from __future__ import annotations

from collections import OrderedDict
from threading import BoundedSemaphore, Lock
from urllib.parse import urlsplit

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.errors import StoreBusy
from nqfgraph_server import caching, statement_pdf
from nqfgraph_server.languages import LANGUAGES, reader_language
from nqfgraph_server.languages import marked as _
from nqfgraph_server.quick_response import squares
from nqfgraph_server.rendering import chosen, page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import PARAMETER, OpenRelease, current_service
from nqfgraph_server.sheets.recognition import Origin, Sources, Statement, statement_of
from nqfgraph_server.subjects import (
    Subject,
    framework_reader,
    page_address,
    read_award_types,
    read_framework,
    read_subject,
    requested_key,
)

blueprint = flask.Blueprint("statement", __name__)

END, PDF_END = "/statement", "/statement.pdf"
PDF = "application/pdf"
WAIT_SECONDS = 10.0
_KEPT = 64


class NoPdf(NotFound):
    """The package that writes PDF is not installed here."""

    description = _(
        "This installation writes no PDF. The page of the statement can be printed, or kept as PDF by the "
        "browser."
    )


class Kept:
    """The statements that were written last; one is written at a time, because it takes a processor."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = Lock()
        self._turn = BoundedSemaphore()

    def get(self, key: tuple[str, ...], statement: Statement) -> bytes:
        """Return the PDF of a statement; StoreBusy if others wait for theirs for too long."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise StoreBusy(
                _("Too many statements are being written right now."),
                remedy=_("Ask again in a moment, or print the page of the statement."),
            )
        try:
            written = statement_pdf.write(statement)
        finally:
            self._turn.release()
        with self._lock:
            self._found[key] = written
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return written


def set_up(app: flask.Flask) -> None:
    """Give the application its memory of written statements."""
    app.extensions["nqfgraph-statements"] = Kept()


@blueprint.get(f"/<{LANGUAGE}:language>/qualifications/<path:key>{END}")
def statement(language: str, key: str) -> flask.Response:
    """Answer the statement about a qualification as a page."""
    opened = current_service().release()
    subject = read_subject(opened, requested_key(END))
    written = _written(opened, subject)
    return page(
        "statement.html",
        opened,
        statement=written,
        subject=subject,
        squares=squares(written.origin.address),
        pdf_address=page_address(subject.key, PDF_END) if statement_pdf.is_available() else None,
        in_languages={each: page_address(subject.key, END, each) for each in LANGUAGES},
    )


@blueprint.get(f"/<{LANGUAGE}:language>/qualifications/<path:key>{PDF_END}")
def statement_as_pdf(language: str, key: str) -> flask.Response:
    """Answer the statement about a qualification as PDF, the same bytes for the same release."""
    if not statement_pdf.is_available():
        raise NoPdf
    opened = current_service().release()
    subject = read_subject(opened, requested_key(PDF_END))
    if caching.known(opened, PDF, language, subject.key):
        return caching.stamp(flask.current_app.response_class(status=304), opened, PDF, language, subject.key)
    kept: Kept = flask.current_app.extensions["nqfgraph-statements"]
    body = kept.get((opened.version, language, subject.key), _written(opened, subject))
    response = flask.current_app.response_class(body, mimetype=PDF)
    name = "".join(each if each.isascii() and each.isalnum() else "-" for each in subject.key)
    response.headers["Content-Disposition"] = f'inline; filename="statement-{name[:80]}-{language}.pdf"'
    response.content_language = language
    return caching.stamp(response, opened, PDF, language, subject.key)


def read_statement(opened: OpenRelease, key: str) -> Statement:
    """Return the statement about the qualification with a key; errors as `read_subject`."""
    return _written(opened, read_subject(opened, key))


def _written(opened: OpenRelease, subject: Subject) -> Statement:
    framework = read_framework(opened)
    award = [value.iri for row in subject.sheet.rows for value in row.values if _is_award(value.iri)]
    return statement_of(
        Sources(
            reader=subject.reader,
            sheet=subject.sheet,
            award=next(iter(read_award_types(opened, [each for each in award[:1] if each])), None),
            framework=framework,
            framework_reader=framework_reader(opened),
        ),
        _origin(opened, subject),
    )


def _is_award(iri: str | None) -> bool:
    return iri is not None and iri.startswith(f"{current_service().release().iris.base}id/award-type/")


def _origin(opened: OpenRelease, subject: Subject) -> Origin:
    register, thing = opened.manifest.register, opened.search.thing(subject.iri)
    parts = urlsplit(register.base)
    address = f"/{reader_language()}/qualifications/{subject.key}{END}?{PARAMETER}={opened.version}"
    return Origin(
        register=chosen(register.title, reader_language()),
        publisher=chosen(register.publisher_name, reader_language()),
        release=opened.version,
        created=opened.manifest.created,
        digest=thing.digest if thing else "",
        address=f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}{address}",
    )
