"""The terms: ``/def/`` is the ontology, beside it the JSON-LD context, the vocabularies and the shapes.

The ontology's namespace ends in a slash, so each term has an address of its own; it answers 303 See Other to
the document that defines it. What is served are the files that the program works with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import flask
import pyoxigraph as ox
from werkzeug.exceptions import NotFound

from nqfgraph.describe import Neighbourhood
from nqfgraph.files import data_folder
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import NQF
from nqfgraph_server import glossary
from nqfgraph_server.documents import BY_MEDIA_TYPE, FORMATS, Source, write_json
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import term_address
from nqfgraph_server.negotiation import NotAcceptable, negotiate
from nqfgraph_server.service import current_service

blueprint = flask.Blueprint("definitions", __name__)

HTML = "text/html"
_DATA = tuple(form.media_type for extension, form in FORMATS.items() if extension != "json")
_ONTOLOGY = "nqfgraph"
_AN_HOUR = 3600


@blueprint.get("/def/")
def ontology() -> flask.Response:
    """Answer the ontology: the page of all terms, or the document."""
    chosen = negotiate(flask.request.headers.get("Accept"), (HTML, *_DATA))
    if chosen != HTML:
        return _vary(_document(_ontology_file(), chosen))
    terms = glossary.terms(current_service().ontology, reader_language())
    body = flask.render_template("definitions.html", shape_names=shape_names(), **terms)
    return _vary(_stamp(flask.make_response(body), "text/html"))


@blueprint.get("/def/<path:term>")
def term(term: str) -> flask.Response:
    """Send the client from a term to its definition; 404 for a term that is not declared."""
    name, dot, extension = term.rpartition(".")
    if dot and name == _ONTOLOGY:
        return _with_extension(_ontology_file(), extension)
    if term not in NQF:
        raise NotFound(
            _("The ontology declares no such term. All terms are listed on the page of the ontology.")
        )
    chosen = negotiate(flask.request.headers.get("Accept"), (HTML, *_DATA))
    root = flask.request.script_root
    address = (
        term_address(term) if chosen == HTML else f"{root}/def/{_ONTOLOGY}.{BY_MEDIA_TYPE[chosen].extension}"
    )
    response = flask.current_app.response_class("", status=303, mimetype="text/plain")
    response.headers["Location"] = address
    response.autocorrect_location_header = False
    return _vary(response)


@blueprint.get("/def/context.jsonld")
def context() -> flask.Response:
    """Answer the JSON-LD context that our JSON-LD documents refer to."""
    body = write_json(current_service().ontology.context())
    response = _stamp(flask.current_app.response_class(body), "application/ld+json")
    # Programs fetch it for each document that they read; it changes with the program only.
    response.cache_control.no_cache = None
    response.cache_control.max_age = _AN_HOUR
    return response


@blueprint.get("/def/vocabularies/<name>")
def vocabulary(name: str) -> flask.Response:
    """Answer a published vocabulary in the part that this register works with."""
    stem, _, extension = name.partition(".")
    path = _listed("ontology", "vocabularies", stem)
    if extension:
        return _with_extension(path, extension)
    chosen = negotiate(flask.request.headers.get("Accept"), (HTML, *_DATA))
    if chosen != HTML:
        return _vary(_document(path, chosen))
    scheme = glossary.scheme(current_service().ontology, stem, reader_language())
    return _vary(
        _stamp(flask.make_response(flask.render_template("vocabulary.html", scheme=scheme)), "text/html")
    )


@blueprint.get("/def/shapes/<name>")
def shapes(name: str) -> flask.Response:
    """Answer a file of shapes."""
    stem, _, extension = name.partition(".")
    path = _listed("shapes", "", stem)
    if extension:
        return _with_extension(path, extension)
    return _vary(_document(path, negotiate(flask.request.headers.get("Accept"), _DATA)))


def shape_names() -> list[str]:
    """Return the names of the shape files."""
    return [path.stem for path in _files("shapes", "")]


def _files(folder: str, below: str) -> Iterator[Path]:
    yield from sorted((data_folder(folder) / below).glob("*.ttl"))


def _listed(folder: str, below: str, stem: str) -> Path:
    """Return the file of that name, from the list of files and never by putting a path together."""
    for path in _files(folder, below):
        if path.stem == stem:
            return path
    raise NotFound(
        _("There is no such file. All vocabularies and shapes are listed on the page of the ontology.")
    )


def _ontology_file() -> Path:
    return data_folder("ontology") / f"{_ONTOLOGY}.ttl"


def _with_extension(path: Path, extension: str) -> flask.Response:
    if extension not in FORMATS or FORMATS[extension].media_type not in _DATA:
        raise NotAcceptable([f".{each}" for each, form in FORMATS.items() if form.media_type in _DATA])
    return _document(path, FORMATS[extension].media_type)


def _document(path: Path, media_type: str) -> flask.Response:
    if media_type == FORMATS["ttl"].media_type:
        body = path.read_bytes()
    else:
        triples = (each.triple for each in ox.parse(path=path, format=ox.RdfFormat.TURTLE))
        body = BY_MEDIA_TYPE[media_type].write(_source(triples, current_service().ontology))
    return _stamp(flask.current_app.response_class(body), media_type)


def _source(triples: Iterator[ox.Triple], ontology: Ontology) -> Source:
    context_iri = flask.url_for("definitions.context", _external=True)
    return Source(Neighbourhood(NQF.iri, triples), ontology, context_iri, "")


def _stamp(response: flask.Response, media_type: str) -> flask.Response:
    response.content_type = f"{media_type}; charset=utf-8"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.make_conditional(flask.request)
    return response


def _vary(response: flask.Response) -> flask.Response:
    response.vary.update(["Accept", "Accept-Language"])
    return response
