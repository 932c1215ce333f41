"""What the addresses of things and of terms take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph_server import citations, documents, signposts, tables
from nqfgraph_server.openapi.operations.operation import CONDITIONAL, PAGE, TERMS, THINGS, Operation, bodies

_PROFILED = ("_profile", "_mediatype", "Accept-Profile")
_DATA = bodies(documents.BY_MEDIA_TYPE)
_TERM_DATA = bodies(each for each in documents.BY_MEDIA_TYPE if each != "application/json")

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "identifiers.identify GET": Operation(
            tag=THINGS, others=(303,), problems=(404, 406, 410, 503), parameters=(*_PROFILED, "lang")
        ),
        "identifiers.data GET": Operation(
            tag=THINGS,
            answers={**PAGE, **_DATA},
            others=(303, 304),
            problems=(404, 406, 410, 503),
            parameters=(*_PROFILED, *CONDITIONAL),
        ),
        "identifiers.links GET": Operation(
            tag=THINGS,
            answers=bodies((signposts.JSON, signposts.LINKSET, tables.JSON)),
            others=(304,),
            problems=(404, 406, 410, 503),
            parameters=CONDITIONAL,
        ),
        "citations.citation GET": Operation(
            tag=THINGS,
            answers=bodies(citations.MEDIA_TYPES),
            others=(304,),
            problems=(400, 404, 406, 410, 503),
            parameters=("citation-format", "citation-version", "lang", *CONDITIONAL),
        ),
        "definitions.ontology GET": Operation(
            tag=TERMS,
            answers={**PAGE, **_TERM_DATA},
            others=(304,),
            problems=(406,),
            parameters=CONDITIONAL,
        ),
        "definitions.term GET": Operation(
            tag=TERMS, answers=_TERM_DATA, others=(303, 304), problems=(404, 406), parameters=CONDITIONAL
        ),
        "definitions.context GET": Operation(
            tag=TERMS, answers=bodies(["application/ld+json"]), others=(304,), parameters=CONDITIONAL
        ),
        "definitions.vocabulary GET": Operation(
            tag=TERMS,
            answers={**PAGE, **_TERM_DATA},
            others=(304,),
            problems=(404, 406),
            parameters=CONDITIONAL,
        ),
        "definitions.shapes GET": Operation(
            tag=TERMS, answers=_TERM_DATA, others=(304,), problems=(404, 406), parameters=CONDITIONAL
        ),
    }
)
"""Endpoint and method to what is known of them."""
