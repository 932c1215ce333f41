"""Sheets: what a page shows of a thing, read from its neighbourhood in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from nqfgraph.describe import Neighbourhood, Reference
from nqfgraph_server.sheets.framework import framework_sheet, level_sheet
from nqfgraph_server.sheets.opportunity import opportunity_sheet
from nqfgraph_server.sheets.other import other_sheet, reference_rows
from nqfgraph_server.sheets.qualification import award_type_sheet, qualification_sheet
from nqfgraph_server.sheets.reader import Reader
from nqfgraph_server.sheets.sheet import Sheet

__all__ = ["Reader", "Sheet", "framework_sheet", "sheet_of"]

SHEETS: Mapping[str, Callable[[Reader, Neighbourhood], Sheet]] = MappingProxyType(
    {
        "qualification": qualification_sheet,
        "award-type": award_type_sheet,
        "learning-opportunity": opportunity_sheet,
        "level": lambda reader, framework: level_sheet(
            reader, Reader(framework, reader.ontology, reader.language)
        ),
        "framework": lambda reader, framework: framework_sheet(reader, {}),
    }
)
"""Kinds of things with a sheet of their own; every other kind has the general one."""


def sheet_of(kind: str, reader: Reader, framework: Neighbourhood, references: Sequence[Reference]) -> Sheet:
    """Return the sheet of a thing; ``references`` are shown for kinds without a sheet of their own."""
    if kind in SHEETS:
        return SHEETS[kind](reader, framework)
    return replace(other_sheet(kind, reader), references=reference_rows(reader, references))
