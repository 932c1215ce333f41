"""Reads a review file back: the answers, or findings with sheet, row and column. A file with findings is not
applied at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from nqfgraph.decisions.questions import Question
from nqfgraph.decisions.review import ACCEPT, CHOICES, NONE, REJECT, REPLACE, comparable
from nqfgraph.decisions.sheet import Finding, SheetRow, read_rows
from nqfgraph.places import Place
from nqfgraph.vocabularies import Kept
from nqfgraph.vocabularies.index import Concept, Index
from nqfgraph.workbooks import cell_text

MOST_REASON = 2_000
"""Characters of a reason."""
MOST_NAME = 200
"""Characters of the name of who decided."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision of the file on one link."""

    question: Question
    decision: str
    """accepted, rejected or none-fits."""
    concept: Concept | None
    reason: str
    method: str
    score: Decimal | None
    probability: Decimal | None
    version: str
    model: str
    place: Place
    person: str = ""
    """Who decided; empty where the file does not say."""
    decided: date | None = None


def read_review(
    path: Path, questions: Iterable[Question], kept: Kept
) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """Return the answers in a review file (.xlsx or .csv) and what is wrong with it.

    ``questions`` are all outcomes of the register, ``kept`` is the vocabulary the links lead to. Raises
    InputError for what is no such file: not a table, a column missing.
    """
    index = kept.index()
    try:
        of_table: list[Finding] = []
        rows = read_rows(path, of_table)
        answers, findings = check_rows(rows, {each.label: each for each in questions}, index, kept)
        return answers, (*findings, *of_table)
    finally:
        index.close()


def check_rows(
    rows: Iterable[SheetRow], questions: Mapping[str, Question], index: Index, kept: Kept
) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """Return the answers in rows and what is wrong with them, alone and together.

    ``questions`` are outcomes by their labels, ``index`` is that of ``kept``.
    """
    reader = _Reader(questions, index, kept)
    answers = [answer for row in rows for answer in reader.read(row)]
    return tuple(answers), tuple(reader.findings)


def decision_in(cells: Mapping[str, str]) -> str:
    """Return the decision that a row names, as `CHOICES` write it; anything else as it stands there."""
    return " ".join(cells["decision"].casefold().replace("-", " ").split())


class _Reader:
    """Checks the rows one after the other, and what they say together."""

    def __init__(self, questions: Mapping[str, Question], index: Index, kept: Kept) -> None:
        self.findings: list[Finding] = []
        self._questions = questions
        self._index = index
        self._kept = kept
        self._seen: dict[tuple[str, str], Answer] = {}
        self._settled: dict[str, Answer] = {}

    def read(self, row: SheetRow) -> list[Answer]:
        """Return the answers of a row that are sound; none for one without a decision."""
        before = len(self.findings)
        question = self._question(row)
        decision = self._decision(row)
        if question is None or decision is None or len(self.findings) > before:
            return []
        person, day = self._person(row), self._day(row)
        made = [self._answer(row, question, *each) for each in self._outcomes(row, decision)]
        answers = [replace(each, person=person, decided=day) for each in made]
        if len(self.findings) > before:
            return []
        return [each for each in answers if self._agrees(each)]

    def _find(self, row: SheetRow, column: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(row.place(column), message, remedy))

    def _question(self, row: SheetRow) -> Question | None:
        name = comparable(row.cells["outcome"])
        question = self._questions.get(name)
        if question is None:
            self._find(
                row, "outcome", f"The register has no outcome “{name[:120]}”.",
                "Leave this column as the review file has it, or make a new file.",
            )  # fmt: skip
        elif row.cells["text_digest"] != question.digest:
            self._find(
                row, "text_digest", f"The outcome {question.name} has another text in the register now.",
                "Make a new review file: decisions are made for the text as it is.",
            )  # fmt: skip
        elif comparable(row.cells["text"]) != comparable(cell_text(question.text)):
            self._find(
                row, "text", f"The text of the outcome {question.name} was edited in the review file.",
                "Change it in the register's table and make a new review file.",
            )  # fmt: skip
        return question

    def _decision(self, row: SheetRow) -> str | None:
        decision = decision_in(row.cells)
        if decision and decision not in CHOICES:
            self._find(
                row, "decision", f"“{decision[:80]}” is not a decision.", f"Choose {', '.join(CHOICES)}."
            )
            return None
        if row.cells["replacement"] and decision != REPLACE:
            self._find(
                row, "replacement", "There is a replacement, but the decision is not replace.",
                "Write replace, or clear the replacement.",
            )  # fmt: skip
            return None
        if decision and row.cells["version"] != self._kept.manifest.version:
            self._find(
                row, "version",
                f"The suggestion is from version “{row.cells['version'][:40]}”, but links lead to"
                f" {self._kept.manifest.version}.",
                "Name the version with --vocabulary, or make a new review file.",
            )  # fmt: skip
        return decision or None

    def _outcomes(self, row: SheetRow, decision: str) -> list[tuple[str, Concept | None, bool]]:
        """Return what a row decides: decision, skill, and whether a person found the skill."""
        if len(row.cells["reason"]) > MOST_REASON:
            self._find(row, "reason", f"The reason has more than {MOST_REASON:,} characters.", "Shorten it.")
        if decision == NONE and not row.cells["reason"]:
            self._find(row, "reason", "There is no reason why no skill fits.", "Give it in a sentence.")
        skill = row.cells["skill"]
        if not skill and decision in (ACCEPT, REJECT):
            self._find(
                row, "skill", f"There is no skill to {decision}.", "Use replace, none fits, or leave it."
            )
        found: list[tuple[str, Concept | None, bool]] = []
        if skill:
            accepted = decision == ACCEPT
            earlier = None if accepted else self._earlier(row)
            concept = earlier or self._concept(row, "skill", accepted)
            found.append(("accepted" if accepted else "rejected", concept, False))
        if decision == REPLACE:
            found.append(("accepted", self._concept(row, "replacement", True), True))
        if decision == NONE:
            found.append(("none-fits", None, True))
        return found

    def _earlier(self, row: SheetRow) -> Concept | None:
        """Return the skill of an earlier decision, which the present version may not have any more."""
        question = self._questions[comparable(row.cells["outcome"])]
        known = (each for each in question.decisions if each.skill == row.cells["skill"])
        return next((Concept(each.skill or "", "", "", "", each.label) for each in known), None)

    def _concept(self, row: SheetRow, column: str, wanted: bool) -> Concept | None:
        """Return the concept of a cell; ``wanted`` are those that become a link, so not obsolete ones."""
        iri = row.cells[column]
        concept = self._index.concept(iri) if iri else None
        name = f"{self._kept.manifest.name} {self._kept.manifest.version}"
        if not iri:
            self._find(row, column, "There is no replacement.", "Write the IRI of the skill that fits.")
        elif concept is None or concept.kind not in self._kept.vocabulary.linked:
            self._find(
                row, column, f"“{iri[:200]}” is not a skill of {name}.", "Copy its IRI from the vocabulary."
            )
        elif wanted and concept.deprecated:
            self._find(row, column, f"“{concept.label}” is obsolete in {name}.", "Choose its successor.")
        return concept

    def _answer(
        self, row: SheetRow, question: Question, decision: str, concept: Concept | None, by_hand: bool
    ) -> Answer:
        cells = row.cells
        return Answer(
            question=question,
            decision=decision,
            concept=concept,
            reason=comparable(cells["reason"]),
            method="manual" if by_hand else cells.get("method", "") or "manual",
            score=None if by_hand else self._number(row, "score"),
            probability=None if by_hand else self._number(row, "confidence"),
            version=cells["version"],
            model="" if by_hand else cells.get("model", ""),
            place=row.place("decision"),
        )

    def _person(self, row: SheetRow) -> str:
        person = comparable(row.cells.get("person", ""))
        if len(person) > MOST_NAME:
            self._find(row, "person", f"The name has more than {MOST_NAME} characters.", "Shorten it.")
        return person

    def _day(self, row: SheetRow) -> date | None:
        text = row.cells.get("date", "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._find(row, "date", f"“{text[:40]}” is not a day.", "Write it like 2026-11-23, or nothing.")
            return None

    def _number(self, row: SheetRow, column: str) -> Decimal | None:
        text = row.cells.get(column, "")
        try:
            number = Decimal(text) if text else None
        except InvalidOperation:
            number = Decimal("NaN")
        if number is not None and not (number.is_finite() and 0 <= number <= 1_000):
            self._find(
                row, column, f"“{text[:40]}” is not a number that the linker gives.", "Leave it as it was."
            )
            return None
        return number

    def _agrees(self, answer: Answer) -> bool:
        """Whether an answer says nothing else than the rows above; False too for what they say already."""
        name = answer.question.label
        skill = answer.concept.iri if answer.concept else ""
        earlier = self._seen.setdefault((name, skill), answer)
        against = earlier if earlier.decision != answer.decision else None
        if answer.decision != "rejected":
            first = self._settled.setdefault(name, answer)
            against = against or (first if "none-fits" in {first.decision, answer.decision} else None)
            against = None if against and against.decision == answer.decision else against
        if against is not None:
            message = f"There are two decisions on the outcome {answer.question.name}"
            self.findings.append(
                Finding(
                    answer.place,
                    f"{message}: {answer.decision} here, {against.decision} in row {against.place.row}.",
                    "Keep one of them.",
                )
            )
        return against is None and earlier is answer
