"""The report as a workbook (XLSX): a sheet with the causes, and one with the findings, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nqfgraph.validation.formats import words as say
from nqfgraph.validation.verdicts import Verdict
from nqfgraph.workbooks import Column, Sheet, Value, write_workbook

_PLACE = ("file", "sheet", "row", "line", "column", "pointer")


def write_xlsx(verdict: Verdict, language: str) -> bytes:
    """Write the causes with their counts and the findings that are listed, in the order of the causes."""
    return write_workbook([_causes(verdict, language), _findings(verdict, language)])


def _causes(verdict: Verdict, language: str) -> Sheet:
    words = say.LANGUAGES[language]
    columns = (
        Column("№", 6),
        Column(words["severity"], 14),
        Column(words["rule"], 80),
        Column(words["count"], 10),
        Column(words["technical"], 50),
    )
    rows = [
        (
            number,
            words[group.cause.severity],
            say.rule_in_words(verdict, group, language),
            group.count,
            say.technical_name(group),
        )
        for number, group in enumerate(verdict.groups(), start=1)
    ]
    return Sheet(words["summary"], columns, rows)


def _findings(verdict: Verdict, language: str) -> Sheet:
    words = say.LANGUAGES[language]
    columns = [
        Column("№", 6),
        Column(words["severity"], 14),
        *(Column(words[each], 30 if each == "file" else 12) for each in _PLACE),
        Column(words["found"], 70),
        Column(words["remedy"], 60),
        Column(words["node"], 50),
    ]
    if verdict.comparison:
        columns.append(Column(words["state"], 16))
    return Sheet(words["found sheet"], tuple(columns), _rows(verdict, language))


def _rows(verdict: Verdict, language: str) -> Iterator[Sequence[Value]]:
    words = say.LANGUAGES[language]
    for number, group in enumerate(verdict.groups(), start=1):
        for position in group.positions:
            finding = verdict.report.findings[position]
            row: list[Value] = [number, words[finding.severity]]
            row += [getattr(finding.place, name, None) for name in _PLACE]
            row += [
                say.message_in_words(finding, language),
                say.remedy_in_words(finding, language),
                say.focus_in_words(finding, language),
            ]
            if verdict.comparison:
                row.append(words["new" if position in verdict.comparison.new else "open"])
            yield row
