"""Where something stands in a file that a person can open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A position in a file; only what is known is filled in.

    Rows, lines and columns count from 1, as editors and spreadsheets show them; ``column`` of a table
    is its header (``title_az``), of a text file the character position as a string of digits.
    ``pointer`` is a JSON pointer (RFC 6901), ``/@graph/0/title``; that of the whole document is empty.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    line: int | None = None
    column: str | None = None
    pointer: str | None = None

    def __str__(self) -> str:
        """Say the place in words: ``qualifications.xlsx, sheet Tables, row 17, column title_az``."""
        parts = [self.file]
        for name in ("sheet", "row", "line", "column", "pointer"):
            value = getattr(self, name)
            if value is not None and value != "":
                parts.append(f"{name} {value}")
        return ", ".join(parts)
