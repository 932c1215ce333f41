"""``/releases`` and ``/releases/{version}``: what was published when, and what each release changed."""

from __future__ import annotations

from collections.abc import Mapping

import flask

from nqfgraph.release import Release
from nqfgraph_server import news, tables
from nqfgraph_server import releases as kept_releases
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.past import unknown
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import current_service

blueprint = flask.Blueprint("release_pages", __name__)

SEVERITIES: Mapping[str, str] = {
    "violation": _("violations"),
    "warning": _("warnings"),
    "info": _("remarks"),
}
_TOLD, _NAMED = 10, 5
"""How many releases of the list are told in words, and how many things of a kind are named there."""
_MOST_NAMED = 500


@blueprint.get("/releases")
@blueprint.get(f"/<{LANGUAGE}:language>/releases")
def releases(language: str | None = None) -> flask.Response:
    """Answer the list of releases, the newest first."""
    media_type = tables.asked_format()
    if language is None and media_type == tables.HTML:
        return see_page(flask.url_for("release_pages.releases", language=reader_language()))
    service = current_service()
    opened, current = service.release(), service.current().version
    found = service.kept()[::-1]
    if media_type != tables.HTML:
        response = tables.answer(kept_releases.table(found, current), opened, media_type, lasting=False)
        response.headers.add("Link", f'<{flask.url_for("catalogue.catalogue")}>; rel="describedby"')
        return response
    return page(
        "releases.html",
        opened,
        releases=found,
        current=current,
        news={each.version: _news(each, _NAMED) for each in found[:_TOLD]},
        files={each.version: kept_releases.files_of(each) for each in found},
        severities={name: translate(words) for name, words in SEVERITIES.items()},
    )


@blueprint.get(f"/<{LANGUAGE}:language>/releases/<version>")
def release(language: str, version: str) -> flask.Response:
    """Answer the page of one release: what it holds, what it changed, its files."""
    service = current_service()
    opened, kept = service.release(), service.kept()
    found = next((each for each in kept if each.version == version), None)
    if found is None:
        raise unknown(version, tuple(each.version for each in kept))
    return page(
        "release.html",
        opened,
        release=found,
        current=service.current().version,
        news=_news(found, _MOST_NAMED),
        previous=next((each.version for each in kept if each.version == found.manifest.previous), None),
        files=kept_releases.files_of(found),
        severities={name: translate(words) for name, words in SEVERITIES.items()},
    )


def _news(release: Release, most_named: int) -> tuple[news.Paragraph, ...]:
    log = current_service().changelog()
    step = news.step_of(log, release.version)
    return news.news(log, step, reader_language(), most_named=most_named) if log and step else ()
