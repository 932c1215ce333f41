"""What is left for those in front of the application, so that an answer can be given again without it."""

from __future__ import annotations

from dataclasses import dataclass

from nqfgraph_server.sparql.observed import Observation

REPEATABLE = "nqfgraph.repeatable"
"""Key of the WSGI environment where a view leaves a `Repeatable`."""


@dataclass(frozen=True, slots=True)
class Repeatable:
    """An answer that the same request gets again, as long as a release is the current one."""

    version: str
    """Version of that release."""
    key: str | None
    """Where the `ResultCache` has the answer; None if the answer has no body."""
    coding: str
    """Content coding of the body."""
    observation: Observation
