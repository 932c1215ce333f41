"""An outcome and what is suggested for it, as the page shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from nqfgraph.decisions import Choice, Finding, Reviewed
from nqfgraph.decisions.review import ACCEPT, NONE, REJECT, REPLACE, comparable
from nqfgraph.describe import Text
from nqfgraph.model.link_figures import CHANGED, NEW, OLDER
from nqfgraph_server.deciding.desk import Desk, told
from nqfgraph_server.deciding.entered import Entered
from nqfgraph_server.deciding.skills import ShownSkill
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.rendering import chosen
from nqfgraph_server.statistics.links import METHODS

CHOICES = {ACCEPT: _("It fits"), REJECT: _("It does not fit"), "": _("Not decided")}
"""What can be said of a suggestion, in the order in which it is offered."""
OTHERS = {REPLACE: _("Another one fits in its place"), NONE: _("No skill fits")}
"""What a row of the file may say besides."""
REASONS = {
    NEW: _("Nobody has decided on it yet."),
    CHANGED: _("Its text has changed since it was decided on."),
    OLDER: _("It was decided on with another edition of the vocabulary."),
}
"""Why an outcome is asked about."""
FINDINGS = (
    _("There is no reason why no skill fits."),
    _("Give it in a sentence."),
    _("Shorten it."),
    _("Choose its successor."),
    _("Make a new review file: decisions are made for the text as it is."),
    _("There is nothing to take back."),
)
"""What `nqfgraph.decisions` may find in what is entered here, as far as it is always in the same words."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A row of the file: a suggestion, or a skill that somebody has added."""

    place: int
    skill: ShownSkill | None
    """None where nothing was suggested."""
    instead: ShownSkill | None
    """The skill that was accepted in its place, or added; without both the row says that none fits."""
    choice: Choice
    method: str
    confidence: int | None
    """Share of such suggestions that were right, in per cent."""

    @property
    def choices(self) -> dict[str, str]:
        """Return what can be said of it, by how the file writes it."""
        if self.skill is None and self.instead is None:
            return {each: _word(each) for each in (NONE, "")}
        if self.skill is None:
            return {REPLACE: _word(ACCEPT), "": translate(_("Leave it out"))}
        more = [each for each in OTHERS if each == self.choice.decision]
        return {each: _word(each) for each in (*CHOICES, *more)}

    @property
    def chosen(self) -> str:
        """Return the one of `choices` that holds."""
        return self.choice.decision if self.choice.decision in self.choices else ""


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """An outcome with its texts and suggestions."""

    number: int
    """Position in the file, from 1."""
    outcome: Reviewed
    text: Text
    others: tuple[Text, ...]
    """The same in other languages."""
    owner: Text
    because: str
    suggested: tuple[Suggested, ...]


def show(desk: Desk, number: int, outcome: Reviewed, entered: Entered) -> ShownOutcome:
    """Return an outcome of the file with what was entered for it."""
    language, question = reader_language(), outcome.question
    cells = outcome.rows[0].cells
    texts = question.texts if question else {"": comparable(cells["text"])}
    text = text_of(outcome)
    owner = desk.owners.get((question.kind, question.owner), {}) if question else {}
    asked = comparable(cells.get("asked", ""))
    return ShownOutcome(
        number=number,
        outcome=outcome,
        text=text,
        others=tuple(Text(each, tag) for tag, each in sorted(texts.items()) if tag != text.language),
        owner=chosen(dict(owner), language),
        because=translate(REASONS[asked]) if asked in REASONS else asked,
        suggested=tuple(_suggested(desk, outcome, entered)),
    )


def text_of(outcome: Reviewed) -> Text:
    """Return the text of an outcome in the reader's language, else the one that is searched for."""
    question, language = outcome.question, reader_language()
    if question is None:
        return Text(comparable(outcome.rows[0].cells["text"]), "")
    tag = next((each for each in (language, "en") if each in question.texts), min(question.texts))
    return Text(question.texts[tag], tag)


def state_of(outcome: Reviewed) -> str:
    """Say in the reader's words what was decided on an outcome."""
    decisions = [each.decision for each in outcome.answers]
    if outcome.findings:
        return translate(_("Something is wrong in the file"))
    if "none-fits" in decisions:
        return _word(NONE)
    if accepted := decisions.count("accepted"):
        return translate(_("Decided, skills: %(number)s"), number=accepted)
    return _word("")


def findings_in_words(findings: Collection[Finding]) -> list[Text]:
    """Return what is wrong, each once, message and way out after each other."""
    said = (each for finding in findings for each in (finding.message, finding.remedy) if each)
    return [told(each) for each in dict.fromkeys(said)]


def in_words(choices: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return skills and what was said of them in the reader's words."""
    return [(skill, _word(each)) for skill, each in choices]


def _suggested(desk: Desk, outcome: Reviewed, entered: Entered) -> Iterator[Suggested]:
    language, skills = reader_language(), desk.skills
    for place, (row, choice) in enumerate(zip(outcome.rows, entered.choices, strict=True)):
        cells = row.cells
        instead = cells["replacement"]
        if cells["skill"] or instead or choice.decision == NONE:
            method = comparable(cells.get("method", ""))
            yield Suggested(
                place,
                skills.shown(cells["skill"], language, comparable(cells.get("label", "")))
                if cells["skill"]
                else None,
                skills.shown(instead, language) if instead else None,
                choice,
                translate(METHODS[method]) if method in METHODS else method,
                _share(cells.get("confidence", "")),
            )


def _word(choice: str) -> str:
    return translate((CHOICES | OTHERS)[choice])


def _share(text: str) -> int | None:
    """Return the confidence in per cent; None if there is none or it is no share."""
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return round(100 * number) if number is not None and number.is_finite() and 0 <= number <= 1 else None
