"""The shipped ontology and vocabularies: sound, complete, and faithful to their sources."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.files import data_folder
from nqfgraph.ontology import Ontology, linting
from nqfgraph.vocab import NQF, RDF, RDFS, SKOS

FOLDER = data_folder("ontology")
VOCABULARIES = sorted((FOLDER / "vocabularies").glob("*.ttl"))
SOURCES = {
    "accreditation-type": "europass-accreditation-types",
    "activity-type": "europass-learning-activity-types",
    "assessment-type": "europass-learning-assessment-types",
    "country": "country",
    "credential-type": "europass-credential-types",
    "credit-system": "credit-points",
    "currency": "currency",
    "eqf": "eqf",
    "isced-f": "isced-f",
    "language": "language",
    "learning-setting": "europass-learning-setting-types",
    "mode": "europass-modes",
    "opportunity-type": "europass-learning-opportunity-types",
    "publication-status": "loq-status",
    "schedule": "europass-learning-schedule-types",
    "skill-reuse-level": "skill-reuse-levels",
    "skill-type": "skill-types",
    "target-group": "europass-target-groups",
}
CHOSEN = {"currency", "language"}
"""Vocabularies that are shipped in part."""
OTHERS = {"frequency"}
"""Lists of the EU that are not among those of the European Learning Model."""


def read(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path=path))


def test_every_term_of_ours_is_named_defined_and_at_home() -> None:
    assert linting.declaration_faults(read(FOLDER / "nqfgraph.ttl")) == []


@pytest.mark.parametrize("path", [FOLDER / "nqfgraph.ttl", *VOCABULARIES], ids=lambda path: path.stem)
def test_every_vocabulary_is_sound_skos_and_uses_declared_terms(path: Path) -> None:
    statements = read(path)
    assert any(each.object == SKOS.Concept for each in statements)
    assert linting.scheme_faults(statements) == []
    assert linting.undeclared_in_statements(statements) == []
    assert not [each for each in statements if isinstance(each.subject, ox.BlankNode)]


@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_every_vocabulary_is_one_scheme_sorted_by_code_that_owns_up_to_its_translations(path: Path) -> None:
    statements = read(path)
    (scheme,) = {each.subject for each in statements if each.object == SKOS.ConceptScheme}
    notes = [each.object for each in statements if each.predicate == SKOS.editorialNote]
    assert {note.language for note in notes if isinstance(note, ox.Literal)} == {"az", "en", "ru"}
    assert {each.subject for each in statements if each.predicate == SKOS.editorialNote} == {scheme}
    codes = [each.object.value for each in statements if each.predicate == SKOS.notation]
    assert codes == sorted(codes)


def test_no_concept_stands_in_two_files() -> None:
    homes = [
        (each.subject, path) for path in VOCABULARIES for each in read(path) if each.predicate == RDF.type
    ]
    assert len({subject for subject, _ in homes}) == len(homes)


def test_no_property_or_class_is_also_a_scheme(ontology: Ontology) -> None:
    for scheme in ontology.schemes.values():
        assert len([each for each in ontology.description(scheme.iri) if each.predicate == RDF.type]) == 1


def test_nothing_of_ours_makes_a_reasoner_say_more_of_elm() -> None:
    """Domains, ranges and wider terms come from us, SKOS, PROV, DCAT, DCTERMS, ADMS, never from ELM."""
    inferring = (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf)
    for each in read(FOLDER / "nqfgraph.ttl"):
        assert isinstance(each.subject, ox.NamedNode)
        assert each.subject.value.startswith(NQF.iri)
        if each.predicate in inferring:
            assert isinstance(each.object, ox.NamedNode)
            assert not each.object.value.startswith("http://data.europa.eu/")
    domains = [each.subject for each in read(FOLDER / "nqfgraph.ttl") if each.predicate == RDFS.domain]
    assert len(domains) == len(set(domains))


def test_isced_f_has_three_steps_by_length_of_code(ontology: Ontology) -> None:
    scheme = ontology.scheme("isced-f")
    for concept in scheme.concepts.values():
        code = concept.notation
        assert code is not None
        assert re.fullmatch(r"\d{2,4}", code)
        wider = [scheme.concepts[iri].notation for iri in concept.broader]
        assert wider == ([code[:-1]] if len(code) > 2 else [])
    assert sorted(len(each.notation or "") for each in scheme.concepts.values()).count(2) == 12


def test_translations_are_written_in_their_own_letters(ontology: Ontology) -> None:
    cyrillic = re.compile("[А-Яа-яЁё]")
    for name in {*SOURCES, *OTHERS}:
        for concept in ontology.scheme(name).concepts.values():
            assert cyrillic.search(concept.labels["ru"]), concept
            assert not cyrillic.search(concept.labels["az"]), concept


def test_every_vocabulary_of_the_model_is_compared_with_its_source(ontology: Ontology) -> None:
    assert {path.stem for path in VOCABULARIES} == {*SOURCES, *OTHERS}


@pytest.mark.conformance
@pytest.mark.parametrize("name", sorted(SOURCES))
def test_iris_and_english_names_are_those_of_the_source(
    name: str, ontology: Ontology, shared: Callable[[str], Path]
) -> None:
    folder = shared("data/elm/cv")
    with (folder / f"{SOURCES[name]}.csv").open(encoding="utf-8") as file:
        source = {row["iri"]: row["label_en"] for row in csv.DictReader(file)}
    with (folder / "_index.csv").open(encoding="utf-8") as file:
        (scheme,) = {row["concept_scheme"] for row in csv.DictReader(file) if row["file"] == SOURCES[name]}
    shipped = ontology.scheme(name)
    assert shipped.iri == scheme
    assert name in CHOSEN or set(shipped.concepts) == set(source)
    for iri, concept in shipped.concepts.items():
        assert concept.labels["en"] == source.get(iri, concept.labels["en"])


@pytest.mark.conformance
def test_every_language_is_in_the_official_list(ontology: Ontology, shared: Callable[[str], Path]) -> None:
    official = shared("conformance/elm/xsd-3.3.1/cv/language.xsd").read_text(encoding="utf-8")
    assert not [iri for iri in ontology.scheme("language").concepts if f'"{iri}"' not in official]
