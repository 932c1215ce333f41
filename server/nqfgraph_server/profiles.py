"""The profiles that a record is given in, and which of them a request asks for.

The rules are those of Content Negotiation by Profile (W3C, dx-connegp): ``_profile`` in the query decides,
else ``Accept-Profile``; the profile is chosen first and the media type among its forms then, by
``_mediatype`` or else ``Accept``. A profile is named by its IRI or, in the query, by its token too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import flask

from nqfgraph.errors import NqfgraphError
from nqfgraph.exports.records import MAPPINGS, write_record
from nqfgraph.exports.records.vocabularies import write_dublin_core
from nqfgraph_server.documents import FORMATS, Format, Source, write_json, write_triples
from nqfgraph_server.negotiation import NotAcceptable, negotiate, read_quality

QUERY, MEDIA_TYPE = "_profile", "_mediatype"
_LONGEST = 2000
_NAME = re.compile(r"\s*(?:<([^<>]*)>|([^\s;,<>]+))\s*((?:;.*)?)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its token, its IRI, what it is called, and its forms by the end of an address."""

    token: str
    iri: str
    name: str
    forms: Mapping[str, Format]
    kinds: frozenset[str] | None = None
    """The kinds of things that it is for; None for all."""


def _json_form(token: str, extension: str, media_type: str) -> Format:
    def write(source: Source) -> bytes:
        return write_json(write_record(token, source.kind, source.neighbourhood))

    return Format(extension, media_type, "JSON-LD" if extension == "jsonld" else "JSON", write)


def _core_form(extension: str) -> Format:
    form = FORMATS[extension]

    def write(source: Source) -> bytes:
        triples = write_dublin_core(source.kind, source.neighbourhood)
        return write_triples(triples, source.neighbourhood.iri, form.media_type)

    return Format(extension, form.media_type, form.name, write)


def _forms(*forms: Format) -> Mapping[str, Format]:
    return MappingProxyType({each.extension: each for each in forms})


RDF_FORMS = MappingProxyType({name: form for name, form in FORMATS.items() if name != "json"})
DEFAULT = Profile("elm", "http://data.europa.eu/snb/model/elm", "European Learning Model", RDF_FORMS)
_ALL = "all"
"""What earlier drafts of the specification called the token of the list of alternates."""
ALTERNATES = Profile("alt", "http://www.w3.org/ns/dx/connegp/altr", "Alternates", MappingProxyType({}))

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        each.token: each
        for each in (
            DEFAULT,
            Profile(
                "register", "https://w3id.org/nqfgraph/def/Record", "Register record", _forms(FORMATS["json"])
            ),
            Profile(
                "schema",
                "https://schema.org/",
                "schema.org",
                _forms(_json_form("schema", "jsonld", "application/ld+json")),
                frozenset(MAPPINGS["schema"]),
            ),
            Profile(
                "ctdl",
                "https://purl.org/ctdl/terms/",
                "CTDL",
                _forms(_json_form("ctdl", "jsonld", "application/ld+json")),
                frozenset(MAPPINGS["ctdl"]),
            ),
            Profile(
                "dc",
                "http://purl.org/dc/terms/",
                "Dublin Core",
                _forms(*map(_core_form, ("ttl", "rdf", "nt"))),
                frozenset(MAPPINGS["dc"]),
            ),
            Profile(
                "flat",
                "https://w3id.org/nqfgraph/profiles/flat-record",
                "Flat JSON",
                _forms(_json_form("flat", "json", "application/json")),
                frozenset(MAPPINGS["flat"]),
            ),
        )
    }
)
"""All profiles by token, the default first."""


class UnknownProfile(NqfgraphError):
    """No profile that the request names is there for the thing."""

    def __init__(self, asked: str, available: tuple[Profile, ...]) -> None:
        listed = ", ".join(f"{each.token} <{each.iri}>" for each in (*available, ALTERNATES))
        super().__init__(
            f"No profile of this thing is what was asked for: “{asked[:80]}”.",
            remedy=f"There are: {listed}.",
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says of profile and media type."""

    profile: Profile | None
    """None if it asks for none."""
    media_type: str | None
    """What ``_mediatype`` or else ``Accept`` says."""


def profiles_of(kind: str) -> tuple[Profile, ...]:
    """Return the profiles that things of a kind are given in."""
    return tuple(each for each in PROFILES.values() if each.kinds is None or kind in each.kinds)


def asked(kind: str) -> Asked:
    """Return what this request asks for; UnknownProfile if none of the profiles it names is there."""
    request = flask.request
    named = request.args.get(QUERY) or None
    names = _read(named if named is not None else request.headers.get("Accept-Profile", ""))
    media_type = request.args.get(MEDIA_TYPE) or request.headers.get("Accept")
    if not names:
        return Asked(None, media_type)
    known = {
        name: each
        for each in (*profiles_of(kind), ALTERNATES)
        for name in ((each.token, each.iri) if named is not None else (each.iri,))
    }
    if named is not None:
        known[_ALL] = ALTERNATES
    for name in names:
        if name == "*":
            return Asked(None, media_type)
        if name in known:
            return Asked(known[name], media_type)
    raise UnknownProfile(", ".join(names), profiles_of(kind))


def choose(kind: str, offered: tuple[str, ...] = ()) -> tuple[Profile, Format | None]:
    """Return the profile and the form that this request asks for; no form if it wants one of ``offered``.

    If it names no profile, the media types of the default one and of the plain record are offered. Without a
    form too for the list of alternates. Raises UnknownProfile and NotAcceptable.
    """
    wanted = asked(kind)
    if wanted.profile is ALTERNATES:
        return ALTERNATES, None
    profiles = (wanted.profile,) if wanted.profile else (DEFAULT, PROFILES["register"])
    forms = {
        form.media_type: (profile, form) for profile in profiles[::-1] for form in profile.forms.values()
    }
    ordered = tuple(form.media_type for profile in profiles for form in profile.forms.values())
    pages = offered if wanted.profile is None else ()
    chosen = negotiate(wanted.media_type, (*pages, *ordered))
    return (DEFAULT, None) if chosen in pages else forms[chosen]


def form_of(kind: str, extension: str) -> tuple[Profile, Format]:
    """Return profile and form for an address with an extension; NotAcceptable if they do not go together."""
    profile = asked(kind).profile or next(
        each for each in (DEFAULT, PROFILES["register"]) if extension in each.forms
    )
    if extension not in profile.forms:
        raise NotAcceptable([f".{each} for _profile={profile.token}" for each in profile.forms])
    return profile, profile.forms[extension]


def _read(text: str) -> list[str]:
    """Return the profiles that a header or a parameter names, the favourite first, without refused ones."""
    found: list[tuple[float, int, str]] = []
    for number, (name, quality) in enumerate(_named(text[:_LONGEST])):
        if quality > 0:
            found.append((-quality, number, name))
    return [name for _, _, name in sorted(found)]


def _named(text: str) -> Iterator[tuple[str, float]]:
    for part in re.split(r",(?![^<]*>)", text):
        match = _NAME.match(part)
        quality = read_quality(match[3]) if match else None
        if match and quality is not None:
            yield match[1] or match[2], quality
