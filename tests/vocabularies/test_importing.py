"""Importing vocabularies: everything or nothing, with findings that name file, row and column."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.vocabularies import Vocabularies, descriptions, import_vocabulary

BASE = "http://data.europa.eu/esco/"
Tables = Callable[..., Path]


def test_the_tables_become_concepts_with_parents_and_relations(tables: Tables, tmp_path: Path) -> None:
    imported = import_vocabulary(tmp_path, "esco", tables())
    assert imported.kept is not None
    assert imported.findings.lines() == []
    assert imported.kept.manifest.version == "9.0"
    assert imported.kept.manifest.concepts == {"group": 4, "occupation": 1, "skill": 2}
    index = imported.kept.index()
    concept = index.concept(f"{BASE}skill/flour")
    assert concept is not None
    assert (concept.label, concept.type, concept.reuse) == ("kinds of flour", "knowledge", "cross-sector")
    assert concept.path == ("engineering", "food processing")
    assert index.rows("SELECT COUNT(*) FROM broader WHERE concept = (SELECT id FROM concept WHERE iri = ?)",
                      (concept.iri,)) == [(2,)]  # fmt: skip
    assert index.rows("SELECT name, COUNT(*) FROM relation GROUP BY name ORDER BY name") == [
        ("isEssentialSkillFor", 1), ("isOptionalSkillFor", 2),
        ("relatedEssentialSkill", 1), ("relatedOptionalSkill", 2),
    ]  # fmt: skip
    index.close()


def test_zip_and_gzip_give_the_same_bytes(tables: Tables, tmp_path: Path) -> None:
    folder = tables()
    with zipfile.ZipFile(tmp_path / "esco 9.0.zip", "w") as archive:
        for file in folder.iterdir():
            archive.writestr(f"inside/{file.name}", file.read_bytes())
    packed = tmp_path / "packed-9.0"
    packed.mkdir()
    for file in folder.iterdir():
        (packed / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    digests = set()
    for number, path in enumerate((folder, tmp_path / "esco 9.0.zip", packed)):
        kept = import_vocabulary(tmp_path / str(number), "esco", path).kept
        assert kept is not None
        digests.add(kept.manifest.digest)
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("file", "text", "code", "place"),
    [
        ("skills_en.csv", "conceptUri;skillType\n", "delimiter", "skills_en.csv, row 1"),
        ("skillGroups_en.csv", "conceptUri,code\n", "missing-column", "row 1, column preferredLabel"),
        ("skillGroups_en.csv", f"conceptUri,preferredLabel\n{BASE}skill/S1\n", "number-of-cells", "row 2"),
        ("skillGroups_en.csv", f"conceptUri,preferredLabel\n{BASE}skill/S1,\n", "no-label", "row 2, column"),
        (
            "skillGroups_en.csv",
            "conceptUri,preferredLabel\nhttp://x/a,A\n",
            "not-a-concept",
            "column conceptUri",
        ),
        ("skillGroups_en.csv", 'conceptUri,preferredLabel\n"open', "not-csv", "row 2"),
        (
            "skillSkillRelations.csv",
            f"originalSkillUri,relationType,relatedSkillUri\n{BASE}skill/bake,maybe,{BASE}skill/flour\n",
            "relation",
            "row 2, column relationType",
        ),
    ],
)
def test_a_fault_imports_nothing(
    tables: Tables, tmp_path: Path, file: str, text: str, code: str, place: str
) -> None:
    imported = import_vocabulary(tmp_path, "esco", tables({file: text}))
    assert imported.kept is None
    (found,) = [each for each in imported.findings.kept if each.code == code]
    assert place in str(found)
    assert list((tmp_path / "vocabularies" / "esco").iterdir()) == []


def test_what_can_be_mended_is_a_warning(tables: Tables, tmp_path: Path) -> None:
    text = (
        "conceptUri,skillType,reuseLevel,preferredLabel,altLabels,modifiedDate\n"
        f'{BASE}skill/bake,skill/competence,,"bake\nbread",,2021\n{BASE}skill/bake,skill/competence,,old,,2020\n'
        f"{BASE}skill/odd,,,odd,,2020\n"
    )
    imported = import_vocabulary(tmp_path, "esco", tables({"skills_en.csv": text}))
    assert imported.kept is not None
    assert {code for _, code in imported.findings.counts} == {"line-break", "twice", "no-type", "dangling"}
    index = imported.kept.index()
    assert index.preferred()[f"{BASE}skill/bake"] == {"en": "bake bread"}
    index.close()


def test_mixed_wrong_and_unknown_versions_are_refused(tables: Tables, tmp_path: Path) -> None:
    folder = tables()
    with pytest.raises(InputError, match="was named, but the files are called"):
        import_vocabulary(tmp_path, "esco", folder, version="8.0")
    (folder / "v1.1.1 notes.csv").touch()
    with pytest.raises(InputError, match="several versions"):
        import_vocabulary(tmp_path, "esco", folder)
    with pytest.raises(InputError, match="cannot be told"):
        import_vocabulary(tmp_path, "esco", tables(name="plain"))
    with pytest.raises(InputError, match="no table skills"):
        import_vocabulary(tmp_path, "esco", tables(name="v9"), version="9", languages=("uk",))


def test_any_skos_scheme_goes_through_the_same_code(tmp_path: Path) -> None:
    file = tmp_path / "digcomp.ttl"
    file.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <urn:d:> .\n"
        ':area a skos:Concept ; skos:prefLabel "Safety"@en , "Təhlükəsizlik"@az .\n'
        ':devices a skos:Concept ; skos:prefLabel "Protecting devices"@en ; skos:broader :area , :lost .\n',
        encoding="utf-8",
    )
    imported = import_vocabulary(tmp_path, "digcomp", file, version="2.2")
    assert imported.kept is not None
    assert imported.kept.manifest.concepts == {"concept": 2}
    assert imported.kept.manifest.languages == ("az", "en")
    assert "1 × dangling" in imported.findings.lines()[0]
    assert [each.manifest.name for each in Vocabularies(tmp_path).all()] == ["digcomp"]
    only = import_vocabulary(tmp_path, "digcomp", file, version="2.2", languages=("en",)).kept
    assert only is not None
    assert only.manifest.languages == ("en",)
    file.write_text("this is no Turtle", encoding="utf-8")
    assert import_vocabulary(tmp_path, "digcomp", file, version="2.2").kept is None
    assert json.loads((only.folder / "manifest.json").read_text())["version"] == "2.2"


def test_concepts_without_labels_or_with_an_end_are_told(tables: Tables, tmp_path: Path) -> None:
    text = (
        "conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,inScheme,definition\n"
        f"{BASE}skill/bake,skill/competence,,bake bread,bake bread | loaf,obsolete,"
        f'"{BASE}concept-scheme/skills, urn:other",What it is.\n'
        f"{BASE}skill/flour,knowledge,,flour,,released,,\n"
    )
    folder = tables({"skills_en.csv": text, "conceptSchemes_en.csv": "conceptSchemeUri,preferredLabel\n"
                     f"{BASE}concept-scheme/skills,Skills\n"})  # fmt: skip
    imported = import_vocabulary(tmp_path, "esco", folder)
    assert imported.kept is not None
    index = imported.kept.index()
    concept = index.concept(f"{BASE}skill/bake")
    assert concept is not None
    assert concept.deprecated
    assert concept.description == "What it is."
    assert index.rows("SELECT text FROM label WHERE concept = 6 ORDER BY rank") == [
        ("bake bread",),
        ("loaf",),
    ]
    assert index.concept(f"{BASE}skill/none") is None
    index.close()
    assert "urn:other" not in imported.kept.graph.read_text(encoding="utf-8")


def test_an_unlabelled_concept_is_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "x-1.0.ttl"
    file.write_text("@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <urn:a> a skos:Concept .")
    imported = import_vocabulary(tmp_path, "x", file)
    assert imported.kept is not None
    assert "1 × unlabelled" in imported.findings.lines()[0]
    index = imported.kept.index()
    concept = index.concept("urn:a")
    assert concept is not None
    assert concept.label == "urn:a"
    index.close()


def test_a_circle_of_broader_concepts_ends(tables: Tables, tmp_path: Path) -> None:
    text = f"conceptUri,broaderUri\n{BASE}skill/bake,{BASE}skill/S1\n{BASE}skill/S1,{BASE}skill/bake\n"
    kept = import_vocabulary(tmp_path, "esco", tables({"broaderRelationsSkillPillar.csv": text})).kept
    assert kept is not None
    index = kept.index()
    concept = index.concept(f"{BASE}skill/bake")
    assert concept is not None
    assert concept.path == ("working with food",)
    index.close()


@pytest.mark.parametrize(
    ("table", "code", "words"),
    [
        ("conceptUri\tcode\n", "delimiter", "separated by tabs"),
        ("", "missing-column", "there are: none"),
        (f"conceptUri,preferredLabel\n\n{BASE}skill/S1,ok\n{BASE}a b,x\n", "not-a-concept", "row 4"),
        (f"conceptUri,preferredLabel\n{BASE}skill/S1,\ud800\n", "not-csv", "is not CSV in UTF-8"),
    ],
)
def test_a_table_that_was_edited_by_hand_is_refused(
    tables: Tables, tmp_path: Path, table: str, code: str, words: str
) -> None:
    folder = tables()
    (folder / "skillGroups_en.csv").write_bytes(table.encode("utf-8", "surrogatepass"))
    imported = import_vocabulary(tmp_path, "esco", folder)
    assert imported.kept is None
    (found,) = [each for each in imported.findings.kept if each.code == code][:1]
    assert words in str(found)


def test_the_counts_of_another_version_are_recognised(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {"9.0": {"skill": 2}, "9.1": {"skill": 3}}
    described = dataclasses.replace(descriptions.ESCO_VOCABULARY, counts=counts)
    monkeypatch.setattr(descriptions, "_SHIPPED", {"esco": described})
    assert import_vocabulary(tmp_path, "esco", tables()).findings.lines() == []
    imported = import_vocabulary(tmp_path, "esco", tables(name="plain"), version="9.1")
    assert imported.kept is None
    assert (
        "counts of version 9.0, not 9.1: 2 × skill. Import it with --version 9.0."
        in imported.findings.lines()[1]
    )
    monkeypatch.setattr(
        descriptions, "_SHIPPED", {"esco": dataclasses.replace(described, counts={"9.0": {"skill": 7}})}
    )
    imported = import_vocabulary(tmp_path, "esco", tables())
    assert imported.kept is not None
    assert "There are 2 × skill; version 9.0 has 7 × skill" in imported.findings.lines()[1]


def test_many_findings_of_a_kind_are_counted(tables: Tables, tmp_path: Path) -> None:
    rows = "".join(f"{BASE}skill/{number},{BASE}skill/S1\n" for number in range(25))
    text = f"conceptUri,broaderUri\n{rows}"
    imported = import_vocabulary(tmp_path, "esco", tables({"broaderRelationsSkillPillar.csv": text}))
    lines = imported.findings.lines()
    assert lines[0] == "warning · 25 × dangling"
    assert lines[-1] == "  … and 5 more"
    assert len(lines) == 22


def test_cells_may_be_long_while_tables_are_read_and_only_then(tables: Tables, tmp_path: Path) -> None:
    usual = csv.field_size_limit()
    head = "conceptSchemeUri,preferredLabel,hasTopConcept"
    text = f"{head}\n{BASE}concept-scheme/skills,Skills,{'x' * 1_500_000}\n"
    imported = import_vocabulary(tmp_path, "esco", tables({"conceptSchemes_en.csv": text}))
    assert imported.kept is not None
    assert csv.field_size_limit() == usual
