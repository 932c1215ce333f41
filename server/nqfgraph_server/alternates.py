"""Which profiles and forms a thing is given in: the view that ``_profile=alt`` asks for (dx-connegp)."""

from __future__ import annotations

from collections.abc import Iterable

import flask
import pyoxigraph as ox

from nqfgraph.describe import Neighbourhood
from nqfgraph.exports.metadata import WRITERS, write_description
from nqfgraph.vocab import ALTR, DCTERMS, PROF, RDF, RDFS
from nqfgraph_server import caching
from nqfgraph_server.documents import FORMATS, write_json
from nqfgraph_server.languages import reader_language
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.profiles import ALTERNATES, DEFAULT, Profile, asked, profiles_of
from nqfgraph_server.rendering import page
from nqfgraph_server.service import OpenRelease
from nqfgraph_server.signposts import Link, representation_address, representations, tokens

HTML, JSON = "text/html", "application/json"
_PAGES = (HTML, "application/xhtml+xml")


def answer(
    opened: OpenRelease, kind: str, key: str, of: Neighbourhood, extension: str | None
) -> flask.Response:
    """Answer the view, in the form of ``extension`` or else the one that is asked for; NotAcceptable."""
    if extension is not None:
        chosen = FORMATS[extension].media_type
    else:
        chosen = negotiate(asked(kind).media_type, (*WRITERS, JSON, *_PAGES))
    if chosen in _PAGES:
        response = page(
            "alternates.html",
            opened,
            iri=of.iri,
            title=of.label(of.iri, reader_language()),
            rows=[(each, _documents(each, kind, key)) for each in profiles_of(kind)],
        )
    else:
        body = (
            _json(kind, key, of.iri)
            if chosen == JSON
            else write_description(_describe(opened, kind, key, of.iri), chosen)
        )
        response = flask.current_app.response_class(body, mimetype=chosen)
        response = caching.stamp_body(response, opened)
    links = [Link(ALTERNATES.iri, "profile"), *representations(kind, key, "alternate"), *tokens(kind)]
    response.headers.extend([("Link", each.header()) for each in links])
    response.vary.update(["Accept", "Accept-Profile"])
    return response


def _documents(profile: Profile, kind: str, key: str) -> list[tuple[str, str, str]]:
    """Return name, media type and address of the documents of a profile."""
    return [
        (form.name, form.media_type, representation_address(kind, key, profile, form))
        for form in profile.forms.values()
    ]


def _json(kind: str, key: str, iri: str) -> bytes:
    return write_json(
        {
            "iri": iri,
            "default": DEFAULT.token,
            "profiles": [
                {
                    "token": each.token,
                    "iri": each.iri,
                    "title": each.name,
                    "documents": [
                        {"type": media_type, "address": address}
                        for _, media_type, address in _documents(each, kind, key)
                    ],
                }
                for each in profiles_of(kind)
            ],
        }
    )


def _describe(opened: OpenRelease, kind: str, key: str, iri: str) -> Iterable[ox.Triple]:
    """Yield the representations as RDF; their addresses are those under the base of the register."""
    thing = ox.NamedNode(iri)
    root = flask.request.script_root
    for profile in profiles_of(kind):
        standard = ox.NamedNode(profile.iri)
        yield ox.Triple(standard, RDF.type, DCTERMS.Standard)
        yield ox.Triple(standard, RDFS.label, ox.Literal(profile.name))
        yield ox.Triple(standard, PROF.hasToken, ox.Literal(profile.token))
        for name, media_type, address in _documents(profile, kind, key):
            node = ox.NamedNode(opened.iris.base + address.removeprefix(f"{root}/"))
            yield ox.Triple(thing, ALTR.hasRepresentation, node)
            if profile is DEFAULT and media_type == "text/turtle":
                yield ox.Triple(thing, ALTR.hasDefaultRepresentation, node)
            yield ox.Triple(node, RDF.type, ALTR.Representation)
            yield ox.Triple(node, RDFS.label, ox.Literal(f"{profile.name}, {name}"))
            yield ox.Triple(node, DCTERMS.conformsTo, standard)
            yield ox.Triple(node, DCTERMS.format, ox.Literal(media_type))
