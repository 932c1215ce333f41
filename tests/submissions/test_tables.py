"""Tables alone: filled-in templates are checked as a part of a register."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from nqfgraph.errors import InputError
from nqfgraph.ontology import Ontology
from nqfgraph.places import Place
from nqfgraph.sources.kinds import KINDS
from nqfgraph.sources.templates import SUBMITTED, template_csv, template_workbook
from nqfgraph.submissions import check
from nqfgraph.validation.verdicts import Verdict

LANGUAGES = ("az", "en", "ru")
TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorials" / "first-submission.xlsx"
AZNQF = Path(__file__).parents[2] / "registers" / "aznqf"

GOOD = {
    "edition": "2026",
    "code": "1",
    "title_az": "Riyaziyyat",
    "title_en": "Mathematics",
    "title_ru": "Математика",
    "award_type": "bachelor-diploma",
    "isced_f[1]": "0541",
    "content": "illustrative",
    "status": "valid",
    "source[1]": "https://university.example/1",
}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.fixture
def fill(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a workbook with one sheet of qualifications."""

    def write(*rows: Mapping[str, object], sheet: str = "qualification") -> Path:
        book = openpyxl.Workbook()
        page = book.worksheets[0]
        page.title = sheet
        heads = list(dict.fromkeys(name for row in rows for name in row))
        page.append(heads)
        for row in rows:
            page.append([row.get(each) for each in heads])
        book.save(tmp_path / "sent.xlsx")
        return tmp_path / "sent.xlsx"

    return write


def found(verdict: Verdict) -> dict[str, Place | None]:
    return {each.shape.rpartition("#")[2]: each.place for each in verdict.report.findings}


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_of_every_kind_can_be_checked(
    ontology: Ontology, tmp_path: Path, kind: str
) -> None:
    workbook, table = tmp_path / "all.xlsx", tmp_path / f"{kind.replace('_', '-')}.csv"
    workbook.write_bytes(template_workbook(ontology, LANGUAGES, [kind]))
    table.write_bytes(template_csv(kind, LANGUAGES))
    for path in (workbook, table):
        verdict = check([path], register=AZNQF)
        assert set(found(verdict)) == {"empty-table"}
        assert [each.place.file for each in verdict.report.findings if each.place] == [str(path)]


def test_a_template_offers_the_codes_of_the_vocabularies(ontology: Ontology) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(ontology, LANGUAGES)))
    assert book.sheetnames == [*SUBMITTED, "choices"]
    heads = {cell.value: cell.column_letter for cell in book["qualification"][1]}
    lists = {
        str(each.sqref).split("2:")[0]: each for each in book["qualification"].data_validations.dataValidation
    }
    area = lists[heads["status"]].formula1.removeprefix("'choices'!").replace("$", "")
    offered = [row[0].value for row in book["choices"][area]]
    assert "valid" in offered
    assert "withdrawn" in offered
    note = book["qualification"][f"{heads['isced_f[1]']}1"].comment.text
    assert note.startswith("Needed.")
    assert "ISCED-F" in note


def test_an_unknown_kind_is_refused_with_the_names(ontology: Ontology) -> None:
    with pytest.raises(InputError, match="not a kind of table") as error:
        template_workbook(ontology, LANGUAGES, ["qualifcation"])
    assert "qualification" in str(error.value.remedy)


def test_what_is_right_conforms_and_says_what_it_was_checked_with(fill: Callable[..., Path]) -> None:
    verdict = check([fill(GOOD)], register=AZNQF)
    severe = [each for each in verdict.report.findings if each.severity == "violation"]
    # The three domains of outcomes are missing, which the register's rules ask for.
    assert {each.path.rpartition("/")[2] for each in severe if each.path} <= {"learningOutcome"}
    assert "aznqf" in verdict.remarks[0]["en"]
    assert [each.syntax for each in verdict.files] == ["XLSX"]


def test_faults_stand_in_the_cells_of_what_was_sent(fill: Callable[..., Path]) -> None:
    path = fill({**GOOD, "duration": "4 years", "level": "7", "title_en": None}, {**GOOD, "code": "1"})
    places = found(check([path], register=AZNQF))
    sheet = "qualification"
    assert places["bad-duration"] == Place(file=str(path), sheet=sheet, row=2, column="duration")
    assert places["duplicate-key"] == Place(file=str(path), sheet=sheet, row=3)
    columns = {each.column for each in places.values() if each}
    assert {"title_en", "award_type"} <= columns


def test_messages_name_the_register_s_things_by_their_keys(fill: Callable[..., Path]) -> None:
    verdict = check([fill({**GOOD, "level": "7"})], register=AZNQF)
    texts = [text for each in verdict.report.findings for text in each.messages.values()]
    assert any("level/6" in text and "level/7" in text for text in texts)
    assert not any("https://data.aznqf.example/id/" in text for text in texts)


def test_what_only_follows_from_a_row_left_out_says_so(fill: Callable[..., Path], tmp_path: Path) -> None:
    outcomes = tmp_path / "learning-outcome.csv"
    with outcomes.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["qualification", "position", "title_en", "domain"])
        writer.writerow(["2026/1", "1", "Counts", "skills"])
        writer.writerow(["2026/2", "1", "Adds", "skills"])
        writer.writerow(["2026/3", "1", "Divides", "skills"])
    path = fill({**GOOD, "award_type": "no-such"}, {**GOOD, "code": "2", "isced_f[1]": "0545"})
    verdict = check([path, outcomes], register=AZNQF)
    lost = {
        each.place.row: each.messages["en"]
        for each in verdict.report.findings
        if each.place and each.place.file == str(outcomes) and each.shape.endswith("#lost-reference")
    }
    assert set(lost) == {2, 3}
    assert f"because of what is wrong in {path}, sheet qualification, row 2" in lost[2]
    missing = [each for each in verdict.report.findings if each.shape.endswith("#unknown-reference")]
    assert {each.place.row for each in missing if each.place and each.place.file == str(outcomes)} == {4}


def test_a_table_whose_kind_nobody_knows_is_refused(fill: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"No sheet of .*sent\.xlsx is named like a kind of table: programmes"
    ):
        check([fill(GOOD, sheet="programmes")], register=AZNQF)
    (tmp_path / "list.csv").write_text("a,b\n")
    with pytest.raises(InputError, match=r"list\.csv does not say what kind of table"):
        check([tmp_path / "list.csv"], register=AZNQF)


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputError, match="not an XLSX workbook"):
        check([tmp_path / "bad.xlsx"], register=AZNQF)


def test_tables_are_not_checked_together_with_other_files(fill: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("")
    with pytest.raises(InputError, match=r"a\.ttl is no table"):
        check([fill(GOOD), tmp_path / "a.ttl"], register=AZNQF)


def test_the_tutorial_has_ten_faults_each_in_its_cell() -> None:
    verdict = check([TUTORIAL], register=AZNQF)
    cells = {
        (each.place.row, each.place.column)
        for each in verdict.report.findings
        if each.severity == "violation" and each.place and each.place.sheet == "qualification"
    }
    assert cells == {
        (3, "title_en"),
        (4, "isced_f[1]"),
        (5, "duration"),
        (6, "credits"),
        (7, "award_type"),
        (8, "award_type"),
        (9, "valid_from"),
        (10, "homepage"),
        (11, "awarding_body[1]"),
        (12, None),
    }
    assert verdict.report.counts()["violation"] == 10
