"""A review file that is decided on one outcome after the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from nqfgraph.decisions import (
    Choice,
    Decision,
    OutcomeChanged,
    Question,
    Reviewed,
    ReviewFile,
    open_review,
    read_review,
    review_csv,
    review_rows,
)
from nqfgraph.errors import InputError
from nqfgraph.linking import Linker
from nqfgraph.vocabularies import Kept

BASE = "http://data.europa.eu/esco/skill/"
FIRST = "qualification:2024/200/1"
DAY = date(2026, 11, 20)


@pytest.fixture
def asked(register: Path, questions: Callable[..., list[Question]]) -> list[Question]:
    return questions(register)


@pytest.fixture
def path(kept: Kept, asked: list[Question], tmp_path: Path) -> Path:
    """Return a review file: bake bread for the first outcome, kinds of flour for the second."""
    linker = Linker(kept)
    rows = review_rows(asked, lambda each: linker.suggest(each.texts["en"]), "9.0")
    path = tmp_path / "review.csv"
    path.write_bytes(review_csv(rows))
    linker.close()
    return path


@pytest.fixture
def review(path: Path, asked: list[Question], kept: Kept) -> Iterator[ReviewFile]:
    with open_review(path, asked, kept) as opened:
        yield opened


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def first(review: ReviewFile) -> Reviewed:
    return review.outcomes()[0]


def decide(review: ReviewFile, *decisions: str, reason: str = "", added: tuple[str, ...] = ()) -> list[str]:
    choices = tuple(Choice(each, reason) for each in decisions)
    decision = Decision(choices, added)
    return [each.message for each in review.decide(FIRST, first(review).version, decision, "=A. Person", DAY)]


def test_a_decision_is_in_the_file_at_once_with_who_made_it_and_when(
    review: ReviewFile, path: Path, asked: list[Question], kept: Kept
) -> None:
    assert decide(review, "accept", reason="Fits") == []
    row, other = rows_of(path)
    assert (row["decision"], row["reason"], row["person"], row["date"]) == (
        "accept", "Fits", "'=A. Person", "2026-11-20"
    )  # fmt: skip
    assert other["decision"] == other["person"] == ""
    (answer,), findings = read_review(path, asked, kept)
    assert findings == ()
    assert (answer.decision, answer.person, answer.decided) == ("accepted", "=A. Person", DAY)
    assert [each.is_decided for each in review.outcomes()] == [True, False]


def test_a_choice_that_stays_keeps_its_name_and_one_that_is_cleared_loses_it(
    review: ReviewFile, path: Path
) -> None:
    decide(review, "accept")
    version = first(review).version
    assert review.decide(FIRST, version, Decision((Choice("accept"),)), "Somebody else", DAY) == ()
    assert first(review).version == version
    decide(review, "")
    assert (rows_of(path)[0]["decision"], rows_of(path)[0]["person"]) == ("", "")


def test_a_skill_that_nobody_suggested_is_added_and_left_out_again(
    review: ReviewFile, path: Path, asked: list[Question], kept: Kept
) -> None:
    assert decide(review, "reject", added=(f"{BASE}flour",)) == []
    answers, _ = read_review(path, asked, kept)
    assert [(each.decision, each.concept and each.concept.label, each.method) for each in answers] == [
        ("rejected", "bake bread", "fts5-rrf"), ("accepted", "kinds of flour", "manual")
    ]  # fmt: skip
    assert [each["outcome"] for each in rows_of(path)] == [FIRST, FIRST, "qualification:2024/200/2"]
    assert decide(review, "reject", "") == []
    assert len(rows_of(path)) == 2


def test_none_fits_is_said_of_all_rows_and_gives_way_to_what_fits(
    review: ReviewFile, path: Path, asked: list[Question], kept: Kept
) -> None:
    outcome = first(review)
    findings = review.decide(FIRST, outcome.version, Decision.none_fits(1, ""), "A", DAY)
    assert [each.message for each in findings] == ["There is no reason why no skill fits."]
    review.decide(FIRST, outcome.version, Decision.none_fits(1, "Too wide"), "A", DAY)
    answers, _ = read_review(path, asked, kept)
    assert [each.decision for each in answers] == ["rejected", "none-fits"]
    assert decide(review, "none fits", reason="Too wide", added=(f"{BASE}flour",)) == []
    answers, _ = read_review(path, asked, kept)
    assert [each.decision for each in answers] == ["rejected", "accepted"]


def test_the_only_row_of_an_outcome_without_suggestions_stays(
    path: Path, asked: list[Question], kept: Kept
) -> None:
    path.write_bytes(review_csv(review_rows(asked, lambda _: (), "9.0")))
    with open_review(path, asked, kept) as review:
        assert decide(review, "", added=(f"{BASE}bake",)) == []
        assert [each["replacement"] for each in rows_of(path)] == [f"{BASE}bake", ""]
        assert decide(review, "") == []
        assert [each["replacement"] for each in rows_of(path)] == ["", ""]


@pytest.mark.parametrize(
    ("decisions", "added", "message"),
    [
        (("accept",), (f"{BASE}old",), "is obsolete"),
        (("accept",), ("javascript:alert(1)",), "is not a skill"),
        (("perhaps",), (), "is not a decision"),
        (("replace",), (), "no replacement"),
    ],
)
def test_what_cannot_be_used_is_found_and_nothing_is_written(
    review: ReviewFile, path: Path, decisions: tuple[str, ...], added: tuple[str, ...], message: str
) -> None:
    before = path.read_bytes()
    (found,) = decide(review, *decisions, added=added)
    assert message in found
    assert path.read_bytes() == before


def test_nobody_writes_over_what_somebody_else_has_decided(review: ReviewFile, path: Path) -> None:
    seen = first(review)
    decide(review, "accept")
    with pytest.raises(OutcomeChanged, match="meanwhile"):
        review.decide(FIRST, seen.version, Decision((Choice("reject"),)), "B", DAY)
    rows = path.read_text("utf-8-sig")
    path.write_text(rows.replace(",accept,", ",reject,"), "utf-8")
    with pytest.raises(OutcomeChanged):
        review.decide(FIRST, seen.version, Decision((Choice("accept"),)), "B", DAY)
    assert first(review).rows[0].cells["decision"] == "reject"
    with pytest.raises(OutcomeChanged, match="other rows"):
        review.decide(FIRST, first(review).version, Decision(()), "B", DAY)
    with pytest.raises(OutcomeChanged):
        review.decide("qualification:none/1", seen.version, Decision(()), "B", DAY)


def test_other_outcomes_may_be_decided_on_at_the_same_time(review: ReviewFile, path: Path) -> None:
    one, two = review.outcomes()
    for each, decision in ((one, "accept"), (two, "reject")):
        assert review.decide(each.name, each.version, Decision((Choice(decision),)), "A", DAY) == ()
    assert [each["decision"] for each in rows_of(path)] == ["accept", "reject"]


def test_the_last_decision_is_taken_back_once(review: ReviewFile, path: Path) -> None:
    before = path.read_bytes()
    assert not review.can_undo(first(review))
    decide(review, "accept")
    assert review.can_undo(first(review))
    review.undo(FIRST, first(review).version)
    assert path.read_bytes() == before
    with pytest.raises(OutcomeChanged, match="nothing to take back"):
        review.undo(FIRST, first(review).version)


def test_a_changed_text_and_an_unknown_outcome_are_said_and_not_decided(
    path: Path, register: Path, questions: Callable[..., list[Question]], kept: Kept
) -> None:
    own = register / "own.csv"
    own.write_text(own.read_text("utf-8").replace("Bakes bread", "Bakes white bread"), "utf-8")
    with open_review(path, questions(register)[:1], kept) as review:
        changed, unknown = review.outcomes()
        assert decide(review, "accept") == [each.message for each in changed.findings]
        assert "another text" in changed.findings[0].message
        assert unknown.question is None
        assert not unknown.is_decided


def test_columns_that_are_not_ours_and_files_without_a_place_for_names_are_kept(
    path: Path, asked: list[Question], kept: Kept
) -> None:
    rows = [{k: v for k, v in each.items() if k not in ("person", "date")} for each in rows_of(path)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "colleague"], delimiter=";")
        writer.writeheader()
        writer.writerows({**each, "colleague": "C"} for each in rows)
    with open_review(path, asked, kept) as review:
        assert decide(review, "accept") == []
    assert [each["colleague"] for each in rows_of(path)] == ["C", "C"]
    assert [each["person"] for each in rows_of(path)] == ["'=A. Person", ""]


def test_one_process_at_a_time_has_the_file(
    review: ReviewFile, path: Path, asked: list[Question], kept: Kept
) -> None:
    with pytest.raises(InputError, match="open for decisions already"), open_review(path, asked, kept):
        pass


def test_what_cannot_be_decided_on_is_refused(
    path: Path, asked: list[Question], kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="no CSV file"):
        ReviewFile(path.with_suffix(".xlsx"), asked, kept)
    path.write_bytes(path.read_bytes() + b"a,b\n")
    with pytest.raises(InputError, match="would be lost"):
        ReviewFile(path, asked, kept)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(InputError, match="cannot be written to"), open_review(path, asked, kept):
        pass


def test_a_file_that_is_gone_or_cannot_be_written_is_said(
    review: ReviewFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nqfgraph.decisions.editing.write_atomically", full)
    with pytest.raises(InputError, match="No space left"):
        decide(review, "accept")
    assert not first(review).is_decided
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        review.outcomes()
