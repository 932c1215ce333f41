"""The application: an address that nobody can guess, one origin, forms that nobody else can send."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from urllib.parse import urlsplit

import flask
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from nqfgraph.errors import NqfgraphError
from nqfgraph_server import languages
from nqfgraph_server.deciding.desk import Desk, current_desk, told
from nqfgraph_server.deciding.views import blueprint
from nqfgraph_server.headers import POLICY
from nqfgraph_server.languages import LANGUAGES, reader_language, translate
from nqfgraph_server.languages import marked as _
from nqfgraph_server.problems import DETAILS, TITLES, status_of
from nqfgraph_server.rendering import straight

MOST_BYTES = 512 * 1024
"""Longest form that is read, in bytes."""
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The address is a secret; of their own origin, though, browsers have to tell with a form.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_OURS = frozenset({"same-origin", "none"})
"""What browsers say of a request that no other site has caused (Fetch Metadata, ``Sec-Fetch-Site``)."""


def create_page(desk: Desk, token: str, origins: Collection[str]) -> flask.Flask:
    """Make the application, below ``/{token}/``; requests for other ``origins`` than these are refused."""
    app = flask.Flask("nqfgraph_server", static_url_path=f"/{token}/static")
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.extensions["nqfgraph-desk"] = desk
    languages.set_up(app)
    app.jinja_env.filters["straight"] = straight
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)
    hosts = {urlsplit(each).netloc for each in origins}

    def guard() -> None:
        if flask.request.host not in hosts:
            raise Forbidden(_("This page is not served under that name."))
        if flask.request.method == "POST":
            _check_form(origins)

    def answer(error: Exception) -> flask.Response:
        return _answer(error, inside=flask.request.path.startswith(f"/{token}/"))

    app.before_request(guard)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(NqfgraphError, answer)
    app.register_blueprint(blueprint, url_prefix=f"/{token}")
    return app


def _check_form(origins: Collection[str]) -> None:
    """Refuse a form that does not come from a page of this very process."""
    headers, desk = flask.request.headers, current_desk()
    origin = headers.get("Origin")
    own = (origin is None or origin in origins) and headers.get("Sec-Fetch-Site", "none") in _OURS
    given = flask.request.form.get("token", "").encode()
    if not (own and hmac.compare_digest(given, desk.form_token.encode())):
        raise Forbidden(_("This form is not of the page that is open now. Load the page again."))


def _context() -> dict[str, object]:
    return {
        "language": reader_language(),
        "languages": LANGUAGES,
        "form_token": current_desk().form_token,
        "file": current_desk().review.path.name,
    }


def _add_headers(response: flask.Response) -> flask.Response:
    for name, value in _HEADERS.items():
        response.headers[name] = value
    if flask.request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _answer(error: Exception, *, inside: bool) -> flask.Response:
    """Say what went wrong: as a page, but outside the secret address in words that do not give it away."""
    remedy = None
    if isinstance(error, NqfgraphError):
        status, detail, remedy = status_of(error), error.message, error.remedy
        if status >= 500:
            flask.current_app.logger.error("%s: %s", type(error).__name__, error)
    else:
        assert isinstance(error, HTTPException)
        status = error.code or 500
        known = DETAILS.get(status) if type(error).description == error.description else None
        detail = known or error.description or ""
    if not inside:
        words = f"{HTTP_STATUS_CODES[status]}\n"
        response = flask.current_app.response_class(words, mimetype="text/plain")
    else:
        title = translate(TITLES.get(status, TITLES[500]))
        texts = [told(each) for each in (detail, remedy) if each]
        response = flask.make_response(
            flask.render_template("deciding/problem.html", title=title, texts=texts, status=status)
        )
    response.status_code = status
    return response
