"""Learning outcomes: from their own tables and from numbered columns, joined to what they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nqfgraph.model.records import Key, LearningOutcome
from nqfgraph.places import Place
from nqfgraph.sources.declared_tables import Table
from nqfgraph.sources.links import Links, Owner, owner_of
from nqfgraph.sources.origins import Origin
from nqfgraph.sources.rows import Context, Entry
from nqfgraph.sources.wordings import say
from nqfgraph.sources.wordings.references import OUTCOME_LEFT_OUT


@dataclass(frozen=True, slots=True)
class Staged:
    """A learning outcome that waits for its owner."""

    position: int
    title: Mapping[str, str]
    domain: str | None
    skills: tuple[str, ...]
    content: str | None
    table: Table
    row: int
    columns: Mapping[str, str]
    group: str
    """See `Origin`."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.table.place(self.row)


class Outcomes:
    """The learning outcomes of the outcome tables, by the qualification or award type they belong to."""

    def __init__(self, context: Context, links: Links) -> None:
        self._context = context
        self._links = links
        self._waiting: dict[Owner, list[Staged]] = {}

    def read(self) -> None:
        """Read every outcome table; skills must have been read before."""
        for entry in self._context.entries("learning_outcome"):
            values = entry.values
            if owner := owner_of(self._context, entry):
                self._waiting.setdefault(owner, []).append(
                    self._stage(entry, values["position"], values, "skill")
                )

    def within(self, entry: Entry) -> list[Staged]:
        """Return the learning outcomes in the numbered columns of a row."""
        found = []
        for number, values in entry.values["learning_outcome"]:
            if values["title"]:
                found.append(self._stage(entry, number, values, "learning_outcome.skill"))
            else:
                self._context.log.add(
                    say("missing-value/outcome-title", OUTCOME_LEFT_OUT, number=number),
                    entry.place("learning_outcome.title"),
                )
        return found

    def take(self, kind: str, key: Key, own: Iterable[Staged], content: str) -> tuple[LearningOutcome, ...]:
        """Return the outcomes of one owner by position, those of its row (``own``) and of the tables.

        ``content`` is what they are where they do not say it.
        """
        staged = [*own, *self._waiting.pop((kind, key), ())]
        if any(each.position != number for number, each in enumerate(staged, start=1)):
            staged = self._order(key, staged)
        if self._context.origins is not None:
            for number, each in enumerate(staged, start=1):
                origin = Origin(table=each.table, row=each.row, columns=each.columns, group=each.group)
                self._context.origins.add("learning_outcome", (kind, *key, str(number)), origin)
        return tuple(
            self._finished((kind, key), number, each, content) for number, each in enumerate(staged, start=1)
        )

    def finish(self) -> None:
        """Log the outcomes that nobody took: their qualification or award type is not there."""
        for (kind, key), staged in self._waiting.items():
            for each in staged:
                self._context.miss(kind, key, each.place, OUTCOME_LEFT_OUT)
        self._waiting.clear()

    def _finished(self, owner: Owner, number: int, staged: Staged, content: str) -> LearningOutcome:
        """Return the record, its skills being those of its row and those that were accepted."""
        decisions = self._links.take(owner, number, staged.title)
        decided = {each.skill: each.decision for each in decisions}
        accepted = [skill for skill, decision in decided.items() if skill and decision == "accepted"]
        stays = [skill for skill in staged.skills if decided.get(skill, "accepted") == "accepted"]
        return LearningOutcome(
            title=staged.title,
            domain=staged.domain,
            skills=tuple(dict.fromkeys((*stays, *accepted))),
            content=staged.content or content,
            decisions=decisions,
        )

    def _stage(self, entry: Entry, position: int, values: Mapping[str, Any], name: str) -> Staged:
        skills = tuple(iri for iri in values["skill"] if self._context.refer("skill", (iri,), entry, name))
        return Staged(
            position=position,
            title=values["title"],
            domain=values["domain"],
            skills=skills,
            content=values["content"],
            table=entry.table,
            row=entry.row,
            columns=entry.plan.columns,
            group=f"learning_outcome[{position}]." if "." in name else "",
        )

    def _order(self, key: Key, staged: list[Staged]) -> list[Staged]:
        """Sort by position; a position that is taken leaves the second out, a gap is only said."""
        name = "/".join(key)
        by_position: dict[int, Staged] = {}
        for each in staged:
            first = by_position.setdefault(each.position, each)
            if first is not each:
                facts = {"key": name, "number": each.position, "place": first.place}
                self._context.log.add(say("duplicate-position", OUTCOME_LEFT_OUT, **facts), each.place)
        ordered = [by_position[position] for position in sorted(by_position)]
        if len(ordered) < ordered[-1].position:
            gap = next(number for number, each in enumerate(ordered, start=1) if each.position != number)
            later = ordered[gap - 1]
            self._context.log.add(
                say("position-gap", key=name, missing=gap, found=later.position), later.place
            )
        return ordered
