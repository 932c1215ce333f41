"""Values are read strictly."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.ontology import Ontology
from nqfgraph.sources.codes import CODES
from nqfgraph.sources.values import READERS, BadValue, concept_reader, target_reader

DURATION = ox.NamedNode("http://www.w3.org/2001/XMLSchema#duration")


def refuse(takes: str, text: str) -> BadValue:
    with pytest.raises(BadValue) as caught:
        READERS[takes](text)
    return caught.value


@given(st.sampled_from(sorted(READERS)), st.text(min_size=1).map(str.strip).filter(bool))
def test_any_text_is_a_value_or_a_bad_value(takes: str, text: str) -> None:
    try:
        READERS[takes](text)
    except BadValue as error:
        said = error
    else:
        return
    assert said.code in CODES
    assert said.message
    assert said.remedy


@given(
    st.text(
        alphabet=st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufffd\ufeff")
    )
)
def test_texts_are_normalised_and_reading_them_again_changes_nothing(text: str) -> None:
    read = READERS["text"](text)
    assert isinstance(read, str)
    assert read == unicodedata.normalize("NFC", text)
    assert READERS["text"](read) == read


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "\x85", "a\ufffdb", "\ufeffa", "a\uffffb"])
def test_characters_that_do_not_belong_in_a_text_are_refused(text: str) -> None:
    error = refuse("text", text)
    assert error.code == "bad-text"
    assert "U+" in error.message


def test_a_broken_conversion_is_recognised() -> None:
    assert "broken conversion" in refuse("text", "Bak\ufffd").message


def test_line_ends_in_a_text_become_line_feeds() -> None:
    assert READERS["text"]("a\r\nb\rc\nd\te") == "a\nb\nc\nd\te"


def test_a_line_may_not_have_line_breaks() -> None:
    assert refuse("line", "a\nb").code == "bad-text"


@pytest.mark.parametrize("text", ["a/b", ".", "..", "a\tb", "a\nb", "x" * 3000])
def test_bad_keys(text: str) -> None:
    assert refuse("key", text).code in {"bad-key", "bad-text"}


def test_paths_are_keys_between_slashes() -> None:
    assert READERS["path"]("2024/6006022") == ("2024", "6006022")
    assert READERS["path"]("cook") == ("cook",)
    for text in ("2024/", "/1", "a//b", "a/../b"):
        assert refuse("path", text).code == "bad-key"


def test_dates() -> None:
    assert READERS["date"]("2026-11-23") == date(2026, 11, 23)
    for text in ("23.11.2026", "2026-02-30", "20261123", "2026-W01-1", "2026-11-23T00:00:00", "2026"):
        error = refuse("date", text)
        assert error.code == "bad-date"
        assert text in error.message
        assert "2026-11-23" in error.remedy


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T09:30:00", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23T09:30:00Z", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23 09:30", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23T09:30:00+04:00", datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=4)))),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert READERS["moment"](text) == moment


@pytest.mark.parametrize("text", ["now", "2026-11-23T25:00:00", "2026-13-01", "09:30"])
def test_bad_moments(text: str) -> None:
    assert refuse("moment", text).code == "bad-date"


@pytest.mark.parametrize(
    ("text", "number"), [("240", "240"), ("240.0", "240"), ("7.50", "7.5"), ("0", "0"), ("1000", "1000")]
)
def test_numbers_are_without_needless_zeros(text: str, number: str) -> None:
    read = READERS["number"](text)
    assert isinstance(read, Decimal)
    assert format(read, "f") == number
    assert str(read) == number


@pytest.mark.parametrize("text", ["7,5", "-1", "1e3", "NaN", "Infinity", "1 000", "٣", "9" * 40])
def test_bad_numbers(text: str) -> None:
    assert refuse("number", text).code == "bad-number"


def test_a_decimal_comma_is_explained() -> None:
    assert "Write 7.5" in refuse("number", "7,5").remedy


def test_whole_numbers_and_positions() -> None:
    assert READERS["whole"]("-3") == -3
    assert READERS["position"]("12") == 12
    for takes, text in (("whole", "1.5"), ("position", "0"), ("position", "-1"), ("position", "x"),
                        ("position", "10000")):  # fmt: skip
        assert refuse(takes, text).code == "bad-number"


PARTS = st.tuples(*(st.none() | st.integers(0, 999) for _ in range(6)))


@given(
    PARTS,
    st.sampled_from(["", "P", "PT", "-P1Y", "P1Y2", "P1H", "1Y", "P1.5Y", "PT1.S", "P1M1Y", "p1y", "P1YT"]),
)
def test_durations_are_those_of_xml_schema(parts: tuple[int | None, ...], wrong: str) -> None:
    days = "".join(f"{part}{sign}" for part, sign in zip(parts[:3], "YMD", strict=True) if part is not None)
    time = "".join(f"{part}{sign}" for part, sign in zip(parts[3:], "HMS", strict=True) if part is not None)
    text = f"P{days}{'T' if time else ''}{time}"
    if days or time:
        assert READERS["duration"](text) == text
    else:
        assert refuse("duration", text).code == "bad-duration"
    assert refuse("duration", wrong).code == "bad-duration"


@pytest.mark.parametrize("text", [f"P{'9' * 10}Y", f"P{'9' * 5000}Y", f"PT1.{'0' * 5000}S"])
def test_durations_that_no_engine_can_count_with_are_refused(text: str) -> None:
    assert refuse("duration", text).code == "bad-duration"


def test_seconds_of_a_duration_may_have_a_fraction() -> None:
    assert READERS["duration"]("PT1.25S") == "PT1.25S"


def test_yes_and_no() -> None:
    assert [READERS["yes-no"](text) for text in ("yes", "True", "1", "no", "FALSE", "0")] == [True] * 3 + [
        False
    ] * 3
    assert refuse("yes-no", "maybe").code == "bad-yes-no"


@pytest.mark.parametrize(
    "text", ["https://example.org", "http://example.org/a?b=c#d", "https://örnək.az/səhifə"]
)
def test_web_addresses(text: str) -> None:
    assert READERS["iri"](text) == text


@pytest.mark.parametrize(
    "text", ["example.org", "ftp://example.org/", "javascript:alert(1)", "https://", "https://a b", "https://a/<b>",
             'https://a/"', "https://a/\\b", "mailto:a@b"]
)  # fmt: skip
def test_what_is_not_a_web_address(text: str) -> None:
    assert refuse("iri", text).code == "bad-iri"


def test_several_sources_in_one_cell() -> None:
    assert READERS["sources"]("Decree 1; § 2 ; https://example.org/ ; ") == (
        "Decree 1; § 2",
        "https://example.org/",
    )


def test_codes_are_found_by_notation_or_name_and_given_as_iri_or_name(ontology: Ontology) -> None:
    assert concept_reader(ontology.scheme("isced-f"))("0613") == "http://data.europa.eu/snb/isced-f/0613"
    assert concept_reader(ontology.scheme("domain"), short=True)("Knowledge") == "knowledge"


def test_an_unknown_code_names_the_nearest(ontology: Ontology) -> None:
    with pytest.raises(BadValue) as caught:
        concept_reader(ontology.scheme("isced-f"))("613")
    assert caught.value.code == "bad-code"
    assert "0613" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("eqf/6", ("eqf", "http://data.europa.eu/snb/eqf/6")),
        ("http://data.europa.eu/snb/eqf/6", ("eqf", "http://data.europa.eu/snb/eqf/6")),
        ("qf-ehea/first", ("qf-ehea", "https://w3id.org/nqfgraph/def/ehea-cycle/first")),
        ("https://nqf.example.org/levels/6", ("nqf-example-org-levels", "https://nqf.example.org/levels/6")),
    ],
)
def test_what_a_level_relates_to(ontology: Ontology, text: str, target: tuple[str, str]) -> None:
    assert target_reader(ontology)(text) == target


@pytest.mark.parametrize("text", ["eqf/9", "qf-ehea/fourth", "6", "xyz/6", "ftp://a/b"])
def test_what_a_level_cannot_relate_to(ontology: Ontology, text: str) -> None:
    with pytest.raises(BadValue) as caught:
        target_reader(ontology)(text)
    assert caught.value.code in {"bad-code", "bad-iri"}
