"""The review file: a row for each outcome and suggestion, with cells for the decision (XLSX or CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from nqfgraph.decisions.questions import Question
from nqfgraph.linking import Suggestion
from nqfgraph.model.records import LinkDecision
from nqfgraph.workbooks import Column, Sheet, Value, write_workbook

ACCEPT, REJECT, REPLACE, NONE = "accept", "reject", "replace", "none fits"
CHOICES = (ACCEPT, REJECT, REPLACE, NONE)
SHEET = "links"
_NOTES: Mapping[str, tuple[int, str]] = {
    "outcome": (26, "Which outcome. Leave it as it is."),
    "asked": (16, "Why the outcome is asked about."),
    "text": (60, "The outcome. Change it in the register, not here."),
    "decision": (
        12,
        "accept: the skill fits. reject: it does not. replace: another one fits, named beside. "
        "none fits: no skill of the vocabulary fits the outcome. Empty: not decided.",
    ),
    "replacement": (34, "With replace: the IRI of the skill that fits."),
    "reason": (40, "Why, in a sentence. Needed for none fits."),
    "person": (20, "Who decided, as it is to be published. Empty: who is named when the file is applied."),
    "date": (12, "When, like 2026-11-23. Empty: the day that is named when the file is applied."),
    "rank": (6, "Place among the suggestions for the outcome."),
    "label": (32, "The suggested skill."),
    "description": (60, "What the vocabulary says of it."),
    "matched": (28, "The label that fitted best."),
    "type": (11, "skill or knowledge."),
    "confidence": (11, "Share of such suggestions that were right on labelled data; empty if unknown."),
    "skill": (34, "IRI of the suggested skill. Leave it as it is."),
    "score": (12, "Comparable within one outcome only."),
    "method": (14, "How the skill was found."),
    "vocabulary": (11, ""),
    "version": (9, ""),
    "model": (14, "SHA-256 of the model; empty if none took part."),
    "text_digest": (20, "Tells whether the outcome has changed since. Leave it as it is."),
}
COLUMNS = tuple(_NOTES)
_FORMULAS = ("=", "+", "-", "@", "\t")
"""What the cells begin with that a spreadsheet takes for a formula."""
Row = Sequence[Value]
Suggest = Callable[[Question], Iterable[Suggestion]]


def review_rows(questions: Iterable[Question], suggest: Suggest, version: str) -> Iterator[Row]:
    """Yield the rows of each question: what was accepted for another text or version, then suggestions.

    What was rejected before is left out; an outcome without suggestions has a row too. ``version`` is that of
    the vocabulary the suggestions are from.
    """
    for question in questions:
        earlier = {each.skill: each for each in question.decisions if each.skill and question.stands(each)}
        rejected = question.rejected(version)
        made = [each for each in suggest(question) if each.iri not in rejected and each.iri not in earlier]
        for decision in earlier.values():
            yield _row(question, _of_decision(decision, version))
        for each in made:
            yield _row(question, _of_suggestion(each))
        if not made and not earlier:
            yield _row(question, {"version": version, "method": "manual"})


def review_workbook(rows: Iterable[Row]) -> bytes:
    """Return the review file as a workbook with lists to choose from."""
    columns = tuple(
        Column(name, width, CHOICES if name == "decision" else (), note, name == "decision")
        for name, (width, note) in _NOTES.items()
    )
    return write_workbook([Sheet(SHEET, columns, rows)])


def review_csv(rows: Iterable[Row]) -> bytes:
    """Return the review file as CSV in UTF-8, with the mark that spreadsheets look for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(["" if value is None else unharmed(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _row(question: Question, values: Mapping[str, Value]) -> Row:
    own: dict[str, Value] = {
        "outcome": question.label,
        "asked": question.because,
        "text": question.text,
        "text_digest": question.digest,
    }
    found = {**own, **values}
    return [found.get(name) for name in COLUMNS]


def _of_decision(decision: LinkDecision, version: str) -> dict[str, Value]:
    return {
        "skill": decision.skill,
        "label": decision.label,
        "method": decision.method,
        "vocabulary": decision.vocabulary,
        "version": version,
        "model": decision.model,
    }


def _of_suggestion(made: Suggestion) -> dict[str, Value]:
    return {
        "skill": made.iri,
        "label": made.label,
        "description": made.description,
        "matched": made.matched,
        "type": made.type,
        "rank": made.rank,
        "score": round(made.score, 6),
        "confidence": made.confidence,
        "method": made.method,
        "vocabulary": made.vocabulary,
        "version": made.version,
        "model": made.model,
    }


def unharmed(value: Value) -> Value:
    """Return a value that no spreadsheet takes for a formula; `comparable` takes the mark away again."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def comparable(text: str) -> str:
    """Return a cell's text without the mark against formulas, and with each space counted once."""
    return " ".join(text.removeprefix("'").split())
