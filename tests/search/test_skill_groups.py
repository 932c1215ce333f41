"""The facet of groups of skills: trees with several parents and circles, counts, filters, and its absence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.iris import Iris
from nqfgraph.search import FacetValue, Filters, Search, build
from nqfgraph.search.skill_hierarchy import concepts_below

BASE = "https://demo.example/"
PREFIXES = """
PREFIX : <http://data.europa.eu/esco/skill/>
PREFIX field: <http://data.europa.eu/esco/isced-f/>
PREFIX other: <https://skills.example/>
PREFIX q: <https://demo.example/id/qualification/>
PREFIX record: <https://demo.example/id/record/>
PREFIX level: <https://demo.example/id/level/>
PREFIX status: <https://w3id.org/nqfgraph/def/record-status/>
PREFIX content: <https://w3id.org/nqfgraph/def/content/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX esco: <http://data.europa.eu/esco/model#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX nqf: <https://w3id.org/nqfgraph/def/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
TAUGHT = {
    "welding": (4, "valid", [":spot-weld"]),
    "reading": (5, "valid", [":read", ":spot-weld"]),
    "turning": (5, "superseded", [":turn"]),
    "elsewhere": (4, "valid", ["other:count", "other:numbers"]),
    "nothing": (4, "valid", []),
}
HIERARCHY = """
:S skos:prefLabel "skills"@en, "bacarıqlar"@az ; skos:notation "S" .
:S1 skos:prefLabel "with others"@en, "abilities"@en ; skos:notation "S1" ; skos:broader :S .
:metal skos:prefLabel "mit Metall"@de ; skos:notation "S1.1" ; skos:broader :S1 .
:sheets skos:prefLabel "with sheets of metal"@en ; skos:notation "S1.1.1" ; skos:broader :metal .
:S2 skos:prefLabel "with nothing"@en ; skos:notation "S2" ; skos:broader :S .
:K skos:prefLabel "knowledge"@en ; skos:notation "K" .
field:06 skos:prefLabel "computers"@en ; skos:notation "06" ; skos:broader :K .
:round skos:prefLabel "round"@en ; skos:broader :rounder .
:rounder skos:prefLabel "rounder"@en ; skos:broader :round .
:weld a esco:Skill ; skos:prefLabel "weld"@en ; skos:broader :sheets .
:spot-weld a esco:Skill ; skos:prefLabel "weld spots"@en ; skos:broader :weld .
:read a esco:Skill ; skos:prefLabel "read"@en ; skos:broader :S1, field:06 .
:turn a esco:Skill ; skos:prefLabel "turn"@en ; skos:broader :round .
:idle a esco:Skill ; skos:prefLabel "be idle"@en ; skos:broader :S2 .
other:numbers skos:prefLabel "numbers"@en .
other:count skos:prefLabel "count"@en ; skos:broader other:numbers, other:numbers .
"""


def statements() -> str:
    said = ""
    for name, (level, status, skills) in TAUGHT.items():
        said += f"""
        q:{name} a elm:Qualification ; dcterms:title "{name}"@en ; elm:learningOutcome q:{name}-outcome .
        record:{name} foaf:primaryTopic q:{name} ; nqf:level level:{level} ;
          nqf:recordStatus status:{status} ; nqf:content content:official ."""
        for skill in skills:
            said += f" q:{name}-outcome elm:relatedESCOSkill {skill} ."
    return f"{said} <urn:free> elm:relatedESCOSkill :idle ."


def make(path: Path, hierarchy: str) -> Path:
    store = ox.Store()
    store.update(f"{PREFIXES} INSERT DATA {{ GRAPH <urn:register> {{ {statements()} }} }}")
    store.update(f"{PREFIXES} INSERT DATA {{ GRAPH <urn:vocabulary> {{ {hierarchy} }} }}")
    lines = sorted(store.dump(format=ox.RdfFormat.N_QUADS).splitlines(keepends=True))
    build(path, lines, Iris(BASE), ["az", "en"], [])
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("groups") / "search.sqlite", HIERARCHY)


@pytest.fixture
def skilled(path: Path) -> Iterator[Search]:
    """Return the search of a register whose skills stand below groups."""
    with closing(Search(path)) as search:
        yield search


def keys(search: Search, **filters: object) -> set[str]:
    listing = search.qualifications(Filters(**filters), "en")
    assert listing.total == len(listing.items)
    return {item.key for item in listing.items}


def flat(values: tuple[FacetValue, ...]) -> Iterator[FacetValue]:
    for each in values:
        yield each
        yield from flat(each.within)


def test_groups_are_a_tree_of_three_steps_by_their_notations(skilled: Search) -> None:
    numbers, knowledge, skills = skilled.qualifications(Filters(), "en").facets["skill_group"]
    assert (numbers.value, numbers.label, numbers.count) == ("https://skills.example/numbers", "numbers", 1)
    assert (knowledge.value, knowledge.count) == ("skill/K", 1)
    assert [(each.value, each.count) for each in knowledge.within] == [("isced-f/06", 1)]
    assert (skills.label, skills.count, skills.language) == ("skills", 2, "")
    (abilities,) = skills.within
    assert (abilities.value, abilities.label, abilities.count) == ("skill/S1", "abilities", 2)
    (metal,) = abilities.within
    assert (metal.value, metal.count, metal.within) == ("skill/metal", 2, ())


def test_a_label_says_its_language_where_it_is_another(skilled: Search) -> None:
    facet = skilled.qualifications(Filters(), "az").facets["skill_group"]
    assert {(each.label, each.language) for each in flat(facet)} == {
        ("bacarıqlar", ""),
        ("knowledge", "en"),
        ("computers", "en"),
        ("abilities", "en"),
        ("mit Metall", "de"),
        ("numbers", "en"),
    }


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        (("skill/S",), {"welding", "reading"}),
        (("isced-f/06",), {"reading"}),
        (("skill/sheets",), {"welding", "reading"}),
        (("skill/round",), {"turning"}),
        (("skill/rounder", "isced-f/06"), {"turning", "reading"}),
        (("https://skills.example/numbers",), {"elsewhere"}),
        (("skill/S2",), set()),
        (("skill/weld",), set()),
        (("'; DROP TABLE skill_group; --", "<script>"), set()),
    ],
)
def test_a_qualification_is_in_all_groups_above_its_skills(
    skilled: Search, groups: tuple[str, ...], found: set[str]
) -> None:
    assert keys(skilled, skill_group=groups) == found


def test_groups_narrow_and_are_narrowed_by_what_else_is_asked(skilled: Search) -> None:
    assert keys(skilled, skill_group=("skill/S",), level=("5",)) == {"reading"}
    assert keys(skilled, skill_group=("skill/S",), text="weld") == {"welding"}
    facets = skilled.qualifications(Filters(skill_group=("isced-f/06",)), "en").facets
    assert [(each.value, each.count) for each in facets["level"]] == [("5", 1)]
    assert {each.value: each.count for each in flat(facets["skill_group"])}["skill/S"] == 2


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"level": ("4",)},
        {"level": ("5",), "status": ("valid",)},
        {"text": "e"},
        {"text": "reading"},
        {"text": "nothing of this", "level": ("4",)},
        {"text": "e", "level": ("4", "5"), "status": ("superseded",)},
    ],
)
@pytest.mark.parametrize("chosen", [(), ("skill/K",)])
def test_the_number_beside_a_group_is_what_choosing_it_leaves(
    skilled: Search, others: dict[str, object], chosen: tuple[str, ...]
) -> None:
    filters = Filters(**others, skill_group=chosen)
    for each in flat(skilled.qualifications(filters, "en").facets["skill_group"]):
        assert len(keys(skilled, **others, skill_group=(each.value,))) == each.count > 0


@pytest.mark.parametrize("sort", ["title", "code", "level", "relevance"])
@pytest.mark.parametrize("text", ["", "e", "reading"])
def test_every_order_can_be_narrowed(skilled: Search, sort: str, text: str) -> None:
    filters = Filters(text=text, skill_group=("skill/S", "skill/round"))
    shown = [each.key for each in skilled.qualifications(filters, "en", sort=sort).items]
    unnarrowed = skilled.qualifications(Filters(text=text), "en", sort=sort).items
    assert shown == [each.key for each in unnarrowed if each.key in {"reading", "turning", "welding"}]


@pytest.mark.parametrize(
    "hierarchy",
    [
        "",
        ":S skos:prefLabel 'skills'@en . :idle skos:broader :S .",
        ":spot-weld skos:broader :nameless .",
        ":spot-weld skos:prefLabel 'x'@en ; skos:broader :spot-weld .",
    ],
)
def test_without_groups_above_what_is_taught_there_is_no_facet(tmp_path: Path, hierarchy: str) -> None:
    with closing(Search(make(tmp_path / "search.sqlite", hierarchy))) as search:
        listing = search.qualifications(Filters(), "en")
        assert listing.total == 5
        assert "skill_group" not in listing.facets
        assert keys(search, skill_group=("skill/S",)) == set()


def test_a_file_of_an_earlier_version_has_no_groups(path: Path, tmp_path: Path) -> None:
    older = tmp_path / "search.sqlite"
    older.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(older)) as connection:
        for table in ("skill_group", "skill_group_wider"):
            connection.execute(f"DROP TABLE {table}")
        connection.commit()
    with closing(Search(older)) as search:
        assert "skill_group" not in search.qualifications(Filters(), "en").facets
        assert keys(search, skill_group=("skill/S",)) == set()


def test_a_group_that_is_linked_itself_has_its_own_links() -> None:
    wider = {"a": {"b"}, "b": {"c"}}
    assert concepts_below(["a", "b"], wider, {"b", "c"}) == {"b": ["a", "b"], "c": ["a", "b"]}


def circle(size: int) -> dict[str, set[str]]:
    return {str(each): {str((each + 1) % size), str((each + 7) % size)} for each in range(size)}


@pytest.mark.parametrize("made", [circle, lambda size: {"0": {"0"}}])
def test_a_circle_ends(made: Callable[[int], dict[str, set[str]]]) -> None:
    wider = made(500)
    below = concepts_below(wider, wider, wider)
    assert all("0" in each for each in below.values())
    assert len(below) == (len(wider) if len(wider) > 1 else 0)
