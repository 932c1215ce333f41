"""A tiny register that every test can change in one place, and the ontology."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.model.records import Register
from nqfgraph.ontology import Ontology
from nqfgraph.sources import Issue, read_register

HEAD = """[register]
name = "small"
base = "https://data.example.org/"
languages = ["az", "en"]
country = "OP_DATPRO"
framework = "frame"
licence = "https://creativecommons.org/licenses/by/4.0/"
modified = 2026-11-01
title_en = "A small register"

[register.publisher]
key = "keeper"
name_en = "The keeper"

"""
TABLES = {
    "framework": "key,title_en\nframe,The frame\n",
    "level": "key,label_en\n5,Five\n6,Six\n",
    "award_type": "key,level,label_en\nbachelor,6,Bachelor\n",
    "classification": "key,edition,title_en\n2024,2024,List of 2024\n",
    "organisation": "key,name_en,kind\nuni,University,higher-education\n",
    "skill": "iri,label_en\nhttp://data.europa.eu/esco/skill/s1,a skill\n",
    "qualification": "key,code,title_en,award_type,isced_f\n2024/1,1,One,bachelor,0613\n",
}


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The ontology, read once."""
    return Ontology.load()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the small register: ``write(level="…", settings={…})``.

    A table given by its kind (text, bytes or None for none) takes the place of the usual one; ``settings``
    adds lines to the [[tables]] section of a kind; ``toml`` is put at the end, ``head`` replaces the head.
    """

    def make(
        *,
        head: str = HEAD,
        toml: str = "",
        settings: dict[str, str] | None = None,
        **tables: str | bytes | None,
    ) -> Path:
        lines = [head]
        for kind, text in {**TABLES, **tables}.items():
            if text is not None:
                content = text if isinstance(text, bytes) else text.encode()
                (tmp_path / f"{kind}.csv").write_bytes(content)
                lines.append(f'[[tables]]\nkind = "{kind}"\nfile = "{kind}.csv"\n')
                lines.append((settings or {}).get(kind, "") + "\n")
        (tmp_path / "register.toml").write_text("".join(lines) + toml, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def read(write: Callable[..., Path], ontology: Ontology) -> Callable[..., tuple[Register, tuple[Issue, ...]]]:
    """Return a function that writes the small register as ``write`` does and reads it."""

    def make(**changes: object) -> tuple[Register, tuple[Issue, ...]]:
        return read_register(write(**changes), ontology)

    return make
