"""Describes the endpoint: where it is, what it speaks and holds, and what a query may take.

Nothing is guessed: counts are those of the release, formats those that answers are written in, functions
those that a test calls, limits those of the settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import pyoxigraph as ox

from nqfgraph.exports.endpoint import Endpoint, describe_endpoint
from nqfgraph.exports.metadata import WRITERS, write_description
from nqfgraph.settings import Settings
from nqfgraph.store.federation import read_endpoints
from nqfgraph.store.formats import GRAPHS, TABLES
from nqfgraph.store.functions import FUNCTIONS, LANGUAGE_EXTENSIONS
from nqfgraph.vocab import FORMATS, NQF, PREFIXES
from nqfgraph_server import limits
from nqfgraph_server.catalogue import known_triples
from nqfgraph_server.opened import OpenRelease
from nqfgraph_server.service import PARAMETER, current_service

JSON_LD = "application/ld+json"

FORMATS_OF_ANSWERS = (
    *(each.iri for each in TABLES.values()),
    # pyoxigraph has another IRI for this one than the list at https://www.w3.org/ns/formats/.
    *((FORMATS["JSON-LD"].value if name == JSON_LD else each.iri) for name, each in GRAPHS.items()),
)
"""IRIs of the formats that answers are written in."""

_MEBIBYTE = 1024 * 1024
_MOST_KEPT = 32
"""Descriptions that are kept: six forms for some addresses under which a server is known."""


def describe(opened: OpenRelease, address: str, media_type: str) -> bytes:
    """Return the description of the endpoint at ``address`` in an RDF format.

    Raises NotServing if the release does not say what it holds.
    """
    service = current_service()
    pinned = f"?{urlencode({PARAMETER: opened.version})}" if service.choice().pinned else ""
    asked = f"{address}{pinned}"
    key = ("service", asked, media_type)
    content = opened.written.get(key)
    if content is None:
        endpoint = endpoint_of(opened, service.settings, asked, f"{address}/examples")
        content = _write(describe_endpoint(endpoint, known_triples(opened)), media_type)
        # The address has what the client says is the host: it may not fill the memory.
        if sum(name[0] == "service" for name in list(opened.written)) < _MOST_KEPT:
            opened.written[key] = content
    return content


def endpoint_of(opened: OpenRelease, settings: Settings, address: str, examples: str) -> Endpoint:
    """Return what is told of the endpoint at ``address``; raises NotServing."""
    # What another engine knows, and what it asks, is its own matter.
    embedded = not settings.store
    return Endpoint(
        address=address,
        examples=examples,
        base=opened.iris.base,
        version=opened.version,
        statistics=opened.statistics,
        formats=FORMATS_OF_ANSWERS,
        functions=FUNCTIONS if embedded else (),
        language_extensions=LANGUAGE_EXTENSIONS if embedded else (),
        others=read_endpoints(settings.service_endpoints) if embedded else (),
        limits=_limits(settings),
    )


def _limits(settings: Settings) -> Mapping[ox.NamedNode, float]:
    told = limits.describe(settings)
    found: dict[ox.NamedNode, float] = {
        NQF.querySeconds: told.seconds,
        NQF.queryWaitSeconds: told.wait_seconds,
        NQF.queryMemory: told.megabytes * _MEBIBYTE,
        NQF.queryLength: told.query_bytes,
    }
    if told.client_seconds:
        found[NQF.clientSeconds] = told.client_seconds
        found[NQF.clientWindowSeconds] = told.client_window_seconds
    return found


def _write(triples: Sequence[ox.Triple], media_type: str) -> bytes:
    if media_type in WRITERS:
        return write_description(triples, media_type)
    content = ox.serialize(triples, format=GRAPHS[media_type], prefixes=dict(PREFIXES))
    assert content is not None  # it is written nowhere else
    return content
