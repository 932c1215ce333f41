"""One version of a thing: ``/feeds/versions/{number}``, with what the members of the streams say of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.changelog import Operation
from nqfgraph_server.feeds.answers import answer, change_log, digests, tag
from nqfgraph_server.feeds.dialects import ACTIVITIES, VERSIONS
from nqfgraph_server.feeds.tree import read_number
from nqfgraph_server.feeds.writing import TURTLE, WRITERS, Member, Write, write_turtle
from nqfgraph_server.languages import marked as _
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.service import current_service

blueprint = flask.Blueprint("versions", __name__)

FORMS: Mapping[str, Write] = MappingProxyType({**WRITERS, TURTLE: write_turtle})
"""The forms by media type, the favourite first; Turtle has no graphs, so all stands together there."""


@blueprint.get("/feeds/versions/<number>")
def version(number: str) -> flask.Response:
    """Answer a version, which never changes: its thing, its time, and in its graph what was said then."""
    log = change_log()
    entry = log.entry(read_number(number))
    if entry is None:
        raise NotFound(_("There is no such version. The feed of changes lists all of them."))
    chosen = negotiate(flask.request.headers.get("Accept"), tuple(FORMS))
    base = current_service().current().manifest.register.base

    def write() -> bytes:
        content = b"" if entry.operation is Operation.REMOVED else log.content(entry.number)
        member = Member(VERSIONS.describe(base, entry), content)
        return FORMS[chosen]([ACTIVITIES.describe(base, entry)], [member])

    response = answer(chosen, tag(chosen, base, digests([entry])), write, lasting=True)
    response.vary.add("Accept")
    return response
