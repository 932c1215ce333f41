"""The lists of qualifications and of organisations: pages and data under one address each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields

import flask

from nqfgraph.search import OrganisationItem
from nqfgraph.search.answers import FACETS
from nqfgraph.search.highlighting import Piece, pieces
from nqfgraph_server import browsing, caching, finding, tables
from nqfgraph_server.documents import write_json
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import document_address, split_identifier, with_query
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import PARAMETER, OpenRelease, current_service

blueprint = flask.Blueprint("listings", __name__)

SUGGESTIONS = "application/x-suggestions+json"
_LONGEST_SUGGESTION = 120

SORT_NAMES: Mapping[str, str] = {
    "relevance": _("Best match"),
    "title": _("Title"),
    "code": _("Code"),
    "level": _("Level"),
}


@blueprint.get("/qualifications")
@blueprint.get(f"/<{LANGUAGE}:language>/qualifications")
def qualifications(language: str | None = None) -> flask.Response:
    """Answer the list of qualifications that the query string asks for."""
    media_type = tables.asked_format(in_turtle=True)
    if version := finding.asked_day():
        day = {finding.AS_OF: None, PARAMETER: version}
        return see_page(with_query(browsing.list_address(), **day))
    if language is None and media_type == tables.HTML:
        return _in_language("listings.qualifications")
    opened, reader = current_service().release(), reader_language()
    asked = finding.read_asked()
    found = finding.find(opened, asked, reader)
    if media_type != tables.HTML:
        return tables.answer(finding.as_data(opened, asked, found, reader), opened, media_type)
    return _page_of(opened, asked, found, reader)


def _page_of(opened: OpenRelease, asked: finding.Asked, found: finding.Found, reader: str) -> flask.Response:
    def highlighted(text: str) -> tuple[Piece, ...]:
        return pieces(text, found.filters.text)

    listing = found.listing
    empty = [] if listing.total else finding.ways_out(opened, asked, reader)
    wanted = {name: getattr(asked.filters, name) for name in FACETS}
    boxes = browsing.boxes(listing.facets, wanted, reader, opened.search.labels)
    return page(
        "qualifications.html",
        opened,
        listing=listing,
        filters=asked.filters,
        correction=found.correction,
        correction_address=with_query(
            browsing.list_address(), q=found.correction.text if found.correction else None, page=None
        ),
        ways=browsing.ways(empty),
        highlighted=highlighted,
        sort=asked.sort,
        sorts=SORT_NAMES,
        facets=boxes,
        chosen=browsing.chosen_values(boxes),
        pager=browsing.pager(listing.page, listing.pages),
        narrowed=bool(asked.narrowed),
        labels=browsing.concept_labels(reader),
        label_of=browsing.label_of(opened, reader),
        data_address=browsing.data_address,
        tone_of=opened.tones.get,
        first_day=current_service().mementos()[-1].created.date(),
        day=opened.manifest.created.date(),
    )


@blueprint.get("/suggest")
def suggest() -> flask.Response:
    """Answer titles for the beginning of a text (OpenSearch Suggestions): text, titles, levels, addresses."""
    opened, reader = current_service().release(), reader_language()
    text = flask.request.args.get("q", "")
    found = opened.search.suggestions(text, reader)
    body = [
        text,
        [each.title[:_LONGEST_SUGGESTION] for each in found],
        [each.level_label for each in found],
        [document_address(*named) for each in found if (named := split_identifier(each.iri))],
    ]
    response = flask.current_app.response_class(write_json(body), mimetype=SUGGESTIONS)
    response.vary.add("Accept-Language")
    return caching.stamp_body(response, opened)


@blueprint.get("/organisations")
@blueprint.get(f"/<{LANGUAGE}:language>/organisations")
def organisations(language: str | None = None) -> flask.Response:
    """Answer the list of organisations."""
    media_type = tables.asked_format()
    if language is None and media_type == tables.HTML:
        return _in_language("listings.organisations")
    opened = current_service().release()
    text = flask.request.args.get("q", "").strip()
    kinds = tuple(flask.request.args.getlist("kind"))
    reader = reader_language()
    size = min(tables.asked_number("size", finding.SIZE), finding.LARGEST_SIZE)
    found = opened.search.organisations(
        kinds, reader, text=text, page=tables.asked_number("page", 1), size=size
    )
    if media_type != tables.HTML:
        everything = opened.search.organisations(kinds, reader, text=text, size=tables.ALL)
        table = tables.Table(
            columns=[each.name for each in fields(OrganisationItem)],
            items=[asdict(each) for each in found.items],
            rows=map(asdict, everything.items),
            total=found.total,
            page=found.page,
            pages=found.pages,
            facets=found.facets,
        )
        return tables.answer(table, opened, media_type)
    boxes = browsing.boxes(found.facets, {"kind": kinds}, reader, opened.search.labels)
    return page(
        "organisations.html",
        opened,
        listing=found,
        text=text,
        highlighted=lambda name: pieces(name, text),
        facets=boxes,
        chosen=browsing.chosen_values(boxes),
        narrowed=bool(kinds),
        label_of=browsing.label_of(opened, reader),
        pager=browsing.pager(found.page, found.pages),
        data_address=browsing.data_address,
    )


def _in_language(endpoint: str) -> flask.Response:
    return see_page(with_query(flask.url_for(endpoint, language=reader_language()), lang=None))
