"""The table of learning opportunities: what is read, what stands for empty cells, and what can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from nqfgraph.model.records import Evidence, LearningOpportunity, Register
from nqfgraph.sources import Issue

Read = Callable[..., tuple[Register, tuple[Issue, ...]]]

HEAD = "key,qualification,title_en,provided_by,homepage,default_language"
ROW = "eve,2024/1,Evening course,uni,https://example.org/eve,en"


@pytest.fixture
def offer(read: Read) -> Callable[..., tuple[tuple[LearningOpportunity, ...], list[Issue]]]:
    """Return a function that reads a table of one row, further columns given by name, or of ``text``."""

    def make(
        text: str | None = None, *, tables: dict[str, str] | None = None, **columns: str
    ) -> tuple[tuple[LearningOpportunity, ...], list[Issue]]:
        headers = ",".join([HEAD, *columns])
        row = ",".join([ROW, *columns.values()])
        table = f"{headers}\n{row}\n" if text is None else text
        register, issues = read(learning_opportunity=table, **(tables or {}))
        return register.learning_opportunities, list(issues)

    return make


Offer = Callable[..., tuple[tuple[LearningOpportunity, ...], list[Issue]]]


def codes(issues: list[Issue]) -> list[tuple[str, str | None]]:
    return [(each.code, each.place.column) for each in issues]


def test_a_row_with_only_what_is_needed(offer: Offer) -> None:
    (found,), issues = offer()
    assert issues == []
    assert found.key == ("eve",)
    assert found.qualification == ("2024", "1")
    assert found.providers == (("uni",),)
    assert found.homepage == "https://example.org/eve"
    assert found.default_language.endswith("/language/ENG")
    assert (found.status, found.content) == ("valid", "official")
    assert found.modified == datetime(2026, 11, 1, tzinfo=UTC)
    assert found.country is None
    assert found.evidence == Evidence()


def test_a_row_with_everything(offer: Offer) -> None:
    (found,), issues = offer(
        description_az="Təsvir",
        code="E-1",
        type="course",
        mode="online",
        schedule="full-time",
        schedule_information_en="At night.",
        duration="P6M",
        starts="2027-01-10",
        ends="2027-06-30T18:00:00+04:00",
        application_deadline="2026-12-31",
        admission_procedure_en="Call us.",
        price_en="Paid at once.",
        price_amount="120.50",
        price_currency="AZN",
        city_en="Baku",
        country="AZE",
        content="derived",
        status="suspended",
        modified="2026-10-01",
        source="https://example.org/",
        confidence="high",
    )
    assert issues == []
    assert found.description == {"az": "Təsvir"}
    assert found.code == "E-1"
    ends = [each.rpartition("/")[2] for each in (*found.types, *found.modes)]
    assert ends == ["05053c1cbe", "920fbb3cbe"]
    assert found.schedule is not None
    assert found.schedule.endswith("/learning-schedule/72a0ab92fa")
    assert found.schedule_information == {"en": "At night."}
    assert found.duration == "P6M"
    assert found.starts == datetime(2027, 1, 10, tzinfo=UTC)
    assert found.ends == datetime(2027, 6, 30, 14, tzinfo=UTC)
    assert found.application_deadline == datetime(2026, 12, 31, tzinfo=UTC)
    assert found.admission_procedure == {"en": "Call us."}
    assert found.price == {"en": "Paid at once."}
    assert found.price_amount == Decimal("120.5")
    assert found.price_currency is not None
    assert found.price_currency.endswith("/currency/AZN")
    assert found.city == {"en": "Baku"}
    assert found.country is not None
    assert found.country.endswith("/country/AZE")
    assert (found.content, found.status) == ("derived", "suspended")
    assert found.modified == datetime(2026, 10, 1, tzinfo=UTC)
    assert found.evidence.confidence == "high"


def test_a_city_alone_is_in_the_country_of_the_register(offer: Offer) -> None:
    (found,), _ = offer(city_en="Baku")
    assert found.country is not None
    assert found.country.endswith("/country/OP_DATPRO")


def test_what_leads_to_an_illustrative_qualification_is_illustrative(offer: Offer) -> None:
    header = "key,code,title_en,award_type,isced_f,content\n"
    tables = {"qualification": f"{header}2024/1,1,One,bachelor,0613,illustrative\n"}
    (found,), _ = offer(tables=tables)
    assert found.content == "illustrative"
    (found,), _ = offer(tables=tables, content="official")
    assert found.content == "official"


def test_several_may_provide_it_together(offer: Offer) -> None:
    tables = {"organisation": "key,name_en,kind\nuni,University,other\nlab,Lab,other\n"}
    head = HEAD.replace("provided_by", "provided_by[1],provided_by[2],provided_by[3]")
    text = f"{head}\n{ROW.replace(',uni,', ',uni,lab,uni,')}\n"
    (found,), issues = offer(text, tables=tables)
    assert issues == []
    assert found.providers == (("uni",), ("lab",))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2024/1", "2024/9", ("unknown-reference", "qualification")),
        ("2024/1", "", ("missing-value", "qualification")),
        ("uni", "unknown", ("unknown-reference", "provided_by")),
        ("uni", "", ("missing-value", "provided_by")),
        ("https://example.org/eve", "www.example.org", ("bad-iri", "homepage")),
        ("https://example.org/eve", "javascript:alert(1)", ("bad-iri", "homepage")),
        ("https://example.org/eve", "", ("missing-value", "homepage")),
        (",en", ",klingon", ("bad-code", "default_language")),
        (",en", ",", ("missing-value", "default_language")),
        ("Evening course", "", ("missing-value", "title_az")),
        ("eve,", "a/b,", ("bad-key", "key")),
    ],
)
def test_what_elm_demands_and_is_wrong_leaves_the_row_out(
    offer: Offer, old: str, new: str, expected: tuple[str, str]
) -> None:
    head = HEAD.replace("title_en", "title_az,title_en")
    found, issues = offer(f"{head}\n{ROW.replace('Evening', ',Evening').replace(old, new, 1)}\n")
    assert found == ()
    assert codes(issues) == [expected]
    (issue,) = issues
    assert (issue.place.file, issue.place.row) == ("learning_opportunity.csv", 2)
    assert "left out" in issue.message


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"mode": "telepathy"}, "bad-code"),
        ({"type": "picnic"}, "bad-code"),
        ({"schedule": "always"}, "bad-code"),
        ({"duration": "half a year"}, "bad-duration"),
        ({"starts": "soon"}, "bad-date"),
        ({"application_deadline": "31.12.2026"}, "bad-date"),
        ({"price_amount": "12 manats", "price_currency": "AZN"}, "bad-number"),
        ({"price_currency": "shells", "price_amount": "12"}, "bad-code"),
    ],
)
def test_another_wrong_value_is_left_out_alone(offer: Offer, columns: dict[str, str], code: str) -> None:
    found, issues = offer(**columns)
    assert len(found) == 1
    assert codes(issues) == [(code, next(iter(columns)))]
    assert found[0].price_amount is None


@pytest.mark.parametrize("column", ["content", "status", "country"])
def test_a_wrong_value_that_would_mislead_leaves_the_row_out(offer: Offer, column: str) -> None:
    found, issues = offer(**{column: "nonsense"})
    assert found == ()
    assert codes(issues) == [("bad-code", column)]


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ({"starts": "2027-06-01", "ends": "2027-01-01"}, "starts"),
        ({"application_deadline": "2027-06-01", "ends": "2027-01-01"}, "application_deadline"),
    ],
)
def test_what_ends_before_it_begins_is_told_and_kept(
    offer: Offer, columns: dict[str, str], named: str
) -> None:
    found, issues = offer(**columns)
    assert len(found) == 1
    assert codes(issues) == [("inconsistent-range", named)]
    assert issues[0].severity == "warning"
    assert f"{named} (2027-06-01) is more or later than ends (2027-01-01)" in issues[0].message


def test_a_time_that_does_not_fit_is_shown_with_its_zone(offer: Offer) -> None:
    _, issues = offer(starts="2027-06-01T08:30:00+04:00", ends="2027-01-01")
    assert "(2027-06-01T08:30:00+04:00)" in issues[0].message


@pytest.mark.parametrize(
    ("amount", "currency", "named", "words"),
    [("12", "", "price_currency", "no currency"), ("", "AZN", "price_amount", "no amount")],
)
def test_half_a_price_is_left_out(offer: Offer, amount: str, currency: str, named: str, words: str) -> None:
    (found,), issues = offer(price_amount=amount, price_currency=currency)
    assert (found.price_amount, found.price_currency) == (None, None)
    assert codes(issues) == [("missing-value", named)]
    assert words in issues[0].message


def test_one_provider_that_is_not_there_is_left_out_alone(offer: Offer) -> None:
    head = HEAD.replace("provided_by", "provided_by[1],provided_by[2]")
    (found,), issues = offer(f"{head}\n{ROW.replace(',uni,', ',uni,lab,')}\n")
    assert found.providers == (("uni",),)
    assert [each.code for each in issues] == ["unknown-reference"]
    assert "The value is left out." in issues[0].message


def test_a_second_row_with_the_same_key_names_the_first(offer: Offer) -> None:
    found, issues = offer(f"{HEAD}\n{ROW}\n{ROW}\n")
    assert len(found) == 1
    assert codes(issues) == [("duplicate-key", "key")]
    told = [issues[0].wording.message(language) for language in ("az", "en", "ru")]
    assert "təlim imkanı" in told[0]
    assert told[1] == "The learning opportunity “eve” is already in row 2. The row is left out."
    assert "возможность обучения" in told[2]


def test_a_qualification_that_was_left_out_is_told_as_the_cause(offer: Offer) -> None:
    table = "key,code,title_en,award_type,isced_f\n2024/1,1,One,bachelor,x\n"
    found, issues = offer(tables={"qualification": table})
    assert found == ()
    assert [each.code for each in issues] == ["lost-reference", "bad-code"]
