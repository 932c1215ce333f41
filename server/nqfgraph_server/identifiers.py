"""Identifiers and data documents: ``/id/…`` names a thing, ``/data/…`` says what is known of it.

``/id/{kind}/{key}`` answers 303 See Other (W3C, Cool URIs for the Semantic Web, § 4.2) to the page or to the
data document that ``Accept`` asks for. ``/data/{kind}/{key}.{format}`` is that document.
"""

from __future__ import annotations

import flask

from nqfgraph.describe import Neighbourhood, describe, exists
from nqfgraph_server import caching
from nqfgraph_server.absence import absent
from nqfgraph_server.documents import BY_MEDIA_TYPE, FORMATS, Format, Source
from nqfgraph_server.links import data_address, in_release, requested_path
from nqfgraph_server.negotiation import NotAcceptable, negotiate
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("identifiers", __name__)

_PAGES = ("text/html", "application/xhtml+xml")
_DATA = tuple(BY_MEDIA_TYPE)


@blueprint.get("/id/<kind>/<path:path>")
def identify(kind: str, path: str) -> flask.Response:
    """Send the client on from a thing to a document about it."""
    opened = current_service().release()
    _, key = _requested()
    if not exists(opened.store, _iri(opened, kind, key)):
        raise absent(opened, _iri(opened, kind, key))
    chosen = negotiate(flask.request.headers.get("Accept"), (*_PAGES, *_DATA))
    root = flask.request.script_root
    address = f"{root}/doc/{kind}/{key}"
    if chosen in BY_MEDIA_TYPE:
        address = data_address(kind, key, BY_MEDIA_TYPE[chosen].extension)
        return _see_other(address, kind, key)
    if "lang" in flask.request.args:
        address += f"?lang={flask.request.args['lang']}" if flask.request.args["lang"].isalpha() else ""
    return _see_other(in_release(address), kind, key)


@blueprint.get("/data/<kind>/<path:path>")
def data(kind: str, path: str) -> flask.Response:
    """Answer a data document; without a known extension, choose one if the address names a thing."""
    opened = current_service().release()
    _, address = _requested()
    key, dot, extension = address.rpartition(".")
    if not dot or extension not in FORMATS:
        return _without_format(opened, kind, address)
    form = FORMATS[extension]
    if caching.known(opened, flask.request.path):
        return _stamp(flask.current_app.response_class(status=304), opened, kind, key)
    neighbourhood = describe(opened.store, _iri(opened, kind, key))
    if neighbourhood is None:
        if exists(opened.store, _iri(opened, kind, address)):
            return _without_format(opened, kind, address)
        raise absent(opened, _iri(opened, kind, key))
    response = flask.current_app.response_class(_write(form, neighbourhood, opened), mimetype=form.media_type)
    return _stamp(response, opened, kind, key)


def describing_links(kind: str, key: str) -> list[str]:
    """Return the ``Link`` values from a page of a thing to its data documents (RFC 8288)."""
    links = []
    for form in FORMATS.values():
        address = data_address(kind, key, form.extension)
        links.append(f'<{address}>; rel="describedby alternate"; type="{form.media_type}"')
    return links


def _requested() -> tuple[str, str]:
    """Return the kind and the key of this request's path, as they stand in IRIs."""
    _, _, kind, key = requested_path().split("/", 3)
    return kind, key


def _iri(opened: OpenRelease, kind: str, key: str) -> str:
    return f"{opened.iris.base}id/{kind}/{key}"


def _see_other(address: str, kind: str, key: str) -> flask.Response:
    response = flask.current_app.response_class("", status=303, mimetype="text/plain")
    response.headers["Location"] = address
    response.autocorrect_location_header = False
    response.vary.add("Accept")
    response.headers.extend([("Link", each) for each in describing_links(kind, key)])
    return response


def _without_format(opened: OpenRelease, kind: str, address: str) -> flask.Response:
    """Answer an address whose end is no format: choose one for a thing, refuse it, or know nothing."""
    if exists(opened.store, _iri(opened, kind, address)):
        chosen = negotiate(flask.request.headers.get("Accept"), _DATA)
        return _see_other(data_address(kind, address, BY_MEDIA_TYPE[chosen].extension), kind, address)
    if exists(opened.store, _iri(opened, kind, address.rpartition(".")[0])):
        raise NotAcceptable([f".{extension}" for extension in FORMATS])
    raise absent(opened, _iri(opened, kind, address))


def _write(form: Format, neighbourhood: Neighbourhood, opened: OpenRelease) -> bytes:
    context = flask.url_for("definitions.context", _external=True)
    return form.write(Source(neighbourhood, current_service().ontology, context, opened.version))


def _stamp(response: flask.Response, opened: OpenRelease, kind: str, key: str) -> flask.Response:
    root = flask.request.script_root
    links = [
        f'<{_iri(opened, kind, key)}>; rel="describes"',
        f'<{root}/doc/{kind}/{key}>; rel="canonical alternate"; type="text/html"',
        *describing_links(kind, key),
    ]
    response.headers.extend([("Link", each.replace("describedby ", "")) for each in links])
    return caching.stamp(response, opened, flask.request.path)
