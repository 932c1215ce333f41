"""What each view takes and answers, as far as its rule and its docstring do not say it.

``operation`` says what is told of a view; each other module has the views of a few groups (`TAGS`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph_server.openapi.operations import asking, checks, files, lists, operating, pages, things
from nqfgraph_server.openapi.operations.operation import DESCRIPTION, HTML, TAGS, Bodies, Operation
from nqfgraph_server.openapi.schemas import PROBLEM, reference

__all__ = ["GONE_BODIES", "OPERATIONS", "PROBLEM_BODIES", "REFUSING", "TAGS", "Operation"]

REFUSING = frozenset({"graphs.refuse"})
"""Views that only say why something is not done, with 405; they are not described."""

PROBLEM_BODIES: Bodies = MappingProxyType({PROBLEM: reference("Problem"), HTML: None})
"""The forms of every error."""
GONE_BODIES: Bodies = MappingProxyType({**PROBLEM_BODIES, **DESCRIPTION})
"""The forms of what is said of a thing that was removed."""

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        **asking.OPERATIONS,
        **things.OPERATIONS,
        **pages.OPERATIONS,
        **lists.OPERATIONS,
        **files.OPERATIONS,
        **checks.OPERATIONS,
        **operating.OPERATIONS,
    }
)
"""Endpoint and method to what is known of them; a test compares it with the application."""
