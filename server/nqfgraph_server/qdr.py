"""What Europass QDR fetches: each file at one address for the current release, at an immutable one for each.

QDR has a dataset for each data type, so the qualifications are one file and the learning opportunities, if
the register has any, another. A file is made by a process of its own when it is first asked for, or by
``nqfgraph handover make``, and kept in ``{home}/cache/qdr``, outside the release's folder, which never
changes. ``/qdr/remarks`` lists what of the release is not in a file, and why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.errors import InputError
from nqfgraph.exports.packing import File
from nqfgraph.exports.qdr import DATASETS, LEARNING_OPPORTUNITIES, QUALIFICATIONS, Dataset
from nqfgraph.exports.qdr.remarks import COLUMNS, REASONS
from nqfgraph.handover import Made, datasets_of, find_made
from nqfgraph.release import Release
from nqfgraph_server import caching, links, rendering, tables
from nqfgraph_server.documents import write_json
from nqfgraph_server.languages import marked as _
from nqfgraph_server.qdr_making import QdrFiles
from nqfgraph_server.qdr_texts import EFFECTS, NO_FILE, READABLE, TAKEN
from nqfgraph_server.service import OpenRelease, current_service

blueprint = flask.Blueprint("qdr", __name__)

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


def made_files(release: Release) -> Mapping[str, File]:
    """Return the files for QDR that were made of a release and hold something, for the catalogue.

    None is begun to be made: a catalogue tells of what can be fetched now.
    """
    home = current_service().releases.home
    found = (find_made(home, release.version, each) for each in datasets_of(release))
    return {each.dataset.file_name: File(each.size, each.sha256) for each in found if each and each.written}


@blueprint.get(f"/{QUALIFICATIONS.path}")
def current() -> flask.Response:
    """Hand out the qualifications of the current release, at an address that QDR is told for good."""
    return _current(QUALIFICATIONS)


@blueprint.get(f"/{LEARNING_OPPORTUNITIES.path}")
def current_opportunities() -> flask.Response:
    """Hand out the learning opportunities of the current release, at an address for good; 404 without any."""
    return _current(LEARNING_OPPORTUNITIES)


@blueprint.get(f"/{QUALIFICATIONS.path_of('<version>')}")
def of_release(version: str) -> flask.Response:
    """Hand out the qualifications of one release; 404 for an unknown release."""
    return _of_release(version, QUALIFICATIONS)


@blueprint.get(f"/{LEARNING_OPPORTUNITIES.path_of('<version>')}")
def opportunities_of_release(version: str) -> flask.Response:
    """Hand out the learning opportunities of one release; 404 for an unknown release and for one without."""
    return _of_release(version, LEARNING_OPPORTUNITIES)


@blueprint.get("/qdr/remarks")
def remarks() -> flask.Response:
    """List what of the release cannot be handed to QDR, and why: a page, JSON, or all of it as CSV.

    ``?dataset=learning-opportunities`` asks about those; without it the list is about qualifications.
    """
    opened = current_service().release()
    form = tables.asked_format()
    made = _made(opened.release, _asked_dataset())
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
            taken=TAKEN,
            datasets=[each.name for each in datasets_of(opened.release)],
            reasons=READABLE,
            effects=EFFECTS,
            address=lambda form: links.with_query(flask.request.path, format=form, page=None),
            page_address=lambda number: links.with_query(flask.request.path, page=str(number)),
            dataset_address=lambda name: links.with_query(flask.request.path, dataset=name, page=None),
        )
        response.vary.add("Accept")
        return response
    response.vary.update(["Accept", "Accept-Language"])
    return caching.stamp_body(response, opened)


def _asked_dataset() -> Dataset:
    name = flask.request.args.get("dataset") or QUALIFICATIONS.name
    if name not in DATASETS:
        raise InputError(
            f"“{name[:80]}” is no data type of QDR.", remedy=f"There are: {', '.join(DATASETS)}."
        )
    return DATASETS[name]


def _value(
    made: Made, opened: OpenRelease, listed: tuple[Mapping[str, str], ...], page: int, pages: int
) -> Mapping[str, object]:
    reasons = {code: REASONS[code] for code in {**made.refused, **made.parts}}
    return {
        "release": opened.version,
        "dataset": made.dataset.name,
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
    end = "" if made.dataset is QUALIFICATIONS else f"-{made.dataset.name}"
    name = f"qdr-remarks-{opened.version}{end}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.vary.update(["Accept", "Accept-Language"])
    return caching.stamp(response, opened, flask.request.full_path, tables.CSV)


def _made(release: Release, dataset: Dataset) -> Made:
    """Return a file of a release; NotFound if it has nothing of its data type, so that no file is made."""
    if dataset not in datasets_of(release):
        raise NotFound(_("This release has no learning opportunities."))
    service = current_service()
    return _files().get(release.version, service.settings.query_wait_seconds, dataset)


def _current(dataset: Dataset) -> flask.Response:
    opened = current_service().release()
    response = _file(opened.release, dataset, caching.modified(opened))
    response.cache_control.public = True
    response.cache_control.no_cache = True
    return response


def _of_release(version: str, dataset: Dataset) -> flask.Response:
    release = current_service().releases.get(version)
    response = _file(release, dataset, release.manifest.created)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = _A_YEAR
    return response


def _file(release: Release, dataset: Dataset, modified: datetime) -> flask.Response:
    """Answer a file of a release; 404 if QDR would take nothing of it, 503 while it is being made."""
    made = _made(release, dataset)
    if not made.written:
        # An empty file would be valid, and would tell QDR that every record was withdrawn.
        raise NotFound(NO_FILE[dataset.name])
    response = flask.send_file(
        made.xml,
        mimetype=XML,
        etag=made.sha256,
        last_modified=modified,
        conditional=True,
    )
    response.headers["Content-Disposition"] = f'inline; filename="{release.version}-{dataset.file_name}"'
    return response
