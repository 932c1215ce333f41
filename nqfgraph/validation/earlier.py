"""Reads a report back from its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nqfgraph.errors import InputError
from nqfgraph.validation.findings import Cause, Finding
from nqfgraph.validation.report import Report


def report_of_json(value: object) -> Report:
    """Return the report that `Report.to_json` gave in English; places and paths are left out.

    Of the texts that only stand there in one language, that is all that comes back. Raises InputError if the
    value is no report.
    """
    try:
        assert isinstance(value, dict)
        return Report(
            tuple(_finding(each) for each in value["findings"]),
            {_cause(each): int(each["count"]) for each in value["causes"]},
            {str(name): int(count) for name, count in value["checked"].items()},
        )
    except (AssertionError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"This is not a report of nqfgraph in JSON: {error!r}.") from error


def _finding(value: Mapping[str, Any]) -> Finding:
    hint = value["hint"]
    return Finding(
        severity=value["severity"],
        focus=value["focus"],
        path=value["path"],
        value=value["value"],
        constraint=value["constraint"],
        shape=value["shape"],
        messages=dict(value["messages"]),
        hints={"en": hint} if hint else {},
    )


def _cause(value: Mapping[str, Any]) -> Cause:
    return Cause(value["severity"], value["shape"], value["path"], value["constraint"])
