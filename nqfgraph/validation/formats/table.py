"""The report as a table (CSV), one row a finding."""

from __future__ import annotations

import csv
import io

from nqfgraph.validation.formats import words as say
from nqfgraph.validation.remedies import in_language
from nqfgraph.validation.verdicts import Verdict

_PLACE = ("file", "sheet", "row", "line", "column", "pointer")
COLUMNS = ("severity", *_PLACE, "focus", "path", "value", "message", "hint", "remedy", "constraint", "shape")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(verdict: Verdict, language: str) -> bytes:
    """Write the findings that are listed, in UTF-8 with a byte order mark, which spreadsheets look for.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, "state"] if verdict.comparison else COLUMNS)
    for position, finding in enumerate(verdict.report.findings):
        row: list[object] = [finding.severity]
        row += [getattr(finding.place, name, None) for name in _PLACE]
        row += [finding.focus, finding.path, finding.value]
        row += [in_language(finding.messages, language), in_language(finding.hints, language)]
        row += [say.remedy_in_words(finding, language), finding.constraint, finding.shape]
        if verdict.comparison:
            row.append("new" if position in verdict.comparison.new else "open")
        writer.writerow([_safe(each) for each in row])
    return text.getvalue().encode("utf-8-sig", errors="backslashreplace")


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
