"""Who takes the register: what a request says of itself, of which release, and over which interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import flask

from nqfgraph.errors import NqfgraphError
from nqfgraph.harvests import declared
from nqfgraph_server.service import current_service

_NOTHING_NEW = "noRecordsMatch"
"""An error by its name only: what a harvester is told when nothing has changed."""
_LONGEST_PATH = 120

_PATHS = re.compile(
    r"/(?:feeds/(?P<feed>[a-z]+)|(?P<other>oai|resourcesync|catalogue)(?=[/.]|\Z)"
    r"|qdr/(?P<qdr>[a-z-]+\.xml)|releases/[^/]+/(?P<file>[^/]+)|\.well-known/(?P<known>resourcesync))"
)
_FEEDS: Mapping[str, str] = MappingProxyType(
    {
        "ldes": "ldes",
        "versions": "ldes",
        "activities": "activities",
        "atom": "atom",
        "resourcesync": "resourcesync",
        "changesets": "changesets",
    }
)
INTERFACES = (
    "ldes",
    "activities",
    "oai",
    "dump",
    "qdr",
    "atom",
    "catalogue",
    "resourcesync",
    "changesets",
    "feeds",
    "files",
)
"""What a register is taken over; ``feeds`` and ``files`` are those without a name of their own."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Who asks, what of, and which release it is."""

    agent: str
    contact: str
    interface: str
    release: str
    path: str
    refusal: str = ""
    """The error of a protocol that tells its errors with status 200; empty if there was none."""


def refuse(code: str) -> None:
    """Note that the answer to this request, whatever its status, is an error of a protocol (OAI-PMH)."""
    if code != _NOTHING_NEW:
        flask.g.refusal = code


def interface_of(path: str) -> str | None:
    """Return the interface that an address belongs to; None if it is none that registers are taken over."""
    found = _PATHS.match(path)
    if found is None:
        return None
    if found["feed"]:
        return _FEEDS.get(found["feed"], "feeds")
    if found["file"]:
        name = found["file"]
        return "qdr" if name.startswith("qdr-") else "dump" if name.startswith("dump.") else "files"
    return "qdr" if found["qdr"] else found["other"] or found["known"]


def taker_of(response: flask.Response) -> Taker | None:
    """Return who takes the register with this request; None for all other requests and for people's pages."""
    path = flask.request.path
    interface = interface_of(path)
    if interface is None or response.mimetype == "text/html" or flask.request.method == "OPTIONS":
        return None
    fields = flask.request.headers
    agent, contact = declared(fields.get("User-Agent")), declared(fields.get("From"))
    refusal = flask.g.get("refusal", "")
    return Taker(agent, contact, interface, _release(), declared(path)[:_LONGEST_PATH], refusal)


def _release() -> str:
    """Return the version that the address names, or that the answer is given from; empty if there is none."""
    named = (flask.request.view_args or {}).get("version")
    choice = flask.g.get("release_choice")
    if named is None and choice is not None:
        return str(choice.opened.version)
    service = current_service()
    try:
        if named is not None:
            return str(named) if named in service.releases.versions() else ""
        return service.current().version
    except NqfgraphError:
        return ""
