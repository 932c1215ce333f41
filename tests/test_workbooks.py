"""Workbooks: texts stay texts, lists to choose from, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from nqfgraph.workbooks import Column, Sheet, Value, write_workbook


def written(*rows: tuple[Value, ...], columns: tuple[Column, ...] = (Column("a"), Column("b"))):
    return openpyxl.load_workbook(io.BytesIO(write_workbook([Sheet("one", columns, rows)])))


def test_values_keep_their_kinds() -> None:
    sheet = written(("text", 7), (1.5, True), (date(2026, 11, 23), None))["one"]
    assert [[cell.value for cell in row] for row in sheet["A2:B3"]] == [["text", 7], [1.5, True]]
    assert sheet["A4"].value.date() == date(2026, 11, 23)
    assert sheet["B4"].value is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", '=HYPERLINK("http://x.example")'])
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = written((text, None))["one"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_characters_that_xml_does_not_have_are_replaced() -> None:
    assert written(("a\x00b\ud800c", None))["one"]["A2"].value == "a\ufffdb\ufffdc"


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    value = written(("x" * 40_000, "y" * 32_767))["one"]
    assert len(value["A2"].value) == 32_767
    assert value["A2"].value.endswith("x […]")
    assert value["B2"].value == "y" * 32_767


def test_a_column_offers_what_may_be_chosen() -> None:
    columns = (
        Column("level", choices=("1", "2")),
        Column("kind", choices=("full", "partial")),
        Column("free"),
    )
    book = written((), columns=columns)
    offered = {str(each.sqref): each.formula1 for each in book["one"].data_validations.dataValidation}
    assert offered == {"A2:A1048576": "'lists'!$A$2:$A$3", "B2:B1048576": "'lists'!$B$2:$B$3"}
    assert [cell.value for cell in book["lists"]["B"]] == ["kind", "full", "partial"]
    assert book["lists"].sheet_state == "hidden"


def test_choices_stand_with_what_they_mean_and_codes_stay_texts() -> None:
    column = Column("code", choices=("01", "02"), meanings=("One", "Two"), list_name="Codes", as_text=True)
    book = written((), columns=(column, Column("other", choices=("x",))))
    rows = list(book["lists"].iter_rows(values_only=True))
    assert rows == [("Codes", None, "other"), ("01", "One", "x"), ("02", "Two", None)]
    assert book["lists"].sheet_state == "visible"
    assert book["one"].column_dimensions["A"].number_format == "@"
    assert book["one"].column_dimensions["B"].number_format == "General"


def test_columns_with_the_same_choices_share_one_list() -> None:
    book = written((), columns=(Column("one", choices=("x", "y")), Column("two", choices=("x", "y"))))
    assert book["lists"].max_column == 1


def test_a_heading_says_whether_it_is_needed_and_what_it_is_for() -> None:
    sheet = written((), columns=(Column("code", note="As in the decree", required=True), Column("free")))[
        "one"
    ]
    assert (sheet["A1"].font.b, sheet["B1"].font.b) == (True, False)
    assert sheet["A1"].comment.text == "As in the decree"
    assert sheet.freeze_panes == "A2"


def test_the_same_content_is_the_same_bytes_whenever_it_is_written() -> None:
    content = write_workbook([Sheet("one", (Column("a"),), [("x",)])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")
        assert archive.read("docProps/core.xml").count(b"T00:00:00Z") == 2
