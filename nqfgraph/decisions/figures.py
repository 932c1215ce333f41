"""How good a register's links are: coverage, links an outcome, share accepted, links to obsolete skills."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from nqfgraph.decisions.questions import Question
from nqfgraph.vocabularies import Kept


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """The figures of a set of outcomes."""

    outcomes: int
    linked: int
    """Outcomes with at least one accepted link."""
    none_fits: int
    undecided: int
    """Outcomes that are asked about: never decided, changed since, or decided with an older version."""
    links: int
    rejected: int
    skills: int
    """Different skills that links lead to."""
    obsolete: int | None
    """Links to skills that the vocabulary does not have, or has as obsolete; None without a vocabulary."""

    @property
    def coverage(self) -> float:
        """Return the share of outcomes that are linked, 0 to 1; 0 where there is none."""
        return round(self.linked / self.outcomes, 4) if self.outcomes else 0.0

    @property
    def links_per_outcome(self) -> float:
        """Return the links of an outcome that has any, on average."""
        return round(self.links / self.linked, 2) if self.linked else 0.0

    @property
    def share_accepted(self) -> float | None:
        """Return the share of decided links that were accepted; None where none was decided."""
        decided = self.links + self.rejected
        return round(self.links / decided, 4) if decided else None

    def to_json(self) -> bytes:
        """Return the figures as JSON."""
        shares = {
            "coverage": self.coverage,
            "links_per_outcome": self.links_per_outcome,
            "share_accepted": self.share_accepted,
        }
        return json.dumps({**asdict(self), **shares}, indent=1).encode() + b"\n"


def link_figures(questions: Iterable[Question], kept: Kept | None = None) -> LinkFigures:
    """Count the decisions on outcomes; ``kept`` is the version to look for obsolete skills in."""
    outcomes = list(questions)
    counts: Counter[str] = Counter()
    targets: list[str] = []
    for each in outcomes:
        decisions = Counter(decision.decision for decision in each.decisions)
        counts["linked"] += decisions["accepted"] > 0
        counts["none_fits"] += decisions["none-fits"] > 0
        counts["rejected"] += decisions["rejected"]
        counts["undecided"] += bool(each.because)
        targets += [one.skill for one in each.decisions if one.skill and one.decision == "accepted"]
    return LinkFigures(
        outcomes=len(outcomes),
        linked=counts["linked"],
        none_fits=counts["none_fits"],
        undecided=counts["undecided"],
        links=len(targets),
        rejected=counts["rejected"],
        skills=len(set(targets)),
        obsolete=None if kept is None else _obsolete(targets, kept),
    )


def _obsolete(targets: list[str], kept: Kept) -> int:
    index = kept.index()
    try:
        alive = {iri for (iri,) in index.rows("SELECT iri FROM concept WHERE deprecated = 0")}
    finally:
        index.close()
    return sum(each not in alive for each in targets)
