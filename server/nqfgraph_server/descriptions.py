"""Answers descriptions of the register (the catalogue, VoID) in RDF forms, each with a validator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import flask
import pyoxigraph as ox

from nqfgraph.exports.metadata import WRITERS, write_description
from nqfgraph_server import archive, caching, qdr
from nqfgraph_server.documents import BY_MEDIA_TYPE, Format
from nqfgraph_server.links import in_release
from nqfgraph_server.negotiation import NotAcceptable, negotiate
from nqfgraph_server.service import OpenRelease, current_service

HTML = ("text/html", "application/xhtml+xml")

FORMS: Mapping[str, Format] = MappingProxyType(
    {BY_MEDIA_TYPE[each].extension: BY_MEDIA_TYPE[each] for each in WRITERS}
)
"""The forms that descriptions come in, by the end of their address."""

_VOID = "void"

Describe = Callable[[OpenRelease], Iterable[ox.Triple]]


def negotiated(
    name: str, describe: Describe, opened: OpenRelease, page: Callable[[OpenRelease], flask.Response] | None
) -> flask.Response:
    """Answer ``/{name}`` in the form that ``Accept`` asks for; NotAcceptable if there is none."""
    offered = (*WRITERS, *(HTML if page else ()))
    chosen = negotiate(flask.request.headers.get("Accept"), offered)
    if page is not None and chosen in HTML:
        response = page(opened)
    else:
        response = _answer(name, describe, opened, chosen)
        root = flask.request.script_root
        response.headers["Content-Location"] = in_release(f"{root}/{name}.{BY_MEDIA_TYPE[chosen].extension}")
    response.vary.add("Accept")
    return _link(response, name)


def document(name: str, extension: str, describe: Describe, opened: OpenRelease) -> flask.Response:
    """Answer ``/{name}.{extension}``; NotAcceptable if there is no such form."""
    if extension not in FORMS:
        raise NotAcceptable([f".{each}" for each in FORMS])
    return _link(_answer(name, describe, opened, FORMS[extension].media_type), name)


def _answer(name: str, describe: Describe, opened: OpenRelease, media_type: str) -> flask.Response:
    # A description may tell of the other releases too, and of their files, which are made some time later.
    kept = current_service().kept()
    for_qdr = [f"{each.version}/{file}" for each in kept for file in qdr.made_files(each)]
    versions = current_service().releases.versions()
    key = (name, media_type, *versions, "made", *archive.made_versions(), *for_qdr)
    if key not in opened.written:
        opened.written[key] = write_description(describe(opened), media_type)
    response = flask.current_app.response_class(opened.written[key], mimetype=media_type)
    return caching.stamp_body(response, opened)


def _link(response: flask.Response, name: str) -> flask.Response:
    """Name the other forms (RFC 8288)."""
    root = flask.request.script_root
    for form in FORMS.values():
        address = in_release(f"{root}/{name}.{form.extension}")
        link = f'<{address}>; rel="alternate"; type="{form.media_type}"'
        response.headers.add("Link", link)
    if name != _VOID:
        response.headers.add("Link", f'<{in_release(f"{root}/{_VOID}")}>; rel="service-meta"')
    return response
