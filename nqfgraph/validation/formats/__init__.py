"""The forms of a report on a submission: a function each, by the name of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from nqfgraph.validation.formats.json_document import write_json
from nqfgraph.validation.formats.junit import write_junit
from nqfgraph.validation.formats.listing import write_text
from nqfgraph.validation.formats.page import write_html
from nqfgraph.validation.formats.sarif import write_sarif
from nqfgraph.validation.formats.table import write_csv
from nqfgraph.validation.formats.workbook import write_xlsx
from nqfgraph.validation.verdicts import Verdict

__all__ = ["FORMATS", "MEDIA_TYPES"]


def write_turtle(verdict: Verdict, language: str) -> bytes:
    """Write a ``sh:ValidationReport``; messages are in all languages, whatever ``language`` says."""
    return verdict.report.to_turtle()


FORMATS: Mapping[str, Callable[[Verdict, str], bytes]] = MappingProxyType(
    {
        "text": write_text,
        "json": write_json,
        "html": write_html,
        "csv": write_csv,
        "xlsx": write_xlsx,
        "turtle": write_turtle,
        "sarif": write_sarif,
        "junit": write_junit,
    }
)
"""Each takes a verdict and a language (az, en or ru) and returns the bytes of the report."""

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text": "text/plain; charset=utf-8",
        "json": "application/json",
        "html": "text/html; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "turtle": "text/turtle",
        "sarif": "application/sarif+json",
        "junit": "application/xml",
    }
)
"""What each form is called on the web."""
