"""How an answer is cited: an address that pins query, release and dataset, and a digest of the answer.

The digest is the same for an answer in whatever form and order it comes, because the order of a query without
ORDER BY is the engine's own. It is the SHA-256 of the lines of the answer, each with its line feed, sorted by
their bytes: of TSV for a table, of N-Triples for a graph, of JSON for a truth. Everybody can check it:

    curl -H 'Accept: text/tab-separated-values' ADDRESS | LC_ALL=C sort | sha256sum
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import flask
from werkzeug.exceptions import Conflict, UnprocessableEntity

from nqfgraph.store.base import EngineAnswer
from nqfgraph.store.inspection import Form
from nqfgraph_server.service import OpenRelease
from nqfgraph_server.sparql.asked import Asked
from nqfgraph_server.sparql.kept import Kept

LARGEST = 4 * 1024 * 1024
"""Most bytes of an answer whose digest is made."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What to write down beside an answer, so that others can see the same one."""

    permalink: str
    """The address of the answer, with the version of the release in it, and the digest if there is one."""
    digest: str | None
    """``sha-256:`` and 64 hexadecimal digits; None if the answer is too large or differs every time."""


def form_of_lines(form: Form | None) -> str:
    """Return the media type in which an answer's digest is made."""
    if form is Form.ASK:
        return "application/sparql-results+json"
    return "application/n-triples" if form is not None and form.is_graph else "text/tab-separated-values"


def digest_of(lines: bytes) -> str | None:
    """Return the digest of an answer in its `form_of_lines`; None if it has more bytes than `LARGEST`."""
    if len(lines) > LARGEST:
        return None
    digest = hashlib.sha256()
    for line in sorted(lines.removesuffix(b"\n").split(b"\n")) if lines else ():
        digest.update(line + b"\n")
    return f"sha-256:{digest.hexdigest()}"


def cite(opened: OpenRelease, asked: Asked, lines: bytes | None) -> Citation:
    """Return how to cite an answer; ``lines`` are what was held of it, None if it differs every time."""
    digest = None if lines is None else digest_of(lines)
    parameters = [("query", asked.query), ("release", opened.version)]
    parameters += [("default-graph-uri", graph) for graph in asked.default_graphs or ()]
    parameters += [("named-graph-uri", graph) for graph in asked.named_graphs or ()]
    if digest:
        parameters.append(("digest", digest))
    return Citation(f"{flask.request.root_url}sparql?{urlencode(parameters, quote_via=quote)}", digest)


def verify(wanted: str, lines: bytes, opened: OpenRelease) -> None:
    """Compare what was held of an answer with a digest; raises 409 if it differs, 422 if it has none."""
    found = digest_of(lines)
    if found is None:
        raise UnprocessableEntity(
            f"The digest cannot be checked: the answer has more than {LARGEST} bytes. "
            "Leave the parameter “digest” out to get it."
        )
    if found != wanted:
        raise Conflict(
            f"This is not the answer that was cited: in release {opened.version} its digest is {found}, "
            f"and {wanted} was asked for. Leave the parameter “digest” out to get it, or name the release "
            "that was cited with “release”."
        )


def hold(answer: Kept | EngineAnswer) -> tuple[bytes, Iterable[bytes]]:
    """Return an answer in its `form_of_lines` until it has more bytes than `LARGEST`, and the rest of it."""
    if isinstance(answer, Kept):
        return answer.content, ()
    lines = bytearray()
    for piece in answer:
        lines += piece
        if len(lines) > LARGEST:
            break
    return bytes(lines), answer
