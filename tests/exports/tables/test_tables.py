"""The tables: every row and value of the dump, in each format, read by other programs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest
from pyarrow import parquet

from nqfgraph.errors import InputError
from nqfgraph.exports import FORMS, Content, dump_quads, write_table
from nqfgraph.exports.tables import TABLES, Kind, heads, rows
from nqfgraph.exports.tables.parquet import write_parquet
from nqfgraph.exports.tables.spreadsheet import write_spreadsheet
from nqfgraph.release import Silence, build
from nqfgraph.vocab import ELM, RDF

SERVED = Path(__file__).parents[2] / "server" / "register"
Values = dict[str, Any]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The content of a release of a register that has something in every table."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    release = build(SERVED, tmp_path_factory.mktemp("home"), now=now, progress=Silence())
    described = release.manifest.register
    return Content(dump=release.dump, base=described.base, languages=described.languages)


def values(content: Content, name: str) -> list[Values]:
    names = [head for head, _, _ in heads(TABLES[name], content.languages)]
    found = rows(TABLES[name], content.dump, content.base, content.languages)
    return [dict(zip(names, row, strict=True)) for row in found]


def export(form: str, content: Content) -> bytes:
    output = io.BytesIO()
    FORMS[form](content, output)
    return output.getvalue()


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if not table.pair])
def test_there_is_a_row_for_each_thing(rich: Content, name: str) -> None:
    kind = f"{rich.base}id/{TABLES[name].kind}/"
    expected = {
        quad.subject.value.removeprefix(kind)
        for quad in dump_quads(rich.dump)
        if quad.predicate == RDF.type
        and quad.object == TABLES[name].type
        and quad.subject.value.startswith(kind)
    }
    found = values(rich, name)
    assert {row["key"] for row in found} == expected
    assert len(found) == len(expected)
    assert all(row["iri"] == kind + row["key"] for row in found)
    assert expected


def test_pairs_are_those_of_the_dump(rich: Content) -> None:
    things = f"{rich.base}id/"
    expected = Counter(
        (
            quad.subject.value.removeprefix(f"{things}qualification/"),
            quad.object.value.removeprefix(f"{things}learning-outcome/"),
        )
        for quad in dump_quads(rich.dump)
        if quad.predicate == ELM.learningOutcome
    )
    pairs = values(rich, "qualification-outcomes")
    assert Counter((row["qualification"], row["learning_outcome"]) for row in pairs) == expected
    assert expected


def test_a_row_has_what_the_register_says(content: Content) -> None:
    (row,) = (row for row in values(content, "qualifications") if row["key"] == "2024/10")
    assert (row["code"], row["title_az"], row["title_ru"]) == (
        "10",
        "Şəbəkə mühəndisliyi",
        "Сетевая инженерия",
    )
    assert (row["award_type"], row["level"], row["awarding_body"]) == ("bachelor-diploma", "6", ["ganja"])
    assert (row["isced_f"], row["language"], row["mode"]) == (["0612", "0714"], ["AZE"], [])
    assert (row["credits"], row["duration"], row["partial"]) == ("240", "P4Y", "false")
    assert (row["content"], row["status"], row["version"]) == ("official", "valid", "1")
    assert row["description_en"] is None


def test_a_thing_without_a_record_has_empty_entries(content: Content, tmp_path: Path) -> None:
    record = f"<{content.base}id/record/".encode()
    lines = [
        line for line in content.dump.read_bytes().splitlines(keepends=True) if not line.startswith(record)
    ]
    (tmp_path / "dump.nq").write_bytes(b"".join(lines))
    found = rows(TABLES["qualifications"], tmp_path / "dump.nq", content.base, content.languages)
    place = [name for name, _, _ in heads(TABLES["qualifications"], content.languages)].index("status")
    assert [row[place] for row in found] == [None] * 4


def test_the_csv_set_has_every_table_as_it_describes_itself(rich: Content) -> None:
    archive = zipfile.ZipFile(io.BytesIO(export("csv-set", rich)))
    description = json.loads(archive.read("csv-metadata.json"))
    assert description["@context"] == "http://www.w3.org/ns/csvw"
    assert {each["url"] for each in description["tables"]} == set(archive.namelist()) - {"csv-metadata.json"}
    for table, described in zip(TABLES, description["tables"], strict=True):
        text = archive.read(described["url"]).decode()
        read = list(csv.DictReader(io.StringIO(text, newline="")))
        columns = described["tableSchema"]["columns"]
        assert text.splitlines()[0].split(",") == [each["name"] for each in columns]
        expected = values(rich, table)
        assert len(read) == len(expected)
        for row, wanted in zip(read, expected, strict=True):
            for column in columns:
                cell = row[column["name"]]
                if "separator" in column:
                    assert (cell.split(column["separator"]) if cell else []) == wanted[column["name"]]
                else:
                    assert cell == (wanted[column["name"]] or "")
            assert not any(column.get("required") and not row[column["name"]] for column in columns)
    titles = [each for each in description["tables"][0]["tableSchema"]["columns"] if "title_" in each["name"]]
    assert {each["lang"] for each in titles} == set(rich.languages)
    assert {each["propertyUrl"] for each in titles} == {"http://purl.org/dc/terms/title"}


def test_the_workbook_has_every_table(rich: Content) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(export("xlsx", rich)))
    assert workbook.sheetnames == list(TABLES)
    for name in TABLES:
        head, *body = workbook[name].iter_rows(values_only=True)
        expected = values(rich, name)
        assert len(body) == len(expected)
        for row, wanted in zip(body, expected, strict=True):
            for column, cell in zip(head, row, strict=True):
                value = wanted[str(column)]
                text = "|".join(value) if isinstance(value, list) else value
                assert (cell if cell is None else str(cell)) == (text or None)
    assert workbook["levels"].freeze_panes == "A2"
    assert workbook["levels"]["A1"].font.bold
    assert isinstance(workbook["levels"]["D2"].value, int)


def test_a_table_that_is_too_long_for_a_sheet_goes_on_in_another(rich: Content) -> None:
    output = io.BytesIO()
    write_spreadsheet(rich.dump, rich.base, rich.languages, output, most_rows=2)
    workbook = openpyxl.load_workbook(output)
    expected = [row["key"] for row in values(rich, "levels")]
    sheets = [name for name in workbook.sheetnames if name.partition(" ")[0] == "levels"]
    assert sheets == ["levels", *(f"levels {number}" for number in range(2, (len(expected) + 1) // 2 + 1))]
    found = [row[0].value for name in sheets for row in workbook[name].iter_rows(min_row=2)]
    assert found == expected


@pytest.mark.parametrize("text", ["=1+1", "a\x01b", "<&>\"'", "x" * 40_000, "two\nlines "])
def test_a_cell_holds_any_text_and_no_formula(content: Content, tmp_path: Path, text: str) -> None:
    dump = tmp_path / "dump.nq"
    level = ox.NamedNode(f"{content.base}id/level/1")
    graph = ox.NamedNode("a:g")
    said = [
        ox.Quad(level, RDF.type, TABLES["levels"].type, graph),
        ox.Quad(level, TABLES["levels"].columns[0].path[0], ox.Literal(text), graph),
    ]
    dump.write_bytes(ox.serialize(said, format=ox.RdfFormat.N_QUADS) or b"")
    output = io.BytesIO()
    write_spreadsheet(dump, content.base, ["en"], output)
    cell = openpyxl.load_workbook(output)["levels"]["C2"]
    assert cell.data_type == "s" or cell.data_type == "inlineStr"
    if len(text) > 32_767:
        assert str(cell.value).endswith("[…]")
    else:
        assert cell.value == text.replace("\x01", "\ufffd")


@pytest.mark.parametrize("name", TABLES)
def test_parquet_has_every_table_with_types(rich: Content, name: str) -> None:
    output = io.BytesIO()
    write_table(rich, name, output)
    table = parquet.read_table(io.BytesIO(output.getvalue()))
    expected = values(rich, name)
    kinds = {head: column.kind for head, column, _ in heads(TABLES[name], rich.languages) if column}
    for row, wanted in zip(table.to_pylist(), expected, strict=True):
        for column, cell in row.items():
            if kinds.get(column) is Kind.BOOLEAN and cell is not None:
                assert isinstance(cell, bool)
                cell = str(cell).lower()
            if kinds.get(column) is Kind.INTEGER and cell is not None:
                assert isinstance(cell, int)
                cell = str(cell)
            assert cell == wanted[column]
    assert table.num_rows == len(expected)


def test_a_table_without_rows_is_a_table_all_the_same(content: Content, tmp_path: Path) -> None:
    (tmp_path / "dump.nq").write_bytes(b"")
    output = io.BytesIO()
    write_parquet(TABLES["levels"], tmp_path / "dump.nq", content.base, ["en"], output)
    assert parquet.read_table(io.BytesIO(output.getvalue())).column_names[:3] == ["key", "iri", "notation"]
    book = io.BytesIO()
    write_spreadsheet(tmp_path / "dump.nq", content.base, ["en"], book)
    assert openpyxl.load_workbook(book)["levels"].max_row == 1


def test_without_pyarrow_it_is_told_how_to_get_it(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nqfgraph.exports.tables.parquet.find_spec", lambda name: None)
    with pytest.raises(InputError, match="pyarrow is not installed") as caught:
        write_table(content, "levels", io.BytesIO())
    assert "nqfgraph[parquet]" in str(caught.value.remedy)


def test_a_table_that_a_register_may_do_without_is_left_out(rich: Content, content: Content) -> None:
    name = "learning-opportunities"
    for source, there in ((rich, True), (content, False)):
        with zipfile.ZipFile(io.BytesIO(export("csv-set", source))) as archive:
            assert (f"{name}.csv" in archive.namelist()) is there
            described = json.loads(archive.read("csv-metadata.json"))["tables"]
            assert (f"{name}.csv" in {each["url"] for each in described}) is there
        workbook = openpyxl.load_workbook(io.BytesIO(export("xlsx", source)), read_only=True)
        assert (name in workbook.sheetnames) is there
        workbook.close()


def test_a_learning_opportunity_is_a_row_with_its_dates_and_price(rich: Content) -> None:
    first = next(each for each in values(rich, "learning-opportunities") if each["key"] == "ce-hill")
    expected = {
        "qualification": "2024/6006022",
        "provided_by": ["university"],
        "default_language": "AZE",
        "type": ["programme"],
        "starts": "2027-09-15T00:00:00Z",
        "application_deadline": "2027-07-31T14:00:00Z",
        "price_amount": "2500.5",
        "price_currency": "AZN",
        "city_ru": "Холм",
        "country": "AZE",
        "status": "valid",
        "content": "official",
    }
    assert {name: first[name] for name in expected} == expected
