"""How good a register's links from learning outcomes to skills are, in numbers.

The command ``nqfgraph decide figures`` and the statistics of a release count the same way; the shapes of the
profile ``links`` name the single outcomes and links behind these numbers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nqfgraph.model.records import LearningOutcome, LinkDecision, Register
from nqfgraph.vocabularies import Kept

NEW, CHANGED, OLDER = "not decided yet", "the text changed", "decided with an older version"
"""Why somebody is asked about an outcome."""
_SETTLED = frozenset({"accepted", "none-fits"})
_DECIDED = ("accepted", "rejected")


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions on links that were found in one way, or made with one version of a vocabulary."""

    accepted: int
    rejected: int

    @property
    def share(self) -> float:
        """Return the share that was accepted, 0 to 1; 0 where nothing was decided."""
        return _share(self.accepted, self.accepted + self.rejected)


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """The figures of a set of outcomes."""

    outcomes: int
    linked: int
    """Outcomes with at least one link."""
    none_fits: int
    undecided: int
    """Outcomes that are asked about: never decided, changed since, or decided with another version."""
    links: int
    accepted: int
    """Links that somebody accepted; the others have no evidence."""
    rejected: int
    skills: int
    """Different skills that links lead to."""
    obsolete: int | None
    """Links to skills that the vocabulary does not have, or has as obsolete; None without a vocabulary."""
    methods: Mapping[str, Decided]
    """By how the skill was found: ``manual``, or the method of the linker."""
    versions: Mapping[str, Decided]
    """By vocabulary and version that the decision was made with: ``esco 1.2.0``."""

    @property
    def coverage(self) -> float:
        """Return the share of outcomes that are linked, 0 to 1; 0 where there is none."""
        return _share(self.linked, self.outcomes)

    @property
    def links_per_outcome(self) -> float:
        """Return the links of an outcome that has any, on average."""
        return round(self.links / self.linked, 2) if self.linked else 0.0

    @property
    def share_accepted(self) -> float | None:
        """Return the share of decided links that were accepted; None where none was decided."""
        decided = self.accepted + self.rejected
        return _share(self.accepted, decided) if decided else None

    def members(self) -> dict[str, Any]:
        """Return the figures and the shares that follow from them, for JSON."""
        return {
            **asdict(self),
            "coverage": self.coverage,
            "links_per_outcome": self.links_per_outcome,
            "share_accepted": self.share_accepted,
        }

    def to_json(self) -> bytes:
        """Return the figures as JSON."""
        return json.dumps(self.members(), indent=1).encode() + b"\n"


def read_figures(members: Mapping[str, Any]) -> LinkFigures:
    """Return the figures whose `members` these are; KeyError or TypeError for anything else."""
    counted = {name: members[name] for name in LinkFigures.__slots__}
    for name in ("methods", "versions"):
        counted[name] = {key: Decided(**each) for key, each in counted[name].items()}
    return LinkFigures(**counted)


def specific_outcomes(register: Register, *, generic: bool = False) -> Iterator[LearningOutcome]:
    """Yield the outcomes of qualifications, and those of award types if ``generic``."""
    for qualification in register.qualifications:
        yield from qualification.learning_outcomes
    for award_type in register.award_types if generic else ():
        yield from award_type.learning_outcomes


def reason_to_ask(outcome: LearningOutcome, version: str | None) -> str:
    """Say why an outcome is asked about; nothing if it is decided for its text and this version.

    Without a ``version`` of the vocabulary a decision holds whatever version it was made with.
    """
    if any(each.decision == "outdated" for each in outcome.decisions):
        return CHANGED
    settled = [each for each in outcome.decisions if each.decision in _SETTLED]
    if not settled:
        return NEW
    fits = version is None or all(each.version in ("", version) for each in settled)
    return "" if fits else OLDER


def link_figures(outcomes: Iterable[LearningOutcome], kept: Kept | None = None) -> LinkFigures:
    """Count the links of outcomes and the decisions on them.

    ``kept`` is the version that links lead to now: it says which skills are obsolete, and which decisions
    are of another version.
    """
    version = kept.manifest.version if kept else None
    counts: Counter[str] = Counter()
    skills: Counter[str] = Counter()
    elsewhere: set[str] = set()
    methods: Counter[tuple[str, str]] = Counter()
    versions: Counter[tuple[str, str]] = Counter()
    for each in outcomes:
        counts["outcomes"] += 1
        counts["linked"] += bool(each.skills)
        counts["undecided"] += bool(reason_to_ask(each, version))
        counts["none_fits"] += any(one.decision == "none-fits" for one in each.decisions)
        skills.update(each.skills)
        for decision in each.decisions:
            counts[decision.decision] += 1
            methods[decision.method, decision.decision] += 1
            versions[_edition(decision), decision.decision] += 1
            if kept and decision.skill and decision.vocabulary not in ("", kept.manifest.name):
                elsewhere.add(decision.skill)
    return LinkFigures(
        outcomes=counts["outcomes"],
        linked=counts["linked"],
        none_fits=counts["none_fits"],
        undecided=counts["undecided"],
        links=skills.total(),
        accepted=counts["accepted"],
        rejected=counts["rejected"],
        skills=len(skills),
        obsolete=None if kept is None else _obsolete(skills, elsewhere, kept),
        methods=_by_name(methods),
        versions=_by_name(versions),
    )


def _edition(decision: LinkDecision) -> str:
    return " ".join(filter(None, (decision.vocabulary, decision.version)))


def _by_name(counted: Mapping[tuple[str, str], int]) -> dict[str, Decided]:
    """Return what was accepted and rejected by name; names with neither are left out."""
    names = sorted({name for name, decision in counted if decision in _DECIDED})
    accepted, rejected = ({name: counted.get((name, each), 0) for name in names} for each in _DECIDED)
    return {name: Decided(accepted[name], rejected[name]) for name in names}


def _obsolete(skills: Mapping[str, int], elsewhere: set[str], kept: Kept) -> int:
    """Count the links to what is not alive; ``elsewhere`` are skills of other vocabularies."""
    index = kept.index()
    try:
        alive = {iri for (iri,) in index.rows("SELECT iri FROM concept WHERE deprecated = 0")}
    finally:
        index.close()
    return sum(number for iri, number in skills.items() if iri not in alive and iri not in elsewhere)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
