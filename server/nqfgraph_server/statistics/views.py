"""``/statistics``: a page, JSON and CSV."""

from __future__ import annotations

import flask

from nqfgraph_server import tables
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import with_query
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.statistics import figures, growth

blueprint = flask.Blueprint("statistics", __name__)


@blueprint.get("/statistics")
@blueprint.get(f"/<{LANGUAGE}:language>/statistics")
def statistics(language: str | None = None) -> flask.Response:
    """Answer how many qualifications there are of each kind, and how completely they are described."""
    media_type = tables.asked_format()
    if language is None and media_type == tables.HTML:
        address = flask.url_for("statistics.statistics", language=reader_language())
        return see_page(with_query(address, lang=None))
    opened = current_service().release()
    if media_type != tables.HTML:
        return tables.answer(table(opened), opened, media_type, lasting=False)
    return page(
        "statistics.html",
        opened,
        figures=figures.figures(opened),
        growth=growth.growth(current_service().kept()),
        total=opened.manifest.counts.qualifications,
        size=(growth.WIDTH, growth.HEIGHT),
    )


def table(opened: OpenRelease) -> tables.Table:
    """Return the figures of a release as data, with the releases that are kept as a further member."""
    rows = figures.rows(figures.figures(opened))
    return tables.Table(
        columns=["figure", "value", "label", "number", "percent"],
        items=rows,
        rows=rows,
        total=len(rows),
        more={"releases": growth.rows(growth.growth(current_service().kept()))},
    )
