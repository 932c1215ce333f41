"""XLSX workbooks as they come: typed cells, formulas, merged cells, hidden sheets, files of other kinds."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from nqfgraph.errors import InputError
from nqfgraph.model.records import Register
from nqfgraph.ontology import Ontology
from nqfgraph.places import Place
from nqfgraph.sources import Issue, read_register, tables, workbooks

Write = Callable[..., Path]
LEVELS: tuple[tuple[object, ...], ...] = (("key", "label_en"), (6, "Six"))
SHEET = "xl/worksheets/sheet1.xml"


class Workbook:
    """The small register with its levels in a workbook."""

    def __init__(self, write: Write, ontology: Ontology) -> None:
        self._ontology = ontology
        self._write = write
        self.book = openpyxl.Workbook()
        self.sheet = self.book.worksheets[0]
        self.sheet.title = "Levels"
        self.folder = write()
        self.path = self.folder / "levels.xlsx"

    def fill(self, *rows: tuple[object, ...]) -> None:
        for row in rows:
            self.sheet.append(row)

    def read(
        self, settings: str = "", *, save: bool = True, **tables: str | None
    ) -> tuple[Register, tuple[Issue, ...]]:
        if save:
            self.book.save(self.path)
        levels = f'[[tables]]\nkind = "level"\nfile = "levels.xlsx"\n{settings}\n'
        self._write(level=None, toml=levels, award_type=None, qualification=None, **tables)
        return read_register(self.folder, self._ontology)

    def refuse(self, settings: str = "", *, save: bool = True) -> InputError:
        with pytest.raises(InputError) as caught:
            self.read(settings, save=save)
        assert caught.value.place is not None
        assert caught.value.place.file == "levels.xlsx"
        return caught.value

    def patch(self, old: bytes, new: bytes, part: str = SHEET) -> None:
        """Save the workbook, with another text in one of its parts."""
        self.book.save(self.path)
        with zipfile.ZipFile(self.path) as archive:
            parts = {each: archive.read(each) for each in archive.namelist()}
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)


def said(issues: tuple[Issue, ...]) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(each.code, each.place.sheet, each.place.row, each.place.column) for each in issues]


@pytest.fixture
def workbook(write: Write, ontology: Ontology) -> Workbook:
    return Workbook(write, ontology)


def test_whole_numbers_are_texts_without_a_point(workbook: Workbook) -> None:
    workbook.fill(("key", "label_en", "order"), (6, "Six", 6.0), ("7", 7, 7))
    register, issues = workbook.read()
    assert [(level.key, level.order, level.label) for level in register.levels] == [
        (("6",), 6, {"en": "Six"}),
        (("7",), 7, {"en": "7"}),
    ]
    assert issues == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (6, "6"),
        (7.5, "7.5"),
        (0.1 + 0.2, "0.3"),
        (240.0, "240"),
        (1e20, "100000000000000000000"),
        (1.5e-7, "0.00000015"),
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23), "2026-11-23"),  # noqa: DTZ001 - as a spreadsheet has it
        (datetime(2026, 11, 23, 9, 30), "2026-11-23T09:30:00"),  # noqa: DTZ001 - the same
        (time(9, 30), "09:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ("x", "x"),
    ],
)
def test_typed_cells_become_texts(value: object, text: str) -> None:
    assert workbooks._text(value) == text


def test_dates_are_read_as_dates(workbook: Workbook) -> None:
    workbook.fill(*LEVELS)
    page = workbook.book.create_sheet("Lists")
    page.append(("key", "edition", "title_en", "valid_from", "valid_until"))
    page.append(("2024", 2024, "List", date(2024, 9, 1), datetime(2025, 8, 31, 12)))  # noqa: DTZ001 - the same
    settings = 'sheet = "Levels"\n[[tables]]\nkind = "classification"\nfile = "levels.xlsx"\nsheet = "Lists"'
    register, issues = workbook.read(settings, classification=None)
    assert register.classifications[0].edition == "2024"
    assert register.classifications[0].valid_from == date(2024, 9, 1)
    assert said(issues) == [("bad-date", "Lists", 2, "valid_until")]


def test_a_formula_is_an_issue_with_its_place(workbook: Workbook) -> None:
    workbook.fill(("key", "label_en", "order"), (6, "Six", "=1+1"))
    register, issues = workbook.read('sheet = "Levels"')
    assert register.levels[0].order == 6
    assert [each.code for each in issues] == ["formula"]
    assert issues[0].place == Place(file="levels.xlsx", sheet="Levels", row=2, column="order")
    assert "=1+1" in issues[0].message


def test_a_formula_in_a_column_that_is_ignored_is_nothing(workbook: Workbook) -> None:
    workbook.fill(("key", "label_en", "check"), (6, "Six", "=1+1"))
    assert workbook.read('ignore = ["check"]')[1] == ()


def test_an_error_cell_is_an_issue(workbook: Workbook) -> None:
    workbook.fill(("key", "label_en"), (6, "#REF!"))
    register, issues = workbook.read()
    assert register.levels == ()
    assert {each.code for each in issues} == {"error-cell", "missing-value", "no-levels"}


def test_merged_cells_are_an_issue_with_their_place(workbook: Workbook) -> None:
    workbook.fill(("key", "label_en", "note_en"), (6, "Six", "both"), (7, "Seven", None))
    workbook.sheet.merge_cells("C2:C3")
    _, issues = workbook.read()
    assert [each.code for each in issues] == ["merged-cells"]
    assert issues[0].place == Place(file="levels.xlsx", row=2, column="C")
    assert "C2:C3" in issues[0].message


def test_rows_may_be_ragged_and_a_wrong_size_does_not_matter(workbook: Workbook) -> None:
    workbook.fill(("key", "label_en", "order"), (6, "Six"), (7, "Seven", 7))
    workbook.patch(b'<dimension ref="A1:C3"', b'<dimension ref="A1"')
    register, issues = workbook.read(save=False)
    assert [level.key for level in register.levels] == [("6",), ("7",)]
    assert issues == ()


def test_values_beyond_the_header_are_said(workbook: Workbook) -> None:
    workbook.fill(("key", "label_en"), (6, "Six", None, "x"), (7, "Seven", None, "y"))
    register, issues = workbook.read()
    assert len(register.levels) == 2
    assert [(each.code, each.place.column) for each in issues] == [("empty-header", "D")]


def test_rows_are_counted_as_the_spreadsheet_shows_them(workbook: Workbook) -> None:
    workbook.sheet["A3"], workbook.sheet["B3"], workbook.sheet["C3"] = "key", "label_en", "order"
    workbook.sheet["A7"], workbook.sheet["B7"], workbook.sheet["C7"] = 6, "Six", "x"
    _, issues = workbook.read()
    assert issues[0].place.row == 7


def test_a_sheet_that_is_not_there_lists_the_sheets(workbook: Workbook) -> None:
    workbook.book.create_sheet("Notes")
    error = workbook.refuse('sheet = "Level"')
    assert "no sheet “Level”" in error.message
    assert "Did you mean Levels?" in str(error)
    assert "Levels, Notes" in str(error)


def test_several_sheets_need_a_choice(workbook: Workbook) -> None:
    workbook.book.create_sheet("Notes")
    assert "2 visible sheets" in workbook.refuse().message


def test_the_only_visible_sheet_is_taken(workbook: Workbook) -> None:
    workbook.fill(*LEVELS)
    workbook.book.create_sheet("Hidden").sheet_state = "hidden"
    assert len(workbook.read()[0].levels) == 1


def test_a_hidden_sheet_is_read_with_a_warning(workbook: Workbook) -> None:
    page = workbook.book.create_sheet("Hidden")
    page.sheet_state = "veryHidden"
    for row in LEVELS:
        page.append(row)
    register, issues = workbook.read('sheet = "Hidden"')
    assert len(register.levels) == 1
    assert [each.code for each in issues] == ["hidden-sheet"]


def test_an_empty_sheet(workbook: Workbook) -> None:
    assert workbook.refuse().message == "The table is empty."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"key,label_en\n6,Six\n", "not an XLSX workbook"),
        (b"", "not an XLSX workbook"),
        (b"PK\x03\x04 broken", "not an XLSX workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "protected by a password"),
    ],
)
def test_what_is_not_a_workbook(workbook: Workbook, content: bytes, said: str) -> None:
    workbook.path.write_bytes(content)
    assert said in workbook.refuse(save=False).message


def test_a_zip_that_is_no_workbook(workbook: Workbook) -> None:
    with zipfile.ZipFile(workbook.path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert "cannot be read" in workbook.refuse(save=False).message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<sheetData>", b"<sheetData><"),
        (b'r="A2"', b'r="??"'),
        (b'r="A2"', b'r="ABCDE2"'),
        (b'<row r="2"', b'<row r="two"'),
        (b't="n"><v>6</v>', b't="n"><v>six</v>'),
        (b't="n"><v>6</v>', b't="s"><v>999</v>'),
        (b't="n"><v>6</v>', b't="n"><v>' + b"9" * 5000 + b"</v>"),
    ],
)
def test_a_damaged_sheet_is_one_message(workbook: Workbook, old: bytes, new: bytes) -> None:
    workbook.fill(*LEVELS)
    workbook.patch(old, new)
    error = workbook.refuse(save=False)
    assert "The workbook cannot be read" in error.message
    assert "save it again" in str(error.remedy)


@pytest.mark.parametrize(
    "start",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_xml_that_declares_entities_is_refused(workbook: Workbook, start: bytes, part: str) -> None:
    workbook.fill(*LEVELS)
    first = {SHEET: b"<worksheet", "xl/workbook.xml": b"<workbook", "[Content_Types].xml": b"<Types"}[part]
    workbook.patch(first, start + first, part)
    assert "declares a document type" in workbook.refuse(save=False).message


def test_entities_cannot_hide_in_utf_16(workbook: Workbook) -> None:
    workbook.fill(*LEVELS)
    workbook.book.save(workbook.path)
    with zipfile.ZipFile(workbook.path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[SHEET] = (b"<!DOCTYPE x>" + parts[SHEET]).decode().encode("utf-16")
    with zipfile.ZipFile(workbook.path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "is not UTF-8" in workbook.refuse(save=False).message


def test_sizes_are_limited(workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook.fill(*LEVELS)
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1000)
    assert "1,000 bytes in 5,000 parts are allowed" in workbook.refuse().message


def test_a_cell_far_below_does_not_make_reading_endless(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook.fill(*LEVELS)
    workbook.patch(b'<row r="2"', b'<row r="999999999"')
    monkeypatch.setattr(tables, "MAX_ROWS", 5000)
    assert "more than 5,000 rows" in workbook.refuse(save=False).message


def test_a_cell_far_to_the_right_is_refused(workbook: Workbook) -> None:
    workbook.fill(*LEVELS)
    workbook.sheet["XFD1"] = "far"
    assert "more than 1,000 columns" in workbook.refuse().message


def test_warnings_of_the_library_do_not_reach_the_user(workbook: Workbook) -> None:
    workbook.fill(("key", "label_en", "note_en"), (6, "Six", date(2026, 1, 1)))
    workbook.patch(b"<v>46023</v>", b"<v>99999999999</v>")
    _, issues = workbook.read(save=False)
    assert [each.code for each in issues] == ["error-cell"]
