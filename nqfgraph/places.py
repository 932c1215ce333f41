"""Where something stands in a file that a person can open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A position in a file; only what is known is filled in.

    Rows, lines and columns count from 1, as editors and spreadsheets show them; ``column`` of a table
    is its header (``title_az``), of a text file the character position as a string of digits.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Say the place in words: ``qualifications.xlsx, sheet Tables, row 17, column title_az``."""
        parts = [self.file]
        for name in ("sheet", "row", "line", "column"):
            value = getattr(self, name)
            if value is not None:
                parts.append(f"{name} {value}")
        return ", ".join(parts)
