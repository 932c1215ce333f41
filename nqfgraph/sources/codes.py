"""The codes of issues: what each one means, how much it weighs, and the log that collects issues."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import NamedTuple

from nqfgraph.places import Place
from nqfgraph.sources.issues import Issue, Severity
from nqfgraph.sources.wordings import Wording, say

MAX_ISSUES = 500
"""Issues of one code in one file that are kept one by one; the rest is counted in a last one."""


class Meaning(NamedTuple):
    """What a code stands for, for the documentation and for the policy of a register."""

    severity: Severity
    text: str


_E, _W = Severity.ERROR, Severity.WARNING

CODES = MappingProxyType(
    {
        "bad-row": Meaning(_E, "A row has more or fewer cells than the header; it is left out."),
        "bad-code": Meaning(_E, "A value is not a code of the list that the column takes."),
        "bad-date": Meaning(_E, "A value is not a date, or not a date and time."),
        "bad-duration": Meaning(_E, "A value is not a duration, such as P4Y."),
        "bad-iri": Meaning(_E, "A value is not a web address that begins with http:// or https://."),
        "bad-key": Meaning(_E, "A value cannot be used as a key."),
        "bad-number": Meaning(_E, "A value is not a number, or not one that the column takes."),
        "bad-text": Meaning(_E, "A text holds characters that do not belong in a text."),
        "bad-yes-no": Meaning(_E, "A value says neither yes nor no."),
        "contradicting-decision": Meaning(
            _E, "Decisions on links of one learning outcome contradict each other; the later row is left out."
        ),
        "duplicate-column": Meaning(_E, "Two columns hold the same thing; the second is left out."),
        "duplicate-key": Meaning(
            _E, "Two rows have the same key (a qualification: edition and code); the second is left out."
        ),
        "duplicate-position": Meaning(_E, "Two learning outcomes have one position; the second is left out."),
        "empty-header": Meaning(_E, "A column has values but no header; it is left out."),
        "empty-table": Meaning(_W, "A table has a header and no rows."),
        "error-cell": Meaning(_E, "A cell of a spreadsheet holds an error such as #REF!; it is left out."),
        "formula": Meaning(_E, "A cell of a spreadsheet holds a formula instead of a value; it is left out."),
        "hidden-sheet": Meaning(_W, "A table is read from a sheet that is hidden in the workbook."),
        "inconsistent-range": Meaning(_W, "A value that should be the smaller or earlier one is not."),
        "lost-reference": Meaning(_W, "What a value names was left out for a fault in its own row."),
        "merged-cells": Meaning(_E, "Cells are merged: only the first of them has a value."),
        "missing-column": Meaning(_E, "A column that every row needs, or the register names, is not there."),
        "missing-value": Meaning(_E, "A row has no value where one is needed; it is left out."),
        "no-framework": Meaning(_E, "The register's own framework is not among the frameworks."),
        "no-level": Meaning(_E, "A qualification has neither level nor award type; it is left out."),
        "no-levels": Meaning(_E, "The register has no levels."),
        "outdated-decision": Meaning(
            _W, "A learning outcome's text changed after a link was decided; the link is not published."
        ),
        "position-gap": Meaning(_W, "A position is missing between those of learning outcomes."),
        "unknown-column": Meaning(_E, "A column is not known; it is left out."),
        "unknown-language": Meaning(
            _E, "A column is in a language the register does not have; it is left out."
        ),
        "unknown-reference": Meaning(_E, "What a value names does not exist; the value is left out."),
        "unused-ignore": Meaning(_W, "A column that is to be ignored is not in the table."),
    }
)
"""Every code an issue can have."""


class IssueLog:
    """Collects issues; repeats of one code in one file are counted instead of kept after ``MAX_ISSUES``."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._seen: Counter[tuple[str, str]] = Counter()

    def add(self, wording: Wording, place: Place) -> None:
        """Note an issue; its severity is that of its code, KeyError for a code that is not in ``CODES``."""
        CODES[wording.code]
        self._seen[wording.code, place.file] += 1
        if self._seen[wording.code, place.file] <= MAX_ISSUES:
            self._issues.append(_issue(wording.code, wording, place))

    def issues(self) -> tuple[Issue, ...]:
        """Return the issues by file and row, with one more for each kind that was too many to list."""
        ordered = sorted(self._issues, key=lambda each: (each.place.file, each.place.row or 0))
        return (*ordered, *self._overflow())

    def _overflow(self) -> list[Issue]:
        return [
            _issue(
                code,
                say("overflow", number=count - MAX_ISSUES, meaning=CODES[code].text),
                Place(file=file),
            )
            for (code, file), count in sorted(self._seen.items())
            if count > MAX_ISSUES
        ]


def _issue(code: str, wording: Wording, place: Place) -> Issue:
    return Issue(
        severity=CODES[code].severity,
        code=code,
        message=wording.message(),
        place=place,
        remedy=wording.remedy(),
        wording=wording,
    )
