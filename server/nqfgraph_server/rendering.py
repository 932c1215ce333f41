"""Pages: what every template may use, and how a page is answered."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import flask

from nqfgraph import __version__
from nqfgraph.describe import Text
from nqfgraph.errors import NqfgraphError
from nqfgraph.ontology.concepts import in_language
from nqfgraph.release import Manifest
from nqfgraph.release.releases import order
from nqfgraph_server import caching, links
from nqfgraph_server.languages import LANGUAGES, reader_language
from nqfgraph_server.service import OpenRelease, current_service

_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@dataclass(frozen=True, slots=True)
class Site:
    """What stands around every page."""

    title: Text
    description: Text
    publisher: Text
    licence: str
    version: str
    manifest: Manifest
    placeholder: bool
    """True while the register's IRIs stand in a domain that nobody can own (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class OtherRelease:
    """What is said above a page that is not of the current release."""

    manifest: Manifest
    older: bool
    """False if the release was current once and was taken back."""
    current: str
    """Version of the current release."""
    address: str
    """The same page in the current release."""


def set_up(app: flask.Flask) -> None:
    """Give the templates their functions and values."""
    app.context_processor(_context)
    app.jinja_env.filters["straight"] = straight
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def straight(text: str) -> str:
    """Return a text without the characters that turn around what follows (UAX #9, explicit formatting).

    In the title of a page there is no element that could keep their effect inside.
    """
    return type(text)(text.translate(_TURNING))


def page(template: str, opened: OpenRelease, **values: object) -> flask.Response:
    """Return a page of a release in the reader's language, with a validator."""
    response = flask.make_response(flask.render_template(template, **values))
    response.content_language = reader_language()
    if "language" not in (flask.request.view_args or {}):
        response.vary.add("Accept-Language")
    return caching.stamp_body(response, opened)


def see_page(address: str) -> flask.Response:
    """Send a reader on to the page in the language that was negotiated."""
    response = flask.redirect(address, 302)
    response.autocorrect_location_header = False
    response.vary.update(["Accept", "Accept-Language"])
    return flask.make_response(response)


def chosen(texts: object, language: str) -> Text:
    """Return the text of a mapping by language that suits the reader, with the language it is in."""
    given = dict(texts) if isinstance(texts, dict) else {}
    value = in_language(given, language) or ""
    return Text(value, next((tag for tag, each in given.items() if each == value), language))


def _context() -> dict[str, object]:
    language = reader_language()
    return {
        "language": language,
        "languages": LANGUAGES,
        "this_page_in": links.this_page_in,
        "href": links.href,
        "record_address": links.record_address,
        "site": _site(language),
        "program_version": __version__,
        "kept_release": links.kept_release(),
        "other_release": _other_release(),
    }


def _other_release() -> OtherRelease | None:
    """Tell of the release that the reader asked for; None if it is the current one, or none can be shown."""
    if links.kept_release() is None:
        return None
    try:
        shown, current = current_service().release(), current_service().current()
    except NqfgraphError:
        return None
    if shown.version == current.version:
        return None
    here = f"{flask.request.script_root}{links.requested_path()}"
    return OtherRelease(
        manifest=shown.manifest,
        older=order(shown.version) < order(current.version),
        current=current.version,
        address=links.with_query(here, release=None),
    )


def _site(language: str) -> Site | None:
    """Describe the register; None where no release can be opened, which the page then is about."""
    try:
        opened = current_service().release()
    except NqfgraphError:
        return None
    register = opened.manifest.register
    return Site(
        title=chosen(register.title, language),
        description=chosen(register.description, language),
        publisher=chosen(register.publisher_name, language),
        licence=register.licence,
        version=opened.version,
        manifest=opened.manifest,
        placeholder=(urlsplit(register.base).hostname or "").endswith(".example"),
    )
