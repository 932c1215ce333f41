"""What pages for readers take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph_server import statement
from nqfgraph_server.openapi.operations.operation import CONDITIONAL, PAGE, PAGES, Operation, bodies

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "pages.thing GET": Operation(
            tag=PAGES,
            answers=PAGE,
            others=(304,),
            problems=(404, 410, 503),
            parameters=("lang", *CONDITIONAL),
        ),
        "pages.entrance GET": Operation(tag=PAGES, others=(302,), parameters=("lang",)),
        "pages.home GET": Operation(
            tag=PAGES, answers=PAGE, others=(304,), problems=(404, 503), parameters=CONDITIONAL
        ),
        "correspondence.levels GET": Operation(
            tag=PAGES,
            answers=PAGE,
            others=(302, 304),
            problems=(400, 503),
            parameters=("with", "lang", *CONDITIONAL),
        ),
        "comparison.qualifications GET": Operation(
            tag=PAGES,
            answers=PAGE,
            others=(302, 304),
            problems=(400, 404, 410, 503),
            parameters=("compared", "find", "lang", *CONDITIONAL),
        ),
        "statement.statement GET": Operation(
            tag=PAGES, answers=PAGE, others=(304,), problems=(404, 410, 503), parameters=CONDITIONAL
        ),
        "statement.statement_as_pdf GET": Operation(
            tag=PAGES,
            answers=bodies([statement.PDF]),
            others=(304,),
            problems=(404, 410, 503),
            parameters=CONDITIONAL,
        ),
        "release_pages.release GET": Operation(
            tag=PAGES, answers=PAGE, others=(304,), problems=(404, 503), parameters=CONDITIONAL
        ),
        "skills.skill GET": Operation(
            tag=PAGES,
            answers=PAGE,
            others=(302, 304),
            problems=(404, 410, 503, 504),
            parameters=CONDITIONAL,
        ),
        "skills.occupation GET": Operation(
            tag=PAGES, answers=PAGE, others=(304,), problems=(404, 410, 503, 504), parameters=CONDITIONAL
        ),
        "about.about GET": Operation(
            tag=PAGES,
            answers=PAGE,
            others=(302, 304),
            problems=(404, 503),
            parameters=("lang", *CONDITIONAL),
        ),
        "static GET": Operation(
            tag=PAGES, answers=bodies(["*/*"], schema={}), others=(206, 304), problems=(404, 416)
        ),
    }
)
"""Endpoint and method to what is known of them."""
