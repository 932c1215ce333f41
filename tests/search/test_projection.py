"""Organisations, things, counts, and files that cannot be read or written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import ReleaseError
from nqfgraph.iris import Iris
from nqfgraph.release import Release
from nqfgraph.search import FacetValue, Filters, Search, build

IRIS = Iris("https://demo.example/")


def test_organisations_are_listed_by_name(search: Search) -> None:
    listing = search.organisations(language="en")
    assert [(each.key, each.name, each.kind_label, each.city) for each in listing.items] == [
        ("ministry", "Ministry", "governance body", "Baku"),
        ("ganja", "University of Ganja", "higher education institution", "Ganja"),
    ]
    assert listing.items[0].homepage == "https://ministry.example"
    assert (listing.total, listing.page, listing.pages) == (2, 1, 1)


def test_organisations_are_filtered_by_kind_and_words(search: Search) -> None:
    listing = search.organisations(["governance"], "az")
    assert [each.name for each in listing.items] == ["Nazirlik"]
    assert listing.facets["kind"] == (
        FacetValue("governance", "idarəetmə qurumu", 1),
        FacetValue("higher-education", "ali təhsil müəssisəsi", 1),
    )
    assert [each.key for each in search.organisations(text="GENCE univ").items] == ["ganja"]
    assert search.organisations(text="nothing").total == 0


def test_things_are_found_by_their_address(search: Search) -> None:
    thing = search.thing("https://demo.example/id/level/6")
    assert thing is not None
    assert thing.kind == "level"
    assert len(thing.digest) == 64
    assert search.thing("https://demo.example/id/level/60") is None


def test_counts_are_those_of_the_things(search: Search) -> None:
    counts = search.counts()
    assert counts["qualification"] == 4
    assert sum(counts.values()) == len(list(search.things()))
    assert [each.iri for each in search.things("level")] == [IRIS.thing("level", each) for each in "56"]


@pytest.mark.parametrize("content", [None, b"", b"no database at all, but long enough to have a header"])
def test_a_missing_or_damaged_file_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "search.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReleaseError, match="cannot be read"):
        Search(path)


def test_a_file_that_is_not_complete_is_an_error(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "search.sqlite")
    connection.execute("CREATE TABLE register (name TEXT, value TEXT)")
    connection.close()
    with pytest.raises(ReleaseError, match="is not complete"):
        Search(tmp_path / "search.sqlite")


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="cannot be written"):
        build(tmp_path / "nowhere" / "search.sqlite", [], IRIS, ["az"], [])


def test_a_register_without_qualifications_has_empty_lists(tmp_path: Path) -> None:
    build(tmp_path / "search.sqlite", [], IRIS, ["az"], [])
    search = Search(tmp_path / "search.sqlite")
    assert search.qualifications(Filters(text="a")).total == 0
    assert search.qualifications(Filters(), sort="level").items == ()
    assert search.organisations().items == ()
    search.close()


def test_a_title_in_another_language_stands_in(tmp_path: Path) -> None:
    store = ox.Store()
    store.update(
        """
        PREFIX qualification: <https://demo.example/id/qualification/>
        PREFIX record: <https://demo.example/id/record/>
        PREFIX level: <https://demo.example/id/level/>
        PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX elm: <http://data.europa.eu/snb/model/elm/>
        PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        PREFIX nqf: <https://w3id.org/nqfgraph/def/>
        INSERT DATA { GRAPH <https://demo.example/graph/qualifications> {
          qualification:x a elm:Qualification ; dcterms:title "Tischler"@de .
          record:x foaf:primaryTopic qualification:x ; nqf:level level:4 ;
            nqf:recordStatus <https://w3id.org/nqfgraph/def/record-status/valid> ;
            nqf:content <https://w3id.org/nqfgraph/def/content/official> .
        } }
        """
    )
    lines = sorted(store.dump(format=ox.RdfFormat.N_QUADS).splitlines(keepends=True))
    build(tmp_path / "search.sqlite", lines, IRIS, ["az", "en"], [])
    search = Search(tmp_path / "search.sqlite")
    (item,) = search.qualifications(Filters(), "en").items
    assert (item.title, item.language, item.code, item.award_type) == ("Tischler", "de", "", "")
    assert (item.level, item.level_label) == ("4", "4")
    search.close()


def test_the_projection_needs_nothing_but_its_file(release: Release, tmp_path: Path) -> None:
    moved = tmp_path / "a folder with # and ?.sqlite"
    moved.write_bytes(release.search_path.read_bytes())
    search = Search(moved)
    assert search.qualifications(Filters()).total == 4
    search.close()
