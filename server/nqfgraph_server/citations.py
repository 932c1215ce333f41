"""``/data/{kind}/{key}/citation``: how a record is cited, and what issuers put into credentials that name it.

``format`` asks for one of them: ``text``, ``bibtex``, ``ris``, ``csl`` for people and reference managers,
``elm``, ``openbadges``, ``eudi`` for issuers, ``nquads`` for the very bytes that the digest is of. Without it
the answer is a page or, for programs, all of them in JSON. ``version`` names an entry of the change log.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.changelog import ChangeLog, Entry, Operation
from nqfgraph.describe import Neighbourhood
from nqfgraph.errors import InputError
from nqfgraph.exports.records import Record
from nqfgraph.exports.records.citations import Cited, write_bibtex, write_csl, write_ris, write_text
from nqfgraph.exports.records.issuers import write_elm, write_eudi, write_open_badges
from nqfgraph.vocab import ADMS, SKOS
from nqfgraph_server import caching
from nqfgraph_server.documents import write_json
from nqfgraph_server.identifiers import described, iri_of, requested_thing
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.links import in_release
from nqfgraph_server.logged import versions
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.rendering import chosen as in_reader_language
from nqfgraph_server.rendering import page
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("citations", __name__)

HTML, JSON, N_QUADS = "text/html", "application/json", "application/n-quads"
_A_YEAR = 31_536_000
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Form:
    """A form of citation: its media type, its name, and its writer."""

    media_type: str
    name: str
    write: Callable[[Cited, Record], str]
    for_issuers: bool = False


def _in_json(write: Callable[[Cited, Record], object]) -> Callable[[Cited, Record], str]:
    return lambda cited, record: json.dumps(write(cited, record), ensure_ascii=False, indent=1) + "\n"


def _alone(write: Callable[[Cited], str]) -> Callable[[Cited, Record], str]:
    return lambda cited, _: write(cited)


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "text": Form("text/plain", _("Text"), _alone(write_text)),
        "bibtex": Form("application/x-bibtex", "BibTeX", _alone(write_bibtex)),
        "ris": Form("application/x-research-info-systems", "RIS", _alone(write_ris)),
        "csl": Form("application/vnd.citationstyles.csl+json", "CSL-JSON", _alone(write_csl)),
        "elm": Form(
            "application/ld+json", _("European Digital Credentials (ELM)"), _in_json(write_elm), True
        ),
        "openbadges": Form("application/ld+json", "Open Badges 3.0", _in_json(write_open_badges), True),
        "eudi": Form(JSON, _("Attestation of attributes (EUDI wallet)"), _in_json(write_eudi), True),
    }
)
"""The forms by what ``format`` calls them; those for issuers are for qualifications only."""

MEDIA_TYPES = tuple(dict.fromkeys((HTML, JSON, *(each.media_type for each in FORMS.values()), N_QUADS)))
_NEGOTIATED = {each.media_type: name for name, each in FORMS.items() if not each.for_issuers}


@blueprint.get("/data/<kind>/<path:path>/citation")
def citation(kind: str, path: str) -> flask.Response:
    """Answer how a record is cited, and fragments for credentials that name it."""
    _, address = requested_thing()
    key = address.rpartition("/")[0]
    opened = current_service().release()
    forms = {name: each for name, each in FORMS.items() if kind == "qualification" or not each.for_issuers}
    wanted = _asked(forms)
    if wanted == "nquads":
        return _content(opened, kind, key)
    of = described(opened, kind, key)
    cited = _cited(opened, kind, key, of)
    written = {name: each.write(cited, Record(of)) for name, each in forms.items()}
    if wanted == HTML:
        return _page(opened, cited, {name: (forms[name], text) for name, text in written.items()})
    if wanted == JSON:
        response = flask.current_app.response_class(_document(cited, written), mimetype=JSON)
    else:
        media_type = forms[wanted].media_type
        response = flask.current_app.response_class(written[wanted], mimetype=media_type)
    response.vary.update(["Accept", "Accept-Language"])
    return caching.stamp_body(response, opened)


def _asked(forms: Mapping[str, Form]) -> str:
    """Return what is asked for: a name of ``forms``, “nquads”, or the media type of the page or of JSON."""
    given = flask.request.args.get("format")
    if given is None:
        chosen = negotiate(flask.request.headers.get("Accept"), (JSON, HTML, *_NEGOTIATED))
        return _NEGOTIATED.get(chosen, chosen)
    named = {"html": HTML, "json": JSON, "nquads": "nquads", **{name: name for name in forms}}
    if given not in named:
        raise InputError(
            f"“{given[:40]}” is no form of this citation.", remedy=f"There are: {', '.join(named)}."
        )
    return named[given]


def _content(opened: OpenRelease, kind: str, key: str) -> flask.Response:
    """Answer the bytes of a version, which never change."""
    log, iri = current_service().changelog(), iri_of(opened, kind, key)
    number = flask.request.args.get("version", "")
    if number and not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise InputError(f"The version is “{number[:40]}”, which is no number.", remedy="Give a number.")
    entries = _entries(log, iri, opened, number) if log else []
    entry = next((each for each in entries[::-1] if each.operation is not Operation.REMOVED), None)
    if log is None or entry is None:
        raise NotFound(_("The change log has no such version of this thing."))
    response = flask.current_app.response_class(log.content(entry.number), mimetype=N_QUADS)
    response.headers["ETag"] = f'"{entry.digest}"'
    response.headers["Cache-Control"] = (
        f"public, max-age={_A_YEAR}, immutable" if number else "public, no-cache"
    )
    response.make_conditional(flask.request)
    return response


def _entries(log: ChangeLog, iri: str, opened: OpenRelease, number: str) -> list[Entry]:
    """Return the entry with a number, or those up to the release that is asked, as the citation has them."""
    if number:
        return [each for each in log.versions(iri) if each.number == int(number)]
    return versions(log, iri, opened)


def _cited(opened: OpenRelease, kind: str, key: str, of: Neighbourhood) -> Cited:
    language, register, base = reader_language(), opened.manifest.register, opened.iris.base
    title = of.label(of.iri, language)
    log = current_service().changelog()
    entries = versions(log, of.iri, opened) if log else []
    entry = entries[-1] if entries and entries[-1].operation is not Operation.REMOVED else None
    codes = [of.value(each, SKOS.notation) for each in of.nodes(of.iri, ADMS.identifier)]
    return Cited(
        iri=of.iri,
        title=title.value if title else of.iri,
        language=title.language if title else "",
        titles={each.language: each.value for each in of.labels(of.iri)},
        code=next(filter(None, codes), "") or of.value(of.iri, SKOS.notation) or "",
        register=in_reader_language(register.title, language).value,
        publisher=in_reader_language(register.publisher_name, language).value,
        release=opened.version,
        released=opened.manifest.created,
        version=entry.number if entry else None,
        digest=entry.digest if entry else "",
        version_iri=f"{base}feeds/versions/{entry.number}" if entry else "",
        content=f"{base}data/{kind}/{key}/citation?format=nquads&version={entry.number}" if entry else "",
    )


def _document(cited: Cited, written: Mapping[str, str]) -> bytes:
    fragments = {
        name: text if name in ("text", "bibtex", "ris") else json.loads(text)
        for name, text in written.items()
    }
    return write_json(
        {
            "iri": cited.iri,
            "title": dict(cited.titles),
            "release": cited.release,
            "version": cited.version,
            "versionIri": cited.version_iri or None,
            "digest": f"sha-256:{cited.digest}" if cited.digest else None,
            "content": cited.content or None,
            **fragments,
        }
    )


def _page(opened: OpenRelease, cited: Cited, written: Mapping[str, tuple[Form, str]]) -> flask.Response:
    here = f"{flask.request.script_root}{flask.request.path}"
    parts = [
        (name, translate(form.name), form.media_type, in_release(f"{here}?format={name}"), text)
        for name, (form, text) in written.items()
    ]
    response = page("citation.html", opened, cited=cited, parts=parts)
    response.vary.add("Accept")
    return response
