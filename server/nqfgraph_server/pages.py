"""The pages: home, levels, and the page of every thing under ``/doc/``."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

import flask

from nqfgraph.describe import describe, referring
from nqfgraph.search import Filters
from nqfgraph_server import browsing, tables
from nqfgraph_server.absence import absent
from nqfgraph_server.documents import FORMATS
from nqfgraph_server.embedding import embedded
from nqfgraph_server.identifiers import describing_links
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import data_address, requested_path
from nqfgraph_server.offers import SHOWN, offers_of
from nqfgraph_server.qualification_page import additions
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sheets import Reader, framework_sheet, sheet_of
from nqfgraph_server.sheets.opportunity import opportunity_views
from nqfgraph_server.sheets.sheet import FrameworkSheet, LevelSheet, QualificationSheet

blueprint = flask.Blueprint("pages", __name__)

_REFERRING = 50
"""Most things that a page lists as referring to its own."""


@blueprint.get("/")
def entrance() -> flask.Response:
    """Send the reader to the home page in a language they read."""
    return see_page(flask.url_for("pages.home", language=reader_language()))


@blueprint.get(f"/<{LANGUAGE}:language>/")
def home(language: str) -> flask.Response:
    """Answer the home page."""
    opened = current_service().release()
    return page("home.html", opened, framework=_framework(opened), counts=opened.manifest.counts.kinds)


@blueprint.get("/levels")
@blueprint.get(f"/<{LANGUAGE}:language>/levels")
def levels(language: str | None = None) -> flask.Response:
    """Answer the levels of the framework."""
    media_type = tables.asked_format()
    if language is None and media_type == tables.HTML:
        return see_page(flask.url_for("pages.levels", language=reader_language()))
    opened = current_service().release()
    framework = _framework(opened)
    if media_type == tables.HTML:
        return page("levels.html", opened, framework=framework)
    rows = level_rows(opened)
    columns = list(rows[0]) if rows else []
    table = tables.Table(columns=columns, items=rows, rows=rows, total=len(rows))
    return tables.answer(table, opened, media_type)


def level_rows(opened: OpenRelease) -> list[Mapping[str, object]]:
    """Return the levels of a release as data, the lowest first."""
    return [each.row() for each in _framework(opened).levels]


@blueprint.get("/doc/<kind>/<path:path>")
def thing(kind: str, path: str) -> flask.Response:
    """Answer the page of a thing."""
    opened = current_service().release()
    key = requested_path().split("/", 3)[3]
    iri = f"{opened.iris.base}id/{kind}/{key}"
    neighbourhood = describe(opened.store, iri)
    if neighbourhood is None:
        raise absent(opened, iri)
    references, names = referring(opened.store, iri, _REFERRING + 1)
    reader = Reader(neighbourhood.join(names), current_service().ontology, reader_language())
    sheet = sheet_of(kind, reader, opened.framework, references[:_REFERRING])
    offers = offers_of(opened, kind, iri, SHOWN)
    response = page(
        f"things/{sheet.template}.html",
        opened,
        sheet=sheet,
        kind=kind,
        iri=iri,
        more_references=len(references) > _REFERRING,
        opportunities=opportunity_views(offers, reader, kind) if offers else (),
        more_opportunities=offers is not None and offers.more,
        framework=_framework(opened) if sheet.template == "framework" else None,
        count=_count(opened, sheet.count_by, key),
        count_by=sheet.count_by,
        key=key,
        embedded=embedded(kind, neighbourhood),
        downloads=[(form, data_address(kind, key, form.extension)) for form in FORMATS.values()],
        **(additions(opened, key, reader, sheet) if isinstance(sheet, QualificationSheet) else {}),
        level_statistics=_statistics(opened, sheet.level.notation) if isinstance(sheet, LevelSheet) else (),
    )
    canonical = f'<{flask.request.script_root}/doc/{kind}/{key}>; rel="canonical"'
    response.headers.extend([("Link", each) for each in (canonical, *describing_links(opened, kind, key))])
    return response


def _framework(opened: OpenRelease) -> FrameworkSheet:
    counts = {
        each.value: each.count for each in opened.search.qualifications(Filters(), size=1).facets["level"]
    }
    return framework_sheet(Reader(opened.framework, current_service().ontology, reader_language()), counts)


def _statistics(opened: OpenRelease, notation: str) -> list[browsing.FacetBox]:
    """Return the qualifications of a level counted by award type, field and status."""
    found = opened.search.qualifications(Filters(level=(notation,)), reader_language(), size=1)
    if not found.total:
        return []
    counted = {name: found.facets[name] for name in ("award_type", "field", "status")}
    return browsing.boxes(counted, dict.fromkeys(counted, ()), reader_language(), opened.search.labels)


def _count(opened: OpenRelease, facet: str | None, key: str) -> int | None:
    """Return how many qualifications are of a level or an award type; None for other things."""
    if facet == "level":
        return opened.search.qualifications(Filters(level=(unquote(key),)), size=1, facets=False).total
    if facet == "award_type":
        return opened.search.qualifications(Filters(award_type=(key,)), size=1, facets=False).total
    return None
