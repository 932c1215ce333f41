"""Lists as data: ``{"total", "items", "facets"}`` in JSON, one row an item in CSV (RFC 4180), Turtle."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import flask
import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.search import FacetValue
from nqfgraph_server import caching
from nqfgraph_server.documents import turtle, write_json
from nqfgraph_server.languages import reader_language
from nqfgraph_server.negotiation import negotiate
from nqfgraph_server.service import OpenRelease

HTML, JSON, CSV, TURTLE = "text/html", "application/json", "text/csv", "text/turtle"
_FORMATS = {"html": HTML, "json": JSON, "csv": CSV, "ttl": TURTLE}
ALL = 10_000
"""Most items that are asked of the projection at once."""
_PIECE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list as data. ``rows`` gives every row, for CSV; ``items`` those of the asked page, for JSON.

    ``triples`` say in Turtle what the rows say; of the two only one is read.
    """

    columns: Sequence[str]
    items: Sequence[Mapping[str, Any]]
    rows: Iterable[Mapping[str, Any]]
    total: int
    page: int = 1
    pages: int = 1
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    triples: Iterable[ox.Triple] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    """Further members of the JSON document."""


def asked_format(*, in_turtle: bool = False) -> str:
    """Return the media type that ``?format=`` or else ``Accept`` asks for; InputError for an unknown one.

    ``in_turtle`` says whether the list is offered in Turtle too.
    """
    given = flask.request.args.get("format")
    offered = {name: form for name, form in _FORMATS.items() if in_turtle or form != TURTLE}
    if given is None:
        return negotiate(flask.request.headers.get("Accept"), tuple(offered.values()))
    if given not in offered:
        raise InputError(f"“{given}” is no format of this list.", remedy=f"There are: {', '.join(offered)}.")
    return offered[given]


def asked_number(name: str, default: int) -> int:
    """Return a whole number of the query string; InputError for anything else."""
    given = flask.request.args.get(name, "").strip()
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise InputError(
            f"The value of {name} is “{given}”, which is not a whole number.", remedy="Pages count from 1."
        )
    return int(given)


def answer(table: Table, opened: OpenRelease, media_type: str, *, lasting: bool = True) -> flask.Response:
    """Answer a list as JSON or CSV; one that is not ``lasting`` depends on more than the release."""
    make = flask.current_app.response_class
    if media_type == CSV:
        response = make(
            write_csv(table.columns, table.rows), content_type="text/csv; charset=utf-8; header=present"
        )
        name = flask.request.path.rpartition("/")[2]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}-{opened.version}.csv"'
    elif media_type == TURTLE:
        response = make(turtle(table.triples), content_type="text/turtle; charset=utf-8")
    else:
        response = make(_json(table, opened), content_type="application/json; charset=utf-8")
    response.vary.update(["Accept", "Accept-Language"])
    if not lasting:
        return caching.stamp_body(response, opened)
    return caching.stamp(response, opened, flask.request.full_path, media_type, reader_language())


def _json(table: Table, opened: OpenRelease) -> bytes:
    facets = {name: [asdict(each) for each in values] for name, values in table.facets.items()}
    return write_json(
        {
            "total": table.total,
            "page": table.page,
            "pages": table.pages,
            "release": opened.version,
            "items": list(table.items),
            "facets": facets,
            **table.more,
        }
    )


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write a table piece by piece; the byte order mark lets spreadsheets see that it is UTF-8."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, extrasaction="ignore", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
