"""The report as text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from nqfgraph.validation.formats import words as say
from nqfgraph.validation.verdicts import Group, Verdict

SHOWN = 10
"""How many findings of a cause are shown."""


def write_text(verdict: Verdict, language: str) -> bytes:
    """Write the findings by cause, the first of each, with where they stand and how to mend them."""
    return "".join(f"{_visible(line)}\n" for line in _lines(verdict, language)).encode()


def _lines(verdict: Verdict, language: str) -> Iterator[str]:
    words = say.LANGUAGES[language]
    yield f"{words['files']}: {', '.join(f'{each.name} ({each.syntax})' for each in verdict.files)}"
    for name, count in verdict.report.checked.items():
        yield f"{words['profile']}: {say.profile_in_words(name, language)} – {words['checked']}: {count:,}"
    for remark in verdict.remarks:
        yield f"{words['remarks']}: {remark[language]}"
    yield f"{say.verdict_in_words(verdict, language)} {say.counts_in_words(verdict, language)}."
    if comparison := say.comparison_in_words(verdict, language):
        yield comparison
    for number, group in enumerate(verdict.groups(), start=1):
        yield ""
        yield from _group_lines(verdict, group, number, language)


def _group_lines(verdict: Verdict, group: Group, number: int, language: str) -> Iterator[str]:
    words = say.LANGUAGES[language]
    rule = say.rule_in_words(verdict, group, language)
    yield f"{number}. {words[group.cause.severity].capitalize()} × {group.count:,}: {rule}"
    yield f"   {say.technical_name(group)}"
    remedy = ""
    for position in group.positions[:SHOWN]:
        finding = verdict.report.findings[position]
        yield f"   - {say.places_in_words(finding, language)}{_state(verdict, position, language)}"
        yield f"     {say.message_in_words(finding, language)}"
        if focus := say.focus_in_words(finding, language):
            yield f"     {focus}"
        if (own := say.remedy_in_words(finding, language)) != remedy:
            remedy = own
            yield f"     {words['remedy']}: {own}"
    if group.count > SHOWN:
        yield f"   {words['more'].format(number=f'{group.count - SHOWN:,}')}"


def _state(verdict: Verdict, position: int, language: str) -> str:
    if verdict.comparison is None:
        return ""
    state = "new" if position in verdict.comparison.new else "open"
    return f" [{say.LANGUAGES[language][state]}]"


def _visible(line: str) -> str:
    """Return a line without anything that a terminal would obey."""
    return "".join(
        each if unicodedata.category(each)[0] != "C" else each.encode("unicode_escape").decode()
        for each in line
    )
