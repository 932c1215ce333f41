"""What the checks of files take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.validation.formats import MEDIA_TYPES
from nqfgraph_server import tables
from nqfgraph_server.openapi.operations.operation import CHECKS, CONDITIONAL, PAGE, Bodies, Operation, bodies
from nqfgraph_server.openapi.schemas import reference
from nqfgraph_server.validation import received, reports

_REPORT: Bodies = {
    tables.JSON: reference("Report"),
    **bodies(each for each in reports.OFFERED if each != tables.JSON),
}
_REPORTED = ("lang", "check-format", "fail_on")
_REPORT_PROBLEMS = (400, 406, 413, 422, 504, 507)

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "validation.introduce GET": Operation(
            tag=CHECKS,
            answers={**PAGE, tables.JSON: None},
            others=(302, 304),
            problems=(404, 406),
            parameters=("lang", *CONDITIONAL),
        ),
        "validation.check POST": Operation(
            tag=CHECKS,
            answers=_REPORT,
            accepted={tables.JSON: reference("Job")},
            others=(303,),
            problems=(*_REPORT_PROBLEMS, 415, 429, 503),
            parameters=("profile", *_REPORTED, "name", "iri", "Prefer"),
            takes={
                received.MULTIPART: reference("Submission"),
                **bodies(received.MEDIA_TYPES, schema={}),
            },
        ),
        "validation.job GET": Operation(
            tag=CHECKS,
            answers={**PAGE, tables.JSON: reference("Job")},
            others=(303,),
            problems=(404, 406),
            parameters=_REPORTED,
        ),
        "validation.remove DELETE": Operation(tag=CHECKS, others=(204,), problems=(404,)),
        "validation.remove_from_page POST": Operation(
            tag=CHECKS, others=(303,), problems=(404,), parameters=("lang",)
        ),
        "validation.report GET": Operation(
            tag=CHECKS,
            answers=_REPORT,
            others=(303,),
            problems=(*_REPORT_PROBLEMS, 404),
            parameters=_REPORTED,
        ),
        "validation_templates.template GET": Operation(
            tag=CHECKS,
            answers=bodies(MEDIA_TYPES[each].partition(";")[0] for each in ("xlsx", "csv")),
            problems=(404,),
        ),
    }
)
"""Endpoint and method to what is known of them."""
