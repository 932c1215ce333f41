"""What a new version does to concepts, and what may follow those that are gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nqfgraph.vocabularies import Comparison, compare, import_vocabulary

BASE = "http://data.europa.eu/esco/"
Tables = Callable[..., Path]
SKILLS = "conceptUri,skillType,reuseLevel,preferredLabel,altLabels\n"
OLD = {
    "skills_en.csv": f"{SKILLS}{BASE}skill/bake,skill/competence,,bake bread,make loaves\n"
    f"{BASE}skill/flour,knowledge,,kinds of flour,\n{BASE}skill/odd,knowledge,,zymurgy,\n",
    "occupations_en.csv": "conceptUri,iscoGroup,preferredLabel,altLabels\n"
    f"{BASE}occupation/baker,7512,baker,\n",
    "occupationSkillRelations.csv": "occupationUri,relationType,skillUri\n",
    "skillSkillRelations.csv": "originalSkillUri,relationType,relatedSkillUri\n",
    "broaderRelationsSkillPillar.csv": f"conceptUri,broaderUri\n{BASE}skill/flour,{BASE}isced-f/0721\n",
}
NEW = {
    **OLD,
    "skills_en.csv": f"{SKILLS}{BASE}skill/bake2,skill/competence,,bake breads,make loaves\n"
    f"{BASE}skill/bake1,skill/competence,,make loaves,bake breads\n"
    f"{BASE}skill/flour,knowledge,,flours,\n{BASE}skill/baker,knowledge,,baker,\n",
    "occupations_en.csv": "conceptUri,iscoGroup,preferredLabel,altLabels\n"
    f"{BASE}occupation/baker2,7512,artisan baker,baker\n",
    "broaderRelationsSkillPillar.csv": f"conceptUri,broaderUri\n{BASE}skill/flour,{BASE}skill/S1\n",
}


def difference(tables: Tables, home: Path, only: set[str] | None = None) -> Comparison:
    old = import_vocabulary(home, "esco", tables(OLD, "v9.0")).kept
    new = import_vocabulary(home, "esco", tables(NEW, "v9.1")).kept
    assert old is not None
    assert new is not None
    return compare(old, new, only)


def test_a_difference_names_what_died_moved_and_was_renamed(tables: Tables, tmp_path: Path) -> None:
    found = difference(tables, tmp_path)
    assert (found.old, found.new) == ("9.0", "9.1")
    assert [each.concept.label for each in found.gone] == ["baker", "bake bread", "zymurgy"]
    assert [each.label for each in found.added] == ["artisan baker", "make loaves", "bake breads", "baker"]
    assert [(each.iri, each.language, each.old, each.new) for each in found.renamed] == [
        (f"{BASE}skill/flour", "en", "kinds of flour", "flours")
    ]
    assert [each.iri for each in found.moved] == [f"{BASE}skill/flour"]


def test_a_successor_is_of_the_same_kind_and_the_likeliest_comes_first(
    tables: Tables, tmp_path: Path
) -> None:
    baker, bake, odd = difference(tables, tmp_path).gone
    assert [each.label for each in baker.successors] == ["artisan baker"]
    # Both have the same labels, so the IRI decides.
    assert [each.iri for each in bake.successors] == [f"{BASE}skill/bake1", f"{BASE}skill/bake2"]
    assert odd.successors == ()


def test_only_the_concepts_that_are_asked_for_are_compared(tables: Tables, tmp_path: Path) -> None:
    found = difference(tables, tmp_path, {f"{BASE}skill/bake", "urn:unknown"})
    assert [each.concept.label for each in found.gone] == ["bake bread"]
    assert (found.added, found.renamed, found.moved) == ((), (), ())
