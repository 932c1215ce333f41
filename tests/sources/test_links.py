"""Decided links: joined to their outcomes, checked against each other and against the text of today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from nqfgraph.model.digests import text_digest
from nqfgraph.model.records import Register
from nqfgraph.sources import Issue

Read = Callable[..., tuple[Register, tuple[Issue, ...]]]

SKILL = "http://data.europa.eu/esco/skill/s1"
OTHER = "http://data.europa.eu/esco/skill/s2"
OUTCOMES = "qualification,award_type,position,title_en\n2024/1,,1,Bakes bread\n,bachelor,1,Learns\n"
HEAD = "qualification,award_type,position,skill,decision,person,date,method"
ROW = "A. Person,2026-11-20,manual"


def links(*rows: str, more: str = "") -> str:
    return "\n".join((HEAD + more, *rows, ""))


def test_an_accepted_skill_is_linked_with_what_is_known_of_the_decision(read: Read) -> None:
    digest = text_digest({"en": "Bakes  bread"})
    register, issues = read(
        learning_outcome=OUTCOMES,
        link=links(
            f"2024/1,,1,{SKILL},accepted,{ROW},0.065574,0.61,esco,1.2.0,abc,{digest},bake,It fits,Act 1,low",
            f"2024/1,,1,{OTHER},rejected,A. Person,2026-11-20T10:00:00Z,fts5-rrf,,,,,,,,Too wide,,",
            more=",score,probability,vocabulary,version,model,text_digest,label,reason_en,source,confidence",
        ),
    )
    assert issues == ()
    (outcome,) = register.qualifications[0].learning_outcomes
    accepted, rejected = outcome.decisions
    assert outcome.skills == (SKILL,)
    assert (accepted.skill, accepted.decision, accepted.person) == (SKILL, "accepted", "A. Person")
    assert accepted.decided == datetime(2026, 11, 20, tzinfo=UTC)
    assert (accepted.method, accepted.score, accepted.probability) == (
        "manual", Decimal("0.065574"), Decimal("0.61")
    )  # fmt: skip
    assert (accepted.vocabulary, accepted.version, accepted.model) == ("esco", "1.2.0", "abc")
    assert (accepted.label, accepted.reason) == ("bake", {"en": "It fits"})
    assert (accepted.evidence.sources, accepted.evidence.confidence) == (("Act 1",), "low")
    assert (rejected.skill, rejected.decision, rejected.decided.hour) == (OTHER, "rejected", 10)


def test_outcomes_of_award_types_are_decided_too_and_none_may_fit(read: Read) -> None:
    register, issues = read(
        learning_outcome=OUTCOMES,
        link=links(f",bachelor,1,{SKILL},accepted,{ROW}", f"2024/1,,1,,none-fits,{ROW}"),
    )
    assert issues == ()
    assert register.award_types[0].learning_outcomes[0].skills == (SKILL,)
    (outcome,) = register.qualifications[0].learning_outcomes
    assert outcome.skills == ()
    assert [(each.decision, each.skill) for each in outcome.decisions] == [("none-fits", None)]


def test_a_decision_for_another_text_is_outdated_and_links_nothing(read: Read) -> None:
    digest = text_digest({"en": "Bakes cakes"})
    register, (issue,) = read(
        learning_outcome=OUTCOMES,
        link=links(f"2024/1,,1,{SKILL},accepted,{ROW},{digest}", more=",text_digest"),
    )
    (outcome,) = register.qualifications[0].learning_outcomes
    assert (outcome.skills, outcome.decisions[0].decision) == ((), "outdated")
    assert (issue.code, str(issue.place)) == ("outdated-decision", "link.csv, row 2, column text_digest")


def test_a_translation_added_later_does_not_make_a_decision_outdated(read: Read) -> None:
    digest = text_digest({"en": "Bakes bread"})
    register, issues = read(
        learning_outcome="qualification,position,title_en,title_az\n2024/1,1,Bakes bread,Çörək bişirir\n",
        link=links(f"2024/1,,1,{SKILL},accepted,{ROW},{digest}", more=",text_digest"),
    )
    assert issues == ()
    assert register.qualifications[0].learning_outcomes[0].skills == (SKILL,)


def test_a_rejected_skill_is_not_linked_by_the_outcome_table_either(read: Read) -> None:
    register, _ = read(
        learning_outcome=f"qualification,position,title_en,skill\n2024/1,1,Bakes bread,{SKILL}\n",
        link=links(f"2024/1,,1,{SKILL},rejected,{ROW}"),
    )
    assert register.qualifications[0].learning_outcomes[0].skills == ()


@pytest.mark.parametrize(
    ("rows", "code", "column"),
    [
        ((f"2024/1,,1,{OTHER},accepted,{ROW}",), "unknown-reference", "skill"),
        ((f"2024/1,,9,{SKILL},accepted,{ROW}",), "unknown-reference", "position"),
        ((f"2024/1,,1,,accepted,{ROW}",), "missing-value", "skill"),
        ((f"2024/1,,1,{SKILL},none-fits,{ROW}",), "contradicting-decision", "skill"),
        ((f"2024/1,,1,{SKILL},perhaps,{ROW}",), "bad-code", "decision"),
        ((f",,1,{SKILL},accepted,{ROW}",), "missing-value", "qualification"),
        ((f"2024/1,,1,{SKILL},accepted,{ROW}", f"2024/1,,1,{SKILL},rejected,{ROW}"), "duplicate-key", None),
        (
            (f"2024/1,,1,{SKILL},accepted,{ROW}", f"2024/1,,1,,none-fits,{ROW}"),
            "contradicting-decision",
            "decision",
        ),
    ],
)
def test_what_cannot_be_meant_is_left_out_with_an_issue(
    read: Read, rows: tuple[str, ...], code: str, column: str | None
) -> None:
    register, (issue,) = read(learning_outcome=OUTCOMES, link=links(*rows))
    assert (issue.code, issue.place.row, issue.place.column) == (code, len(rows) + 1, column)
    assert len(register.qualifications[0].learning_outcomes[0].decisions) == len(rows) - 1
