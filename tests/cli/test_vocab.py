"""``nqfgraph vocab``: what it prints, and how it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.cli import vocab

SMALL = Path(__file__).parents[1] / "data" / "vocabularies" / "esco"
BASE = "http://data.europa.eu/esco/"
Run = Callable[..., Any]


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    """Return a home with versions 9.0 and 9.1; the later has other names and no baker."""
    home = tmp_path / "home"
    for version in ("9.0", "9.1"):
        shutil.copytree(SMALL, tmp_path / f"v{version}")
    later = tmp_path / "v9.1"
    edit(later / "skills_en.csv", "kinds of flour", "all flour")
    edit(later / "occupations_en.csv", "occupation/baker,7512,baker", "occupation/b2,7512,artisan baker")
    edit(later / "occupationSkillRelations.csv", "occupation/baker", "occupation/b2")
    edit(later / "broaderRelationsSkillPillar.csv", f"{BASE}skill/bake,{BASE}skill/S1\n", "")
    for version in ("9.0", "9.1"):
        assert run("vocab", "import", "esco", tmp_path / f"v{version}", "--home", home).status == 0
    return home


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_difference_in_words(run: Run, home: Path) -> None:
    answer = run("vocab", "diff", "esco", "9.0", "9.1", "--home", home)
    assert answer.status == 1
    assert answer.out.splitlines() == [
        "From 9.0 to 9.1: 1 gone, 1 new, 1 renamed, 1 with other parents.",
        f"gone: baker <{BASE}occupation/baker>; perhaps now: artisan baker <{BASE}occupation/b2>",
        f"renamed: kinds of flour → all flour <{BASE}skill/flour>",
        f"moved: bake bread <{BASE}skill/bake>",
    ]
    back = run("vocab", "diff", "esco", "9.1", "9.0", "--format", "json", "--home", home)
    assert json.loads(back.out)["gone"][0]["concept"]["label"] == "artisan baker"
    assert run("vocab", "diff", "esco", "9.0", "9.0", "--home", home).status == 0


def test_a_long_difference_is_cut_and_says_so(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocab, "_SHOWN", 0)
    lines = run("vocab", "diff", "esco", "9.0", "9.1", "--home", home).out.splitlines()
    assert lines[1:] == ["Of each kind 0 are shown; --format json has all."]


def test_only_what_the_release_refers_to_counts_as_ours(run: Run, home: Path, register: Path) -> None:
    ours = ("vocab", "diff", "esco", "9.0", "9.1", "--ours", "--home", home)
    assert run(*ours).out == "From 9.0 to 9.1: 0 gone, 0 new, 0 renamed, 0 with other parents.\n"
    (register / "skills.csv").write_text(
        f"iri,label_en,kind,version\n{BASE}skill/flour,kinds of flour,knowledge,9.0\n", encoding="utf-8"
    )
    outcomes = register / "learning-outcomes.csv"
    lines = outcomes.read_text(encoding="utf-8").splitlines()
    skills = ["skill", f"{BASE}skill/flour", *[""] * len(lines)]
    text = "".join(f"{line},{skill}\n" for line, skill in zip(lines, skills, strict=False))
    outcomes.write_text(text, encoding="utf-8")
    with (register / "register.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[tables]]\nkind = "skill"\nfile = "skills.csv"\n\n[vocabularies]\nesco = "9.0"\n')
    built = run("build", register, "--home", home)
    assert built.status == 0, built.err
    # The whole of ESCO 9.0 is in the release, but we refer to one concept of it.
    answer = run(*ours)
    assert answer.out.splitlines()[0] == "From 9.0 to 9.1: 0 gone, 0 new, 1 renamed, 0 with other parents."


def test_a_register_whose_vocabulary_is_missing_is_told_the_command(
    run: Run, register: Path, tmp_path: Path
) -> None:
    with (register / "register.toml").open("a", encoding="utf-8") as file:
        file.write('\n[vocabularies]\nesco = "1.2.0"\n')
    answer = run("build", register, "--home", tmp_path / "empty")
    assert answer.status != 0
    assert "nqfgraph vocab import esco PATH" in answer.err


def test_the_list_tells_versions_and_sizes(run: Run, home: Path) -> None:
    lines = run("vocab", "list", "--home", home).out.splitlines()
    assert [line.split()[:2] for line in lines] == [["esco", "9.0"], ["esco", "9.1"]]
    assert "7 concepts" in lines[0]
    assert run("vocab", "remove", "esco", "9.0", "--home", home).out == "Removed esco 9.0.\n"
    assert run("vocab", "remove", "esco", "9.0", "--home", home).status != 0


def test_a_plain_scheme_has_no_notice(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "areas.ttl"
    file.write_text(
        '@prefix s: <http://www.w3.org/2004/02/skos/core#> . <urn:a> a s:Concept ; s:prefLabel "A"@en .'
    )
    answer = run("vocab", "import", "areas", file, "--version", "1", "--language", "en", "--home", tmp_path)
    assert answer.out == "areas 1: 1 × concept; 1 labels, 2 triples.\n"
