"""Suggestions: deterministic, filtered, never for an empty text."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.linking import Calibration, Filters, LabelLayer, Linker, read_outcomes
from nqfgraph.linking import linker as linking
from nqfgraph.linking.clauses import clauses, search_words
from nqfgraph.linking.outcomes import outcomes_of_dump
from nqfgraph.vocabularies import Kept

BASE = "http://data.europa.eu/esco/"


LAYER = LabelLayer([(f"{BASE}skill/flour", "un növləri")])


@pytest.fixture
def linker(kept: Kept) -> Iterator[Linker]:
    made = Linker(kept, layer=LAYER)
    yield made
    made.close()


class Reversed:
    """A model that finds the last concept nearest."""

    checksum = "f" * 64

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        self.asked: list[tuple[str, ...]] = []

    def rank(self, texts: tuple[str, ...], allowed: Container[int] | None) -> list[list[int]]:
        self.asked.append(texts)
        return [[each for each in self.numbers if allowed is None or each in allowed] for _ in texts]


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Calibration("m", "esco", (0.0, 0.6), (0.1, 0.7), "a set")
    monkeypatch.setattr(linking, "load_calibration", lambda method, vocabulary: steps)


def test_an_alternative_label_finds_its_concept(linker: Linker) -> None:
    first, *_ = linker.suggest("Baking loaves in a stone oven")
    assert (first.iri, first.label, first.matched) == (f"{BASE}skill/bake", "bake bread", "baking loaves")
    assert (first.rank, first.vocabulary, first.version, first.method) == (1, "esco", "9.0", "fts5-rrf")
    assert first.model == ""


def test_the_same_text_gives_the_same_list_and_both_clauses_are_found(linker: Linker) -> None:
    text = "Knows the kinds of flour, and bakes bread"
    assert linker.suggest(text) == linker.suggest(text)
    assert {each.iri for each in linker.suggest(text)} == {f"{BASE}skill/bake", f"{BASE}skill/flour"}
    assert len(linker.suggest(text, limit=1)) == 1


def test_filters_leave_only_what_fits(linker: Linker) -> None:
    text = "bread and flour"
    assert [each.type for each in linker.suggest(text, filters=Filters(type="knowledge"))] == ["knowledge"]
    within = linker.suggest(text, filters=Filters(field="0721"))
    assert {each.iri for each in within} == {f"{BASE}skill/bake", f"{BASE}skill/flour"}
    with pytest.raises(InputError, match="no field of education"):
        linker.suggest(text, filters=Filters(field="9999"))


@pytest.mark.parametrize("text", ["", "   ", "…", '" OR ) NEAR('])
def test_a_text_without_words_gives_nothing_and_operators_are_words(linker: Linker, text: str) -> None:
    assert linker.suggest(text) == ()


def test_a_very_long_outcome_is_answered(linker: Linker) -> None:
    assert linker.suggest("bake bread, " + "x" * 20_000)[0].iri == f"{BASE}skill/bake"


def test_our_own_labels_are_found_and_marked(linker: Linker) -> None:
    (found,) = linker.suggest("", unofficial="Unun növlərini təsvir edir")
    assert found.unofficial
    assert found.matched == "un növləri"


def test_clauses_and_words() -> None:
    assert clauses("bake bread") == ()
    assert clauses("bake good bread and clean the oven") == ("bake good bread", "clean the oven")
    assert search_words("The learner explains the oven") == ("oven",)
    assert search_words("the") == ("the",)


def test_outcomes_come_from_tables_and_texts(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(
        "iri,title_en,title_az,domain\nurn:a,Bakes,Bişirir,skills\n,Knows,,knowledge\n", encoding="utf-8"
    )
    first, second = read_outcomes(table)
    assert (first.name, first.english(), first.texts["az"], first.type) == (
        "urn:a",
        "Bakes",
        "Bişirir",
        "skill",
    )
    assert (second.name, second.type) == ("row 3", "knowledge")
    text = tmp_path / "a.txt"
    text.write_text("One\n\nTwo\n", encoding="utf-8")
    assert [each.name for each in read_outcomes(text)] == ["line 1", "line 3"]
    table.write_text("x\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column with outcomes"):
        list(read_outcomes(table))


def test_a_broken_table_of_outcomes_is_named(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(f"title_en\n{'x' * 1_000_001}\n", encoding="utf-8")
    with pytest.raises(InputError, match="not CSV"):
        list(read_outcomes(table))


def test_outcomes_of_a_dump_have_their_texts_and_kind() -> None:
    iri, elm = "<urn:x/learning-outcome/a>", "http://data.europa.eu/snb/model/elm/LearningOutcome"
    lines = [
        f'{iri} <http://purl.org/dc/terms/title> "Bakes"@en <urn:g> .\n',
        f"{iri} <http://purl.org/dc/terms/type> <urn:kinds/skill> <urn:g> .\n",
        f"{iri} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{elm}> <urn:g> .\n",
        '<urn:x/level/1> <http://purl.org/dc/terms/title> "One"@en <urn:g> .\n',
    ]
    (found,) = outcomes_of_dump(each.encode() for each in lines)
    assert (found.english(), found.type) == ("Bakes", "skill")


def test_a_model_takes_part_and_is_named(kept: Kept) -> None:
    plain = Linker(kept)
    found = plain.suggest("bread, flour")
    first, second = (plain._numbers[each.iri] for each in found)
    model = Reversed([second, first])
    linker = Linker(kept, meaning=model)
    made = linker.suggest("bread, flour")
    assert model.asked == [("bread, flour",)]
    assert [each.iri for each in made] == [each.iri for each in reversed(found)]
    assert {(each.method, each.model) for each in made} == {("fts5-minilm-rrf", "f" * 64)}
    assert linker.suggest("…") == ()
    assert len(linker.suggest("bread, flour", filters=Filters(type="knowledge"))) == 1
    assert len(linker.suggest("bake good bread and kinds of flour")) == 2
    assert model.asked[-1] == ("bake good bread and kinds of flour", "bake good bread", "kinds of flour")
    plain.close()
    linker.close()


@pytest.mark.usefixtures("calibrated")
def test_a_confidence_means_what_was_measured_and_nothing_else(kept: Kept) -> None:
    linker = Linker(kept, layer=LAYER)
    (bread,) = linker.suggest("bake bread")
    assert (bread.score, bread.confidence) == (1.0, 0.7)
    with_ours = linker.suggest("bake bread", unofficial="un növləri")
    assert {each.label: each.confidence for each in with_ours} == {"bake bread": 0.7, "kinds of flour": None}
    assert all(each.score < 1 for each in with_ours)
    (filtered,) = linker.suggest("bake bread", filters=Filters(type="skill"))
    assert filtered.confidence is None
    linker.close()


def test_without_calibration_there_is_no_confidence(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "load_calibration", lambda method, vocabulary: None)
    linker = Linker(kept)
    assert linker.suggest("bake bread")[0].confidence is None
    linker.close()


def test_filters_by_type_and_field_together(linker: Linker) -> None:
    chosen = Filters(type="knowledge", field="0721")
    assert [each.label for each in linker.suggest("bread and flour", filters=chosen)] == ["kinds of flour"]
