"""Identifiers and data documents: ``/id/…`` names a thing, ``/data/…`` says what is known of it.

``/id/{kind}/{key}`` answers 303 See Other (W3C, Cool URIs for the Semantic Web, § 4.2) to the page or to the
data document that ``Accept`` asks for. ``/data/{kind}/{key}.{format}`` is that document. Both are given in
several profiles (`nqfgraph_server.profiles`); ``/data/{kind}/{key}/linkset`` has all links of a thing.
"""

from __future__ import annotations

import flask

from nqfgraph.describe import Neighbourhood, describe, exists
from nqfgraph_server import alternates, caching
from nqfgraph_server.absence import absent
from nqfgraph_server.documents import FORMATS, Format, Source, write_json
from nqfgraph_server.links import in_release, requested_path
from nqfgraph_server.negotiation import NotAcceptable, negotiate
from nqfgraph_server.offers import LISTED, offers_of
from nqfgraph_server.profiles import ALTERNATES, MEDIA_TYPE, QUERY, Profile, asked, choose, form_of
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.signposts import (
    JSON,
    LINKSET,
    from_data,
    from_page,
    linkset,
    representation_address,
    write_linkset,
)

blueprint = flask.Blueprint("identifiers", __name__)

_PAGES = ("text/html", "application/xhtml+xml")
_VARIES = ("Accept", "Accept-Profile")


@blueprint.get("/id/<kind>/<path:path>")
def identify(kind: str, path: str) -> flask.Response:
    """Send the client on from a thing to a document about it."""
    opened = current_service().release()
    _, key = requested_thing()
    if not exists(opened.store, iri_of(opened, kind, key)):
        raise absent(opened, iri_of(opened, kind, key))
    profile, form = choose(kind, _PAGES)
    if profile is ALTERNATES:
        return _see_other(opened, _alternates_address(kind, key), kind, key)
    if form is not None:
        return _see_other(opened, representation_address(kind, key, profile, form), kind, key)
    address = f"{flask.request.script_root}/doc/{kind}/{key}"
    if "lang" in flask.request.args:
        address += f"?lang={flask.request.args['lang']}" if flask.request.args["lang"].isalpha() else ""
    return _see_other(opened, in_release(address), kind, key)


@blueprint.get("/data/<kind>/<path:path>")
def data(kind: str, path: str) -> flask.Response:
    """Answer a data document; without a known extension, choose one if the address names a thing."""
    opened = current_service().release()
    _, address = requested_thing()
    key, dot, extension = address.rpartition(".")
    if not dot or extension not in FORMATS:
        return _without_format(opened, kind, address)
    if asked(kind).profile is ALTERNATES:
        return alternates.answer(opened, kind, key, described(opened, kind, key), extension)
    profile, form = form_of(kind, extension)
    if caching.known(opened, flask.request.path, profile.token):
        return _stamp(flask.current_app.response_class(status=304), opened, kind, key, profile)
    neighbourhood = describe(opened.store, iri_of(opened, kind, key))
    if neighbourhood is None:
        if exists(opened.store, iri_of(opened, kind, address)):
            return _without_format(opened, kind, address)
        raise absent(opened, iri_of(opened, kind, key))
    body = _write(form, neighbourhood, opened, kind)
    response = flask.current_app.response_class(body, mimetype=form.media_type)
    return _stamp(response, opened, kind, key, profile)


@blueprint.get("/data/<kind>/<path:path>/linkset")
def links(kind: str, path: str) -> flask.Response:
    """Answer all links between a thing, its page and its documents, as a set (RFC 9264)."""
    opened = current_service().release()
    _, address = requested_thing()
    key = address.rpartition("/")[0]
    if not exists(opened.store, iri_of(opened, kind, key)):
        raise absent(opened, iri_of(opened, kind, key))
    chosen = negotiate(flask.request.headers.get("Accept"), (JSON, LINKSET, "application/json"))
    found = linkset(opened, kind, key)
    if chosen == LINKSET:
        body = ",\n".join(link.header(anchor) for anchor, link in found).encode() + b"\n"
    else:
        body = write_json(write_linkset(found))
    response = flask.current_app.response_class(body, mimetype=chosen)
    response.vary.add("Accept")
    return caching.stamp_body(response, opened)


def describing_links(opened: OpenRelease, kind: str, key: str) -> list[str]:
    """Return the ``Link`` values from a page of a thing to its data documents (RFC 8288) and what it is."""
    return [each.header() for each in from_page(opened, kind, key)]


def described(opened: OpenRelease, kind: str, key: str) -> Neighbourhood:
    """Return what a release says of a thing; raises what `absent` gives if it says nothing."""
    neighbourhood = describe(opened.store, iri_of(opened, kind, key))
    if neighbourhood is None:
        raise absent(opened, iri_of(opened, kind, key))
    return neighbourhood


def requested_thing() -> tuple[str, str]:
    """Return the kind and the key of this request's path, as they stand in IRIs."""
    _, _, kind, key = requested_path().split("/", 3)
    return kind, key


def iri_of(opened: OpenRelease, kind: str, key: str) -> str:
    """Return the IRI of a thing whose kind and key are encoded as in a path."""
    return f"{opened.iris.base}id/{kind}/{key}"


def _alternates_address(kind: str, key: str) -> str:
    wanted = flask.request.args.get(MEDIA_TYPE, "")
    # Of a media type only what all of them are made of goes into an address.
    named = f"&{MEDIA_TYPE}={wanted}" if wanted.replace("/", "").replace("+", "").isalnum() else ""
    named = named.replace("+", "%2B") if named.isascii() else ""
    return in_release(f"{flask.request.script_root}/data/{kind}/{key}?{QUERY}={ALTERNATES.token}{named}")


def _see_other(opened: OpenRelease, address: str, kind: str, key: str) -> flask.Response:
    response = flask.current_app.response_class("", status=303, mimetype="text/plain")
    response.headers["Location"] = address
    response.autocorrect_location_header = False
    response.vary.update(_VARIES)
    response.headers.extend([("Link", each) for each in describing_links(opened, kind, key)])
    return response


def _without_format(opened: OpenRelease, kind: str, address: str) -> flask.Response:
    """Answer an address whose end is no format: choose one for a thing, refuse it, or know nothing."""
    iri = iri_of(opened, kind, address)
    if exists(opened.store, iri):
        profile, form = choose(kind)
        if form is None:
            return alternates.answer(opened, kind, address, described(opened, kind, address), None)
        return _see_other(opened, representation_address(kind, address, profile, form), kind, address)
    if exists(opened.store, iri_of(opened, kind, address.rpartition(".")[0])):
        raise NotAcceptable([f".{extension}" for extension in FORMATS])
    raise absent(opened, iri)


def _write(form: Format, neighbourhood: Neighbourhood, opened: OpenRelease, kind: str) -> bytes:
    context = flask.url_for("definitions.context", _external=True)
    offers = offers_of(opened, kind, neighbourhood.iri, LISTED)
    ontology = current_service().ontology
    return form.write(Source(neighbourhood, ontology, context, opened.version, kind, offers))


def _stamp(
    response: flask.Response, opened: OpenRelease, kind: str, key: str, profile: Profile
) -> flask.Response:
    response.headers.extend([("Link", each.header()) for each in from_data(opened, kind, key, profile)])
    response.vary.add("Accept-Profile")
    return caching.stamp(response, opened, flask.request.path, profile.token)
