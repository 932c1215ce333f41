"""CSV files as they come: encodings, delimiters, quotation marks, rows that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqfgraph.errors import InputError
from nqfgraph.ontology import Ontology
from nqfgraph.places import Place
from nqfgraph.sources import delimited, read_register, tables
from nqfgraph.sources.delimited import sniff_delimiter
from nqfgraph.sources.tables import column_letters

Read = Callable[..., tuple]
Write = Callable[..., Path]


def labels(register: object) -> list[dict[str, str]]:
    return [dict(level.label) for level in register.levels]


def test_utf_8_with_a_byte_order_mark_windows_line_ends_and_semicolons(read: Read) -> None:
    register, issues = read(level="\ufeffkey;label_az\r\n1;Birinci səviyyə\r\n5;x\r\n6;y\r\n")
    assert labels(register)[0] == {"az": "Birinci səviyyə"}
    assert issues == ()


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [("a,b", ","), ("a;b", ";"), ("a\tb\tc,d", "\t"), ("one", ","), ('"a,b,c";d\n,,,', ";"), ("", ",")],
)
def test_the_delimiter_is_found_from_the_header(sample: str, delimiter: str) -> None:
    assert sniff_delimiter(sample) == delimiter


def test_the_delimiter_may_be_given(read: Read) -> None:
    register, issues = read(
        level="key;label_en,x\n6;Six,",
        settings={"level": 'delimiter = ";"\ncolumns = { label_en = "label_en,x" }'},
    )
    assert labels(register) == [{"en": "Six,"}]
    assert issues == ()


def test_a_quoted_cell_may_have_line_breaks_and_rows_are_counted_as_in_a_spreadsheet(read: Read) -> None:
    register, issues = read(level='key,label_en,order\n6,"Six\n""and more""",6\n\n7,Seven,x\n')
    assert labels(register) == [{"en": 'Six\n"and more"'}]
    assert issues[0].place == Place(file="level.csv", row=4, column="order")


def test_a_file_in_windows_1254_names_the_line_and_the_encoding(write: Write, ontology: Ontology) -> None:
    folder = write(level="key,label_en\n6,Six\n7,Yeni düzey ığş\n".encode("cp1254"))
    with pytest.raises(InputError) as caught:
        read_register(folder, ontology)
    assert caught.value.place == Place(file="level.csv", line=3)
    assert 'encoding = "windows-1254"' in str(caught.value)
    assert "Yeni düzey ığş" in str(caught.value)


def test_a_declared_encoding_is_used(read: Read) -> None:
    register, issues = read(
        level="key,label_az\n6,Altıncı düzey ığş\n".encode("cp1254"),
        settings={"level": 'encoding = "windows-1254"'},
    )
    assert labels(register) == [{"az": "Altıncı düzey ığş"}]
    assert issues == ()


def test_bytes_that_are_no_known_encoding(write: Write, ontology: Ontology) -> None:
    with pytest.raises(InputError, match="0x81") as caught:
        read_register(write(level=b"key,label_en\n6,\x81\n"), ontology)
    assert caught.value.remedy == "Save the table as “CSV UTF-8”."


def test_bytes_that_are_not_in_the_declared_encoding(write: Write, ontology: Ontology) -> None:
    folder = write(level=b"key,label_en\n6,\x81\n", settings={"level": 'encoding = "windows-1254"'})
    with pytest.raises(InputError, match="not windows-1254: byte 0x81"):
        read_register(folder, ontology)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("key,label_en\n6,Six\n".encode("utf-16"), "UTF-16"),
        ("key,label_en\n6,Six\n".encode("utf-16-be"), "UTF-16"),
        (b"key,label_en\n6,Si\0x\n", "NUL character"),
        (b"PK\x03\x04rest", "is a workbook"),
        (b"", "The table is empty"),
        (b"\n\n,,\n", "The table is empty"),
        (b'key,label_en\n6,"Six\n', "not CSV"),
        (b'key,label_en\n6,"Six"x\n', "not CSV"),
        (b"key,label_en\n6," + b"x" * 140_000, "not CSV"),
        (b"key," + b"x," * 1200, "more than 1,000 columns"),
    ],
)
def test_what_is_not_a_table(write: Write, ontology: Ontology, content: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_register(write(level=content), ontology)
    assert said in caught.value.message
    assert caught.value.place is not None
    assert caught.value.place.file == "level.csv"


def test_a_table_that_cannot_be_opened(
    write: Write, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    folder = write()
    monkeypatch.setattr(delimited, "_check_beginning", lambda *_: monkeypatch.setattr(Path, "open", refuse))
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        read_register(folder, ontology)


def test_a_table_whose_beginning_cannot_be_read(
    write: Write, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write()
    original = Path.open

    def refuse(path: Path, mode: str = "r", *rest: object, **named: object) -> object:
        if mode == "rb":
            raise PermissionError(13, "Permission denied")
        return original(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        read_register(folder, ontology)


def test_sizes_are_limited(write: Write, ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    with pytest.raises(InputError, match="more than 2 rows"):
        read_register(write(), ontology)
    monkeypatch.setattr(delimited, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="10 are allowed"):
        read_register(write(), ontology)


@pytest.mark.parametrize("row", ["7", "7,Seven,superfluous", "7,Seven,,x"])
def test_a_row_that_does_not_fit_the_header_is_left_out(read: Read, row: str) -> None:
    register, issues = read(level=f"key,label_en\n6,Six\n{row}\n")
    assert len(register.levels) == 1
    assert [(each.code, each.place.row) for each in issues] == [("bad-row", 3)]
    assert "2" in issues[0].message


def test_empty_cells_beyond_the_header_are_nothing(read: Read) -> None:
    register, issues = read(level="key,label_en\n6,Six,,\n")
    assert labels(register) == [{"en": "Six"}]
    assert issues == ()


def test_only_a_header_is_a_warning(read: Read) -> None:
    _, issues = read(skill="iri,label_en\n")
    assert [each.code for each in issues] == ["empty-table"]


def test_empty_rows_are_passed_over(read: Read) -> None:
    register, issues = read(level="key,label_en\n\n,\n \t, \n6,Six\n")
    assert len(register.levels) == 1
    assert issues == ()


def test_a_header_that_stands_twice_is_named_with_its_columns(read: Read) -> None:
    register, issues = read(level="key,label_en,label_en\n6,Six,Sechs\n")
    assert labels(register) == [{"en": "Six"}]
    assert [each.code for each in issues] == ["duplicate-column"]
    assert "columns B and C" in issues[0].message


def test_values_under_an_empty_header_are_said_once(read: Read) -> None:
    register, issues = read(level="key,label_en,,\n6,Six,,\n7,Seven,x,\n8,Eight,y,\n")
    assert len(register.levels) == 3
    assert [(each.code, each.place.row, each.place.column) for each in issues] == [("empty-header", 3, "C")]
    assert "“x”" in issues[0].message


def test_column_letters_are_those_of_a_spreadsheet() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"
    ]  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=120).map(lambda rest: b"key,label_en\n6," + rest),
        st.text(alphabet='ab,;\t"\n\r6é\0', max_size=60).map(
            lambda rest: f"key,label_en,order\n{rest}".encode()
        ),
    )
)
def test_any_bytes_are_read_or_refused_with_a_message(
    write: Write, ontology: Ontology, content: bytes
) -> None:
    folder = write(level=content)
    try:
        _, issues = read_register(folder, ontology)
    except InputError as error:
        said = [error.message]
    else:
        said = [each.message for each in issues]
    assert all(said)
