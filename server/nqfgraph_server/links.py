"""Where links lead: IRIs of the register become addresses of this installation, wherever it is mounted.

An IRI in a text or in data stays as it is; only what stands in an ``href`` is rewritten.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import flask

from nqfgraph.ontology import Concept
from nqfgraph.vocab import NQF
from nqfgraph_server.languages import reader_language
from nqfgraph_server.service import PARAMETER, Choice, current_service


def href(iri: str) -> str | None:
    """Return the address that shows what ``iri`` names to the reader; None if it is no web address."""
    identified = split_identifier(iri)
    if identified is not None:
        return document_address(*identified)
    if iri.startswith(NQF.iri):
        return term_address(iri.removeprefix(NQF.iri))
    concept = current_service().ontology.concept(iri)
    if concept is not None:
        return _concept_address(concept)
    return iri if urlsplit(iri).scheme in ("http", "https") else None


def split_identifier(iri: str) -> tuple[str, str] | None:
    """Return kind and path of a thing of the register, as in its IRI: ``("level", "6")``; None for others."""
    prefix = f"{current_service().release().iris.base}id/"
    kind, slash, path = iri.partition("#")[0].removeprefix(prefix).partition("/")
    return (kind, path) if iri.startswith(prefix) and slash and path else None


def document_address(kind: str, path: str) -> str:
    """Return the address of a thing's page in the reader's language; ``path`` is encoded as in its IRI."""
    return in_release(f"{root()}/doc/{kind}/{path}?lang={reader_language()}")


def data_address(kind: str, path: str, extension: str) -> str:
    """Return the address of a thing's data document."""
    return in_release(f"{root()}/data/{kind}/{path}.{extension}")


def record_address(kind: str, path: str, end: str, **query: str) -> str:
    """Return the address of something about a record: ``/data/{kind}/{path}`` with an end and a query."""
    address = f"{root()}/data/{kind}/{path}{end}"
    return in_release(f"{address}?{urlencode(query)}" if query else address)


def kept_release() -> str | None:
    """Return the version that links stay in: the one that the request asks for; None for the current one."""
    choice: Choice | None = flask.g.get("release_choice")
    return choice.opened.version if choice and choice.is_past else None


def in_release(address: str) -> str:
    """Return an address of this server so that it stays in the release that the request asks for."""
    version = kept_release()
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={version}" if version else address


def this_page_in(language: str) -> str:
    """Return the address of the page of this request in another language."""
    request = flask.request
    view = dict(request.view_args or {})
    if request.endpoint and "language" in view:
        return with_query(flask.url_for(request.endpoint, **(view | {"language": language})), lang=None)
    return with_query(in_release(f"{root()}{requested_path()}"), lang=language)


def with_query(address: str, **changed: str | None) -> str:
    """Return ``address`` with the query of this request, some parameters of which are set or (None) left out.

    The query is text from outside and never becomes an argument of ``url_for``, which gives meaning to some.
    A query that ``address`` has already is added to.
    """
    path, _, own = address.partition("?")
    given = flask.request.args
    pairs = [(name, value) for name, value in given.items(multi=True) if name not in changed]
    pairs += [(name, value) for name, value in parse_qsl(own) if name not in given and name not in changed]
    pairs += [(name, value) for name, value in changed.items() if value is not None]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def requested_path() -> str:
    """Return the path of this request below the mount point, each segment percent-encoded in one normal form.

    The raw request line is used where the server passes it on, because only there an encoded slash in a key
    (``%2F``) differs from a slash between keys.
    """
    environment = flask.request.environ
    raw = str(environment.get("REQUEST_URI") or environment.get("RAW_URI") or "").partition("?")[0]
    path = flask.request.path
    below = raw.removeprefix(flask.request.script_root)
    encoded = below if unquote(below, errors="replace") == path else quote(path)
    return "/".join(quote(unquote(segment), safe="") for segment in encoded.split("/"))


def _concept_address(concept: Concept) -> str | None:
    """Return the list of what has a field of education; None for other vocabularies, which have no pages."""
    if concept.scheme == current_service().ontology.scheme("isced-f").iri:
        return flask.url_for("listings.qualifications", language=reader_language(), field=concept.notation)
    return None


def term_address(name: str) -> str:
    """Return the address of the entry of one of our terms on the page of the ontology."""
    anchor = f"#{quote(name)}" if name else ""
    return f"{root()}/def/?lang={reader_language()}{anchor}"


def root() -> str:
    """Return the path that the application is mounted at; empty mostly."""
    return flask.request.script_root
