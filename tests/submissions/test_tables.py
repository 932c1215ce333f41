"""Tables alone: filled-in templates are checked as a part of a register."""

from __future__ import annotations

import csv
import io
import re
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
from nqfgraph.submissions.disagreements import duration_in_words
from nqfgraph.submissions.oversight_texts import OVERSIGHTS
from nqfgraph.validation import Finding
from nqfgraph.validation.verdicts import Verdict

LANGUAGES = ("az", "en", "ru")
TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorials" / "first-submission.xlsx"
AZNQF = Path(__file__).parents[2] / "registers" / "aznqf"
SMALL = Path(__file__).parents[1] / "release" / "register"

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
        verdict = check([path], register=SMALL)
        assert set(found(verdict)) == {"empty-table"}
        assert [each.place.file for each in verdict.report.findings if each.place] == [str(path)]


def test_a_template_offers_the_codes_of_the_vocabularies(ontology: Ontology) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(ontology, LANGUAGES)))
    assert book.sheetnames == [*SUBMITTED, "lists"]
    heads = {cell.value: cell.column_letter for cell in book["qualification"][1]}
    lists = {
        str(each.sqref).split("2:")[0]: each for each in book["qualification"].data_validations.dataValidation
    }
    area = lists[heads["status"]].formula1.removeprefix("'lists'!").replace("$", "")
    offered = [row[0].value for row in book["lists"][area]]
    assert "valid" in offered
    assert "withdrawn" in offered
    named = {row[0].value: row[1].value for row in book["lists"].iter_rows(max_col=2)}
    assert named["0531"] == "Kimya · Chemistry · Химия"
    assert book["lists"].sheet_state == "visible"


def test_a_note_says_in_every_language_what_a_column_takes(ontology: Ontology) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template_workbook(ontology, LANGUAGES)))["qualification"]
    heads = {cell.value: cell for cell in sheet[1]}
    az, en, ru = heads["isced_f[1]"].comment.text.splitlines()
    assert az.startswith("Vacibdir. “Təhsil sahələri (ISCED-F 2013)” siyahısından")
    assert en.startswith("Needed. A code of the list “Fields of education and training (ISCED-F 2013)”")
    assert ru.startswith("Обязательно. Код из списка «Области образования")
    assert len(heads["duration"].comment.text.splitlines()) == 3


def test_codes_are_texts_so_that_a_spreadsheet_keeps_their_zeros(ontology: Ontology) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template_workbook(ontology, LANGUAGES)))["qualification"]
    formats = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]}
    assert {formats[each] for each in ("code", "edition", "isced_f[1]", "award_type")} == {"@"}
    assert formats["credits"] == "General"


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
    path = fill({**GOOD, "credits": "many", "level": "7", "title_en": None}, {**GOOD, "code": "1"})
    places = found(check([path], register=AZNQF))
    sheet = "qualification"
    assert places["bad-number"] == Place(file=str(path), sheet=sheet, row=2, column="credits")
    assert places["duplicate-key"] == Place(file=str(path), sheet=sheet, row=3)
    columns = {each.column for each in places.values() if each}
    assert {"title_en", "level"} <= columns


def test_messages_name_the_register_s_things_by_their_keys(fill: Callable[..., Path]) -> None:
    verdict = check([fill({**GOOD, "level": "7"})], register=AZNQF)
    texts = [text for each in verdict.report.findings for text in each.messages.values()]
    assert "level says 7; the award type bachelor-diploma stands on level 6." in texts
    assert not any("level/" in text or "award-type/" in text for text in texts)
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
        (8, "level"),
        (9, "valid_from"),
        (10, "homepage"),
        (11, "awarding_body[1]"),
        (12, None),
    }
    assert verdict.report.counts()["violation"] == 10
    (duration,) = of_issue(verdict, "bad-duration")
    assert duration.name["en"] == "qualification 2026/060104 – Biology (bachelor)"


def test_the_tutorial_mended_as_its_table_says_can_be_sent(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(TUTORIAL)
    sheet = book["qualification"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    mended = [
        (3, "title_en", "Physics (bachelor)"),
        (4, "isced_f[1]", "0531"),
        (5, "duration", "P4Y"),
        (6, "credits", 240),
        (7, "award_type", "bachelor-diploma"),
        (8, "level", None),
        (9, "valid_until", None),
        (10, "homepage", "https://university.example/060109"),
        (11, "awarding_body[1]", "bdu"),
        (12, "code", "060111"),
    ]
    for row, name, value in mended:
        sheet.cell(row, columns[name]).value = value
    book.save(tmp_path / "mended.xlsx")
    verdict = check([tmp_path / "mended.xlsx"], register=AZNQF)
    assert not verdict.fails("violation")
    assert set(found(verdict)) == {"no-outcomes"}


def of_rule(verdict: Verdict, rule: str) -> Finding:
    """The one finding of a rule."""
    (found,) = [each for each in verdict.report.findings if each.shape.rpartition("/")[2] == rule]
    return found


def of_issue(verdict: Verdict, code: str) -> list[Finding]:
    return [each for each in verdict.report.findings if each.shape.rpartition("#")[2] == code]


def test_of_level_and_award_type_the_one_that_the_row_speaks_against_comes_first(
    fill: Callable[..., Path],
) -> None:
    odd_level = check([fill({**GOOD, "level": "7", "credits": 240, "duration": "P4Y"})], register=AZNQF)
    found = of_rule(odd_level, "awardType")
    assert found.place is not None
    assert [each.column for each in (found.place, *found.also)] == ["level", "award_type"]
    assert "correct level (6) or leave it empty" in found.remedy["en"]
    odd_type = check([fill({**GOOD, "level": "7", "credits": 90, "duration": "P18M"})], register=AZNQF)
    found = of_rule(odd_type, "awardType")
    assert found.place is not None
    assert [each.column for each in (found.place, *found.also)] == ["award_type", "level"]
    assert "choose another one in award_type" in found.remedy["en"]


def test_a_value_outside_the_range_of_the_award_type_is_told_in_words(fill: Callable[..., Path]) -> None:
    row = {**GOOD, "award_type": "master-diploma", "credits": 240, "duration": "P4Y6M"}
    verdict = check([fill(row)], register=AZNQF)
    credits = of_rule(verdict, "credits")
    assert credits.place is not None
    assert credits.place.column == "credits"
    assert "credits says 240" in credits.messages["en"]
    duration = of_rule(verdict, "duration")
    assert "4 years 6 months (P4Y6M)" in duration.messages["en"]
    assert "4 года 6 месяцев (P4Y6M)" in duration.messages["ru"]
    assert "2 il (P2Y)" in duration.messages["az"]
    assert "does not stop the submission" in duration.remedy["en"]


def test_dates_that_are_the_wrong_way_round_name_both_cells(fill: Callable[..., Path]) -> None:
    row = {**GOOD, "valid_from": "2026-09-01", "valid_until": "2025-08-31"}
    found = of_rule(check([fill(row)], register=AZNQF), "validFrom")
    assert found.messages["en"] == "valid_from (2026-09-01) is later than valid_until (2025-08-31)."
    assert [each.column for each in found.also] == ["valid_until"]
    assert "may be left empty" in found.remedy["en"]


def test_a_wrong_field_is_suggested_by_the_titles_and_not_by_its_looks(fill: Callable[..., Path]) -> None:
    titles = {"title_az": "Kimya", "title_en": "Chemistry (bachelor)", "title_ru": "Химия"}
    chemistry = {**GOOD, **titles, "isced_f[1]": "0545"}
    (found,) = of_issue(check([fill(chemistry)], register=AZNQF), "bad-code")
    assert "may belong to 0531 (Chemistry). Codes near “0545”: 0540" in found.remedy["en"]
    assert "0531 (Kimya)" in found.remedy["az"]
    unknown = {**GOOD, "title_en": "X", "title_az": "X", "title_ru": "X", "isced_f[1]": "0545"}
    (found,) = of_issue(check([fill(unknown)], register=AZNQF), "bad-code")
    assert found.remedy["en"].startswith("Codes near “0545”: 0540")
    far = {**unknown, "isced_f[1]": "chemistry"}
    (found,) = of_issue(check([fill(far)], register=AZNQF), "bad-code")
    assert "Codes near" not in found.remedy["en"]


def test_a_lost_zero_is_told(fill: Callable[..., Path]) -> None:
    rows = [{**GOOD, "code": f"06010{number}"} for number in range(3)]
    path = fill(*rows, {**GOOD, "code": 60111, "isced_f[1]": 541})
    (found,) = of_issue(check([path], register=AZNQF), "bad-code")
    assert "lost its leading zero" in found.messages["en"]
    assert found.remedy["en"] == "Format the column as text, and write 0541 (Mathematics)."
    (short,) = of_issue(check([fill(*rows, {**GOOD, "code": 60111})], register=AZNQF), "short-code")
    assert "write 060111" in short.remedy["en"]
    assert of_issue(check([fill(GOOD, {**GOOD, "code": "12"})], register=AZNQF), "short-code") == []


def test_a_doubled_code_shows_both_titles(fill: Callable[..., Path]) -> None:
    verdict = check([fill(GOOD, {**GOOD, "title_en": "Geography"}, GOOD)], register=AZNQF)
    other, same = of_issue(verdict, "duplicate-key")
    assert "stands in row 2, titled “Mathematics”; this row is titled “Geography”" in other.messages["en"]
    assert "code of its own" in other.remedy["en"]
    assert "with the same title (“Mathematics”)" in same.messages["en"]
    assert same.remedy["en"] == "Remove one of the two rows."


def test_what_no_rule_forbids_is_a_warning(fill: Callable[..., Path], tmp_path: Path) -> None:
    outcomes = tmp_path / "learning-outcome.csv"
    outcomes.write_text("qualification,position,title_en,domain\n2026/1,1,Counts,skills\n", encoding="utf-8")
    page = {**GOOD, "homepage": "https://university.example/1"}
    path = fill(page, {**page, "code": "2"})
    verdict = check([path, outcomes], register=AZNQF)
    (same,) = of_issue(verdict, "same-homepage")
    assert same.place == Place(file=str(path), sheet="qualification", row=3, column="homepage")
    assert "row 2" in same.messages["en"]
    (without,) = of_issue(verdict, "no-outcomes")
    assert without.place == Place(file=str(path), sheet="qualification", row=3)
    assert {each.severity for each in (same, without)} == {"warning"}
    assert of_issue(check([path], register=AZNQF), "no-outcomes") == []


def test_who_sends_no_links_is_not_asked_to_decide_on_them(fill: Callable[..., Path]) -> None:
    assert "links" not in check([fill(GOOD)], register=AZNQF).report.checked


def test_oversights_are_told_in_every_language_with_the_same_facts() -> None:
    for oversight in OVERSIGHTS.values():
        for texts in oversight:
            assert tuple(texts) == LANGUAGES
            facts = [sorted(re.findall(r"\{\w+\}", each)) for each in texts.values()]
            assert facts[0] == facts[1] == facts[2]


@pytest.mark.parametrize(
    ("text", "en", "ru"),
    [
        ("P1Y", "1 year (P1Y)", "1 год (P1Y)"),
        ("P21M", "21 months (P21M)", "21 месяц (P21M)"),
        ("P5Y1M", "5 years 1 month (P5Y1M)", "5 лет 1 месяц (P5Y1M)"),
        ("P12Y", "12 years (P12Y)", "12 лет (P12Y)"),
        ("PT120H", "PT120H", "PT120H"),
    ],
)
def test_a_duration_is_said_in_words(text: str, en: str, ru: str) -> None:
    told = duration_in_words(text)
    assert (told["en"], told["ru"]) == (en, ru)
