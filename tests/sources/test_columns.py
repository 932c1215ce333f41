"""Canonical columns are parsed and printed without loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.sources.columns import ColumnError, ColumnPath, column_names, parse_column, suggest
from nqfgraph.sources.kinds import KINDS

LANGUAGES = ("az", "en", "sr-Latn")
QUALIFICATION = KINDS["qualification"]


@st.composite
def paths(draw: st.DrawFn) -> tuple[str, ColumnPath]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    field = draw(st.sampled_from(sorted(KINDS[kind].values(), key=lambda each: each.name)))
    numbers = draw(st.lists(st.integers(1, 999), min_size=2, max_size=2))
    count = ("." in field.name) + field.many
    language = draw(st.sampled_from((*LANGUAGES, *field.languages))) if field.by_language else None
    return kind, ColumnPath(field.name, tuple(numbers[:count]), language)


@given(paths())
def test_a_column_that_is_printed_is_parsed_to_itself(case: tuple[str, ColumnPath]) -> None:
    kind, path = case
    assert parse_column(str(path), KINDS[kind], LANGUAGES) == path


@given(st.text(max_size=40))
def test_any_text_is_a_column_or_a_column_error(text: str) -> None:
    try:
        path = parse_column(text, QUALIFICATION, LANGUAGES)
    except ColumnError as error:
        said = error
    else:
        assert path.name in QUALIFICATION
        return
    assert said.message
    assert said.remedy


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("title_az", ColumnPath("title", (), "az")),
        ("isced_f", ColumnPath("isced_f", (1,))),
        ("isced_f[2]", ColumnPath("isced_f", (2,))),
        ("alternative_title[2]_az", ColumnPath("alternative_title", (2,), "az")),
        ("alternative_title_az", ColumnPath("alternative_title", (1,), "az")),
        ("learning_outcome[1].title_az", ColumnPath("learning_outcome.title", (1,), "az")),
        ("learning_outcome[3].skill[2]", ColumnPath("learning_outcome.skill", (3, 2))),
        ("learning_outcome[3].skill", ColumnPath("learning_outcome.skill", (3, 1))),
        ("title_sr-Latn", ColumnPath("title", (), "sr-Latn")),
        ("note", ColumnPath("note", (), "en")),
    ],
)
def test_columns_are_parsed(text: str, path: ColumnPath) -> None:
    assert parse_column(text, QUALIFICATION, LANGUAGES) == path


@pytest.mark.parametrize(
    "text",
    ["", "titel", "title[1]_az", "code[2]", "code_az", "isced_f[0]", "isced_f[01]", "learning_outcome[1]",
     "learning_outcome[1000].title_az", "a.b.c", "title_az "],
)  # fmt: skip
def test_other_columns_are_unknown(text: str) -> None:
    with pytest.raises(ColumnError) as caught:
        parse_column(text, QUALIFICATION, LANGUAGES)
    assert caught.value.code == "unknown-column"


def test_a_misspelt_column_names_the_nearest() -> None:
    with pytest.raises(ColumnError) as caught:
        parse_column("titel_az", QUALIFICATION, LANGUAGES)
    assert "title_az" in caught.value.remedy


def test_a_language_that_the_register_does_not_have_is_named() -> None:
    with pytest.raises(ColumnError) as caught:
        parse_column("title_tr", QUALIFICATION, LANGUAGES)
    assert caught.value.code == "unknown-language"
    assert "“tr”" in caught.value.message
    assert "title_az, title_en" in caught.value.remedy


def test_a_text_column_without_a_language_says_so() -> None:
    with pytest.raises(ColumnError) as caught:
        parse_column("title", QUALIFICATION, LANGUAGES)
    assert "does not say in which language" in caught.value.message


def test_a_skill_may_always_have_an_english_label() -> None:
    assert parse_column("label_en", KINDS["skill"], ("de",)).language == "en"


def test_every_column_name_that_is_offered_is_one() -> None:
    for fields in KINDS.values():
        for name in column_names(fields, LANGUAGES):
            assert str(parse_column(name, fields, LANGUAGES)) == name


def test_suggestions_are_the_nearest_or_all_or_the_first() -> None:
    assert suggest("bule", ["blue", "green"]) == "Did you mean blue?"
    assert suggest("x", ["blue", "green"]) == "Allowed are blue, green."
    assert suggest("x", [f"colour {number}" for number in range(50)]).endswith("and 38 more.")
