"""What Europass QDR fetches: its file at one address for the current release, at an immutable one for each.

A file is made by a process of its own when it is first asked for, or by ``nqfgraph handover make``, and kept
in ``{home}/cache/qdr``, outside the release's folder, which never changes. ``/qdr/remarks`` lists what of the
release is not in its file, and why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.exports.qdr.remarks import COLUMNS, REASONS
from nqfgraph.handover.making import Made
from nqfgraph.release import Release
from nqfgraph_server import caching, links, rendering, tables
from nqfgraph_server.documents import write_json
from nqfgraph_server.languages import marked as _
from nqfgraph_server.qdr_making import QdrFiles
from nqfgraph_server.qdr_texts import EFFECTS, READABLE
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("qdr", __name__)

NAME = "qdr-qualifications.xml"
XML = "application/xml"
PAGE = 100
"""Remarks on a page."""
_A_YEAR = 31_536_000
_FILES = "nqfgraph.qdr"


def _files() -> QdrFiles:
    """Return what makes the files of the application's home."""
    own = QdrFiles(current_service().releases.home)
    made: QdrFiles = flask.current_app.extensions.setdefault(_FILES, own)
    return made


@blueprint.get("/qdr/qualifications.xml")
def current() -> flask.Response:
    """Hand out the file of the current release, at the address that QDR is told once and for all."""
    response = _file(current_service().release().release)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    return response


@blueprint.get(f"/releases/<version>/{NAME}")
def of_release(version: str) -> flask.Response:
    """Hand out the file of one release; 404 for an unknown release."""
    response = _file(current_service().releases.get(version))
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = _A_YEAR
    return response


@blueprint.get("/qdr/remarks")
def remarks() -> flask.Response:
    """List what of the release cannot be handed to QDR, and why: a page, JSON, or all of it as CSV."""
    opened = current_service().release()
    form = tables.asked_format()
    made = _made(opened.release)
    if form == tables.CSV:
        return _table(made, opened)
    pages = max(1, math.ceil((sum(made.refused.values()) + sum(made.parts.values())) / PAGE))
    page = tables.asked_number("page", 1)
    if not 1 <= page <= pages:
        raise NotFound(_("This list has no such page."))
    listed = tuple(made.remarks((page - 1) * PAGE, PAGE))
    if form == tables.JSON:
        body = write_json(_value(made, opened, listed, page, pages))
        response = flask.current_app.response_class(body, content_type="application/json; charset=utf-8")
    else:
        response = rendering.page(
            "qdr-remarks.html",
            opened,
            made=made,
            remarks=listed,
            page=page,
            pages=pages,
            reasons=READABLE,
            effects=EFFECTS,
            address=lambda form: links.with_query(flask.request.path, format=form, page=None),
            page_address=lambda number: links.with_query(flask.request.path, page=str(number)),
        )
        response.vary.add("Accept")
        return response
    response.vary.update(["Accept", "Accept-Language"])
    return caching.stamp_body(response, opened)


def _value(
    made: Made, opened: OpenRelease, listed: tuple[Mapping[str, str], ...], page: int, pages: int
) -> Mapping[str, object]:
    reasons = {code: REASONS[code] for code in {**made.refused, **made.parts}}
    return {
        "release": opened.version,
        "written": made.written,
        "total": made.total,
        "recordsLeftOut": dict(made.refused),
        "partsLeftOut": dict(made.parts),
        "reasons": reasons,
        "page": page,
        "pages": pages,
        "items": list(listed),
    }


def _table(made: Made, opened: OpenRelease) -> flask.Response:
    response = flask.current_app.response_class(
        tables.write_csv(COLUMNS, made.remarks()), content_type="text/csv; charset=utf-8; header=present"
    )
    name = f"qdr-remarks-{opened.version}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.vary.update(["Accept", "Accept-Language"])
    return caching.stamp(response, opened, flask.request.full_path, tables.CSV)


def _made(release: Release) -> Made:
    service = current_service()
    return _files().get(release.version, service.settings.query_wait_seconds)


def _file(release: Release) -> flask.Response:
    """Answer the file of a release; 404 if QDR would take nothing of it, 503 while it is being made."""
    made = _made(release)
    if not made.written:
        # An empty file would be valid, and would tell QDR that every qualification was withdrawn.
        raise NotFound(_("No qualification of this release can be handed to QDR. /qdr/remarks says why."))
    response = flask.send_file(
        made.xml,
        mimetype=XML,
        etag=made.sha256,
        last_modified=release.manifest.created,
        conditional=True,
    )
    response.headers["Content-Disposition"] = f'inline; filename="{release.version}-{NAME}"'
    return response
