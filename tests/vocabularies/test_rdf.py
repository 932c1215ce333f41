"""RDF files: ESCO's own dump with its detours, and plain SKOS."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.vocabularies import Kept, import_vocabulary

BASE = "http://data.europa.eu/esco/"
DUMP = """
@prefix dct: <http://purl.org/dc/terms/> .
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix iso: <http://purl.org/iso25964/skos-thes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://data.europa.eu/esco/skill/> .

:bake a esco:Skill , esco:MemberConcept , skos:Concept ;
  skos:prefLabel "bake bread"@en , "Brot backen"@de ; skos:altLabel "make bread"@en ;
  xl:prefLabel <http://data.europa.eu/esco/label/1> ; dct:description :text , [ esco:language "en" ] ;
  esco:skillType <http://data.europa.eu/esco/skill-type/skill> ;
  esco:skillReuseLevel <http://data.europa.eu/esco/skill-reuse-level/sector-specific> ;
  skos:broader :S1 ; skos:broaderTransitive :S1 ; iso:status "released" ;
  skos:inScheme <http://data.europa.eu/esco/concept-scheme/skills> ;
  esco:hasAssociation <http://data.europa.eu/esco/relation/1> ;
  esco:isEssentialSkillFor <http://data.europa.eu/esco/occupation/baker> .
:S1 a esco:Structure , skos:Concept ; skos:prefLabel "working with food"@en ; skos:narrower :bake , _:b .
<http://data.europa.eu/esco/occupation/baker> a esco:Occupation , esco:MemberConcept , skos:Concept ;
  skos:prefLabel "baker"@en ; dct:description :german ; esco:relatedEssentialSkill :bake .
<http://data.europa.eu/esco/label/1> a xl:Label ; xl:literalForm "bake bread"@en .
<http://data.europa.eu/esco/relation/1> a esco:AssociationObject ; esco:targetConcept :S1 .
:text a esco:NodeLiteral ; esco:nodeLiteral "With flour,\\nand water." ; esco:language "en"^^xsd:language .
:german a esco:NodeLiteral ; esco:nodeLiteral "Backt." ; esco:language "de"^^xsd:language .
"""
Write = Callable[..., Path]


@pytest.fixture
def dump(tmp_path: Path) -> Write:
    """Return a function that writes the dump, with something changed in it."""

    def write(old: str = "", new: str = "", name: str = "esco-v9.0.ttl") -> Path:
        path = tmp_path / name
        path.write_text(DUMP.replace(old, new) if old else DUMP, encoding="utf-8")
        return path

    return write


def kept_of(home: Path, path: Path, *languages: str) -> Kept:
    imported = import_vocabulary(home, "esco", path, languages=languages)
    assert imported.kept is not None, imported.findings.lines()
    assert imported.findings.lines() == []
    return imported.kept


def test_the_dump_of_esco_gives_what_its_tables_do(dump: Write, tmp_path: Path) -> None:
    kept = kept_of(tmp_path, dump())
    assert kept.manifest.concepts == {"group": 1, "occupation": 1, "skill": 1}
    assert (kept.manifest.labels, kept.manifest.languages) == (5, ("de", "en"))
    index = kept.index()
    concept = index.concept(f"{BASE}skill/bake")
    assert concept is not None
    assert (concept.label, concept.type, concept.reuse) == ("bake bread", "skill", "sector-specific")
    assert concept.description == "With flour,\nand water."
    assert concept.path == ("working with food",)
    assert index.rows("SELECT name FROM relation ORDER BY name") == [
        ("isEssentialSkillFor",), ("relatedEssentialSkill",),
    ]  # fmt: skip
    index.close()


def test_labels_of_labels_associations_and_nodes_are_left_out(dump: Write, tmp_path: Path) -> None:
    kept = kept_of(tmp_path, dump())
    text = kept.graph.read_text(encoding="utf-8")
    for left_out in ("skos-xl", "relation/1", "NodeLiteral", "broaderTransitive", "narrower", "_:"):
        assert left_out not in text
    assert text.count("core#broader>") == 1


def test_only_texts_in_the_languages_that_are_wanted_are_kept(dump: Write, tmp_path: Path) -> None:
    text = kept_of(tmp_path, dump(), "en").graph.read_text(encoding="utf-8")
    assert '"bake bread"@en' in text
    assert "With flour" in text
    assert "@de" not in text


def test_a_description_in_no_language_is_reported(dump: Write, tmp_path: Path) -> None:
    imported = import_vocabulary(tmp_path, "esco", dump('"de"^^xsd:language', '"not a tag"'))
    assert imported.kept is not None
    (line, place) = imported.findings.lines()
    assert line == "warning · 1 × language"
    assert "“not a tag” is not a language tag" in place
    assert "skill/german" in place


def test_a_broken_file_is_named_with_its_line(dump: Write, tmp_path: Path) -> None:
    path = dump("esco:Structure ,", "esco:Structure ; ,")
    packed = tmp_path / "v9.0"
    packed.mkdir()
    (packed / "esco.ttl.gz").write_bytes(gzip.compress(path.read_bytes()))
    imported = import_vocabulary(tmp_path, "esco", packed)
    assert imported.kept is None
    (found,) = [each for each in imported.findings.kept if each.code == "not-rdf"]
    assert str(found).startswith(
        f"esco.ttl.gz, line {DUMP[: DUMP.index('esco:Structure')].count(chr(10)) + 1}: "
    )


def test_a_scheme_that_names_only_what_is_narrower_gets_parents(tmp_path: Path) -> None:
    file = tmp_path / "areas 1.0.nt"
    core = "http://www.w3.org/2004/02/skos/core#"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    file.write_text(
        f'<urn:a> {kind} <{core}Concept> .\n<urn:a> <{core}prefLabel> "Areas" .\n'
        f'<urn:b> {kind} <{core}Concept> .\n<urn:b> <{core}prefLabel> "Safety" .\n'
        f"<urn:a> <{core}narrower> <urn:b> .\n",
        encoding="utf-8",
    )
    kept = import_vocabulary(tmp_path, "areas", file).kept
    assert kept is not None
    assert kept.manifest.languages == ()
    index = kept.index()
    concept = index.concept("urn:b")
    assert concept is not None
    assert concept.path == ("Areas",)
    index.close()


def test_files_without_a_concept_that_can_be_linked_to_are_refused(dump: Write, tmp_path: Path) -> None:
    imported = import_vocabulary(tmp_path, "esco", dump("a esco:Skill ,", "a"))
    assert imported.kept is None
    assert "There is no concept that is a skill" in imported.findings.lines()[1]
    path = dump("skos:Concept", "skos:Collection", "plain-1.0.ttl")
    imported = import_vocabulary(tmp_path, "plain", path)
    assert "There is no concept in the files" in imported.findings.lines()[1]
