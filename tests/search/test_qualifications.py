"""Lists of qualifications: filters, facets, orders, pages."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqfgraph.errors import InputError
from nqfgraph.release import Release
from nqfgraph.search import FacetValue, Filters, Search, reader
from nqfgraph.search.orders import SORTS


def keys(search: Search, filters: Filters = Filters(), **options: object) -> list[str]:  # noqa: B008 - frozen
    return [item.key for item in search.qualifications(filters, **options).items]


def test_an_item_has_everything_that_a_list_shows(search: Search) -> None:
    (item,) = search.qualifications(Filters(text="100", status=("valid",)), "en").items
    assert item.iri == "https://demo.example/id/qualification/2024/100"
    assert (item.key, item.code, item.title, item.language) == ("2024/100", "100", "Economics", "en")
    assert (item.level, item.level_label) == ("6", "Level 6")
    assert (item.award_type, item.award_type_label) == ("bachelor-diploma", "Bachelor diploma")
    assert (item.field, item.field_label) == ("0311", "Economics")
    assert (item.status, item.content, item.classification) == ("valid", "official", "")


def test_titles_and_labels_are_in_the_asked_language(search: Search) -> None:
    (item,) = search.qualifications(Filters(level=("5",)), "ru").items
    assert (item.title, item.language, item.level_label) == ("Пекарское дело", "ru", "Уровень 5")


def test_an_unknown_language_means_that_of_the_register(search: Search) -> None:
    assert search.qualifications(Filters(level=("5",)), "de").items[0].title == "Çörəkçilik"
    assert search.qualifications(Filters(level=("5",))).items[0].language == "az"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("iqtisadiyyat", {"2024/100"}),
        ("IQTISAD", {"2024/100"}),
        ("sebeke muhendis", {"2024/10"}),
        ("сетевая", {"2024/10"}),
        ("100", {"2024/100", "2019/100"}),
        ("2019 law", {"2019/100"}),
        ("operates equip", {"2024/200"}),
        ("economics law", set()),
        ("kohne", {"2019/100"}),
        ("?!", set()),
        ("  ", {"2024/100", "2024/10", "2024/200", "2019/100"}),
    ],
)
def test_words_are_found_by_their_beginnings(search: Search, text: str, found: set[str]) -> None:
    assert set(keys(search, Filters(text=text))) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(level=("5",)), {"2024/200"}),
        (Filters(level=("5", "6"), status=("valid",)), {"2024/100", "2024/10"}),
        (Filters(award_type=("short-diploma",)), {"2024/200"}),
        (Filters(field=("07",)), {"2024/10", "2024/200"}),
        (Filters(field=("0714", "04")), {"2024/10", "2019/100"}),
        (Filters(content=("illustrative",)), {"2024/200"}),
        (Filters(level=("9",)), set()),
        (Filters(text="law", level=("5",)), set()),
    ],
)
def test_filters_narrow_each_other_and_widen_themselves(
    search: Search, filters: Filters, found: set[str]
) -> None:
    assert set(keys(search, filters)) == found


def test_each_facet_counts_what_the_other_filters_leave(search: Search) -> None:
    facets = search.qualifications(Filters(level=("6",), status=("valid",)), "en").facets
    assert facets["level"] == (FacetValue("6", "Level 6", 2),)
    assert facets["status"] == (FacetValue("superseded", "superseded", 1), FacetValue("valid", "valid", 2))
    assert [(each.value, each.count) for each in facets["field"]] == [("03", 1), ("06", 1), ("07", 1)]


def test_every_value_of_a_facet_is_named_in_the_language_asked(search: Search) -> None:
    facets = search.qualifications(Filters(), "az").facets
    assert set(facets) == {"level", "award_type", "sector", "field", "teaching_language", "status", "content"}
    for values in facets.values():
        assert all(each.label and each.label != each.value for each in values)


def test_facets_are_the_same_whatever_was_asked_before(
    search: Search, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_MOST_KNOWN", 3)
    asked = [
        (Filters(text=text, level=level), language)
        for text in ("", "law", "e")
        for level in ((), ("6",), ("7",))
        for language in ("az", "en")
    ]
    expected = {}
    for each in asked:
        fresh = Search(release.search_path)
        expected[each] = fresh.qualifications(*each).facets
        fresh.close()
    for each in [*asked, *reversed(asked), *asked]:
        assert search.qualifications(*each).facets == expected[each]


def test_facets_that_nobody_wants_are_not_counted(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_count", None)
    listing = search.qualifications(Filters(level=("6",)), facets=False)
    assert listing.facets == {}
    assert listing.total == 3
    assert search.suggestions("law")


def test_facets_follow_the_text(search: Search) -> None:
    facets = search.qualifications(Filters(text="law"), "en").facets
    assert [(each.value, each.count) for each in facets["level"]] == [("6", 1)]
    assert [(each.value, each.count) for each in facets["field"]] == [("04", 1)]


@pytest.mark.parametrize(
    ("sort", "language", "order"),
    [
        ("title", "az", ["2024/200", "2019/100", "2024/100", "2024/10"]),
        ("title", "en", ["2024/200", "2024/100", "2019/100", "2024/10"]),
        ("relevance", "en", ["2024/200", "2024/100", "2019/100", "2024/10"]),
        ("code", "en", ["2024/10", "2019/100", "2024/100", "2024/200"]),
        ("level", "en", ["2024/200", "2024/100", "2019/100", "2024/10"]),
    ],
)
def test_orders(search: Search, sort: str, language: str, order: list[str]) -> None:
    assert keys(search, language=language, sort=sort) == order


@pytest.mark.parametrize("sort", SORTS)
def test_what_is_found_is_in_the_asked_order(search: Search, sort: str) -> None:
    found = keys(search, Filters(text="100"), language="en", sort=sort)
    assert sorted(found) == ["2019/100", "2024/100"]
    if sort == "title":
        assert found == ["2024/100", "2019/100"]


def test_pages(search: Search) -> None:
    first, second = (search.qualifications(Filters(), size=3, page=page) for page in (1, 2))
    assert (first.total, first.pages, len(first.items), len(second.items)) == (4, 2, 3, 1)
    assert not {each.iri for each in first.items} & {each.iri for each in second.items}


def test_a_page_beyond_the_last_gives_the_last(search: Search) -> None:
    listing = search.qualifications(Filters(), size=3, page=99)
    assert (listing.page, len(listing.items)) == (2, 1)


def test_nothing_found_is_one_empty_page(search: Search) -> None:
    listing = search.qualifications(Filters(text="nothingness"), page=7)
    assert (listing.total, listing.page, listing.pages, listing.items) == (0, 1, 1, ())
    assert listing.facets["level"] == ()


@pytest.mark.parametrize("wrong", [{"page": 0}, {"size": 0}, {"size": 10_001}, {"sort": "random"}])
def test_what_cannot_be_shown_is_an_error(search: Search, wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        search.qualifications(Filters(), **wrong)


VALUES = st.lists(
    st.sampled_from(["5", "6", "07", "0714", "valid", "draft", "official", "x"]), max_size=2
).map(tuple)


@given(
    text=st.text(alphabet='abĞ"*1 ', max_size=5), level=VALUES, field=VALUES, status=VALUES, content=VALUES,
    size=st.integers(1, 5),
)  # fmt: skip
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_hold_each_found_item_once(
    search: Search, size: int, text: str, **facets: tuple[str, ...]
) -> None:
    filters = Filters(text=text, **facets)
    listing = search.qualifications(filters, size=size)
    shown = [
        key for page in range(1, listing.pages + 1) for key in keys(search, filters, size=size, page=page)
    ]
    assert len(shown) == len(set(shown)) == listing.total


def test_many_threads_may_ask(search: Search) -> None:
    totals: list[int] = []
    threads = [
        threading.Thread(target=lambda: totals.append(search.qualifications(Filters(text="100")).total))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [2] * 8
