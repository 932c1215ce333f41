"""Vectors: made once, gone on with, refused when they are another model's; the nearest come first."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nqfgraph.errors import InputError
from nqfgraph.exclusion import hold
from nqfgraph.linking import vectors
from nqfgraph.linking.semantic import Nearest
from nqfgraph.linking.vectors import FILE, LOCK, build_vectors, read_vectors
from nqfgraph.vocabularies import Kept, import_vocabulary

BASE = "http://data.europa.eu/esco/skill/"
WIDTH = 26


class Letters:
    """An encoder that counts letters."""

    checksum = "a" * 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        self.texts += texts
        counts = np.array([[each.lower().count(chr(97 + place)) for place in range(WIDTH)] for each in texts])
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        unit: np.ndarray[Any, Any] = counts / np.maximum(lengths, 1e-12)
        return unit


@pytest.fixture
def many(tables: Callable[..., Path], tmp_path: Path) -> Kept:
    """Return a vocabulary of six skills, the first with five alternative labels."""
    folder = tables()
    header, *_ = (folder / "skills_en.csv").read_text(encoding="utf-8").splitlines()
    names = ["bake", "flour", "sell", "weigh", "knead", "mix"]
    labels = {"bake": '"a1\na2\na3\na4\na5"'}
    told = {"sell": "Give for money."}
    rows = [
        f"{BASE}{each},skill/competence,,{each} it,{labels.get(each, '')},released,2020,{told.get(each, '')}"
        for each in names
    ]
    text = "\n".join((header, *rows, ""))
    (folder / "skills_en.csv").write_text(text, encoding="utf-8")
    found = import_vocabulary(tmp_path, "esco", folder).kept
    assert found is not None
    return found


def content(kept: Kept) -> dict[str, Any]:
    with np.load(kept.folder / FILE) as stored:
        return {key: stored[key] for key in stored.files}


def test_the_nearest_come_first_and_filters_hold(many: Kept) -> None:
    nearest = Nearest(many, Letters())
    index = many.index()
    numbers = {iri.rpartition("/")[2]: number for number, iri in index.rows("SELECT id, iri FROM concept")}
    index.close()
    first, second = nearest.rank(("kneading it", "sell"), None)
    assert (first[0], second[0]) == (numbers["knead"], numbers["sell"])
    assert len(first) == 6
    allowed = {numbers["flour"], numbers["mix"]}
    assert set(nearest.rank(("sell",), allowed)[0]) == allowed
    assert nearest.rank(("sell",), frozenset()) == [[]]
    assert nearest.checksum == "a" * 64


def test_only_so_many_are_given_and_ties_go_by_number(many: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nqfgraph.linking.semantic._DEPTH", 2)
    (found,) = Nearest(many, Letters()).rank(("zzz",), None)
    assert found == sorted(found)
    assert len(found) == 2


def test_few_alternative_labels_count(many: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "MOST_ALTERNATIVES", 3)
    encoder = Letters()
    build_vectors(many, encoder)
    assert [each for each in encoder.texts if each.startswith("a")] == ["a1", "a2", "a3"]


def test_a_description_counts_as_one_more_text(many: Kept) -> None:
    encoder = Letters()
    build_vectors(many, encoder)
    assert encoder.texts.count("Give for money.") == 1
    numbers, found = read_vectors(many, encoder)
    index = many.index()
    ((sell,),) = index.rows("SELECT concept FROM label WHERE text = 'sell it'", ())
    index.close()
    mean = encoder.encode(["sell it", "Give for money."]).sum(axis=0)
    expected = mean / np.linalg.norm(mean)
    assert np.allclose(found[list(numbers).index(sell)], expected, atol=0.02)


def test_vectors_are_made_once_and_are_the_same_each_time(many: Kept) -> None:
    told: list[tuple[int, int]] = []
    build_vectors(many, Letters(), lambda done, all_of_them: told.append((done, all_of_them)))
    assert told == [(6, 6)]
    first = content(many)
    idle = Letters()
    build_vectors(many, idle)
    assert idle.texts == []
    (many.folder / FILE).unlink()
    build_vectors(many, Letters())
    again = content(many)
    assert first["vectors"].dtype == np.int8
    assert first["vectors"].tobytes() == again["vectors"].tobytes()
    origin = json.loads(str(first["origin"]))
    assert (origin["model"], origin["digest"]) == ("a" * 64, many.manifest.digest)


def test_a_build_that_was_stopped_goes_on(many: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "PART", 2)
    build_vectors(many, Letters())
    whole = content(many)["vectors"].tobytes()
    (many.folder / FILE).unlink()

    def stop(done: int, concepts: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_vectors(many, Letters(), stop)
    assert not (many.folder / FILE).exists()
    (part,) = many.folder.glob(".vectors-*.part")
    with part.open("ab") as file:
        file.write(b"half a row")
    second = Letters()
    told: list[int] = []
    build_vectors(many, second, lambda done, concepts: told.append(done))
    assert told == [6]
    assert sorted(each for each in second.texts if each) == ["Give for money.", "sell it", "weigh it"]
    assert content(many)["vectors"].tobytes() == whole
    assert not list(many.folder.glob(".vectors-*.part"))


def test_vectors_of_another_model_are_refused(many: Kept) -> None:
    build_vectors(many, Letters())
    other = Letters()
    other.checksum = "b" * 64
    with pytest.raises(InputError, match=r"model is a+, not b+"):
        Nearest(many, other)


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"PK\x03\x04 and no more"])
def test_damaged_vectors_are_named(many: Kept, damage: bytes) -> None:
    (many.folder / FILE).write_bytes(damage)
    with pytest.raises(InputError, match="cannot be read"):
        read_vectors(many, Letters())


def test_two_do_not_make_them_at_once(many: Kept) -> None:
    with (
        hold(many.folder / LOCK, AssertionError),
        pytest.raises(InputError, match="are being made by process"),
    ):
        build_vectors(many, Letters())


def test_a_vocabulary_without_english_labels_has_no_vectors(tmp_path: Path) -> None:
    scheme = tmp_path / "s.ttl"
    scheme.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<urn:a> a skos:Concept ; skos:prefLabel 'bişirmək'@az .\n",
        encoding="utf-8",
    )
    kept = import_vocabulary(tmp_path, "own", scheme, version="1").kept
    assert kept is not None
    with pytest.raises(InputError, match="no English labels"):
        build_vectors(kept, Letters())
