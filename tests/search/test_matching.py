"""What comes first, what is kept as sets, and projections of earlier versions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.iris import Iris
from nqfgraph.release import Release
from nqfgraph.search import Filters, Search, build, indexing, matching

TITLES = {
    "2024/1": "Law and economics",
    "2024/2": "Lawn care",
    "2024/3": "Law",
    "2024/4": "History of law and of lawyers",
    "2024/30": "Lacquer work",
    "2019/3": "Economics <script>alert(1)</script> law",
}
BASE = "https://demo.example/"
IRIS = Iris(BASE)


def make(path: Path, titles: Mapping[str, str] = TITLES, past: frozenset[str] = frozenset()) -> Path:
    statements = "".join(
        f"""
        <{BASE}id/qualification/{key}> a elm:Qualification ; dcterms:title "{title}"@en .
        <{BASE}id/record/{key}> foaf:primaryTopic <{BASE}id/qualification/{key}> ;
          nqf:level <{BASE}id/level/{1 + number % 2}> ;
          nqf:recordStatus <https://w3id.org/nqfgraph/def/record-status/{status}> ;
          nqf:content <https://w3id.org/nqfgraph/def/content/official> .
        """
        for number, (key, title) in enumerate(titles.items())
        for status in ["withdrawn" if key in past else "valid"]
    )
    store = ox.Store()
    store.update(
        "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/>"
        " PREFIX elm: <http://data.europa.eu/snb/model/elm/> PREFIX nqf: <https://w3id.org/nqfgraph/def/>"
        f" INSERT DATA {{ GRAPH <https://demo.example/graph/qualifications> {{ {statements} }} }}"
    )
    lines = sorted(store.dump(format=ox.RdfFormat.N_QUADS).splitlines(keepends=True))
    build(path, lines, IRIS, ["en"], [])
    return path


@pytest.fixture(params=["index", "sets"])
def small(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Search]:
    """Return the search of a few titles; once all their beginnings are kept as sets."""
    if request.param == "sets":
        monkeypatch.setattr(indexing, "COMMON", 1)
    search = Search(make(tmp_path / "search.sqlite"))
    yield search
    search.close()


def keys(search: Search, text: str, **options: object) -> list[str]:
    return [each.key for each in search.qualifications(Filters(text=text), "en", **options).items]


def test_an_exact_title_comes_first(small: Search) -> None:
    assert keys(small, "law", sort="relevance")[0] == "2024/3"
    assert keys(small, "LAW AND ECONOMICS", sort="relevance") == ["2024/1"]


def test_an_exact_code_comes_first(small: Search) -> None:
    assert set(keys(small, "3", sort="relevance")[:2]) == {"2024/3", "2019/3"}
    assert keys(small, "2024 3", sort="relevance")[0] == "2024/3"
    assert keys(small, "3", sort="relevance")[2] == "2024/30"


def test_whole_words_come_before_beginnings(small: Search) -> None:
    found = keys(small, "law", sort="relevance")
    assert found.index("2024/2") > found.index("2024/1")
    assert set(found) == {"2024/1", "2024/2", "2024/3", "2024/4", "2019/3"}


CLOTH = {
    "2009/1": "Weaving of cloth",
    "2024/1": "Weaving of cloth",
    "2024/2": "Weaving of cloth and of carpets of wool",
    "2009/3": "Weaving",
    "2024/3": "Weaving",
    "2024/4": "Dyeing after weaving",
}
PAST = frozenset({"2009/1", "2009/3"})


@pytest.fixture(params=["ranked", "broad", "sets"])
def cloth(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Search]:
    """Return the search of titles, two of them withdrawn: by weight, by title, with sets of beginnings."""
    if request.param != "ranked":
        monkeypatch.setattr(matching, "BROAD", 0)
    if request.param == "sets":
        monkeypatch.setattr(indexing, "COMMON", 1)
    with closing(Search(make(tmp_path / "search.sqlite", CLOTH, PAST))) as search:
        yield search


@pytest.mark.parametrize("text", ["of", "cloth", "o", "clo o"])
def test_what_is_in_force_comes_before_what_fits_alike_and_is_not(cloth: Search, text: str) -> None:
    found = keys(cloth, text, sort="relevance")
    assert found[-1] == "2009/1"
    assert set(found) == {"2024/1", "2024/2", "2009/1"}


def test_an_exact_name_comes_first_whatever_its_status(cloth: Search) -> None:
    assert keys(cloth, "weaving", sort="relevance")[:2] == ["2024/3", "2009/3"]
    assert keys(cloth, "weaving of cloth", sort="relevance")[:2] == ["2024/1", "2009/1"]


def test_an_exact_code_comes_first_whatever_its_status(cloth: Search) -> None:
    assert keys(cloth, "2009 3", sort="relevance") == ["2009/3"]
    assert keys(cloth, "3", sort="relevance") == ["2024/3", "2009/3"]


def test_other_orders_ask_for_no_status(cloth: Search) -> None:
    assert keys(cloth, "cloth", sort="code") == ["2009/1", "2024/1", "2024/2"]
    assert keys(cloth, "", sort="relevance") == keys(cloth, "", sort="title")


@pytest.mark.parametrize("sort", ["title", "code", "level", "relevance"])
@pytest.mark.parametrize("text", ["l", "la", "law", "e l", "l ec", "x", "l 2019", "zz l"])
def test_sets_answer_what_the_index_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sort: str
) -> None:
    with closing(Search(make(tmp_path / "index.sqlite"))) as index:
        monkeypatch.setattr(indexing, "COMMON", 1)
        with closing(Search(make(tmp_path / "sets.sqlite"))) as sets:
            one, other = (each.qualifications(Filters(text=text), "en", sort=sort) for each in (index, sets))
            assert (one.total, one.facets) == (other.total, other.facets)
            if sort != "relevance":
                assert one.items == other.items
            assert {each.iri for each in one.items} == {each.iri for each in other.items}


def test_suggestions_are_titles_once_each(small: Search) -> None:
    assert next(each.title for each in small.suggestions("law", "en")) == "Law"
    assert len(small.suggestions("l", "en", size=2)) == 2
    assert small.suggestions("  ") == ()


def test_a_file_of_an_earlier_version_is_read(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "search.sqlite"
    path.write_bytes(release.search_path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        for table in ("exact", "common", "word", "spelling", "completeness"):
            connection.execute(f"DROP TABLE {table}")
        for column in ("sectors", "teaching_languages"):
            connection.execute(f"ALTER TABLE cell DROP COLUMN {column}")
        connection.execute("ALTER TABLE qualification DROP COLUMN successor")
        connection.commit()
    with closing(Search(path)) as search:
        listing = search.qualifications(Filters(text="100"), "en", sort="relevance")
        assert listing.total == 2
        assert {each.successor for each in listing.items} == {""}
        assert listing.facets["sector"] == listing.facets["teaching_language"] == ()
        assert search.correction("iqtisadiyat") is None
        assert search.completeness() == {}


def test_completeness_counts_qualifications(search: Search) -> None:
    found = search.completeness()
    assert {name: found[name] for name in ("title-az", "title-en", "credits", "awarding-body")} == {
        "title-az": 4, "title-en": 4, "credits": 2, "awarding-body": 3,
    }  # fmt: skip
    assert found["language"] == 2
    assert "esco" not in found


def test_fields_are_a_tree_and_languages_of_teaching_a_facet(search: Search) -> None:
    facets = search.qualifications(Filters(), "en").facets
    (engineering,) = [each for each in facets["field"] if each.value == "07"]
    assert engineering.count == 2
    assert [(each.value, each.count) for each in engineering.within] == [("071", 1), ("072", 1)]
    assert [each.value for each in engineering.within[0].within] == ["0714"]
    assert [(each.value, each.label, each.count) for each in facets["teaching_language"]] == [
        ("AZE", "Azerbaijani", 2)
    ]
    assert search.qualifications(Filters(teaching_language=("AZE",))).total == 2
    assert search.qualifications(Filters(field=("071",))).total == 1
