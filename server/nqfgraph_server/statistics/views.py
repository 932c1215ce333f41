"""``/statistics``: a page, JSON and CSV."""

from __future__ import annotations

import flask

from nqfgraph_server import browsing, tables
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import with_query
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.statistics import course, figures, growth, links

blueprint = flask.Blueprint("statistics", __name__)


@blueprint.get("/statistics")
@blueprint.get(f"/<{LANGUAGE}:language>/statistics")
def statistics(language: str | None = None) -> flask.Response:
    """Answer how many qualifications there are of each kind, how completely described and how well linked.

    With ``over`` one of these figures over the releases.
    """
    media_type = tables.asked_format()
    if language is None and media_type == tables.HTML:
        address = flask.url_for("statistics.statistics", language=reader_language())
        return see_page(with_query(address, lang=None))
    opened = current_service().release()
    if media_type != tables.HTML:
        return answer_data(opened, media_type)
    figure = course.asked_figure()
    if figure is not None:
        return _over_page(figure, opened)
    return page(
        "statistics.html",
        opened,
        figures=figures.figures(opened),
        links=links.link_quality(opened),
        growth=growth.growth(current_service().kept()),
        total=opened.manifest.counts.qualifications,
        size=(growth.WIDTH, growth.HEIGHT),
    )


def answer_data(opened: OpenRelease, media_type: str) -> flask.Response:
    """Answer the figures of a release, or the one that ``over`` names over the releases, as JSON or CSV."""
    figure = course.asked_figure()
    found = table(opened) if figure is None else _course_table(_course(figure, opened))
    return tables.answer(found, opened, media_type, lasting=False)


def _over_page(figure: str, opened: OpenRelease) -> flask.Response:
    found = _course(figure, opened)
    return page(
        "statistics-over.html",
        opened,
        course=found,
        figures=course.TITLES,
        size=(course.WIDTH, course.HEIGHT),
        pager=browsing.pager(found.page, found.pages),
        data=browsing.data_address,
    )


def _course(figure: str, opened: OpenRelease) -> course.Course:
    return course.course(figure, opened, current_service().kept(), tables.asked_number("page", 1))


def _course_table(found: course.Course) -> tables.Table:
    rows = course.rows(found)
    return tables.Table(
        columns=["figure", "value", "label", "release", "published", "number", "percent"],
        items=rows,
        rows=rows,
        total=len(rows),
        page=found.page,
        pages=found.pages,
    )


def table(opened: OpenRelease) -> tables.Table:
    """Return the figures of a release as data; further members are its links and the releases kept."""
    quality = links.link_quality(opened)
    rows = figures.rows(figures.figures(opened)) + links.rows(quality)
    return tables.Table(
        columns=["figure", "value", "label", "number", "percent"],
        items=rows,
        rows=rows,
        total=len(rows),
        more={
            "links": quality.figures.members() if quality else None,
            "releases": growth.rows(growth.growth(current_service().kept())),
        },
    )
