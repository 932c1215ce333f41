"""The outcomes of a register, and which of them somebody has to decide on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nqfgraph.model.digests import text_digest
from nqfgraph.model.link_figures import reason_to_ask
from nqfgraph.model.records import Key, LearningOutcome, LinkDecision, Register, Texts


@dataclass(frozen=True, slots=True)
class Question:
    """An outcome, and why it is asked about."""

    kind: str
    """qualification or award_type."""
    owner: Key
    number: int
    """Position among the outcomes of its owner, from 1."""
    texts: Texts
    decisions: tuple[LinkDecision, ...]
    content: str
    because: str = ""
    """Why it is asked; empty for one that is decided."""

    @property
    def name(self) -> str:
        """Return what the outcome is called in a review file: ``illustrative/cook/1``."""
        return "/".join((*self.owner, str(self.number)))

    @property
    def label(self) -> str:
        """Return the name with its kind: ``qualification:illustrative/cook/1``."""
        return f"{self.kind}:{self.name}"

    @property
    def text(self) -> str:
        """Return the text that is shown and searched for: the English one, else the first by language."""
        return self.texts.get("en") or self.texts[min(self.texts)]

    @property
    def digest(self) -> str:
        """Return the digest of the texts."""
        return text_digest(self.texts)

    def stands(self, decision: LinkDecision) -> bool:
        """Whether a decision, made for another text or version, is to be confirmed or dropped."""
        return bool(self.because) and decision.decision in ("accepted", "outdated")

    def rejected(self, version: str) -> frozenset[str]:
        """Return the skills that were rejected for this very text with this version: not proposed again."""
        return frozenset(
            each.skill
            for each in self.decisions
            if each.skill and each.decision == "rejected" and each.version in ("", version)
        )


def all_questions(register: Register, version: str, *, generic: bool = False) -> Iterator[Question]:
    """Yield every outcome of the register's qualifications, and of its award types if ``generic``.

    ``version`` is that of the vocabulary that links lead to now: what was decided with another one is asked
    again.
    """
    for qualification in register.qualifications:
        for number, outcome in enumerate(qualification.learning_outcomes, start=1):
            yield _question("qualification", qualification.key, number, outcome, version)
    for award_type in register.award_types if generic else ():
        for number, outcome in enumerate(award_type.learning_outcomes, start=1):
            yield _question("award_type", award_type.key, number, outcome, version)


def open_questions(register: Register, version: str, *, generic: bool = False) -> tuple[Question, ...]:
    """Return the outcomes that are to be decided, in the order of the register."""
    return tuple(each for each in all_questions(register, version, generic=generic) if each.because)


def _question(kind: str, owner: Key, number: int, outcome: LearningOutcome, version: str) -> Question:
    because = reason_to_ask(outcome, version)
    return Question(kind, owner, number, outcome.title, outcome.decisions, outcome.content, because)
