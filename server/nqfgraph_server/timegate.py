"""Past releases over HTTP: the fields of Memento on answers, links that stay in a release, and time maps.

``release=`` pins a release, ``Accept-Datetime`` negotiates one (RFC 7089); `Service.choice` decides.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

import flask

from nqfgraph.errors import InputError
from nqfgraph_server import caching, links
from nqfgraph_server.memento import LINK_FORMAT, link, neighbours, write_time, write_time_map
from nqfgraph_server.service import PARAMETER, Choice, NotServing, current_service, may_choose

blueprint = flask.Blueprint("timegate", __name__)

TIMED = frozenset(
    {
        "citations",
        "identifiers",
        "sparql",
        "sparql_examples",
        "sparql_terms",
        "graphs",
        "catalogue",
        "void",
        "sitemap",
        "qdr",
        "listings",
        "pages",
        "release_pages",
        "skills",
        "statistics",
        "comparison",
        "correspondence",
        "statement",
        "about",
        "api",
    }
)
"""Blueprints whose answers are read from a release, so that an older one can be asked."""

_LONGEST_ADDRESS = 500
"""Longest address that is repeated in ``Link``, in bytes; queries in addresses can be very long."""
_LONGEST_ORIGINAL = 2000
_UNCHANGED = 304
_REDIRECTS = 300
_TOLD = ("GET", "HEAD")


def set_up(app: flask.Flask) -> None:
    """Choose releases early where a request asks for one, and tell of them behind every answer."""
    app.before_request(_choose)
    app.after_request(_tell)
    app.url_defaults(_stay)


@blueprint.get("/releases/timemap")
def time_map() -> flask.Response:
    """Answer which past releases an address can be asked in: ``of`` is its path with its query, or “/”."""
    service = current_service()
    original = flask.request.args.get("of", "/")
    parts = urlsplit(original)
    if not original.startswith("/") or parts.netloc or len(original) > _LONGEST_ORIGINAL:
        raise InputError(
            f"“{original[:80]}” is no address of this server.",
            remedy=f"Give a path that starts with one slash, of at most {_LONGEST_ORIGINAL} characters.",
        )
    host = flask.request.host_url.rstrip("/") + flask.request.script_root
    address = host + quote(original, safe="/?&=%+:;,@!$'()*~-._")
    body = write_time_map(
        address,
        f"{flask.request.base_url}?of={quote(original, safe='')}",
        service.mementos(),
        lambda version: f"{address}{'&' if parts.query else '?'}{PARAMETER}={version}",
    )
    response = flask.current_app.response_class(body, mimetype=LINK_FORMAT)
    return caching.stamp_body(response, service.current())


def _choose() -> None:
    """Let a request for what is not there fail before its view begins, and redirects know where they stay."""
    request = flask.request
    if request.method in _TOLD and may_choose(request.environ) and request.blueprint in TIMED:
        current_service().choice()


def _stay(endpoint: str, values: dict[str, Any]) -> None:
    """Keep the release that the reader asked for in the links of a page (used by ``url_for``)."""
    if endpoint.partition(".")[0] in TIMED:
        version = links.kept_release()
        if version:
            values.setdefault(PARAMETER, version)


def _tell(response: flask.Response) -> flask.Response:
    choice: Choice | None = flask.g.get("release_choice")
    status = response.status_code
    if choice is None or status > _UNCHANGED or flask.request.blueprint not in TIMED:
        return response
    fields = response.headers
    if not choice.pinned:
        vary = fields.get("Vary")
        fields["Vary"] = f"{vary}, Accept-Datetime" if vary else "Accept-Datetime"
    if status < _REDIRECTS or status == _UNCHANGED:
        if choice.is_past:
            fields["Memento-Datetime"] = write_time(choice.opened.manifest.created)
        if _is_linked(choice):
            _link(response, choice)
    return response


def _is_linked(choice: Choice) -> bool:
    """Say whether an answer names its time map and its mementos; plain queries are spared the time."""
    request = flask.request
    if request.method not in _TOLD or len(request.query_string) > _LONGEST_ADDRESS:
        return False
    return choice.is_past or request.blueprint != "sparql"


def _link(response: flask.Response, choice: Choice) -> None:
    """Name the address without a release, which is its own time gate, its time map and its mementos."""
    root = flask.request.script_root
    here = root + links.requested_path()
    original = links.with_query(here, release=None)
    told = [
        link(original, "original timegate"),
        link(
            f"{root}/releases/timemap?of={quote(original.removeprefix(root), safe='')}",
            "timemap",
            media_type=LINK_FORMAT,
        ),
    ]
    if choice.is_past:
        version = choice.opened.version
        if choice.negotiated:
            response.headers.setdefault("Content-Location", links.with_query(here, release=version))
        with suppress(NotServing):  # an answer is not worse for it that its neighbours cannot be told
            for relation, each in neighbours(current_service().mementos(), version):
                told.append(link(links.with_query(here, release=each.version), relation, each))
    response.headers.extend([("Link", each) for each in told])
