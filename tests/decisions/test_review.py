"""From suggestions to a review file and back into the tables of the register."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from nqfgraph.decisions import (
    Decider,
    Question,
    apply_review,
    read_review,
    review_csv,
    review_rows,
    review_workbook,
)
from nqfgraph.decisions.review import COLUMNS
from nqfgraph.errors import InputError
from nqfgraph.linking import Linker, Suggestion
from nqfgraph.model.link_figures import Decided, link_figures, read_figures, specific_outcomes
from nqfgraph.model.records import LearningOutcome
from nqfgraph.ontology import Ontology
from nqfgraph.sources.reading import read_register
from nqfgraph.vocabularies import Kept

Ask = Callable[..., list[Question]]
Row = dict[str, str]

BASE = "http://data.europa.eu/esco/skill/"
DECIDER = Decider("A. Person", datetime(2026, 11, 20, tzinfo=UTC))


@pytest.fixture
def review(kept: Kept, questions: Ask, tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a review file of open questions, with cells changed by row."""

    def write(folder: Path, *changes: tuple[int, Row], name: str = "review.csv") -> Path:
        rows = rows_of(kept, [each for each in questions(folder) if each.because])
        for number, cells in changes:
            rows[number].update(cells)
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def rows_of(kept: Kept, questions: list[Question]) -> list[Row]:
    linker = Linker(kept)

    def suggest(question: Question) -> tuple[Suggestion, ...]:
        return linker.suggest(question.texts["en"])

    content = review_csv(review_rows(questions, suggest, "9.0"))
    linker.close()
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def links(folder: Path) -> list[Row]:
    return table(folder / "links.csv")


def table(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_a_row_shows_the_outcome_and_a_suggestion(kept: Kept, register: Path, questions: Ask) -> None:
    first, second = rows_of(kept, questions(register))
    assert (first["outcome"], first["asked"]) == ("qualification:2024/200/1", "not decided yet")
    assert (first["text"], first["label"], first["description"]) == ("Bakes bread", "bake bread", "How.")
    assert (first["skill"], first["method"], first["version"]) == (f"{BASE}bake", "fts5-rrf", "9.0")
    assert second["outcome"] == "qualification:2024/200/2"
    assert (first["decision"], first["replacement"], first["reason"]) == ("", "", "")
    assert (first["model"], second["model"]) == ("", "")


def test_generic_outcomes_are_asked_about_only_if_wanted(register: Path, questions: Ask) -> None:
    assert [each.kind for each in questions(register)] == ["qualification"] * 2
    wanted = questions(register, generic=True)
    assert [each.name for each in wanted if each.kind == "award_type"] == [
        "short-diploma/1", "bachelor-diploma/1"
    ]  # fmt: skip


def test_an_outcome_without_suggestions_has_a_row_and_formulas_are_texts(
    kept: Kept, register: Path, questions: Ask
) -> None:
    own = register / "own.csv"
    own.write_text("qualification,position,title_en\n2024/200,1,=zzz()\n", encoding="utf-8")
    (row,) = rows_of(kept, questions(register))
    assert (row["text"], row["skill"], row["version"], row["method"]) == ("'=zzz()", "", "9.0", "manual")


def test_a_workbook_offers_the_decisions_and_is_read_back(
    kept: Kept, register: Path, questions: Ask, tmp_path: Path
) -> None:
    asked = questions(register)
    linker = Linker(kept)
    content = review_workbook(review_rows(asked, lambda each: linker.suggest(each.texts["en"]), "9.0"))
    linker.close()
    path = tmp_path / "review.xlsx"
    path.write_bytes(content)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["links"]
    (choice,) = sheet.data_validations.dataValidation
    assert [cell.value for (cell,) in workbook["lists"]["A2:A5"]] == [
        "accept", "reject", "replace", "none fits"
    ]  # fmt: skip
    column = COLUMNS.index("decision") + 1
    assert str(choice.sqref).startswith("D2:")
    sheet.cell(2, column).value = "Accept"
    workbook.save(path)
    (answer,), findings = read_review(path, asked, kept)
    assert findings == ()
    assert answer.concept is not None
    assert (answer.decision, answer.concept.iri, answer.method) == ("accepted", f"{BASE}bake", "fts5-rrf")
    assert answer.score


def test_decisions_are_written_with_their_evidence_and_never_asked_again(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path]
) -> None:
    path = review(
        register,
        (0, {"decision": "accept"}),
        (1, {"decision": "replace", "replacement": f"{BASE}bake", "reason": "Nearer"}),
    )
    answers, findings = read_review(path, questions(register), kept)
    assert findings == ()
    done = apply_review(register, answers, DECIDER, kept)
    assert (done.accepted, done.rejected, done.none_fits, done.skills) == (2, 1, 0, 1)
    first, rejected, replaced = links(register)
    assert (first["skill"], first["decision"], first["person"]) == (f"{BASE}bake", "accepted", "A. Person")
    assert (first["date"], first["vocabulary"], first["version"]) == ("2026-11-20", "esco", "9.0")
    assert float(first["score"]) > 0
    assert (rejected["skill"], rejected["decision"]) == (f"{BASE}flour", "rejected")
    assert (replaced["skill"], replaced["method"], replaced["score"]) == (f"{BASE}bake", "manual", "")
    assert replaced["reason_en"] == "Nearer"
    again = questions(register)
    assert [each.because for each in again] == ["", ""]
    assert [len(each.decisions) for each in again] == [1, 2]
    (skill,) = table(register / "skills.csv")
    assert (skill["iri"], skill["label_en"], skill["version"]) == (f"{BASE}bake", "bake bread", "9.0")


def test_who_decided_and_when_may_stand_in_the_file(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path]
) -> None:
    signed = {"decision": "accept", "person": "'B. Person", "date": "2026-11-19"}
    path = review(register, (0, signed), (1, {"decision": "reject"}))
    answers, findings = read_review(path, questions(register), kept)
    assert findings == ()
    apply_review(register, answers, DECIDER, kept)
    assert [(row["person"], row["date"]) for row in links(register)] == [
        ("B. Person", "2026-11-19"), ("A. Person", "2026-11-20")
    ]  # fmt: skip


def test_applying_twice_changes_nothing_more(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path]
) -> None:
    path = review(register, (0, {"decision": "accept"}), (1, {"decision": "none fits", "reason": "Wide"}))
    answers, _ = read_review(path, questions(register), kept)
    apply_review(register, answers, DECIDER, kept)
    before = (register / "links.csv").read_bytes()
    answers, findings = read_review(path, questions(register), kept)
    assert findings == ()
    assert apply_review(register, answers, DECIDER, kept).skills == 0
    assert (register / "links.csv").read_bytes() == before


def test_a_changed_text_asks_again_and_the_new_decision_takes_the_place_of_the_old(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path]
) -> None:
    answers, _ = read_review(review(register, (0, {"decision": "accept"})), questions(register), kept)
    apply_review(register, answers, DECIDER, kept)
    own = register / "own.csv"
    own.write_text(own.read_text("utf-8").replace("Bakes bread", "Bakes white bread"), "utf-8")
    asked = questions(register)
    assert asked[0].because == "the text changed"
    assert rows_of(kept, asked[:1])[0]["label"] == "bake bread"
    path = review(register, (0, {"decision": "none fits", "reason": "White is another"}))
    answers, findings = read_review(path, questions(register), kept)
    assert findings == ()
    apply_review(register, answers, DECIDER, kept)
    assert [each.because for each in questions(register)] == ["", "not decided yet"]
    assert {row["decision"] for row in links(register)} == {"rejected", "none-fits"}


def test_a_new_version_asks_again_and_a_skill_that_is_gone_can_be_rejected(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path]
) -> None:
    (register / "skills.csv").write_text(f"iri,label_en,kind,version\n{BASE}gone,gone,skill,8.0\n", "utf-8")
    (register / "links.csv").write_text(
        "qualification,position,skill,label,decision,person,date,method,version,text_digest\n"
        f"2024/200,1,{BASE}gone,gone,accepted,B,2025-01-01,manual,8.0,\n",
        "utf-8",
    )
    assert questions(register)[0].because == "decided with an older version"
    path = review(register, (0, {"decision": "reject"}), (1, {"decision": "accept"}))
    answers, findings = read_review(path, questions(register), kept)
    assert findings == ()
    apply_review(register, answers, DECIDER, kept)
    assert [(row["label"], row["decision"]) for row in links(register)] == [
        ("gone", "rejected"), ("bake bread", "accepted")
    ]  # fmt: skip
    assert questions(register)[0].because == ""


def test_what_was_rejected_is_not_suggested_again(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path]
) -> None:
    answers, _ = read_review(review(register, (0, {"decision": "reject"})), questions(register), kept)
    apply_review(register, answers, DECIDER, kept)
    asked = questions(register)
    assert asked[0].because == "not decided yet"
    assert f"{BASE}bake" not in {row["skill"] for row in rows_of(kept, asked[:1])}


NONSENSE = [
    ({"decision": "perhaps"}, "decision", "is not a decision"),
    ({"decision": "accept", "outcome": "qualification:x/1"}, "outcome", "has no outcome"),
    ({"decision": "accept", "text": "Bakes cakes"}, "text", "was edited"),
    ({"decision": "accept", "text_digest": "en:0"}, "text_digest", "another text"),
    ({"decision": "accept", "skill": "http://x.example/y"}, "skill", "is not a skill"),
    ({"decision": "accept", "skill": f"{BASE}old"}, "skill", "obsolete"),
    ({"decision": "accept", "skill": ""}, "skill", "no skill to accept"),
    ({"decision": "accept", "version": "8.0"}, "version", "from version “8.0”"),
    ({"decision": "accept", "replacement": f"{BASE}flour"}, "replacement", "is not replace"),
    ({"decision": "replace"}, "replacement", "There is no replacement"),
    ({"decision": "replace", "replacement": "bread"}, "replacement", "is not a skill"),
    ({"decision": "none fits"}, "reason", "no reason"),
    ({"decision": "reject", "reason": "x" * 2_001}, "reason", "more than 2,000"),
    ({"decision": "accept", "score": "much"}, "score", "is not a number"),
    ({"decision": "accept", "confidence": "1e9999"}, "confidence", "is not a number"),
    ({"decision": "accept", "person": "x" * 201}, "person", "more than 200"),
    ({"decision": "accept", "date": "yesterday"}, "date", "is not a day"),
]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: each[2])
def test_nonsense_is_found_with_its_cell(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path], nonsense: tuple[Row, str, str]
) -> None:
    cells, column, message = nonsense
    answers, findings = read_review(review(register, (0, cells)), questions(register), kept)
    assert answers == ()
    assert message in findings[0].message
    assert (findings[0].place.row, findings[0].place.column) == (2, column)
    assert str(findings[0]).startswith("review.csv, row 2, column ")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"decision": "accept"}, {"decision": "reject"}),
        ({"decision": "accept"}, {"decision": "none fits", "reason": "No", "skill": f"{BASE}flour"}),
        ({"decision": "none fits", "reason": "No", "skill": ""}, {"decision": "accept"}),
    ],
)
def test_two_decisions_on_one_outcome_are_found(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path], first: Row, second: Row
) -> None:
    same = rows_of(kept, questions(register))[0]
    path = review(register, (0, first), (1, {**same, **second}))
    _, (finding,) = read_review(path, questions(register), kept)
    assert "two decisions" in finding.message
    assert "in row 2" in finding.message
    assert (finding.place.row, finding.place.column) == (3, "decision")


def test_the_same_decision_twice_counts_once(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path]
) -> None:
    same = rows_of(kept, questions(register))[0]
    path = review(register, (0, {"decision": "accept"}), (1, {**same, "decision": "accept"}))
    answers, findings = read_review(path, questions(register), kept)
    assert (len(answers), findings) == (1, ())


def test_a_file_without_the_columns_is_refused(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column outcome, text"):
        read_review(path, [], kept)


def test_a_register_without_a_table_of_links_is_told_how_to_make_one(
    kept: Kept, register: Path, questions: Ask, review: Callable[..., Path]
) -> None:
    answers, _ = read_review(review(register, (0, {"decision": "accept"})), questions(register), kept)
    toml = register / "register.toml"
    toml.write_text(toml.read_text("utf-8").partition('[[tables]]\nkind = "link"')[0], "utf-8")
    with pytest.raises(InputError, match="no CSV table of the kind link"):
        apply_review(register, answers, DECIDER, kept)
    with pytest.raises(InputError, match="no texts in “de”"):
        apply_review(register, answers, Decider("A", DECIDER.decided, "de"), kept)
    assert (register / "skills.csv").read_text("utf-8").count("\n") == 1


def test_figures_count_coverage_and_obsolete_links(kept: Kept, register: Path, ontology: Ontology) -> None:
    def outcomes() -> list[LearningOutcome]:
        return list(specific_outcomes(read_register(register, ontology)[0]))

    empty = link_figures(outcomes())
    assert (empty.coverage, empty.links_per_outcome, empty.obsolete) == (0, 0, None)
    assert (empty.undecided, empty.share_accepted, empty.methods) == (2, None, {})
    assert link_figures([]).coverage == 0
    (register / "skills.csv").write_text(f"iri,label_en\n{BASE}old,old\n{BASE}bake,bake\n", "utf-8")
    (register / "links.csv").write_text(
        "qualification,position,skill,decision,person,date,method,vocabulary,version\n"
        f"2024/200,1,{BASE}old,accepted,B,2025-01-01,manual,esco,9.0\n"
        f"2024/200,1,{BASE}bake,accepted,B,2025-01-01,fts5-rrf,esco,9.0\n"
        f"2024/200,1,{BASE}flour,rejected,B,2025-01-01,fts5-rrf,esco,9.0\n",
        "utf-8",
    )
    found = link_figures(outcomes(), kept)
    assert (found.outcomes, found.linked, found.none_fits, found.undecided) == (2, 1, 0, 1)
    assert (found.links, found.rejected, found.skills, found.obsolete) == (2, 1, 2, 1)
    assert (found.coverage, found.links_per_outcome, found.share_accepted) == (0.5, 2.0, 0.6667)
    assert found.methods == {"fts5-rrf": Decided(1, 1), "manual": Decided(1, 0)}
    assert found.versions == {"esco 9.0": Decided(2, 1)}
    assert (found.methods["fts5-rrf"].share, Decided(0, 0).share) == (0.5, 0)
    assert b'"share_accepted": 0.6667' in found.to_json()
    assert read_figures(json.loads(found.to_json())) == found


def test_a_skill_of_another_vocabulary_is_not_obsolete_and_an_older_version_is_undecided(
    kept: Kept, register: Path, ontology: Ontology
) -> None:
    (register / "skills.csv").write_text("iri,label_en\nhttp://other.example/1,other\n", "utf-8")
    (register / "links.csv").write_text(
        "qualification,position,skill,decision,person,date,method,vocabulary,version\n"
        "2024/200,1,http://other.example/1,accepted,B,2025-01-01,manual,digcomp,2.2\n"
        "2024/200,2,,none-fits,B,2025-01-01,manual,esco,8.0\n",
        "utf-8",
    )
    outcomes = list(specific_outcomes(read_register(register, ontology)[0]))
    found = link_figures(outcomes, kept)
    assert (found.links, found.obsolete, found.none_fits, found.undecided) == (1, 0, 1, 2)
    assert link_figures(outcomes).undecided == 0
    assert found.versions == {"digcomp 2.2": Decided(1, 0)}
