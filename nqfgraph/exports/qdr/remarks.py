"""What could not be handed to QDR, as values: which record, what of it, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "illustrative": "It is marked as illustrative, written to show something; QDR is for what exists.",
        "level-not-in-qdr": "Its level is not in the EU's list of national levels, or not mapped to it yet.",
        "no-language": "It says no language of instruction or assessment, of which QDR demands one at least.",
        "no-eqf-level": "Its level has no statement that relates it to an EQF level, which QDR demands.",
        "no-field": "It has no field of education (ISCED-F), of which QDR demands one at least.",
        "no-title": "It has no title with a language.",
        "incomplete": "Something that QDR demands is missing.",
        "not-in-list": "The value is not in the EU's closed list for this.",
        "not-described": "What it refers to is not in the file, because it is not described completely.",
        "empty": "The value says nothing.",
        "wrong-form": "The value does not have the form that QDR demands.",
        "only-one": "QDR takes one value here; the first one was written.",
    }
)
"""Why something could not be written, by code."""

COLUMNS = ("record", "effect", "code", "element", "value", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that could not be written."""

    record: str
    """IRI of the record."""
    refused: bool
    """Whether the whole record is left out, or only the part that is named."""
    code: str
    """A key of ``REASONS``."""
    element: str
    """Element of LOQ XML it is about."""
    value: str = ""
    """The value that was found, empty if there was none."""

    @property
    def reason(self) -> str:
        """Say why."""
        return REASONS[self.code]


class RemarkTable:
    """A CSV file (RFC 4180, UTF-8) with a row for each remark, written as they come."""

    def __init__(self, output: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow(COLUMNS)

    def add(self, remark: Remark) -> None:
        """Write one row."""
        effect = "record left out" if remark.refused else "part left out"
        self._writer.writerow(
            (remark.record, effect, remark.code, remark.element, remark.value, remark.reason)
        )

    def finish(self) -> None:
        """Let go of the file, which stays open."""
        self._text.detach()
