"""What lists, and the plain JSON of `nqfgraph_server.api`, take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.search.answers import FACETS
from nqfgraph_server import listings, tables
from nqfgraph_server.openapi.operations.operation import (
    API,
    ARRAY,
    CONDITIONAL,
    LISTS,
    PAGE,
    Bodies,
    Operation,
)
from nqfgraph_server.openapi.schemas import reference

_LIST = ("q", "page", "size", "list-format", "lang", *CONDITIONAL)
_SEARCH = ("q", "sort", *FACETS)
_TABLE: Bodies = {**PAGE, tables.JSON: reference("List"), tables.CSV: None}


def _listing(*parameters: str) -> Operation:
    return Operation(
        tag=LISTS,
        answers=_TABLE,
        others=(302, 304),
        problems=(400, 406, 503),
        parameters=(*_LIST, *parameters),
    )


def _plain(schema: str, *problems: int, parameters: tuple[str, ...] = ()) -> Operation:
    return Operation(
        tag=API,
        answers={tables.JSON: reference(schema)},
        others=(304,),
        problems=(*problems, 503),
        parameters=(*parameters, *CONDITIONAL),
    )


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "pages.levels GET": _listing(),
        "release_pages.releases GET": _listing(),
        "statistics.statistics GET": _listing("over"),
        "skills.skills GET": _listing("group", "skill-type"),
        "listings.suggest GET": Operation(
            tag=LISTS,
            answers={listings.SUGGESTIONS: ARRAY},
            others=(304,),
            problems=(400, 503),
            parameters=("q", "lang", *CONDITIONAL),
        ),
        "api.index GET": _plain("Index"),
        "api.qualifications GET": _plain("List", 400, parameters=(*_SEARCH, "page", "size", "lang")),
        "api.record GET": _plain("Record", 404, 410),
        "api.levels GET": _plain("List", 400, parameters=("lang",)),
        "api.compare GET": _plain("Comparison", 400, 404, 410, parameters=("id",)),
        "api.changes GET": _plain("Changes", 400, parameters=("after", "limit", "change-kind")),
        "api.figures GET": _plain("List", 400, parameters=("over", "page", "lang")),
        "listings.organisations GET": _listing("kind"),
        "listings.qualifications GET": Operation(
            tag=LISTS,
            answers={**_TABLE, tables.TURTLE: None},
            others=(302, 304),
            problems=(400, 406, 503),
            parameters=(*_SEARCH, "page", "size", "as_of", "turtle-list-format", "lang", *CONDITIONAL),
        ),
    }
)
"""Endpoint and method to what is known of them."""
