"""Issues: what is wrong with a source, where, and how to mend it. An issue is a value, not an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nqfgraph.places import Place


class Severity(StrEnum):
    """How much an issue weighs; the register's policy says which severity stops a build."""

    ERROR = "error"
    """Something of the source could not be used and is not in the result."""
    WARNING = "warning"
    """Everything is in the result, but somebody should look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that is wrong in a source."""

    severity: Severity
    code: str
    """Short stable name of the kind of issue, for counting and for the policy (`nqfgraph.sources.codes`)."""
    message: str
    """What was found, in words, with the value."""
    place: Place
    remedy: str | None = None
    """What is expected or allowed instead."""
