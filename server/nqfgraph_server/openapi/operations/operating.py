"""What those who run the server ask, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph_server import metrics, tables
from nqfgraph_server.openapi.operations.operation import CONDITIONAL, OPERATORS, PAGE, Operation, bodies
from nqfgraph_server.openapi.schemas import reference

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "operations.healthy GET": Operation(tag=OPERATORS, answers={tables.JSON: reference("Health")}),
        "operations.ready GET": Operation(
            tag=OPERATORS, answers={tables.JSON: reference("Health")}, problems=(503,)
        ),
        "operations.metrics GET": Operation(
            tag=OPERATORS, answers=bodies([metrics.MEDIA_TYPE.partition(";")[0]]), problems=(403,)
        ),
        "harvests.listing GET": Operation(
            tag=OPERATORS,
            answers={**PAGE, tables.JSON: None},
            problems=(400, 403, 406),
            parameters=("interface", "lang"),
        ),
        "openapi.openapi GET": Operation(
            tag=OPERATORS, answers=bodies([tables.JSON]), others=(304,), parameters=CONDITIONAL
        ),
    }
)
"""Endpoint and method to what is known of them."""
