"""Decided links from learning outcomes to skills: a table of their own, joined by position."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nqfgraph.model.digests import is_outdated
from nqfgraph.model.records import Key, LinkDecision, Texts
from nqfgraph.sources.rows import Context, Entry
from nqfgraph.sources.wordings import say
from nqfgraph.sources.wordings.references import ROW_LEFT_OUT

Owner = tuple[str, Key]
"""Kind of what an outcome belongs to (qualification, award_type) and its key."""


@dataclass(frozen=True, slots=True)
class _Staged:
    """A decision that waits for its outcome."""

    decision: LinkDecision
    entry: Entry


class Links:
    """The decisions of the link tables, by the outcome that they are about."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._waiting: dict[tuple[Owner, int], list[_Staged]] = {}

    def read(self) -> None:
        """Read every link table; skills must have been read before."""
        for entry in self._context.entries("link"):
            owner = owner_of(self._context, entry)
            if owner is None or not self._is_sound(owner, entry):
                continue
            staged = self._waiting.setdefault((owner, entry.values["position"]), [])
            if not self._contradicts(owner, entry, staged):
                staged.append(_Staged(_decision(self._context, entry), entry))

    def take(self, owner: Owner, position: int, texts: Texts) -> tuple[LinkDecision, ...]:
        """Return the decisions on an outcome; those that were made for another text are outdated."""
        found = []
        for each in self._waiting.pop((owner, position), ()):
            decision = each.decision
            if is_outdated(decision.text_digest, texts):
                key = _name(owner, position)
                self._context.log.add(say("outdated-decision", key=key), each.entry.place("text_digest"))
                decision = replace(decision, decision="outdated")
            found.append(decision)
        return tuple(found)

    def finish(self) -> None:
        """Log the decisions that nobody took: their outcome is not there."""
        for (owner, position), staged in self._waiting.items():
            key = (*owner[1], str(position))
            for each in staged:
                self._context.miss("learning_outcome", key, each.entry.place("position"), ROW_LEFT_OUT)
        self._waiting.clear()

    def _is_sound(self, owner: Owner, entry: Entry) -> bool:
        """Whether decision and skill of a row go together, and the row is the only one of its link."""
        values = entry.values
        skill, decision = values["skill"], values["decision"]
        if skill is None and decision != "none-fits":
            case = say("missing-value/link-skill", ROW_LEFT_OUT, decision=decision)
            self._context.log.add(case, entry.place("skill"))
            return False
        if skill and decision == "none-fits":
            self._context.log.add(say("contradicting-decision/skill", ROW_LEFT_OUT), entry.place("skill"))
            return False
        if decision == "accepted" and not self._context.knows("skill", (skill,)):
            self._context.miss("skill", (skill,), entry.place("skill"), ROW_LEFT_OUT)
            return False
        key = (owner[0], *owner[1], str(values["position"]), skill or "none-fits")
        return self._context.claim("link", key, entry)

    def _contradicts(self, owner: Owner, entry: Entry, staged: list[_Staged]) -> bool:
        """Whether something was accepted for an outcome that nothing fits; logs it."""
        found = {"accepted": "none-fits", "none-fits": "accepted"}.get(entry.values["decision"])
        other = next((each.entry for each in staged if each.decision.decision == found), None)
        if other is None:
            return False
        key = _name(owner, entry.values["position"])
        case = say("contradicting-decision", ROW_LEFT_OUT, key=key, place=other.place())
        self._context.log.add(case, entry.place("decision"))
        return True


def owner_of(context: Context, entry: Entry) -> Owner | None:
    """Return what the outcome of a row belongs to; an issue, and None, where that is not one thing."""
    qualification, award_type = entry.values["qualification"], entry.values["award_type"]
    if (qualification is None) == (award_type is None):
        case = "missing-value/no-owner" if qualification is None else "missing-value/two-owners"
        context.log.add(say(case, ROW_LEFT_OUT), entry.place("qualification"))
        return None
    return ("qualification", qualification) if qualification else ("award_type", (award_type,))


def _decision(context: Context, entry: Entry) -> LinkDecision:
    values = entry.values
    return LinkDecision(
        decision=values["decision"],
        skill=values["skill"],
        label=values["label"] or "",
        person=values["person"],
        decided=values["date"],
        method=values["method"],
        score=values["score"],
        probability=values["probability"],
        vocabulary=values["vocabulary"] or "",
        version=values["version"] or "",
        model=values["model"] or "",
        text_digest=values["text_digest"] or "",
        reason=values["reason"],
        evidence=context.evidence(values),
    )


def _name(owner: Owner, position: int) -> str:
    return "/".join((*owner[1], str(position)))
