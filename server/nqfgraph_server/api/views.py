"""The addresses below ``/api/v1/``."""

from __future__ import annotations

import flask

from nqfgraph.describe import Neighbourhood, describe
from nqfgraph.errors import InputError
from nqfgraph_server import caching, finding, pages, plain, statistics, tables
from nqfgraph_server.absence import absent
from nqfgraph_server.api import changes as log
from nqfgraph_server.api.comparison import compare as compared
from nqfgraph_server.documents import write_json
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import requested_path
from nqfgraph_server.offers import LISTED, offers_of
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("api", __name__, url_prefix="/api/v1")

FEWEST, MOST = 2, 4
"""Qualifications that can be compared at once."""


@blueprint.get("/")
def index() -> flask.Response:
    """Answer the addresses of this interface and the release that it answers from."""
    opened = current_service().release()
    addresses = {
        name: flask.url_for(f"api.{name}")
        for name in ("qualifications", "levels", "compare", "changes", "figures")
    }
    return _answer(
        {
            "version": "v1",
            "release": opened.version,
            "base": opened.iris.base,
            "addresses": addresses | {"record": f"{flask.url_for('api.index')}records/{{kind}}/{{key}}"},
            "description": flask.url_for("openapi.openapi"),
        },
        opened,
    )


@blueprint.get("/qualifications")
def qualifications() -> flask.Response:
    """Answer the qualifications that have all the words and fit all the filters, with counts of facets."""
    opened, reader = current_service().release(), reader_language()
    asked = finding.read_asked()
    found = finding.find(opened, asked, reader)
    return tables.answer(finding.as_data(opened, asked, found, reader), opened, tables.JSON)


@blueprint.get("/records/<kind>/<path:path>")
def record(kind: str, path: str) -> flask.Response:
    """Answer everything that is known of one thing: a qualification, a level, an organisation …."""
    opened = current_service().release()
    key = requested_path().split("/", 5)[5]
    found = _described(opened, f"{opened.iris.base}id/{kind}/{key}")
    offers = offers_of(opened, kind, found.iri, LISTED)
    return _answer(plain.document(found, opened.version, offers), opened)


@blueprint.get("/levels")
def levels() -> flask.Response:
    """Answer the levels of the framework, the lowest first."""
    opened = current_service().release()
    rows = pages.level_rows(opened)
    return tables.answer(
        tables.Table(columns=[], items=rows, rows=rows, total=len(rows)), opened, tables.JSON
    )


@blueprint.get("/compare")
def compare() -> flask.Response:
    """Answer two to four qualifications side by side: what is the same, and which ESCO skills they share."""
    opened = current_service().release()
    given = list(dict.fromkeys(each for each in flask.request.args.getlist("id") if each))
    if not FEWEST <= len(given) <= MOST:
        raise InputError(
            f"{len(given)} different qualifications are asked for.",
            remedy=f"Give id= {FEWEST} to {MOST} times: a key such as 2024/6006022, or a whole IRI.",
        )
    found = [_described(opened, _iri(opened, each)) for each in given]
    documents = [plain.document(each, opened.version) for each in found]
    return _answer({"release": opened.version, **compared(documents)}, opened)


@blueprint.get("/changes")
def changes() -> flask.Response:
    """Answer the entries of the change log after a number, in their order, and where the next ones are."""
    opened = current_service().release()
    after = tables.asked_number("after", 0)
    limit = min(max(1, tables.asked_number("limit", log.SIZE)), log.LARGEST_SIZE)
    kind = flask.request.args.get("kind") or None
    return _answer(log.document(current_service().changelog(), after, limit, kind), opened)


@blueprint.get("/statistics")
def figures() -> flask.Response:
    """Answer how many qualifications there are of each kind, and how completely they are described.

    With ``over`` one of these figures over the releases.
    """
    return statistics.answer_data(current_service().release(), tables.JSON)


def _iri(opened: OpenRelease, given: str) -> str:
    """Return the IRI of a qualification that is given as one or by its key."""
    start = f"{opened.iris.base}id/qualification/"
    return given if given.startswith(start) else f"{start}{given}"


def _described(opened: OpenRelease, iri: str) -> Neighbourhood:
    found = describe(opened.store, iri)
    if found is None:
        raise absent(opened, iri)
    return found


def _answer(value: object, opened: OpenRelease) -> flask.Response:
    response = flask.current_app.response_class(
        write_json(value), content_type="application/json; charset=utf-8"
    )
    return caching.stamp_body(response, opened)
