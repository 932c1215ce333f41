"""What SPARQL and its examples take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph_server import tables
from nqfgraph_server.openapi.operations.operation import (
    ARRAY,
    CONDITIONAL,
    PAGE,
    SPARQL,
    Bodies,
    Operation,
    bodies,
)
from nqfgraph_server.openapi.schemas import TEXT, reference
from nqfgraph_server.sparql import asked, choosing

_ASKED = ("default-graph-uri", "named-graph-uri", "timeout", "sparql-format", "digest")
_QUERY_PROBLEMS = (400, 404, 406, 429, 503, 504, 507)
_CITED_PROBLEMS = (409, 422)
_GRAPHS = bodies(choosing.GRAPHS)
_ANSWERS: Bodies = {
    **PAGE,
    **bodies([*choosing.TABLES, *choosing.GRAPHS, "application/json", "application/xml"]),
}


def _examples(answers: Bodies, *problems: int) -> Operation:
    return Operation(
        tag=SPARQL,
        answers=answers,
        others=(304,),
        problems=(*problems, 406, 503),
        parameters=("lang", *CONDITIONAL),
    )


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "sparql.answer GET": Operation(
            tag=SPARQL,
            answers=_ANSWERS,
            others=(304,),
            problems=(*_QUERY_PROBLEMS, *_CITED_PROBLEMS, 413),
            parameters=("query", *_ASKED, *CONDITIONAL),
        ),
        "sparql.answer POST": Operation(
            tag=SPARQL,
            answers=_ANSWERS,
            problems=(*_QUERY_PROBLEMS, *_CITED_PROBLEMS, 412, 413, 415),
            parameters=(*_ASKED, *CONDITIONAL),
            takes={asked.FORM: reference("Query"), asked.DIRECT: TEXT},
        ),
        "graphs.indirect GET": Operation(
            tag=SPARQL,
            answers=_GRAPHS,
            others=(304,),
            problems=_QUERY_PROBLEMS,
            parameters=("graph", "default", "graph-format", *CONDITIONAL),
        ),
        "graphs.direct GET": Operation(
            tag=SPARQL,
            answers=_GRAPHS,
            others=(304,),
            problems=_QUERY_PROBLEMS,
            parameters=("graph-format", *CONDITIONAL),
        ),
        "sparql_examples.listing GET": _examples({**PAGE, "text/turtle": None, tables.JSON: ARRAY}),
        "sparql_examples.whole GET": _examples({"text/turtle": None, tables.JSON: ARRAY}, 404),
        "sparql_examples.one GET": _examples(
            {**PAGE, "text/turtle": None, tables.JSON: None, asked.DIRECT: None}, 404
        ),
        "sparql_terms.terms GET": Operation(
            tag=SPARQL,
            answers=bodies([tables.JSON]),
            others=(304,),
            problems=(503,),
            parameters=("lang", *CONDITIONAL),
        ),
    }
)
"""Endpoint and method to what is known of them."""
