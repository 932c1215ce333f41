"""Our own labels: read with clear findings, found by the beginnings of words."""

from __future__ import annotations

from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.linking import LabelLayer


def test_labels_and_alternatives_are_found(tmp_path: Path) -> None:
    path = tmp_path / "az.csv"
    path.write_text("iri,label,alternative\nurn:a,un növləri,taxıl unu | \n", encoding="utf-8")
    layer = LabelLayer.read(path)
    assert layer.find("Unun növlərini təsvir edir") == {"urn:a": "un növləri"}
    assert layer.find("taxılı üyüdür") == {"urn:a": "taxıl unu"}
    assert layer.find("heç nə") == {}


def test_a_registers_table_of_skills_is_a_layer_of_the_language_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "skills.csv"
    path.write_text("iri,label_az,label_ru\nurn:a,çörək,хлебопечение\n", encoding="utf-8")
    assert LabelLayer.read(path, "ru").find("хлебопечения") == {"urn:a": "хлебопечение"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("iri,name\n", "no column label"),
        ("iri,label\nurn:a,\n", "no iri or no label"),
        ("iri,label\n,bread\n", "no iri or no label"),
        (f"iri,label\nurn:a,{'x' * 2_000_000}\n", "not CSV"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "az.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        LabelLayer.read(path)
