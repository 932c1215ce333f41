"""The table of other frameworks is whole, and says no more than its sources."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from nqfgraph.frameworks import QDR, european_frameworks

Shared = Callable[[str], Path]


def test_every_published_level_is_there_once(shared: Shared) -> None:
    with shared("data/elm/cv/nqf-levels.csv").open(encoding="utf-8") as file:
        published = {row["iri"]: row["label_en"] for row in csv.DictReader(file)}
    ours = {
        level.iri: f"{framework.abbreviation} {level.label}"
        for framework in european_frameworks().values()
        for level in framework.levels
    }
    assert ours == {
        iri: label.replace(" Level ", " ") if "Entry" not in label else ours[iri]
        for iri, label in published.items()
    }
    assert len(ours) == 381


def test_every_framework_has_its_published_name(shared: Shared) -> None:
    with shared("data/elm/cv/nqf-frameworks.csv").open(encoding="utf-8") as file:
        published = {row["iri"]: row["label_en"] for row in csv.DictReader(file)}
    assert {each.iri: each.name for each in european_frameworks().values()} == published
    assert all(iri.startswith(QDR) for iri in published)


def test_the_lowest_level_comes_first() -> None:
    labels = {key: [level.label for level in each.levels] for key, each in european_frameworks().items()}
    assert labels["scqf"] == [str(number) for number in range(1, 13)]
    assert labels["nqf-rncp"][0] == "V"
    assert labels["nlqf"][0] == "Entry Level"


def test_a_relation_to_the_eqf_has_a_source_and_no_relation_has_none() -> None:
    levels = [level for each in european_frameworks().values() for level in each.levels]
    assert {(bool(each.eqf), bool(each.relation), bool(each.source)) for each in levels} == {
        (True, True, True),
        (False, False, False),
    }
    assert [each.label for each in european_frameworks()["ie-nqf"].at("6")] == ["7", "8"]
    assert european_frameworks()["pqf"].sources == ()


def test_levels_that_do_not_run_beside_the_eqf_are_not_paired_by_their_numbers() -> None:
    known = european_frameworks()
    assert [each.label for each in known["isqf"].at("7")] == ["6.1", "6.2"]
    assert [each.label for each in known["cyqf"].at("5")] == ["5a", "5b", "5c"]
    assert [each.label for each in known["nlqf"].at("4")] == ["4", "4+"]
    assert [each.label for each in known["nqf-rncp"].at("3")] == ["V"]
    assert [each.label for each in known["dqr"].at("6")] == ["6"]


def test_an_eqf_level_is_one_of_eight_and_does_not_fall_where_a_level_rises() -> None:
    for framework in european_frameworks().values():
        numbers = [int(each.eqf) for each in framework.levels if each.eqf]
        assert numbers == sorted(numbers), framework.key
        assert set(numbers) <= set(range(1, 9))
